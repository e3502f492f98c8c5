"""Proposed pairs of items of two editions: what an item of the later one may follow, with a score.

A proposal is no continuation: a person decides, and pages mark it as unconfirmed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from rapidfuzz import fuzz

from app.models.continuation import fits
from app.models.vocabulary import ContinuationRelation
from app.search.edition_items import EditionItem
from app.search.folding import fold

# Scores run from 0 to 100. What scores less is not proposed.
LOWEST: Final = 55.0
# A second item for one that has its pair already: only where it is clear.
_LOWEST_OF_MORE: Final = 70.0
# Beyond it comparing takes more than a second; nobody reads so many proposals.
MAX_PAIRS: Final = 200_000
_SHARES_TEXT: Final = 0.7
_SAME_PLACE: Final = 3.0
_SAME_ORGANISATION: Final = 3.0
_OTHER_KIND: Final = -8.0
_MOST_DIFFERENT: Final = 5
# A text shorter than this stands in a longer one by chance.
_SHORT: Final = 2
_SAME_BELOW: Final = 30.0
# Initiatives before themes: what stands below two themes tells that they are one.
_ORDER: Final = ("pillar", "measure", "theme", "kpi")
# What every sentence of a plan has: particles and the endings of verbs.
_FILLERS: Final = re.compile("[しいりきめえげせけれ]?ます|[。、・をにのとがはでへも]")


class SuggestedPair(NamedTuple):
    """An earlier and a later item with the score of their likeness and the relation that it looks like."""

    earlier: EditionItem
    later: EditionItem
    score: float
    relation: ContinuationRelation
    reason: str


class _Words(NamedTuple):
    """An item with its folded words; `pairs` are the pairs of characters of both."""

    item: EditionItem
    name: str
    text: str
    pairs: frozenset[str]


class _Known(NamedTuple):
    """Pairs (earlier, later) by id: of pillars and of the themes that pairs of initiatives stand under, with
    their share."""

    pillars: set[tuple[str | None, str | None]]
    themes: dict[tuple[str | None, str | None], float]


def suggest_pairs(
    earlier: Iterable[EditionItem], later: Iterable[EditionItem], known: Iterable[tuple[str, str]] = ()
) -> list[SuggestedPair]:
    """Pairs of items, the later ones in their order. `known` are pairs (earlier, later) of pillars that are no
    proposals: what stands under both stands in one place. Nothing where there are too many items."""
    former, new = list(map(_words, earlier)), list(map(_words, later))
    if len(former) * len(new) > MAX_PAIRS:
        return []
    places = _Known(set(known), {})
    found: list[SuggestedPair] = []
    for kind in _ORDER:
        mine = [one for one in former if fits(kind, one.item.kind)]
        theirs = [one for one in new if fits(kind, one.item.kind)]
        pairs = list(_assign(_scored(mine, theirs, places)))
        found += pairs
        if kind == "pillar":
            places.pillars.update((pair.earlier.id, pair.later.id) for pair in pairs)
        elif kind == "measure":
            places.themes.update(_shares(pairs))
    order = {one.item.id: number for number, one in enumerate(new)}
    return sorted(found, key=lambda pair: (order[pair.later.id], -pair.score))


def _shares(pairs: Sequence[SuggestedPair]) -> dict[tuple[str | None, str | None], float]:
    """How large a part of the pairs below an earlier theme each later theme has."""
    together = Counter((pair.earlier.theme, pair.later.theme) for pair in pairs)
    below = Counter(pair.earlier.theme for pair in pairs)
    return {themes: number / below[themes[0]] for themes, number in together.items() if None not in themes}


def _words(item: EditionItem) -> _Words:
    name, text = fold(item.name), _FILLERS.sub("", fold(item.text))
    pairs = frozenset(words[at : at + 2] for words in (name, text) for at in range(len(words) - 1))
    return _Words(item, name, text, pairs)


Scored = tuple[float, _Words, _Words]


def _scored(former: Sequence[_Words], new: Sequence[_Words], places: _Known) -> list[Scored]:
    """Every pair that may be proposed, the likeliest first."""
    pairs = [
        (score, one, other)
        for one in former
        for other in new
        if (score := _score(one, other, places)) >= LOWEST
    ]
    return sorted(pairs, key=lambda pair: -pair[0])


def _score(one: _Words, other: _Words, places: _Known) -> float:
    if one.text and other.text:
        # To see that a fifth of the pairs of characters is not shared is quicker than to compare the texts.
        shared = len(one.pairs & other.pairs)
        if shared * _MOST_DIFFERENT < min(len(one.pairs), len(other.pairs)):
            return 0.0
    words = _likeness(one.name, other.name)
    if one.text and other.text:
        texts = _likeness(one.text, other.text)
        words = max(_SHARES_TEXT * texts + (1 - _SHARES_TEXT) * words, 0.95 * texts)
    mine, theirs = one.item, other.item
    if mine.kind == "theme":
        words += _SAME_BELOW * places.themes.get((mine.id, theirs.id), 0)
    elif mine.kind != "pillar":
        words += _SAME_PLACE * bool(set(mine.themes) & set(theirs.themes))
    if mine.kind != "pillar" and _same_pillar(mine, theirs, places):
        words += _SAME_PLACE
    words += _SAME_ORGANISATION * bool(mine.organisations & theirs.organisations)
    words += _OTHER_KIND * (mine.kind != theirs.kind)
    return round(max(0.0, min(100.0, words)), 1)


def _same_pillar(one: EditionItem, other: EditionItem, places: _Known) -> bool:
    named = one.pillar_name is not None and one.pillar_name == other.pillar_name
    return named or (one.pillar, other.pillar) in places.pillars


def _likeness(one: str, other: str) -> float:
    """How alike two texts are; one that stands whole in the other is nearly it."""
    if not (one and other):
        return 0.0
    alike = fuzz.ratio(one, other)
    if min(len(one), len(other)) >= _SHORT:
        alike = max(alike, 0.85 * fuzz.partial_ratio(one, other))
    return alike


def _assign(pairs: Sequence[Scored]) -> Iterator[SuggestedPair]:
    """One pair an item, the likeliest first; then what is left of one side beside a pair of the other, where
    it is clear: several earlier items are merged, one earlier item is split."""
    taken: list[Scored] = []
    former: dict[str, int] = {}
    new: dict[str, int] = {}
    for single in (True, False):
        for pair in pairs:
            score, one, other = pair
            times = former.get(one.item.id, 0), new.get(other.item.id, 0)
            wanted = (
                times == (0, 0) if single else score >= _LOWEST_OF_MORE and sorted(map(bool, times)) == [0, 1]
            )
            if wanted and pair not in taken:
                taken.append(pair)
                former[one.item.id] = times[0] + 1
                new[other.item.id] = times[1] + 1
    for score, one, other in taken:
        relation = _relation(one, other)
        if new[other.item.id] > 1:
            relation = ContinuationRelation.MERGED
        elif former[one.item.id] > 1:
            relation = ContinuationRelation.SPLIT
        yield SuggestedPair(one.item, other.item, score, relation, _reason(one, other))


def _relation(one: _Words, other: _Words) -> ContinuationRelation:
    """What the words alone show; whether means or extent changed, a person decides."""
    if one.text != other.text:
        return ContinuationRelation.REWORDED
    printed = one.item.has_printed_name and other.item.has_printed_name
    if printed and one.name != other.name:
        return ContinuationRelation.RENAMED
    return ContinuationRelation.CONTINUED


def _reason(one: _Words, other: _Words) -> str:
    """What the proposal rests on, for the person who decides."""
    name = "名称が同じ" if one.name == other.name else f"名称の{fuzz.ratio(one.name, other.name):.0f}％が一致"
    if not (one.text and other.text):
        return f"{name}。"
    if one.text == other.text:
        return f"{name}、文が同じ。"
    return f"{name}、文の{fuzz.ratio(one.text, other.text):.0f}％が一致。"
