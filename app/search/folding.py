"""Search folding: texts and queries are folded alike, then compared as plain substrings.

Folded character by character (a base character with its combining marks is one), so that every part
of a folded text is the fold of a part of the text: NFKC, case, radicals to ideographs, katakana to
hiragana, variant characters, one kind of hyphen, one kind of wave dash, no white space.
"""

import json
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Final

# Between the fields of one stored search text. No query can contain it: a word never matches across fields.
SEPARATOR: Final = "\x1f"

# The spacing forms of the voiced sound marks, full and half width: か゛ is が.
_MARKS: Final = {0x309B: "\u3099", 0x309C: "\u309a", 0xFF9E: "\u3099", 0xFF9F: "\u309a"}
_MARKED: Final = frozenset(map(chr, _MARKS))
_ITERATION: Final = {ord("ヽ"): "ゝ", ord("ヾ"): "ゞ"}
_KATAKANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_SMALL: Final = {ord("ヶ"): "け", ord("ヵ"): "か", ord("ゖ"): "け", ord("ゕ"): "か"}
# One character in Japanese print, two in Unicode. NFKC makes the last four of the radicals ⼾ ⾭ ⿈ ⿊, which
# PDFs give for 戸 青 黄 黒.
_VARIANTS: Final = str.maketrans("步戶靑黃黑", "歩戸青黄黒")
# PDFs give radicals (⺠) where the sheet has ideographs (民).
_RADICALS: Final[dict[int, int]] = {
    int(radical, 16): int(ideograph, 16)
    for radical, ideograph in json.loads(
        files("app.search").joinpath("cjk_radicals.json").read_text("utf-8")
    )["ideographs"].items()
}
_HYPHENS: Final = dict.fromkeys(map(ord, "-‐‑‒–—―−﹣－⁃"), "-")
_WAVES: Final = dict.fromkeys(map(ord, "~〜～∼∿〰"), "~")
# Variation selectors choose a glyph (葛 of 葛飾区) and are no part of a word.
_SELECTORS: Final = dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
_FOLD: Final[dict[int, int | str | None]] = {
    **_KATAKANA,
    **_ITERATION,
    **_SMALL,
    **_RADICALS,
    **_VARIANTS,
    **_HYPHENS,
    **_WAVES,
    **_SELECTORS,
}


# Characters whose folds are cached: more than any text needs, fewer than a stream of queries can name.
MAX_FOLDS: Final = 16_384


@lru_cache(maxsize=MAX_FOLDS)
def _fold_character(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character.translate(_MARKS)).casefold()
    folded = unicodedata.normalize("NFKC", folded).translate(_FOLD)
    folded = "".join(c for c in unicodedata.normalize("NFKC", folded) if not _is_ignored(c))
    return "" if folded and _is_combining(folded[0]) else folded  # a mark without a letter is dropped


def _is_ignored(character: str) -> bool:
    """Whether it is white space or a control. Private characters (外字) and those newer than Python's tables
    stay."""
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf")


def _is_combining(character: str) -> bool:
    return unicodedata.combining(character) != 0 or character in _MARKED


def _joins(character: str) -> bool:
    """Whether it can be one with the character before it: also vowel signs and the letters of a Korean
    syllable."""
    return (
        _is_combining(character)
        or "\u1160" <= character <= "\u11ff"
        or unicodedata.category(character) == "Mc"
    )


def fold_map(text: str) -> list[tuple[str, int]]:
    """Each folded character with the index of its source character in `text`."""
    pairs: list[tuple[str, int]] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and _joins(text[end]):
            end += 1
        pairs.extend((folded, start) for folded in _fold_character(text[start:end]))
        start = end
    return pairs


class _Folds(dict[int, str]):
    """The fold of each character for `str.translate`, cached; one that joins the character before it is
    NUL, because both fold together."""

    def __missing__(self, code: int) -> str:
        if len(self) >= MAX_FOLDS:
            self.clear()
        folded = self[code] = "\0" if _joins(chr(code)) else _fold_character(chr(code))
        return folded


_FOLDS: Final = _Folds()


def fold(text: str) -> str:
    """The folded text; its length may differ from that of `text`."""
    folded = text.translate(_FOLDS)
    return "".join(character for character, _ in fold_map(text)) if "\0" in folded else folded


def fold_fields(fields: Iterable[str]) -> str:
    """Several fields as one search text."""
    return SEPARATOR.join(fold(field) for field in fields)


def words(query: str) -> list[str]:
    """The folded words of a query, split at white space; all of them must match."""
    return [folded for word in query.split() if (folded := fold(word))]
