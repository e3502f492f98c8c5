"""The figures of the accessibility statement are those of the tests."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.markup import UNKNOWN_TO_THE_CHECKER
from tests.browser.states import STATES
from tests.browser.test_print import PRINTED
from tests.browser.test_tasks import CLICKS


def test_the_figures_of_the_statement_are_those_of_the_tests(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/accessibility")
    statement_text = page.locator("main").inner_text()
    assert re.findall(r"分けた(\d+)の画面", statement_text) == [str(len(STATES))]
    assert re.findall(r"CSSの書き方(\d+)つ", statement_text) == [str(len(UNKNOWN_TO_THE_CHECKER))]
    assert re.findall(r"(\d+)つの作業が、どちらの設定でも(\d+)回まで", statement_text) == [
        (str(len(CLICKS)), str(max(CLICKS.values())))
    ]
    assert re.findall(r"出典が残ること（(\d+)の画面）", statement_text) == [str(len(PRINTED))]
    expect(page.get_by_text("JIS X 8341-3:2016 に基づく試験はまだ行っていません。")).to_be_visible()
    expect(
        page.get_by_text("支援技術と、障害のある利用者や高齢の利用者による確認をしていません。")
    ).to_be_visible()
