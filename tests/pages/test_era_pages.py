"""Dues on the pages: the era of their days, and both ends of what lasts several years."""

import re
from typing import Any

import pytest
from lxml import html  # type: ignore[import-untyped,unused-ignore]
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.import_plan import import_text
from tests.conftest import Clock
from tests.world import P22, entry, plan_2022, signed, text_of

# Words of dates do not depend on the engine.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

PAGES = (f"/initiatives/{P22}-b01", f"/initiatives/{P22}-b01/brief", "/initiatives", "/timeline", "/")


def shown(client: TestClient, store: Store, printed: str | None, **due: Any) -> list[str]:
    """The text of every page that shows the due, after the import of a plan with it."""
    file = plan_2022()
    item, kpi = entry(file, f"{P22}-b01"), entry(file, f"{P22}-k2")
    if printed:
        item["text"] = kpi["mentions"][0]["quote"] = f"{printed}に橋の耐震工事に着手"
        kpi["due"] |= {"printed": printed}
    else:
        kpi["due"] |= {"printed": None, "basis": "editorial", "reason": "工期から読んだ。"}
    kpi["due"] |= due
    import_text(store, text_of(signed(file)), clock=Clock())
    return ["".join(html.fromstring(client.get(path).content).text_content().split()) for path in PAGES]


@pytest.mark.parametrize(
    ("printed", "start", "end", "precision", "text"),
    [
        ("平成31年4月", "2019-04-01", "2019-04-30", "month", "平成31年4月（2019年4月）予定"),
        ("平成31年3月31日", "2019-03-31", "2019-03-31", "day", "平成31年3月31日（2019年3月31日）予定"),
        ("昭和64年1月7日", "1989-01-07", "1989-01-07", "day", "昭和64年1月7日（1989年1月7日）予定"),
        ("令和元年5月", "2019-05-01", "2019-05-31", "month", "令和元年5月（2019年5月）予定"),
        (None, "2019-01-01", "2019-12-31", "year", "平成31年・令和元年（2019年）予定"),
        (
            "令和4年度から令和7年度まで",
            "2022-04-01",
            "2026-03-31",
            "fiscal_year",
            "令和4年度～令和7年度（2022年度～2025年度）予定",
        ),
    ],
)
def test_every_page_shows_a_due_in_its_era_and_to_its_end(
    client: TestClient, store: Store, printed: str | None, start: str, end: str, precision: str, text: str
) -> None:
    found = shown(client, store, printed, start=start, end=end, precision=precision)
    for path, page in zip(PAGES, found, strict=True):
        assert (text.removesuffix("予定") if path == "/timeline" else text) in page, path
        if start < "2019-05-01":
            assert not re.search("令和元年(?!度)", page) or precision == "year", path


def test_files_hold_both_ends_of_a_due(client: TestClient, store: Store) -> None:
    shown(client, store, None, start="2022-04-01", end="2026-03-31", precision="fiscal_year")
    due = client.get(f"/api/v1/kpis/{P22}-k2").json()["due"]
    assert (due["start"], due["end"], due["precision"]) == ("2022-04-01", "2026-03-31", "fiscal_year")
    assert "2022-04-01,2026-03-31,fiscal_year," in client.get("/api/v1/kpis.csv").text
    stratml = client.get(f"/plans/{P22}.stratml.xml").text
    assert "<EndDate>2026-03-31</EndDate>" in stratml.replace("stratml:", "")
    assert "期日（編集による推定、理由：工期から読んだ。）：2022-04-01～2026-03-31、予定" in stratml


def test_the_timeline_names_each_year_as_people_do(client: TestClient, store: Store) -> None:
    shown(client, store, "平成31年4月", start="2019-04-01", end="2019-04-30", precision="month")
    page = html.fromstring(client.get("/timeline").content)
    labels = [one.text for one in page.xpath("//*[@class='tl-year']")]
    assert labels == ["令和元年度", "令和2年度", "令和3年度", "令和4年度（2022年度）"]
