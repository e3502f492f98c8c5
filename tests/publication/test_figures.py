"""Very large and very small figures, as people and as programs read them."""

import csv
import io
import json
import re
from collections.abc import Iterator

import openpyxl
import pytest
from lxml import etree, html  # type: ignore[import-untyped,unused-ignore]
from starlette.testclient import TestClient

from tests.conftest import MakeSettings, served
from tests.publication.test_stratml import N
from tests.world import P22, Json, entry, plan_2022, signed, text_of

LARGE, SMALL = f"{P22}-k1", f"{P22}-k3"
PAGE = f"/initiatives/{P22}-p1-t1-m1"


def plan_with_figures() -> Json:
    file = plan_2022()
    entry(file, LARGE).update(
        value=1_500_000_000,
        unit="円",
        comparator=">=",
        due=entry(file, f"{P22}-k2")["due"] | {"printed": None, "basis": "editorial", "reason": "年度末"},
        baseline={"value": 1234567.25, "as_of": "2019-03-31", "source": "決算"},
        results=[
            {"as_of": "2019-05-01", "value": 120_000_000, "source": "決算"},
            {"as_of": "2023-03-31", "value": 1_600_000_000, "source": "決算"},
        ],
    )
    small = entry(file, LARGE) | {"id": SMALL, "value": 0.0000001, "unit": "％", "comparator": "<="}
    small |= {
        "baseline": {"value": 0.00002, "as_of": "2022-03-31", "source": "調査"},
        "results": [{"as_of": "2023-03-31", "value": 0.0000003, "source": "調査"}] * 2,
    }
    file["kpis"].append(small)
    return signed(file)


@pytest.fixture(scope="module")
def figures(engine: str, make_settings: MakeSettings) -> Iterator[TestClient]:
    with served(make_settings(engine), text_of(plan_with_figures())) as client:
        yield client


def page(client: TestClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return "".join(html.fromstring(answer.content).text_content().split())


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (PAGE, ["1,500,000,000円（15億円）以上", "0.0000001％以下", "1,234,567.25円（平成31年3月31日"]),
        (PAGE, ["120,000,000円（1億2,000万円）（令和元年5月1日", "0.0000003％（令和5年3月31日"]),
        (f"{PAGE}/brief", ["1,500,000,000円（15億円）以上", "0.0000001％以下", "0.00002％", "0.0000003％"]),
        ("/initiatives", ["1,500,000,000円（15億円）以上", "0.0000001％以下"]),
        ("/gaps", ["1,500,000,000円", "0.0000001％", "1,234,567.25円", "0.00002％", "0.0000003％"]),
        ("/", ["結果：1,600,000,000円（16億円）", "結果：0.0000003％"]),
    ],
)
def test_pages_show_a_figure_in_groups_of_three_digits(
    figures: TestClient, path: str, shown: list[str]
) -> None:
    text = page(figures, path)
    for one in shown:
        assert one in text
    assert not re.search("[0-9]e-[0-9]|[0-9]{4}円", text)


@pytest.mark.parametrize("path", ["/api/v1/kpis.csv", f"/plans/{P22}/files/kpis.csv"])
def test_csv_has_plain_decimals(figures: TestClient, path: str) -> None:
    rows = list(csv.DictReader(io.StringIO(figures.get(path).content.decode("utf-8-sig"))))
    found = {row["ID"]: (row["目標値"], row["基準値"], row["結果の値"]) for row in rows}
    assert found[LARGE] == ("1500000000", "1234567.25", "120000000;1600000000")
    assert found[SMALL] == ("0.0000001", "0.00002", "0.0000003;0.0000003")


def test_the_gaps_as_csv_have_plain_decimals(figures: TestClient) -> None:
    (row, *_) = csv.DictReader(io.StringIO(figures.get("/api/v1/gaps.csv").content.decode("utf-8-sig")))
    assert row["数量"] == "1500000000円;0.0000001％"
    assert row["基準値"] == "1234567.25円;0.00002％"
    assert row["結果"] == "120000000円;1600000000円;0.0000003％;0.0000003％"


def test_excel_has_numbers_that_are_shown_whole(figures: TestClient) -> None:
    book = openpyxl.load_workbook(io.BytesIO(figures.get(f"/plans/{P22}/files/plan.xlsx").content))
    head, *rows = book["指標"].iter_rows()
    columns = [cell.value for cell in head]
    found = {row[columns.index("ID")].value: dict(zip(columns, row, strict=True)) for row in rows}
    shown = {
        key: [
            (cells[name].value, cells[name].number_format, cells[name].data_type)
            for name in ("目標値", "基準値")
        ]
        for key, cells in found.items()
    }
    assert shown[LARGE] == [(1_500_000_000, "#,##0", "n"), (1234567.25, "#,##0.00", "n")]
    assert shown[SMALL] == [(0.0000001, "0.0000000", "n"), (0.00002, "0.00000", "n")]
    assert found[SMALL]["結果の値"].value == "0.0000003;0.0000003"
    # Line numbers are no quantities.
    assert book["取組"].cell(2, 1).number_format == "General"


def test_stratml_and_json_have_the_same_numbers(figures: TestClient) -> None:
    document = etree.fromstring(figures.get(f"/plans/{P22}.stratml.xml").content)
    numbers = [one.text for one in document.iterfind(".//s:NumberOfUnits", N)]
    large = ["1500000000", "1234567.25", "120000000", "1600000000"]
    assert numbers == [*large, "0.0000001", "0.00002", "0.0000003", "0.0000003"]
    values = {item["id"]: item["value"] for item in figures.get("/api/v1/kpis").json()["items"]}
    assert (values[LARGE], values[SMALL]) == (1_500_000_000, 0.0000001)
    lines = figures.get(f"/plans/{P22}/files/kpis.ndjson").text.splitlines()
    assert {one["id"]: one["value"] for one in map(json.loads, lines)} == values
