"""The timeline: intervals as wide as their precision, events apart from commitments, links to sentences."""

import re
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.i18n.fiscal import fiscal_year_of
from app.pages import timeline_chart


def kpi_with_due(start: str, end: str, precision: str, **more: Any) -> dict[str, Any]:
    due = {"start": start, "end": end, "precision": precision, "certainty": "planned", "basis": "stated"}
    return {
        "id": "k",
        "plan": "p",
        "kind": "milestone",
        "label": "開業",
        "due": due | more.pop("due", {}),
    } | more


def drawn(*kpis: dict[str, Any], years: tuple[int, ...] = (2022,)) -> timeline_chart.Chart:
    chart = timeline_chart.chart(kpis, years)
    assert chart is not None
    return chart


def test_a_whole_year_fills_the_drawing_and_a_half_year_half_of_it() -> None:
    year, half = drawn(
        kpi_with_due("2022-04-01", "2023-03-31", "fiscal_year"),
        kpi_with_due("2022-10-01", "2023-03-31", "fiscal_half"),
    ).marks
    assert (year.x, year.width, year.day) == (0.0, 960.0, False)
    assert half.x == pytest.approx(960 * 183 / 365)
    assert half.x + half.width == pytest.approx(960.0)


def test_a_month_is_a_month_wide_and_only_a_day_is_a_point() -> None:
    month, day = drawn(
        kpi_with_due("2023-03-01", "2023-03-31", "month"), kpi_with_due("2023-03-18", "2023-03-18", "day")
    ).marks
    assert month.width == pytest.approx(960 * 31 / 365)
    assert (month.day, day.day) == (False, True)
    assert month.x < day.x < month.x + month.width


def test_years_outside_the_plan_are_narrower_and_join_without_a_gap() -> None:
    chart = drawn(kpi_with_due("2027-01-01", "2027-12-31", "year", kind="event"))
    assert [band.planned for band in chart.bands] == [True, False, False, False, False, False]
    assert [round(band.width, 1) for band in chart.bands] == [384.0, 115.2, 115.2, 115.2, 115.2, 115.2]
    assert [round(band.x, 1) for band in chart.bands] == [0.0, 384.0, 499.2, 614.4, 729.6, 844.8]
    assert chart.bands[0].label == "令和4年度（2022年度）"
    (event,) = chart.marks
    assert event.event
    assert event.x > chart.bands[4].x
    assert event.x + event.width < 960
    assert event.text == "開業（外部の行事）"


def test_a_distant_year_leaves_a_quarter_of_the_width_to_the_plan() -> None:
    chart = drawn(kpi_with_due("2150-04-01", "2151-03-31", "fiscal_year"))
    assert chart.bands[0].width == pytest.approx(240.0)
    assert chart.marks[0].width >= 3


def test_an_editorial_date_is_marked_in_words_too() -> None:
    (mark,) = drawn(kpi_with_due("2022-04-01", "2023-03-31", "fiscal_year", due={"basis": "editorial"})).marks
    assert mark.editorial
    assert mark.text == "開業（予定・時期は推定）"


def test_texts_stay_inside_the_drawing() -> None:
    (late,) = drawn(kpi_with_due("2023-03-01", "2023-03-31", "month", label="とても長い名前" * 5)).marks
    assert late.anchor == "end"
    assert late.text_x == pytest.approx(960.0)


def test_quarters_are_ticked_in_the_years_of_plans_only() -> None:
    chart = drawn(kpi_with_due("2024-04-01", "2024-04-30", "month"))
    assert [tick.label for tick in chart.ticks] == ["4月", "7月", "10月", "1月"]
    assert [tick.half for tick in chart.ticks] == [False, False, True, False]


def test_several_years_of_plans_share_one_drawing() -> None:
    chart = drawn(kpi_with_due("2022-04-01", "2022-04-30", "month"), years=(2023, 2022))
    assert [(band.planned, band.width) for band in chart.bands] == [(True, 480.0), (True, 480.0)]


def test_without_dues_there_is_no_drawing() -> None:
    assert timeline_chart.chart([], [2022]) is None


def test_a_fiscal_year_begins_in_april() -> None:
    assert [fiscal_year_of(date(2023, month, 1)) for month in (3, 4)] == [2022, 2023]


def test_the_sheet_has_eight_commitments_and_one_event(sheet: TestClient) -> None:
    page = sheet.get("/timeline").text
    assert "この計画の約束　7件" in page
    assert "この計画の約束ではありません）　1件" in page
    assert "時期のない約束　1件" in page
    assert page.count('<g class="tl-mark') == 8
    assert page.count('<g class="tl-mark tl-editorial">') == 5
    assert page.count('<g class="tl-mark tl-event">') == 1
    assert "2022年10月～2023年3月" in page
    assert '<time datetime="2023-03">令和5年3月（2023年3月）</time>' in page
    assert "計画の年度より後" in page


def test_every_quote_links_to_its_sentence(sheet: TestClient) -> None:
    page = sheet.get("/timeline").text
    links = re.findall(r'<span class="line"><a href="/plans/(141127-2022)#([^"]+)">', page)
    assert len(links) == 11
    document = sheet.get("/plans/141127-2022").text
    assert all(f'id="{item}"' in document for _, item in links)


def test_the_drawing_has_no_inline_style(sheet: TestClient) -> None:
    page = sheet.get("/timeline").text
    assert "<svg" in page
    assert "style=" not in page
    assert "<style" not in page


def test_a_condition_narrows_the_timeline(sheet: TestClient) -> None:
    page = sheet.get("/timeline?bureau=道路局").text
    assert page.count('<g class="tl-mark') == 1
    assert "鶴ヶ峰駅付近連続立体交差事業の工事着手" in page
    nothing = sheet.get("/timeline?q=見守り")
    assert nothing.status_code == 200
    assert "時期や約束のある取組はありません" in nothing.text


def test_each_plan_has_its_own_section(world: TestClient) -> None:
    page = world.get("/timeline").text
    first, second = page.partition('<h2 id="plan-2">')[::2]
    assert "令和4年度見本市港区運営方針" in first
    assert "橋の耐震工事の着手（予定）" in first
    assert "防災訓練の開催箇所" in first.partition("時期のない約束")[2]
    assert "令和5年度見本市港区運営方針" in second
    assert "港まつりの来場者" in second
    assert "<svg" not in second.partition("<footer")[0]


def test_an_unknown_plan_is_refused(world: TestClient) -> None:
    assert world.get("/timeline?plan=なし").status_code == 400
