"""The finder's cards, each rendered once for its document.

A card without marked words depends on its document alone, and the results about a ward share the same
few dozen cards.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from jinja2 import Environment
from markupsafe import Markup

from app.models.columns import Item

# Some four kilobytes each with its document.
_MAX_CARDS: Final = 2048
# Characters of a document whose card is cached.
_MAX_DOCUMENT: Final = 16_384


class CardCache:
    """The cards in the language of the templates. Cached items are shared and read-only."""

    def __init__(self, environment: Environment) -> None:
        template = environment.get_template("card.html")

        @lru_cache(maxsize=_MAX_CARDS)
        def render(document: str, level: int, theme: str) -> tuple[Item, Markup]:
            item = json.loads(document)
            return item, Markup(template.render(item=item, level=level, theme=theme))  # noqa: S704 - it escapes

        self._render = render

    def of(
        self, documents: Iterable[tuple[str, str]], level: int, theme: str
    ) -> tuple[list[Item], dict[str, Markup]]:
        """The items of some documents in their order, without their URLs, and their cards by id. `level` is that
        of a card's heading, `theme` the word for its theme, empty where a heading above it names that."""
        items, cards = [], {}
        for item_id, document in documents:
            render = self._render if len(document) <= _MAX_DOCUMENT else self._render.__wrapped__
            item, cards[item_id] = render(document, level, theme)
            items.append(item)
        return items, cards
