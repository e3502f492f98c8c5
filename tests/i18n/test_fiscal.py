"""Fiscal years: accepted spellings, refused texts, labels and periods."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.i18n.fiscal import era_year, fiscal_label, fiscal_period, parse_fiscal_year


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("2022", 2022),
        ("2022年", 2022),
        ("2022年度", 2022),
        (" 2022 ", 2022),
        ("２０２２年度", 2022),
        ("R4", 2022),
        ("r4", 2022),
        ("R04", 2022),
        ("Ｒ４", 2022),
        ("R4年度", 2022),
        ("令和4年度", 2022),
        ("令和４年度", 2022),
        ("令和4", 2022),
        ("R1", 2019),
        ("令和元年度", 2019),
        ("令和元", 2019),
        ("R元", 2019),
        ("平成31年度", 2019),
        ("H30", 2018),
        ("平成元年度", 1989),
        ("昭和63年度", 1988),
        ("令和100年度", 2118),
        ("S22", 1947),
        ("1947", 1947),
        ("2200年度", 2200),
    ],
)
def test_every_spelling_of_a_fiscal_year_is_parsed(written: str, year: int) -> None:
    assert parse_fiscal_year(written) == year


@pytest.mark.parametrize(
    "written",
    [
        *("", " ", "4", "22", "年度", "令和", "R", "R0", "令和0年度", "X4", "明治45年度", "令和4年3月"),
        *(
            "1946",
            "2201",
            "S21",
            "0000",
            "99999",
            "-2022",
            "2022.0",
            "R4.0",
            "R1000",
            "R183",
            "令和一年度",
            "2022年度末",
        ),
        *("\x00", "R4\nR5", "2022; DROP TABLE plan"),
    ],
)
def test_an_invalid_year_is_refused_in_japanese(written: str) -> None:
    with pytest.raises(ValueError, match=r"(?s)^年度「.*。$"):
        parse_fiscal_year(written)


@pytest.mark.parametrize(
    ("written", "right"),
    [
        *(
            ("平成32年度", "令和2年度"),
            ("平成32年", "令和2年度"),
            ("H32", "令和2年度"),
            ("Ｈ３２", "令和2年度"),
        ),
        *(
            ("昭和64年度", "平成元年度"),
            ("昭和65", "平成2年度"),
            ("S64", "平成元年度"),
            ("昭和100年度", "令和7年度"),
        ),
        *(("大正37", "昭和23年度"), ("明治81年度", "昭和23年度")),
    ],
)
def test_a_year_that_its_era_did_not_reach_is_refused_with_the_right_one(written: str, right: str) -> None:
    with pytest.raises(
        ValueError, match=f"^年度「{written}」はありません。.*は {right} です。.*書き直して.*。$"
    ):
        parse_fiscal_year(written)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2019, 5, 1), "令和元年"),
        (date(2019, 4, 30), "平成31年"),
        (date(1989, 1, 8), "平成元年"),
        (date(1989, 1, 7), "昭和64年"),
        (date(1926, 12, 25), "昭和元年"),
        (date(1926, 12, 24), "大正15年"),
        (date(1912, 7, 30), "大正元年"),
        (date(1912, 7, 29), "明治45年"),
        (date(1868, 10, 23), "明治元年"),
    ],
)
def test_an_era_begins_on_its_day(day: date, year: str) -> None:
    assert era_year(day) == year


@pytest.mark.parametrize(
    ("year", "label"),
    [
        (2022, "令和4年度（2022年度）"),
        (2019, "令和元年度（2019年度）"),
        (2018, "平成30年度（2018年度）"),
        (1989, "平成元年度（1989年度）"),
        (1988, "昭和63年度（1988年度）"),
        (1947, "昭和22年度（1947年度）"),
    ],
)
def test_the_label_names_the_era_year_and_the_western_year(year: int, label: str) -> None:
    assert fiscal_label(year) == label


def test_a_year_before_the_known_eras_stays_western() -> None:
    assert era_year(date(1868, 10, 22)) == "1868年"


def test_a_fiscal_year_runs_from_april_to_march() -> None:
    assert fiscal_period(2022) == (date(2022, 4, 1), date(2023, 3, 31))
    assert fiscal_period(2023) == (date(2023, 4, 1), date(2024, 3, 31))


@given(st.integers(1947, 2200))
def test_a_shown_year_can_be_parsed_again(year: int) -> None:
    assert parse_fiscal_year(f"{year}") == year
    assert parse_fiscal_year(fiscal_label(year).partition("（")[0]) == year


@given(st.text())
def test_any_text_is_parsed_or_refused_with_a_sentence(written: str) -> None:
    try:
        assert 1947 <= parse_fiscal_year(written) <= 2200
    except ValueError as error:
        assert str(error).endswith("。")
