"""The finder's cards: each is rendered once and kept by what its document says, whatever is asked next.

A card without marked words depends on its document alone, and every question about a ward shows the same
few dozen of them.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from jinja2 import Environment
from markupsafe import Markup

KEPT: Final = 2048
"""Cards; some four kilobytes each with its document."""


Item = dict[str, Any]
"""An initiative as the API shows it but for its address. Kept ones are read by many and changed by none."""


class CardCache:
    """The cards in the language of the templates."""

    def __init__(self, environment: Environment) -> None:
        template = environment.get_template("card.html")

        @lru_cache(maxsize=KEPT)
        def made(document: str, flat: bool) -> tuple[Item, Markup]:
            item = json.loads(document)
            return item, Markup(template.render(item=item, flat=flat))  # noqa: S704 - it escapes

        self._made = made

    def of(self, documents: Iterable[tuple[str, str]], *, flat: bool) -> tuple[list[Item], dict[str, Markup]]:
        """The items of some documents in their order, and their cards by id; `flat` where no heading
        above a card names its theme."""
        items, cards = [], {}
        for item_id, document in documents:
            item, cards[item_id] = self._made(document, flat)
            items.append(item)
        return items, cards
