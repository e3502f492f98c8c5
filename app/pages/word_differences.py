"""The words that differ between two texts: what was deleted, what was inserted, what is the same."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, Literal, NamedTuple, get_args

# Runs of figures, Latin letters and katakana are words; Japanese writes no spaces between the others, so
# every other character stands alone.
_WORDS: Final = re.compile(r"[0-9０-９.,，．]+|[A-Za-zＡ-Ｚａ-ｚ]+|[ァ-ヺーヽヾ]+|\s+|.", re.DOTALL)
_PHRASES: Final = re.compile(r"[^。、\n]*[。、\n]|[^。、\n]+")
# Pairs of parts up to which texts are compared part by part: some 30 ms.
_MAX_PAIRS: Final = 150_000
# What a reader takes for a chance: as few characters between two differences belong to them.
_CHANCE: Final = re.compile(r"[\u3040-\u309f、。・「」（）\s]{1,2}|.", re.DOTALL)


Kind = Literal["same", "deleted", "inserted"]


class Span(NamedTuple):
    """A run of text that both texts have, or that only the former or the later one has."""

    kind: Kind
    text: str


def word_differences(before: str, after: str) -> list[Span]:
    """The spans of two texts. Without the inserted ones they are `before`, without the deleted ones `after`.
    A deletion stands before the insertion that replaces it."""
    for pattern in (_WORDS, _PHRASES):
        mine, theirs = pattern.findall(before), pattern.findall(after)
        start = _common(mine, theirs)
        end = _common(mine[start:][::-1], theirs[start:][::-1])
        former, later = mine[start : len(mine) - end], theirs[start : len(theirs) - end]
        if small := len(former) * len(later) <= _MAX_PAIRS:
            break
    pairs = _compare(former, later) if small else [(former, later)]
    head, tail = "".join(mine[:start]), "".join(mine[len(mine) - end :])
    return list(_joined([Span("same", head), *_without_chances(list(_spans(pairs))), Span("same", tail)]))


def excerpt(spans: Sequence[Span], context: int) -> Iterator[Span]:
    """The spans, of what is the same only what stands beside a difference: so many characters."""
    for number, span in enumerate(spans):
        if span.kind != "same" or len(span.text) <= 2 * context:
            yield span
            continue
        head = span.text[:context] if number else ""
        tail = span.text[-context:] if number < len(spans) - 1 else ""
        yield Span("same", f"{head}…{tail}")


def _common(mine: Sequence[str], theirs: Sequence[str]) -> int:
    """How many parts both begin with."""
    return next(
        (number for number, pair in enumerate(zip(mine, theirs, strict=False)) if pair[0] != pair[1]),
        min(len(mine), len(theirs)),
    )


def _compare(former: Sequence[str], later: Sequence[str]) -> list[tuple[Sequence[str], Sequence[str]]]:
    """The parts of both in pairs of runs: a pair is the same, or one takes the place of the other."""
    matcher = SequenceMatcher(None, former, later, autojunk=False)
    return [(former[a:b], later[c:d]) for _, a, b, c, d in matcher.get_opcodes()]


def _spans(pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Iterator[Span]:
    for former, later in pairs:
        if former == later:
            yield Span("same", "".join(former))
        else:
            yield Span("deleted", "".join(former))
            yield Span("inserted", "".join(later))


def _without_chances(spans: list[Span]) -> Iterator[Span]:
    """The spans, in which one character that happens to stand between two differences belongs to them."""
    for number, span in enumerate(spans):
        between = 0 < number < len(spans) - 1
        if span.kind == "same" and between and _CHANCE.fullmatch(span.text):
            yield Span("deleted", span.text)
            yield Span("inserted", span.text)
        else:
            yield span


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    """The spans without empty ones, neighbours of one kind in one; deletions before insertions."""
    for _same, run in groupby((span for span in spans if span.text), lambda span: span.kind == "same"):
        texts: dict[Kind, str] = {}
        for span in run:
            texts[span.kind] = texts.get(span.kind, "") + span.text
        yield from (Span(kind, texts[kind]) for kind in get_args(Kind) if kind in texts)
