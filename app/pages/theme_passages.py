"""What a result does not show of where a word was found: the leads and captions of its theme."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.models import Passage
from app.models.vocabulary import PassageKind
from app.search.folding import fold

_KINDS: Final = (PassageKind.THEME_LEAD.value, PassageKind.CAPTION.value)


class ThemePassage(NamedTuple):
    """A piece that is printed under the heading of a theme."""

    theme: str
    kind: str
    text: str


def theme_passages(
    session: Session, items: Iterable[Mapping[str, Any]], words: Sequence[str]
) -> dict[str, list[ThemePassage]]:
    """For each item the pieces of its theme that hold a word which the item's own words do not hold."""
    unseen = {
        item["id"]: (item["theme"]["id"], left)
        for item in items
        if words and item["theme"] and (left := _left(item, words))
    }
    if not unseen:
        return {}
    rows = session.execute(
        select(col(Passage.theme_id), col(Passage.kind), col(Passage.text))
        .where(col(Passage.theme_id).in_({theme for theme, _ in unseen.values()}))
        .where(col(Passage.kind).in_(_KINDS))
        .order_by(col(Passage.position))
    )
    pieces = [(ThemePassage(*row), fold(row.text)) for row in rows]
    return {
        item: [one for one, folded in pieces if one.theme == theme and any(word in folded for word in left)]
        for item, (theme, left) in unseen.items()
    }


def _left(item: Mapping[str, Any], words: Sequence[str]) -> list[str]:
    """The words that no searched field shows where the item is listed."""
    shown = [fold(text) for text in _shown(item)]
    return [word for word in words if not any(word in one for one in shown)]


def _shown(item: Mapping[str, Any]) -> Iterator[str]:
    text = item["text"]
    yield text
    for correction in item["corrections"]:
        text = text.replace(correction["printed"], correction["reading"])
    yield text
    yield item["theme"]["name"]
    yield from (one["name"] for one in item["organisations"] if one["role"] == "responsible")
