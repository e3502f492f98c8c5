"""Goals and organisations of initiatives, one row each, under the filters of the list."""

import csv
import io

import pytest
from lxml import html  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from tests.conftest import BASE
from tests.world import P22


def rows(client: TestClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_every_goal_is_a_row_with_its_grounds(three_plans: TestClient) -> None:
    found = rows(three_plans, f"/api/v1/sdg-tags.csv?plan={P22}&sdg=11")
    items = three_plans.get(f"/api/v1/initiatives?plan={P22}&sdg=11").json()["items"]
    assert [(one["取組ID"], one["SDGs目標"], one["根拠"]) for one in found] == [
        (item["id"], str(tag["goal"]), tag["basis"]) for item in items for tag in item["sdgs"]
    ]
    first = found[0]
    assert list(first)[:3] == ["全国地方公共団体コード", "ID", "地方公共団体名"]
    assert (first["ID"], first["地方公共団体名"]) == (
        f"{first['取組ID']}/sdgs/{first['SDGs目標']}",
        "見本市港区",
    )
    assert first["SDGs目標の国連URI"] == f"http://metadata.un.org/sdg/{first['SDGs目標']}"


def test_the_rows_of_a_plan_are_those_of_its_file(three_plans: TestClient) -> None:
    for name in ("sdg-tags", "initiative-organisations"):
        listed = three_plans.get(f"/api/v1/{name}.csv?plan={P22}").content
        assert listed == three_plans.get(f"/plans/{P22}/files/{name}.csv").content, name


def test_an_organisation_is_a_row_with_its_role(three_plans: TestClient) -> None:
    found = rows(three_plans, f"/api/v1/initiative-organisations.csv?plan={P22}&kind=bureau_project")
    assert [(one["取組ID"], one["組織"], one["役割"]) for one in found] == [
        (f"{P22}-b01", "土木局", "responsible"),
        (f"{P22}-b02", "土木局", "responsible"),
        (f"{P22}-b02", "みどり局", "responsible"),
    ]


def test_an_unknown_parameter_of_a_long_table_is_refused(three_plans: TestClient) -> None:
    refused = three_plans.get("/api/v1/sdg-tags.csv?goal=11")
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["parameter"] == "goal"


@pytest.mark.parametrize(
    "path",
    [
        f"/initiatives/{P22}-b01",
        "/sdgs/11",
        f"/pillars/{P22}-p1",
        f"/kpis/{P22}-k1",
        "/organisations/991007-doboku",
    ],
)
def test_a_page_names_its_data(three_plans: TestClient, path: str) -> None:
    page = html.fromstring(three_plans.get(path).content)
    (address,) = page.xpath("//link[@rel='alternate'][@type='application/json']/@href")
    answer = three_plans.get(address.removeprefix(BASE))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")


def test_the_home_page_links_to_the_catalogue_of_interfaces(three_plans: TestClient) -> None:
    link = three_plans.get("/").headers["Link"]
    assert link == f'<{BASE}/.well-known/api-catalog>; rel="api-catalog"; type="application/linkset+json"'


def test_every_table_of_the_api_has_the_mark_that_excel_needs_and_a_header(three_plans: TestClient) -> None:
    paths = [
        path for path in three_plans.get("/api/v1/openapi.json").json()["paths"] if path.endswith(".csv")
    ]
    assert len(paths) > 15
    for path in paths:
        answer = three_plans.get(path)
        assert answer.content.startswith(b"\xef\xbb\xbf"), path
        assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present", path
        heading, _, _rows = answer.content.decode("utf-8-sig").partition("\r\n")
        assert "," in heading, path
