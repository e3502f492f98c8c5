"""The matrix by keyboard alone, and the gap form without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, OpenPage


def test_the_matrix_can_be_used_by_keyboard_alone(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/matrix", NARROW)
    region = page.get_by_role("region", name="柱 × SDGsの件数")
    _tab_until(page, lambda: page.evaluate("document.activeElement.matches('.scroll')"))
    expect(region).to_be_focused()
    page.keyboard.press("ArrowRight")
    # wait_for_function polls with eval, which the policy of the page refuses.
    expect(page.locator(".scroll").first).not_to_have_js_property("scrollLeft", 0)
    name = "安全・安心 × SDGs 11、7件"
    _tab_until(page, lambda: page.evaluate("document.activeElement.textContent") == name)
    focused = page.locator(":focus")
    expect(focused).to_be_in_viewport()
    assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("#results-heading")).to_have_text("検索結果 7件")


def _tab_until(page: Page, reached: Callable[[], bool]) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if reached():
            return
    pytest.fail("the keyboard does not get there")


def test_without_script_the_gap_form_filters(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/gaps?kind=bureau_project", script=False)
    page.get_by_label("期日", exact=True).check()
    page.get_by_role("button", name="表示").click()
    expect(page.locator("#rows")).to_have_text("取組ごとの一覧 11件")
    expect(page).to_have_url(f"{sheet_url}/gaps?kind=bureau_project&missing=date")
    expect(page.get_by_label("期日", exact=True)).to_be_checked()
