"""Copying, printing and the way back to a list."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.test_finder import tick

CATS = "/initiatives/141127-2022-p1-t3-m2"


def test_what_is_selected_is_the_printed_text(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(sheet_url + CATS)
    expect(page.locator(".original .reading")).to_have_count(1)
    selected = page.evaluate(
        """() => { getSelection().selectAllChildren(document.querySelector(".original blockquote p"));
            return getSelection().toString(); }"""
    )
    assert "飼いのいない猫" in selected
    assert "読み替え" not in selected


def test_the_buttons_copy_text_citation_and_address(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(sheet_url + CATS)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for name, words in (
        ("本文をコピー", "飼いのいない猫"),
        ("引用をコピー", "令和4年度旭区運営方針（横浜市旭区）「"),
        ("アドレスをコピー", sheet_url + CATS),
    ):
        button = page.get_by_role("button", name=name)
        button.click()
        expect(page.locator("[role=status]")).to_have_text("コピーしました")
        assert words in page.evaluate("navigator.clipboard.readText()")
        expect(button).to_be_visible()


def test_without_script_no_button_is_there_that_would_do_nothing(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(sheet_url + CATS, script=False)
    expect(page.get_by_role("button", name="本文をコピー")).to_be_hidden()
    expect(page.get_by_role("button", name="印刷")).to_be_hidden()


def test_the_way_back_to_the_list_keeps_its_conditions(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives")
    tick(page, "bureau", "道路局", 3)
    page.get_by_role("link", name="帷子川の河川改修", exact=True).click()
    page.get_by_role("navigation", name="現在位置").get_by_role("link", name="取組を探す").click()
    expect(page.locator("#results-heading")).to_have_text("検索結果 3件")
