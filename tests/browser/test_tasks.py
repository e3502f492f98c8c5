"""Tasks of a new user: from the front page in three clicks at most, with scripts and without."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_print import sheets
from tests.excel_lists import listed, opened

CLICKS = {
    "which bureau has the expo": 1,
    "what is done about cats": 1,
    "goal 3 in Excel": 2,
    "what happens in October": 1,
    "child care on one sheet": 2,
    "memo for the answer on cats": 2,
}


class Visitor:
    """A visitor at the front page whose clicks are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, role: str, name: str, within: str = "body") -> None:
        self.clicks += 1
        self.page.locator(within).get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]

    def search(self, words: str) -> None:
        self.page.get_by_label("言葉で探す").fill(words)
        self.click("button", "探す")


def test_no_task_takes_more_than_three_clicks() -> None:
    assert max(CLICKS.values()) <= 3


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def visitor(request: pytest.FixtureRequest, sheet_url: str, open_page: OpenPage) -> Visitor:
    return Visitor(open_page(f"{sheet_url}/", script=request.param))


def test_a_visitor_finds_which_bureau_has_the_expo(visitor: Visitor) -> None:
    visitor.search("園芸博")
    card = visitor.page.locator(".card", has_text="2027年国際園芸博覧会の開催に向けた取組")
    expect(card.get_by_role("link", name="都市整備局")).to_be_visible()
    assert visitor.clicks == CLICKS["which bureau has the expo"]


def test_a_visitor_finds_what_is_done_about_cats(visitor: Visitor) -> None:
    visitor.search("猫")
    expect(visitor.page.locator("#results mark")).to_have_text(["猫"])
    expect(visitor.page.locator("#results .quote")).to_contain_text("いない猫対策の取組")
    assert visitor.clicks == CLICKS["what is done about cats"]


def test_a_visitor_opens_the_memo_on_cats(visitor: Visitor) -> None:
    visitor.search("猫")
    visitor.clicks += 1
    visitor.page.locator("#results .card-memo a").click()
    expect(visitor.page.locator(".brief-quote")).to_contain_text("いない猫対策の取組")
    expect(visitor.page.locator(".brief-missing")).to_contain_text("書かれていないこと：所管局・期日")
    assert visitor.clicks == CLICKS["memo for the answer on cats"]


def test_a_visitor_downloads_goal_3_as_excel(visitor: Visitor) -> None:
    visitor.clicks += 1
    visitor.page.locator('.matrix a[href$="sdg=3"]:not([href*="pillar"])').click()
    with visitor.page.expect_download() as download:
        visitor.click("link", "Excel（XLSX）")
    book = opened(Path(download.value.path()).read_bytes())
    rows = listed(book.worksheets[0])
    assert [row["SDGs 3"] for row in rows] == ["○"] * 8
    cover = {row[0]: row[1] for row in book["表紙"].iter_rows(values_only=True)}
    assert cover["条件"] == "SDGsが『3 すべての人に健康と福祉を』の取組"
    assert cover["件数"] == "8件"
    assert visitor.clicks == CLICKS["goal 3 in Excel"]


def test_a_visitor_finds_what_happens_in_october(visitor: Visitor) -> None:
    visitor.click("link", "年表", ".site-header")
    expect(visitor.page.locator(".timeline-table")).to_contain_text("9月～10月")
    expect(visitor.page.locator(".timeline-table")).to_contain_text("SDGs月間")
    assert visitor.clicks == CLICKS["what happens in October"]


def test_a_visitor_prints_child_care_on_one_sheet(visitor: Visitor) -> None:
    visitor.search("子育て")
    visitor.click("link", "表（印刷向き）")
    page = visitor.page
    expect(page.locator(".result-table tbody tr:not(.group-row)")).to_have_count(7)
    assert sheets(page) == 1
    page.emulate_media(media="print")
    expect(page.get_by_text("検索語が『子育て』の取組")).to_be_visible()
    expect(page.get_by_text("/initiatives?q=%E5%AD%90")).to_be_visible()
    expect(page.get_by_text("データの更新日")).to_be_visible()
    assert visitor.clicks == CLICKS["child care on one sheet"]
