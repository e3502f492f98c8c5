"""Random queries over some plan files, for hypothesis."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from hypothesis import strategies as st

from tests.reference_filter import FACETS, Query, Reference
from tests.spellings import full_width, half_width, katakana

SPELLINGS: Final[list[Callable[[str], str]]] = [
    str,
    str.upper,
    half_width,
    full_width,
    katakana,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.translate(str.maketrans("～歩步-ヶ", "〜步歩―ケ")),
]


def texts_of(reference: Reference) -> list[str]:
    """The printed texts and names of the plans, and the readings of corrections."""
    return [
        text
        for file in reference.files
        for entry in file["document"]
        for text in (entry.get("text"), entry.get("name"), entry.get("title"))
        if text
    ] + [one["reading"] for file in reference.files for one in file.get("corrections", [])]


@st.composite
def random_word(draw: st.DrawFn, texts: Sequence[str]) -> str:
    """A part of a text in some spelling, a single letter, or punctuation."""
    if draw(st.integers(0, 4)) == 0:
        return str(
            draw(st.sampled_from([*"花水区の。、・（）「」%_\\～ー1R", "防災", "無い言葉", "100%", "l'"]))
        )
    text = draw(st.sampled_from(texts))
    start = draw(st.integers(0, len(text) - 1))
    part = re.sub(r"\s", "", text[start : start + draw(st.integers(1, 6))]) or "区"
    spelling: Callable[[str], str] = draw(st.sampled_from(SPELLINGS))
    return spelling(part)


@st.composite
def random_query(draw: st.DrawFn, reference: Reference, scopes: Sequence[Query]) -> Query:
    """Any filters in one of the scopes, or in none."""
    scope = draw(st.sampled_from([*[Query()] * 6, *scopes]))
    names = draw(st.lists(st.sampled_from(FACETS), max_size=3, unique=True))
    word = random_word(texts_of(reference))
    return replace(
        scope,
        words=tuple(draw(st.lists(word, max_size=2)) if draw(st.booleans()) else ()),
        basis=draw(st.sampled_from(["any", "stated"])),
        sort=draw(st.sampled_from(["document", "label", "due"])),
        facets=tuple(
            (
                name,
                tuple(
                    draw(st.lists(st.sampled_from(reference.options(scope, name)), min_size=1, max_size=3))
                ),
            )
            for name in names
            if reference.options(scope, name)
        ),
    )
