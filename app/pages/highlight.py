"""Where the words of a search stand in the text as printed, although they are compared folded."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from app.search.folding import fold, fold_map

Range = tuple[int, int]


class Fragment(NamedTuple):
    """A run of text that is a hit or lies between hits."""

    text: str
    hit: bool


class HighlightedSegment(NamedTuple):
    """A segment of printed text, and its reading if it is corrected."""

    fragments: list[Fragment]
    reading: list[Fragment]
    correction: Mapping[str, Any] | None


def hit_ranges(text: str, words: Sequence[str]) -> list[Range]:
    """The ranges of the text whose folds hold one of the folded words, sorted and disjoint."""
    folded = fold(text) if words else ""
    if not any(word in folded for word in words):
        return []  # this check costs a tenth of the search below
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
    return _merge(found)


def _merge(found: Iterable[Range]) -> list[Range]:
    merged: list[Range] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def split(text: str, hits: Iterable[Range]) -> list[Fragment]:
    """The fragments of the text; joined, they are the text."""
    fragments, at = [], 0
    for start, end in hits:
        fragments += [Fragment(text[at:start], False), Fragment(text[start:end], True)]
        at = end
    fragments.append(Fragment(text[at:], False))
    return [fragment for fragment in fragments if fragment.text]


def in_bold(text: str, words: Iterable[str]) -> list[Fragment]:
    """The text with the words that are printed in bold as hits."""
    found = (match.span() for one in words for match in re.finditer(re.escape(one), text))
    return split(text, _merge(found))


def highlight(text: str, words: Sequence[str]) -> list[Fragment]:
    return split(text, hit_ranges(text, words))


def highlight_segments(
    segments: Sequence[tuple[str, Mapping[str, Any] | None]], words: Sequence[str]
) -> list[HighlightedSegment]:
    """Segments with their hits. The whole text is searched as printed and as corrected, because a hit may
    cross segments."""
    printed = [text for text, _ in segments]
    read = [correction["reading"] if correction else text for text, correction in segments]
    in_printed, in_read = _hits_by_segment(printed, words), _hits_by_segment(read, words)
    return [
        HighlightedSegment(
            split(text, here if correction else _merge([*here, *there])),
            split(correction["reading"], there) if correction else [],
            correction,
        )
        for (text, correction), here, there in zip(segments, in_printed, in_read, strict=True)
    ]


def _hits_by_segment(parts: Sequence[str], words: Sequence[str]) -> list[list[Range]]:
    """The hits in the joined parts, as ranges of each part."""
    hits = hit_ranges("".join(parts), words)
    found, begin = [], 0
    for part in parts:
        end = begin + len(part)
        inside = ((max(start, begin) - begin, min(stop, end) - begin) for start, stop in hits)
        found.append([one for one in inside if one[0] < one[1]])
        begin = end
    return found
