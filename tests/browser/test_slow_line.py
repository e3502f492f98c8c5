"""Pages that arrive piece by piece: what a person has begun to read does not move."""

import pytest

from tests.browser.conftest import WIDE, Addresses, OpenPage
from tests.browser.proofs import unsteady
from tests.browser.slow_line import slow_line
from tests.browser.states import STATES
from tests.sampling import sampled


@pytest.mark.parametrize("name", sampled(["matrix of several plans", "plan", "gaps"], list(STATES)))
def test_nothing_moves_while_the_rest_of_a_page_arrives(
    addresses: Addresses, open_page: OpenPage, name: str
) -> None:
    state = STATES[name]
    with slow_line(addresses[state.store]) as address:
        page = open_page(address + state.path, WIDE)
        assert unsteady(page) == []
