"""A change in the finder keeps the view and moves nothing outside the results."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDE, OpenPage
from tests.browser.proofs import shifts
from tests.browser.states import FINDER
from tests.browser.test_finder import box, chip, state, tick

SHOWN = [("group", "none"), ("view", "table")]


def moved(page: Page, since: float) -> set[str]:
    """The elements that shifted after a time of the page (ms), without the results and their contents."""
    return {
        place
        for shift in shifts(page)
        if shift["at"] >= since
        for place in shift["moved"]
        if not place.startswith(("results", "(gone)"))
    }


@pytest.mark.parametrize(
    ("name", "value", "total"),
    [("pillar", "安全・安心", 9), ("sdg", "11", 16), ("kind", "bureau_project", 13)],
)
def test_ticking_a_filter_moves_nothing_outside_the_results(
    sheet_url: str, open_page: OpenPage, name: str, value: str, total: int
) -> None:
    page = open_page(f"{sheet_url}{FINDER}", WIDE)
    tops = "els => els.filter(e => e.checkVisibility()).map(e => Math.round(e.getBoundingClientRect().top + scrollY))"
    places = page.locator("#filter :is(input, legend, summary, button)")
    before = places.evaluate_all(tops)
    assert len(before) > 30
    ticked_at = page.evaluate("performance.now()")
    tick(page, name, value, total)
    assert places.evaluate_all(tops) == before
    assert moved(page, ticked_at) == set()


def test_every_change_of_the_conditions_keeps_view_and_grouping(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}{FINDER}?view=table&group=none")
    table = page.locator("#results .result-table")
    tick(page, "pillar", "安全・安心", 9)
    expect(table).to_be_visible()
    assert state(page) == sorted([*SHOWN, ("pillar", "安全・安心")])

    page.get_by_label("並び順").select_option("label")
    expect(page).to_have_url(re.compile("sort=label"))
    tick(page, "sdg", "11", 7)
    chip(page, "安全・安心").click()
    expect(page.locator("#results-heading")).to_have_text("検索結果 16件")
    expect(table).to_be_visible()
    assert state(page) == sorted([*SHOWN, ("sdg", "11"), ("sort", "label")])

    page.get_by_label("言葉で探す").fill("整備")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(quote("整備")))
    expect(table).to_be_visible()
    page.get_by_role("link", name="条件をすべて解除").click()
    expect(page.locator("#results-heading")).to_have_text("検索結果 46件")
    assert state(page) == sorted([*SHOWN, ("sort", "label")])


def test_the_next_page_keeps_view_sort_and_conditions(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}{FINDER}?view=table&sdg=11&sort=label&limit=10")
    page.get_by_role("link", name="次のページ").click()
    expect(page.locator(".paging span")).to_have_text("11～16件目（全16件）")
    expect(page.locator("#results .result-table tbody tr:not(.group-row)")).to_have_count(6)
    assert state(page) == sorted(
        [("view", "table"), ("sdg", "11"), ("sort", "label"), ("limit", "10"), ("offset", "10")]
    )
    expect(page.locator("#facets").locator(box(page, "sdg", "11"))).to_be_checked()
