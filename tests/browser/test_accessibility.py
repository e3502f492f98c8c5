"""Every page, at both widths and in every state: axe, reflow, focus, print."""

from collections.abc import Iterator
from importlib.resources import files
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NARROW, WIDE, OpenPage

PLAN = "141127-2022"
SAFETY = quote("安全・安心")
PAGES = {
    "overview": "/",
    "finder": "/initiatives",
    "finder, filtered": f"/initiatives?pillar={SAFETY}&sdg=11&q={quote('防災')}&sort=due",
    "finder, theme and kpi open": f"/initiatives?theme=none&kpi=milestone&basis=stated&plan={PLAN}",
    "finder, nothing found": "/initiatives?sdg=3&basis=stated",
    "measure with a correction": f"/initiatives/{PLAN}-p1-t3-m2",
    "measure without tags": f"/initiatives/{PLAN}-p2-t1-m2",
    "measure with a KPI": f"/initiatives/{PLAN}-p3-t2-m1",
    "bureau project": f"/initiatives/{PLAN}-b03",
    "pillar": f"/pillars/{PLAN}-p3",
    "goal": "/sdgs/11",
    "goal without tags": "/sdgs/14",
    "bureau": "/organisations/141003-toshi-seibi",
    "ward": "/organisations/141127",
    "plan": f"/plans/{PLAN}",
    "plan, corrected": f"/plans/{PLAN}?reading=corrected",
    "data": "/data",
    "api": "/api",
    "about": "/about",
    "not found": "/nowhere",
    "no such item": f"/initiatives/{PLAN}-p9",
    "bad request": "/initiatives?pillar=x",
    "bad request of several": "/initiatives?kpi=x&sdg=99",
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def findings(
    page: Page, kinds: tuple[str, ...] = ("violations", "incomplete")
) -> list[tuple[str, list[str]]]:
    """What axe reports, and what it could not decide, with the places."""
    page.evaluate(AXE)
    answer = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", RULES)
    return [
        (one["id"], [str(node["target"]) for node in one["nodes"]]) for kind in kinds for one in answer[kind]
    ]


@pytest.fixture(params=PAGES)
def path(request: pytest.FixtureRequest) -> str:
    return PAGES[request.param]


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_axe_finds_nothing(site: str, open_page: OpenPage, path: str, width: int) -> None:
    assert findings(open_page(site + path, width)) == []


def test_axe_finds_what_is_wrong(site: str, open_page: OpenPage) -> None:
    """The negative control: the same run reports a page that is broken on purpose."""
    page = open_page(f"{site}/about")
    page.evaluate(
        "document.querySelector('main').innerHTML = '<img src=\"\"><input><h4>x</h4><a href=\"/\"></a>'"
    )
    found = {rule for rule, _ in findings(page, ("violations",))}
    assert {"image-alt", "label", "link-name", "page-has-heading-one"} <= found


@pytest.fixture
def high_contrast(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(forced_colors="active", viewport={"width": WIDE, "height": 812})
    yield page
    page.close()


@pytest.mark.parametrize("name", ["overview", "finder, filtered", "bureau project", "plan", "bad request"])
def test_axe_finds_nothing_in_forced_colours(site: str, high_contrast: Page, name: str) -> None:
    high_contrast.goto(site + PAGES[name])
    assert findings(high_contrast, ("violations",)) == []


def test_nothing_scrolls_sideways_at_320_pixels(site: str, open_page: OpenPage, path: str) -> None:
    page = open_page(site + path, 320)
    too_wide = "document.documentElement.scrollWidth > innerWidth"
    assert not page.evaluate(too_wide)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not page.evaluate(too_wide), "with text at 200%"
    page.evaluate(
        """() => {
            document.documentElement.style.fontSize = "";
            const spacing = {"line-height": "1.5", "letter-spacing": "0.12em", "word-spacing": "0.16em"};
            for (const element of document.body.querySelectorAll("*"))
                for (const [name, value] of Object.entries(spacing))
                    element.style.setProperty(name, value, "important");
            for (const paragraph of document.querySelectorAll("p"))
                paragraph.style.setProperty("margin-bottom", "2em", "important");
        }"""
    )
    assert not page.evaluate(too_wide), "with wide text spacing"


def test_every_stop_of_the_keyboard_is_visible(site: str, open_page: OpenPage) -> None:
    page = open_page(f"{site}/initiatives?pillar={SAFETY}")
    stops = 0
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
        stops += 1
    assert stops == 60


@pytest.mark.parametrize("name", ["finder, filtered", "bureau project", "plan"])
def test_print_leaves_the_navigation_out(site: str, open_page: OpenPage, name: str) -> None:
    page = open_page(site + PAGES[name])
    page.emulate_media(media="print")
    for unwanted in (".site-nav", ".crumbs", "form", ".toc", ".skip"):
        for element in page.locator(unwanted).all():
            expect(element).not_to_be_visible()
    expect(page.get_by_text("最終更新日").locator("visible=true")).to_have_count(1)
    expect(page.get_by_text("公式サービスではありません").first).to_be_visible()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
