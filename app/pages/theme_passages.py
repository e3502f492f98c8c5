"""The passages of a theme that match a search where the initiative's own card does not show the word."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.models import Passage
from app.models.columns import Item
from app.models.vocabulary import RESPONSIBLE_ROLES, PassageKind
from app.search.folding import fold

_KINDS: Final = (PassageKind.THEME_LEAD.value, PassageKind.CAPTION.value)


class ThemePassage(NamedTuple):
    """A lead or a caption, printed under the heading of a theme."""

    theme: str
    kind: str
    text: str


def theme_passages(
    session: Session, items: Iterable[Item], words: Sequence[str]
) -> dict[str, list[ThemePassage]]:
    """By item id the passages of its theme that hold a word which its displayed texts do not. One statement
    at most."""
    unmatched = {
        item["id"]: (item["theme"]["id"], rest)
        for item in items
        if words and item["theme"] and (rest := _unmatched_words(item, words))
    }
    if not unmatched:
        return {}
    rows = session.execute(
        select(col(Passage.theme_id), col(Passage.kind), col(Passage.text))
        .where(col(Passage.theme_id).in_({theme for theme, _ in unmatched.values()}))
        .where(col(Passage.kind).in_(_KINDS))
        .order_by(col(Passage.position))
    )
    passages = [(ThemePassage(*row), fold(row.text)) for row in rows]
    return {
        item: [
            passage
            for passage, folded in passages
            if passage.theme == theme and any(word in folded for word in rest)
        ]
        for item, (theme, rest) in unmatched.items()
    }


def _unmatched_words(item: Item, words: Sequence[str]) -> list[str]:
    texts = [fold(text) for text in _displayed_texts(item)]
    return [word for word in words if not any(word in text for text in texts)]


def _displayed_texts(item: Item) -> Iterator[str]:
    """The searched texts that a card shows, as printed and as corrected."""
    text = item["text"]
    yield text
    for correction in item["corrections"]:
        text = text.replace(correction["printed"], correction["reading"])
    yield text
    yield from (one["name"] for one in item["theme_path"])
    yield from (one["name"] for one in item["organisations"] if one["role"] in RESPONSIBLE_ROLES)
