"""The page of missing facts, counted from stated facts alone."""

import csv
import io
import re

import pytest
from starlette.testclient import TestClient

from app.pages import gaps

TOTAL_ROW = re.compile(r'<th scope="row">([^<]+)</th>\s*<td class="numeric" data-title="あり">(\d+)件</td>')


def stated_totals(page: str) -> dict[str, int]:
    totals = page.partition('<h2 id="totals">')[2].partition("</table>")[0]
    return {title: int(number) for title, number in TOTAL_ROW.findall(totals)}


def table(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"))))


def test_the_sheet_states_bureaus_few_dates_and_one_quantity(sheet: TestClient) -> None:
    assert stated_totals(sheet.get("/gaps").text) == {
        "所管局": 13,
        "期日": 3,
        "数量": 1,
        "基準値": 0,
        "結果": 0,
        "予算": 0,
        "SDGs": 0,
    }


def test_every_stated_fact_of_the_world_is_counted(world: TestClient) -> None:
    assert stated_totals(world.get("/gaps?year=2023").text) == {
        "所管局": 1,
        "期日": 0,
        "数量": 1,
        "基準値": 1,
        "結果": 1,
        "予算": 0,
        "SDGs": 1,
    }
    rows = table(world.get("/api/v1/gaps.csv?year=2023").text)
    facts = ("所管局", "期日", "数量", "基準値", "結果", "予算", "SDGs", "書かれている項目の数")
    assert [[row["見出し"], *(row[fact] for fact in facts)] for row in rows] == [
        [
            "訓練を広げる",
            "土木局",
            "記載なし",
            "記載なし",
            "記載なし",
            "報告なし",
            "記載なし",
            "SDGs 11",
            "2",
        ],
        ["まつり", "記載なし", "記載なし", "20000人", "15000.5人", "21000人", "記載なし", "記載なし", "3"],
        ["花火", *["記載なし"] * 4, "報告なし", "記載なし", "記載なし", "0"],
    ]


@pytest.mark.parametrize(
    ("condition", "number"),
    [
        ("missing=bureau", 33),
        ("missing=date", 43),
        ("missing=quantity", 45),
        ("missing=sdg", 46),
        ("missing=date&missing=bureau", 32),
        ("missing=date&kind=bureau_project", 11),
        ("missing=date&missing=date&q=", 43),
        ("q=花&missing=bureau", 4),
    ],
)
def test_a_gap_filters_page_and_csv_alike(sheet: TestClient, condition: str, number: int) -> None:
    page = sheet.get(f"/gaps?{condition}").text
    assert f'取組ごとの一覧 <span class="number">{number}</span>件' in page
    assert page.count('<th scope="row">\n                    <a href="/initiatives/') == number
    clean = condition.replace("&missing=date&q=", "")
    assert len(table(sheet.get(f"/api/v1/gaps.csv?{clean}").text)) == number


def test_the_title_says_what_is_missing(sheet: TestClient) -> None:
    page = sheet.get("/gaps?missing=date&kind=bureau_project").text
    assert (
        "<title>「期日」が書かれていない取組（11件） | 原文に書かれていないこと | 局事業（13件） | " in page
    )


def test_editorial_facts_fill_no_gap(sheet: TestClient) -> None:
    tagged = sheet.get("/api/v1/initiatives/141127-2022-p1-t1-m1").json()
    assert tagged["sdgs"]
    assert tagged["kpis"][0]["due"]["basis"] == "editorial"
    (found,) = gaps.read_facts([tagged])
    assert not any(found.facts.values())


def test_the_date_of_an_outside_event_is_not_the_initiatives_own(sheet: TestClient) -> None:
    item = sheet.get("/api/v1/initiatives/141127-2022-b13").json()
    assert item["kpis"][0]["kind"] == "event"
    assert gaps.read_facts([item])[0].facts["date"] == []


def test_a_printed_amount_is_a_budget_and_nothing_else_is(sheet: TestClient) -> None:
    item = sheet.get("/api/v1/initiatives/141127-2022-b13").json()
    printed = item | {"text": "１億２,０００万円で整備し、円滑に進めます。令和4年度は 3,500円を補助。"}
    assert gaps.read_facts([printed])[0].facts["budget"] == ["１億２,０００万円", "3,500円"]
    assert gaps.read_facts([item | {"text": "予算2億円"}])[0].facts["budget"] == ["2億円"]
    assert gaps.read_facts([item | {"text": "円滑な連携と花園"}])[0].facts["budget"] == []


def test_unknown_facts_are_refused_and_explained(sheet: TestClient) -> None:
    page = sheet.get("/gaps?missing=colour")
    assert page.status_code == 400
    assert "書かれていない項目" in page.text
    problem = sheet.get("/api/v1/gaps.csv?missing=colour")
    assert problem.status_code == 400
    assert problem.json()["errors"][0]["parameter"] == "missing"


def test_a_page_without_results_says_so(sheet: TestClient) -> None:
    page = sheet.get("/gaps?q=どこにもない語")
    assert page.status_code == 200
    assert "条件に合う取組はありません。" in page.text


def test_a_long_list_of_gaps_is_paged_and_its_totals_cover_the_whole(sheet: TestClient) -> None:
    page = sheet.get("/gaps?limit=20&offset=40").text
    assert "41～46件目（全46件）" in page
    assert 'href="/gaps?limit=20&amp;offset=20" rel="prev"' in page
    assert stated_totals(page)["所管局"] == 13
