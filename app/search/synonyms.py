"""Other spellings and words for those of a search that finds nothing.

Search is exact; what is offered comes from a reviewed list (data/synonyms.json). Each offer is counted before it
is shown.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from app.search.folding import fold

FILE: Final = Path(__file__).parents[2] / "data/synonyms.json"
# Offers that are counted: each costs a search.
MAX_OFFERS: Final = 8
# 希望が丘 and 希望ヶ丘: a sign between two ideographs.
_BETWEEN: Final = re.compile(r"(?<=[\u3400-\u9fff々])[がヶケヵカ](?=[\u3400-\u9fff])")


class Group(NamedTuple):
    """Words that a searcher may mean alike. `kind` is spelling, synonym or broader, `reason` why they stand
    together."""

    kind: str
    words: tuple[str, ...]
    reason: str


@cache
def groups() -> tuple[Group, ...]:
    """The reviewed list, in its order."""
    content = json.loads(FILE.read_text("utf-8"))
    return tuple(Group(one["kind"], tuple(one["words"]), one["reason"]) for one in content["groups"])


def other_words(query: str) -> list[str]:
    """Queries with one word put in another way, the likeliest first; none that search takes for the same."""
    written = query.split()
    seen = {tuple(map(fold, written))}
    found = []
    for place, word in enumerate(written):
        for other in _other_ways(word):
            changed = [*written[:place], other, *written[place + 1 :]]
            folded = tuple(map(fold, changed))
            if folded not in seen:
                seen.add(folded)
                found.append(" ".join(changed))
    return found[:MAX_OFFERS]


def _other_ways(word: str) -> Iterator[str]:
    if _BETWEEN.search(word):
        yield from (_BETWEEN.sub(sign, word) for sign in ("ヶ", "が"))
    for group in groups():
        # The longest first: 子ども食堂 is not to become the 食堂 of another word.
        for mine in sorted(group.words, key=len, reverse=True):
            if mine in word:
                yield from (word.replace(mine, other) for other in group.words if other != mine)
                break
            if fold(mine) == fold(word):
                yield from (other for other in group.words if other != mine)
                break
