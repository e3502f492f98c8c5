"""The matrix: every count links to exactly that many initiatives, and totals mention overlaps."""

import csv
import io
import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from app.pages.matrix_table import heat_level, legend

AXES = [("pillar", "sdg"), ("bureau", "pillar"), ("theme", "sdg"), ("sdg", "kpi"), ("kind", "bureau")]
CELL = re.compile(
    r'<a href="(/initiatives[^"]*)"><span class="visually-hidden">([^<]+)、</span>(\d+)'
    r'<span class="visually-hidden">件</span></a>'
)


def cells(page: str) -> dict[str, tuple[str, int]]:
    """For each name of a cell its link and its count."""
    table = page.partition("<table")[2].partition("</table>")[0]
    return {unescape(name): (unescape(link), int(number)) for link, name, number in CELL.findall(table)}


def rows_of(content: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))


@pytest.mark.parametrize(("rows", "columns"), AXES)
@pytest.mark.parametrize(
    "condition", ["", "&sdg=11&sdg=3", "&basis=stated", "&q=花", "&kind=measure&pillar=none"]
)
def test_every_count_of_the_sheet_links_to_as_many_initiatives(
    sheet: TestClient, rows: str, columns: str, condition: str
) -> None:
    page = sheet.get(f"/matrix?rows={rows}&columns={columns}{condition}")
    assert page.status_code == 200
    found = cells(page.text)
    assert found
    for name, (link, number) in found.items():
        listed = sheet.get("/api/v1" + link)
        assert listed.json()["meta"]["total"] == number, name


@pytest.mark.parametrize(("rows", "columns"), AXES)
@pytest.mark.parametrize(
    "condition", ["", "&year=2023", "&issuer=見本市港区&pillar=守り", "&plan=991015-2022"]
)
def test_every_count_of_the_world_links_to_as_many_initiatives(
    world: TestClient, rows: str, columns: str, condition: str
) -> None:
    page = world.get(f"/matrix?rows={rows}&columns={columns}{condition}")
    assert page.status_code == 200
    found = cells(page.text)
    assert found
    for name, (link, number) in found.items():
        assert world.get("/api/v1" + link).json()["meta"]["total"] == number, name


def test_the_page_names_its_cells_and_totals(sheet: TestClient) -> None:
    found = cells(sheet.get("/matrix").text)
    assert found["安全・安心 × SDGs 11"][1] == 7
    assert found["安全・安心の計"] == ("/initiatives?pillar=%E5%AE%89%E5%85%A8%E3%83%BB%E5%AE%89%E5%BF%83", 9)
    assert found["SDGs 11の計"] == ("/initiatives?sdg=11", 16)
    assert found["全体"] == ("/initiatives", 46)


def test_the_page_shows_the_counts_of_the_api(sheet: TestClient) -> None:
    matrix = sheet.get("/api/v1/matrix?rows=bureau&columns=pillar").json()
    found = cells(sheet.get("/matrix?rows=bureau&columns=pillar").text)
    for row, numbers in zip(matrix["rows"], matrix["cells"], strict=True):
        for column, number in zip(matrix["columns"], numbers, strict=True):
            assert found.get(f"{row['label']} × {column['label']}", ("", 0))[1] == number


def test_totals_say_where_initiatives_overlap(sheet: TestClient) -> None:
    table = sheet.get("/matrix?rows=pillar&columns=sdg").text.partition("<table")[2]
    assert "のべ" in table
    by_pillar = sheet.get("/matrix?rows=kind&columns=pillar").text.partition("<table")[2]
    assert "のべ" not in by_pillar
    page = sheet.get("/matrix?rows=bureau&columns=pillar").text
    assert "複数の局が担当する事業は、それぞれの局に数えています。" in page


def test_a_filter_on_an_axis_keeps_only_its_options(sheet: TestClient) -> None:
    content = sheet.get("/api/v1/matrix.csv?rows=pillar&columns=sdg&sdg=11&sdg=3").text
    assert rows_of(content)[:2] == [
        [
            "柱の値",
            "柱",
            "3 すべての人に健康と福祉を",
            "11 住み続けられるまちづくりを",
            "取組の件数",
            "うち原文に記載",
        ],
        ["安全・安心", "安全・安心", "3", "7", "9", "0"],
    ]


def test_the_csv_holds_the_table(world: TestClient) -> None:
    answer = world.get("/api/v1/matrix.csv?rows=bureau&columns=pillar")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert 'filename="hoshin-matrix-bureau-pillar.csv"' in answer.headers["content-disposition"]
    assert rows_of(answer.text) == [
        [
            "所管局の値",
            "所管局",
            "守り",
            "育ち",
            "にぎわい",
            "学び",
            "柱の記載なし",
            "取組の件数",
            "うち原文に記載",
        ],
        ["土木局", "土木局", "2", "0", "0", "0", "1", "3", "3"],
        ["みどり局", "みどり局", "0", "0", "0", "0", "1", "1", "1"],
        ["none", "区の取組（局の記載なし）", "3", "1", "2", "0", "1", "7", "7"],
    ]


@pytest.mark.parametrize(
    "wrong", ["rows=sdg&columns=sdg", "rows=colour", "columns=q", "pillar=ない柱", "sdg=18"]
)
def test_an_invalid_matrix_request_is_explained(sheet: TestClient, wrong: str) -> None:
    answer = sheet.get(f"/matrix?{wrong}")
    assert answer.status_code == 400
    assert "条件のうち、次のところを直してください。" in answer.text


def test_no_result_is_a_table_of_zeros_without_links(sheet: TestClient) -> None:
    page = sheet.get("/matrix?q=花&sdg=7")
    assert page.status_code == 200
    assert cells(page.text) == {}


def test_unknown_parameters_of_a_page_are_ignored(sheet: TestClient) -> None:
    assert cells(sheet.get("/matrix?utm_source=mail&rows=&q=").text) == cells(sheet.get("/matrix").text)


def test_shades_are_quarters_of_the_highest_count() -> None:
    assert [heat_level(number, 8) for number in range(9)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert legend(8) == ["1～2件", "3～4件", "5～6件", "7～8件"]
    assert [heat_level(number, 2) for number in range(3)] == [0, 2, 4]
    assert legend(2) == ["", "1件", "", "2件"]
    assert legend(0) == ["", "", "", ""]
