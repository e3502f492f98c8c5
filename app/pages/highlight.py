"""Where the words of a search stand in the text as printed, although they are compared folded."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from app.search.folding import fold, fold_map

Range = tuple[int, int]


class Piece(NamedTuple):
    """A run of text that is a hit or lies between hits."""

    text: str
    hit: bool


class Marked(NamedTuple):
    """A segment of printed text, and the reading beside it where a correction reads it."""

    pieces: list[Piece]
    reading: list[Piece]
    correction: Mapping[str, Any] | None


def ranges(text: str, words: Sequence[str]) -> list[Range]:
    """The parts of the text whose fold holds one of the folded words, in order and apart."""
    folded = fold(text) if words else ""
    if not any(word in folded for word in words):
        return []  # finding out costs a tenth of finding where
    pairs = fold_map(text)
    starts = [start for _, start in pairs]
    found = []
    for word in words:
        at = folded.find(word) if word else -1
        while at >= 0:
            last = at + len(word) - 1
            # A character that folds to several, like ㈱, is marked as a whole.
            end = next((start for start in starts[last + 1 :] if start > starts[last]), len(text))
            found.append((starts[at], starts[at] + len(text[starts[at] : end].rstrip())))
            at = folded.find(word, at + 1)
    return _apart(found)


def _apart(found: Iterable[Range]) -> list[Range]:
    merged: list[Range] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def cut(text: str, hits: Iterable[Range]) -> list[Piece]:
    """The text in pieces: together they are the text."""
    pieces, at = [], 0
    for start, end in hits:
        pieces += [Piece(text[at:start], False), Piece(text[start:end], True)]
        at = end
    pieces.append(Piece(text[at:], False))
    return [piece for piece in pieces if piece.text]


def marked(text: str, words: Sequence[str]) -> list[Piece]:
    """The text with its hits marked."""
    return cut(text, ranges(text, words))


def marked_segments(
    segments: Sequence[tuple[str, Mapping[str, Any] | None]], words: Sequence[str]
) -> list[Marked]:
    """Segments with their hits marked. Both forms of the whole text are searched, so that a hit may
    begin in a printed word or in its reading and go on in the text behind it."""
    printed = [text for text, _ in segments]
    read = [correction["reading"] if correction else text for text, correction in segments]
    in_printed, in_read = _within(printed, words), _within(read, words)
    return [
        Marked(
            cut(text, here if correction else _apart([*here, *there])),
            cut(correction["reading"], there) if correction else [],
            correction,
        )
        for (text, correction), here, there in zip(segments, in_printed, in_read, strict=True)
    ]


def _within(parts: Sequence[str], words: Sequence[str]) -> list[list[Range]]:
    """The hits in the joined parts, as places in each part."""
    hits = ranges("".join(parts), words)
    found, begin = [], 0
    for part in parts:
        end = begin + len(part)
        inside = ((max(start, begin) - begin, min(stop, end) - begin) for start, stop in hits)
        found.append([one for one in inside if one[0] < one[1]])
        begin = end
    return found
