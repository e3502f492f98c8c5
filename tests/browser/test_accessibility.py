"""Negative controls of the browser checks, and the focus ring of every tab stop."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.proofs import axe, lost_in_forced_colours, shifts, sideways


@pytest.fixture
def about(sheet_url: str, open_page: OpenPage) -> Page:
    """A page that passes every check, to be broken on purpose."""
    page = open_page(f"{sheet_url}/about")
    assert (axe(page)["violations"], shifts(page)) == ([], [])
    return page


def test_axe_reports_a_missing_alt_label_link_name_and_heading(about: Page) -> None:
    about.evaluate(
        "document.querySelector('main').innerHTML = '<img src=\"\"><input><h4>x</h4><a href=\"/\"></a>'"
    )
    found = {rule for rule, _ in axe(about)["violations"]}
    assert {"image-alt", "label", "link-name", "page-has-heading-one"} <= found


def test_the_sideways_check_reports_a_page_that_is_too_wide(about: Page) -> None:
    about.evaluate("document.querySelector('h1').style.minWidth = '20.5rem'")
    narrow = ("narrow", "narrow, text at 200%", "narrow, wide text spacing")
    assert sideways(about) == {name: ["the page, by h1."] for name in narrow}


def test_the_sideways_check_reports_each_fault_of_a_table_frame(about: Page) -> None:
    about.evaluate(
        """() => {
            const main = document.querySelector("main");
            main.innerHTML = '<table class="bare"></table>'
                + '<div class="scroll" tabindex="0" aria-labelledby="x"><table class="unnamed"></table></div>'
                + '<div class="scroll" role="region" aria-label="x"><table class="unreachable"></table></div>'
                + '<div class="scroll" role="region" aria-label="x" tabindex="0"><table class="cut"></table></div>';
            const [bare, unnamed, unreachable, cut] = main.children;
            cut.style.overflowX = "clip";
            cut.firstElementChild.style.width = "400px";
            unnamed.style.outline = "none";
        }"""
    )
    assert sideways(about)["on a telephone"] == [
        "no frame: table.bare",
        "no region: table.unnamed",
        "no name: table.unnamed",
        "no focus ring: table.unnamed",
        "out of the keyboard's reach: table.unreachable",
        "does not scroll: table.cut",
        "cut: table.cut",
    ]


def test_the_shift_check_reports_a_layout_shift_and_what_moved(about: Page) -> None:
    about.evaluate("document.querySelector('header').style.paddingTop = '100px'")
    (shift,) = shifts(about)
    assert shift["value"] > 0.01
    assert "main MAIN" in shift["moved"]


def test_the_forced_colours_check_reports_what_those_colours_hide(about: Page) -> None:
    # Styles are set through the object model: the policy of the pages refuses them in the markup.
    about.evaluate(
        """() => {
            const main = document.querySelector("main");
            main.innerHTML = '<a href="/">x</a><span class="basis">x</span><span class="swatch"></span><mark>x</mark>';
            const [link, basis, swatch, mark] = main.children;
            link.style.outline = basis.style.border = swatch.style.border = "none";
            mark.style.fontWeight = "400";
        }"""
    )
    assert [fault.partition(":")[0] for fault in lost_in_forced_colours(about)] == [
        "neither text nor border",
        "no border",
        "no border",
        "marked by its colour alone",
        "no focus ring",
    ]


def test_every_tab_stop_of_the_finder_has_a_visible_focus_ring(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives?pillar={quote('安全・安心')}")
    for _ in range(60):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            """() => {
                const style = getComputedStyle(document.activeElement);
                const box = document.activeElement.getBoundingClientRect();
                return [document.activeElement.tagName, style.outlineStyle, style.outlineWidth, box.height > 0];
            }"""
        )
        assert ring[0] != "BODY"
        assert ring[1:] == ["solid", "4px", True], ring
