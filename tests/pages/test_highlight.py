"""Hits are marked in the printed text, and marking changes no character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pages.highlight import Fragment, highlight, highlight_segments, hit_ranges
from app.search.folding import fold, words

TEXT = st.text(
    alphabet=st.one_of(st.sampled_from("かがカｶﾞ゛゙ 　ー-〜㈱ＳSs步歩花"), st.characters()), max_size=30
)


def hits(text: str, q: str) -> list[str]:
    return [piece.text for piece in highlight(text, words(q)) if piece.hit]


@pytest.mark.parametrize(
    ("text", "q", "found"),
    [
        ("旭区ＳＤＧｓ 月間", "sdgs", ["ＳＤＧｓ"]),
        ("旭区SDGs 月間", "SDGs月", ["SDGs 月"]),
        ("ﾊﾏｯｺﾄｲﾚの整備", "はまっことい", ["ﾊﾏｯｺﾄｲ"]),
        ("かﾞーﾃﾞﾝ", "ガ", ["かﾞ"]),
        ("㈱あさひ", "株", ["㈱"]),
        ("はじめの一步", "一歩", ["一步"]),
        ("区\u2ea0と区民", "区民", ["区\u2ea0", "区民"]),
        ("区民", "区\u2ea0", ["区民"]),
        ("\u2f3e籍の\ufa19社", "戸籍 神", ["\u2f3e籍", "\ufa19"]),
        ("花と花", "花 と", ["花と花"]),
        ("花、水、花", "花 水", ["花", "水", "花"]),
        ("花", "猫", []),
        ("花", "", []),
    ],
)
def test_hits_stand_in_the_printed_form(text: str, q: str, found: list[str]) -> None:
    assert hits(text, q) == found


@given(TEXT, st.lists(TEXT, max_size=3))
def test_marking_changes_no_character_and_marks_exactly_the_texts_that_match(
    text: str, asked: list[str]
) -> None:
    found = [word for one in asked for word in words(one)]
    pieces = highlight(text, found)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)
    assert any(piece.hit for piece in pieces) == any(word in fold(text) for word in found)


@given(TEXT, st.integers(0, 30), st.integers(1, 30))
def test_every_part_of_a_folded_text_has_a_range_in_the_text(text: str, start: int, length: int) -> None:
    word = fold(text)[start : start + length]
    assert all(word in fold(text[begin:end]) for begin, end in hit_ranges(text, [word])[:1])
    assert bool(hit_ranges(text, [word])) == bool(word)


def test_hits_are_marked_in_the_printed_words_and_in_the_reading() -> None:
    correction = {"printed": "飼いの", "reading": "飼い主の"}
    segments = [("地域における", None), ("飼いの", correction), ("いない猫", None)]
    (before, word, after) = highlight_segments(segments, words("飼い主のいない"))
    assert before.fragments == [Fragment("地域における", False)]
    assert word.fragments == [Fragment("飼いの", False)]
    assert word.reading == [Fragment("飼い主の", True)]
    assert after.fragments == [Fragment("いない", True), Fragment("猫", False)]
    printed = highlight_segments(segments, words("飼いのいない"))
    assert [piece for one in printed for piece in one.fragments if piece.hit] == [
        Fragment("飼いの", True),
        Fragment("いない", True),
    ]
    assert printed[1].reading == [Fragment("飼い主の", False)]


@given(st.lists(st.tuples(TEXT, st.one_of(st.none(), TEXT)), max_size=4), TEXT)
def test_marking_around_corrections_changes_no_character(parts: list[tuple[str, str | None]], q: str) -> None:
    segments = [(text, None if reading is None else {"reading": reading}) for text, reading in parts]
    found = highlight_segments(segments, words(q))
    for one, (text, reading) in zip(found, parts, strict=True):
        assert "".join(piece.text for piece in one.fragments) == text
        assert "".join(piece.text for piece in one.reading) == (reading or "")
