"""Figures: no exponent, groups of three digits, the same number when it is read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.i18n.numbers import amount_in_words, number, plain_number

FIGURES = st.floats(-1e15, 1e15) | st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (1_500_000_000, "円", "1,500,000,000"),
        (1.5e9, "円", "1,500,000,000"),
        (1e15, "円", "1,000,000,000,000,000"),
        (-1e15, None, "-1,000,000,000,000,000"),
        (0.0000001, "％", "0.0000001"),
        (12345.678, "人", "12,345.678"),
        (1000, "人", "1,000"),
        (999, "人", "999"),
        (6.0, "箇所", "6"),
        (0, "件", "0"),
        (-0.0, "件", "0"),
        (5e-324, "％", f"0.{'0' * 323}5"),
        (2030, "年", "2030"),
        (2030, "年度", "2030"),
    ],
)
def test_a_figure_is_shown_in_groups_of_three_digits(value: float, unit: str | None, shown: str) -> None:
    assert number(value, unit) == shown
    assert plain_number(value) == shown.replace(",", "")


@given(FIGURES)
def test_a_shown_figure_is_read_as_the_same_number(value: float) -> None:
    shown = number(value)
    assert float(shown.replace(",", "")) == value == float(plain_number(value))
    assert set(shown) <= set("-0123456789,.")
    whole, _, fraction = shown.removeprefix("-").partition(".")
    assert [len(group) for group in whole.split(",")[1:]] == [3] * whole.count(",")
    assert "," not in fraction
    assert not fraction.endswith("0")


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (1_500_000_000, "円", "15億円"),
        (120_000_000.0, "円", "1億2,000万円"),
        (100_000_000, "円", "1億円"),
        (3_000_100_000_000, "円", "3兆1億円"),
        (1e15, "円", "1,000兆円"),
        (-1_500_000_000, "円", "-15億円"),
        (99_990_000, "円", ""),
        (1_500_000_001, "円", ""),
        (100_000_000.5, "円", ""),
        (1_500_000_000, "千円", ""),
        (1_500_000_000, None, ""),
    ],
)
def test_a_large_amount_of_yen_is_also_said_in_words(value: float, unit: str | None, words: str) -> None:
    assert amount_in_words(value, unit) == words


@given(st.integers(10**4, 10**11))
def test_the_words_are_the_whole_amount(myriads: int) -> None:
    words = amount_in_words(myriads * 10**4, "円").removesuffix("円").replace(",", "")
    total = 0
    for name, size in (("兆", 10**12), ("億", 10**8), ("万", 10**4)):
        count, found, rest = words.partition(name)
        total += int(count) * size if found else 0
        words = rest if found else words
    assert (total, words) == (myriads * 10**4, "")
