"""Every page in every state, at both widths: one visit proves all that can be seen on it."""

import pytest

from tests.browser.conftest import NARROW, WIDE, Addresses, OpenPage
from tests.browser.proofs import axe, lost_in_forced_colours, sideways, unsteady
from tests.browser.states import STATES, State

UNDECIDED = {"color-contrast", "th-has-data-cells"}
"""What axe leaves open on the timelines: text of a drawing lies over lines, and the heading of a group
of rows has none of its own cells."""


@pytest.fixture(params=STATES)
def name(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


def test_on_a_telephone(addresses: Addresses, open_page: OpenPage, name: str) -> None:
    state: State = STATES[name]
    page = open_page(addresses[state.store] + state.path, NARROW, status=state.status)
    found = {
        "layout shifts": unsteady(page),
        # Cells that are scrolled out of sight stay undecided here; on a desk they are in sight.
        "violations": axe(page)["violations"],
        "sideways at 320 pixels": sideways(page),
    }
    assert found == {
        "layout shifts": [],
        "violations": [],
        "sideways at 320 pixels": [],
    }


def test_on_a_desk(addresses: Addresses, open_page: OpenPage, name: str) -> None:
    state: State = STATES[name]
    page = open_page(addresses[state.store] + state.path, WIDE, status=state.status)
    judged = axe(page)
    apart = UNDECIDED if name in ("timeline", "timeline, filtered") else set()
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
