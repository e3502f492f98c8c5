"""Every page in every state, at both widths; one visit runs every check."""

import re
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import NARROW, WIDE, Addresses, OpenPage
from tests.browser.proofs import axe, lost_in_forced_colours, sideways, unsteady
from tests.browser.states import FINDER, STATES, State
from tests.sampling import sampled

# Rules that axe leaves undecided on timelines and drawings of KPIs: text of a drawing lies over lines, and the heading of a
# group of rows has no cells of its own.
UNDECIDED = {"color-contrast", "th-has-data-cells"}
DRAWINGS = {
    "timeline",
    "timeline, filtered",
    "KPI with a revised target",
    "KPI, same indicator",
    "KPI, estimates",
}

# One state of each path: the colours are those of the template.
OF_EACH_TEMPLATE = {re.sub(r"[0-9].*|\?.*", "", state.path): name for name, state in reversed(STATES.items())}
# Every state is judged at one width, where everything is asked for at both.
JUDGED_NARROW = sampled(list(STATES)[::3], list(STATES))
JUDGED_WIDE = sampled(
    [name for name in STATES if name not in JUDGED_NARROW or name in DRAWINGS], list(STATES)
)


@pytest.fixture(params=STATES)
def name(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


def test_a_page_is_accessible_and_does_not_scroll_sideways_on_a_telephone(
    addresses: Addresses, visit: OpenPage, name: str
) -> None:
    state: State = STATES[name]
    page = visit(addresses[state.store] + state.path, NARROW, status=state.status)
    found = {
        "layout shifts": unsteady(page),
        # Cells scrolled out of view stay undecided here; the desktop test sees them.
        "violations": axe(page)["violations"] if name in JUDGED_NARROW else [],
        "sideways": sideways(page),
    }
    assert found == {
        "layout shifts": [],
        "violations": [],
        "sideways": {},
    }


def test_every_template_is_legible_in_the_dark(addresses: Addresses, open_page: OpenPage) -> None:
    page = open_page(addresses["sheet"])
    page.emulate_media(color_scheme="dark")
    found = {}
    for name in OF_EACH_TEMPLATE.values():
        state: State = STATES[name]
        page.goto(addresses[state.store] + state.path)
        if violations := axe(page)["violations"]:
            found[name] = violations
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 24, 29)"
    assert found == {}


def test_no_page_of_the_site_map_scrolls_sideways(sheet_url: str, open_page: OpenPage) -> None:
    """Each initiative and goal has words of its own, which may be too long for a line."""
    page = open_page(sheet_url)
    sitemap = page.evaluate("async () => (await fetch('/sitemap.xml')).text()")
    listed = [urlsplit(one).path for one in re.findall(r"<loc>(.+?)</loc>", sitemap)]
    assert len([path for path in listed if path.startswith(f"{FINDER}/")]) == 46
    found = {}
    for path in sampled(listed[::4], listed):
        page.goto(sheet_url + path)
        found[path] = sideways(page, ["narrow, text at 200%"])
    assert {path: said for path, said in found.items() if said} == {}


def test_a_page_is_accessible_on_a_desktop_and_in_forced_colours(
    addresses: Addresses, visit: OpenPage, name: str
) -> None:
    state: State = STATES[name]
    page = visit(addresses[state.store] + state.path, WIDE, status=state.status)
    judged = axe(page) if name in JUDGED_WIDE else {"violations": [], "incomplete": []}
    apart = UNDECIDED if name in DRAWINGS else set()
    found = {
        "layout shifts": unsteady(page),
        "violations": judged["violations"],
        "incomplete": [one for one in judged["incomplete"] if one[0] not in apart],
        "lost in forced colours": lost_in_forced_colours(page),
    }
    assert found == {
        "layout shifts": [],
        "violations": [],
        "incomplete": [],
        "lost in forced colours": [],
    }
