"""The links of the finder keep the view, and its files hold the whole result."""

from urllib.parse import urlencode

import pytest
from lxml import html  # type: ignore[import-untyped,unused-ignore]
from starlette.testclient import TestClient

from tests.conftest import MakeSettings, served
from tests.excel_lists import listed, opened
from tests.paths import SEED


def test_links_of_the_finder_keep_its_view(sheet: TestClient) -> None:
    """Chips, paging and the form carry view, grouping and sort order."""
    shown = "&view=table&group=none&sort=label"
    tree = html.fromstring(sheet.get(f"/initiatives?sdg=11&kind=measure&limit=3&offset=3{shown}").content)
    for link in tree.xpath(
        "//a[contains(@class, 'chip-remove') or contains(@class, 'chip-clear') or @rel]/@href"
    ):
        assert {"view=table", "group=none", "sort=label"} <= set(link.partition("?")[2].split("&")), link
    hidden = {
        (one.get("name"), one.get("value"))
        for one in tree.xpath("//form[@id='filter']//input[@type='hidden']")
    }
    assert {("view", "table"), ("group", "none")} <= hidden
    assert tree.xpath("//select[@id='sort']/option[@selected]/@value") == ["label"]
    assert tree.xpath("//select[@id='sort']/@form") == ["filter"]


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ([], 46),
        ([("q", "子育て")], 7),
        ([("sdg", "3"), ("view", "table"), ("limit", "2"), ("offset", "2"), ("sort", "label")], 8),
        ([("bureau", "都市整備局"), ("bureau", "環境創造局"), ("utm_source", "mail")], 7),
    ],
)
def test_the_workbook_of_a_page_holds_its_whole_result(
    sheet: TestClient, condition: list[tuple[str, str]], rows: int
) -> None:
    tree = html.fromstring(sheet.get(f"/initiatives?{urlencode(condition)}").content)
    (link,) = tree.xpath("//a[starts-with(@href, '/initiatives.xlsx')]/@href")
    answer = sheet.get(link)
    assert answer.headers["Content-Type"] == (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="hoshin-initiatives.xlsx"')
    assert len(listed(opened(answer.content).worksheets[0])) == rows


def test_a_workbook_that_would_be_too_long_is_refused_with_what_to_do(make_settings: MakeSettings) -> None:
    settings = make_settings("sqlite").model_copy(update={"workbook_rows": 6})
    with served(settings, SEED.read_text("utf-8")) as client:
        assert client.get("/initiatives.xlsx?sdg=4").status_code == 200
        refused = client.get("/initiatives.xlsx?q=子育て")
        assert refused.status_code == 400
        assert refused.headers["Content-Type"] == "text/html; charset=utf-8"
        assert refused.headers["Cache-Control"] == "no-cache"
        assert "style-src 'self'" in refused.headers["Content-Security-Policy"]
        (said,) = html.fromstring(refused.content).xpath("//div[@id='problem']//dd")
        assert said.text_content().strip() == (
            "7件あり、Excelのファイルは6件までです。絞り込むか、CSVを使ってください。"
        )
