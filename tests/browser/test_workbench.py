"""The staff's pages in a real browser: axe, reflow, print and the keyboard."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE, OpenPage
from tests.browser.test_accessibility import findings

PLAN = "141127-2022"
PAGES = {
    "matrix": "/matrix",
    "matrix of bureaus": "/matrix?rows=bureau&columns=pillar",
    "matrix, filtered": f"/matrix?rows=theme&columns=sdg&q={quote('花')}&basis=stated",
    "matrix, nothing found": f"/matrix?q={quote('花')}&sdg=7",
    "timeline": "/timeline",
    "timeline, filtered": f"/timeline?bureau={quote('道路局')}",
    "timeline, nothing found": f"/timeline?q={quote('見守り')}",
    "brief of a measure": f"/initiatives/{PLAN}-p1-t3-m2/brief",
    "brief of a bureau project": f"/initiatives/{PLAN}-b07/brief",
    "gaps": "/gaps",
    "gaps, filtered": "/gaps?missing=date&kind=bureau_project",
    "gaps, nothing found": f"/gaps?q={quote('どこにもない')}",
    "tags": "/tags",
    "tags, filtered": "/tags?sdg=4",
    "tags, nothing found": f"/tags?q={quote('どこにもない')}",
    "accessibility": "/accessibility",
    "error": "/matrix?rows=x",
}
SPACED = """
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }
"""
PDF_PAGE = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture(params=PAGES)
def path(request: pytest.FixtureRequest) -> str:
    return PAGES[request.param]


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_axe_finds_no_violation(site: str, open_page: OpenPage, path: str, width: int) -> None:
    assert findings(open_page(site + path, width), ("violations",)) == []


def test_nothing_scrolls_sideways_at_320_pixels(site: str, open_page: OpenPage, path: str) -> None:
    page = open_page(site + path, 320)
    too_wide = "document.documentElement.scrollWidth > innerWidth"
    assert not page.evaluate(too_wide)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not page.evaluate(too_wide), "with text at 200%"
    page.evaluate(
        """css => {
            document.documentElement.style.fontSize = "";
            const spaced = new CSSStyleSheet();
            spaced.replaceSync(css);
            document.adoptedStyleSheets = [spaced];
        }""",
        SPACED,
    )
    assert not page.evaluate(too_wide), "with wide text spacing"


def test_no_page_is_heavy(site: str, open_page: OpenPage, path: str) -> None:
    page = open_page(f"{site}/about")
    sent = page.evaluate(
        """async path => {
            const answer = await fetch(path);
            const zipped = new Blob([await answer.blob()]).stream().pipeThrough(new CompressionStream("gzip"));
            return (await new Response(zipped).arrayBuffer()).byteLength;
        }""",
        path,
    )
    assert 0 < sent < 60_000


def test_every_brief_is_one_sheet(site: str, open_page: OpenPage) -> None:
    page = open_page(site + "/initiatives")
    listed = page.evaluate(
        "async () => (await (await fetch('/api/v1/initiatives')).json()).items.map(i => i.id)"
    )
    assert len(listed) == 46
    sheets = {item: _sheets(page, f"{site}/initiatives/{item}/brief") for item in listed}
    assert {item: count for item, count in sheets.items() if count != 1} == {}


def _sheets(page: Page, address: str) -> int:
    page.goto(address)
    return len(PDF_PAGE.findall(page.pdf(prefer_css_page_size=True)))


def test_the_matrix_is_one_landscape_sheet(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}/matrix")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(PDF_PAGE.findall(printed)) == 1
    width, height = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", printed)[0]
    assert float(width) > float(height)


@pytest.mark.parametrize("name", ["matrix", "timeline", "gaps", "tags", "brief of a measure"])
def test_print_keeps_the_content_and_drops_the_navigation(site: str, open_page: OpenPage, name: str) -> None:
    page = open_page(site + PAGES[name])
    page.emulate_media(media="print")
    for unwanted in (".site-nav", ".crumbs", "form", ".switch", ".condition-links", ".skip"):
        for element in page.locator(unwanted).all():
            expect(element).not_to_be_visible()
    expect(page.get_by_text("公式サービスではありません").first).to_be_visible()
    expect(page.get_by_text("改訂番号").locator("visible=true").first).to_be_visible()


def test_the_matrix_is_worked_by_keyboard_alone(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}/matrix", NARROW)
    region = page.get_by_role("region", name="柱 × SDGsの件数")
    _tab_until(page, lambda: page.evaluate("document.activeElement.matches('.scroll')"))
    expect(region).to_be_focused()
    page.keyboard.press("ArrowRight")
    # Not wait_for_function: it polls with eval, which the page's policy refuses.
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


def test_without_script_the_gap_form_filters(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}/gaps?kind=bureau_project", script=False)
    page.get_by_label("期日", exact=True).check()
    page.get_by_role("button", name="表示").click()
    expect(page.locator("#rows")).to_have_text("取組ごとの一覧 11件")
    expect(page).to_have_url(f"{site}/gaps?kind=bureau_project&missing=date")
    expect(page.get_by_label("期日", exact=True)).to_be_checked()
