"""Fiscal years and Japanese eras: 2022 = R4 = 令和4年度 = 2022-04-01 … 2023-03-31."""

import re
import unicodedata
from datetime import date
from typing import Final, NamedTuple

from app.i18n.messages import N_, Translate, _, japanese


class Era(NamedTuple):
    """One era (元号); `first` is the Western year that its year 1 (元年) falls in."""

    letter: str
    name: str
    first: int


# A new era is one more line at the top; nothing else names an era.
ERAS: Final = (
    Era("R", N_("令和"), 2019),
    Era("H", N_("平成"), 1989),
    Era("S", N_("昭和"), 1926),
)
EARLIEST: Final = 1947  # 地方自治法: no municipality of today's law is older
LATEST: Final = 2200

_WRITTEN = re.compile(
    r"(?:(?P<year>[0-9]{4})|(?P<era>[A-Za-z]|令和|平成|昭和)(?P<number>元|[0-9]{1,2}))(?:年度?)?"
)

_UNREADABLE: Final = N_("年度「%(written)s」を読み取れません。2022、R4、令和4年度 のように書いてください。")
_UNKNOWN_ERA: Final = N_(
    "年度「%(written)s」の元号を読み取れません。R4 や 令和4年度 のように書いてください。"
)
_OUT_OF_RANGE: Final = N_("年度「%(written)s」は %(first)s から %(last)s までの範囲にありません。")


def parse_fiscal_year(written: str) -> int:
    """The fiscal year meant by `2022`, `2022年度`, `R4`, `令和4年度`, `令和４年度` or `令和元年度`.

    Raises ValueError with a sentence when it is none of these.
    """
    match = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", written).strip())
    if match is None:
        raise ValueError(_(_UNREADABLE, written=written))
    if match["year"]:
        year = int(match["year"])
    else:
        era = next((e for e in ERAS if match["era"].upper() in (e.letter, e.name)), None)
        number = 1 if match["number"] == "元" else int(match["number"])
        if era is None or number == 0:
            raise ValueError(_(_UNKNOWN_ERA, written=written))
        year = era.first + number - 1
    if not EARLIEST <= year <= LATEST:
        raise ValueError(_(_OUT_OF_RANGE, written=written, first=EARLIEST, last=LATEST))
    return year


def era_year(year: int, translate: Translate = japanese) -> str:
    """令和4年 for 2022; a year before 昭和 stays Western. Pages pass `_` as `translate`."""
    era = next((e for e in ERAS if year >= e.first), None)
    if era is None:
        return translate(N_("%(year)s年"), year=year)
    number = year - era.first + 1
    return translate(
        N_("%(era)s%(year)s年"), era=translate(era.name), year=translate(N_("元")) if number == 1 else number
    )


def fiscal_label(year: int, translate: Translate = japanese) -> str:
    """令和4年度（2022年度）, the form shown to people."""
    return translate(N_("%(era)s度（%(year)s年度）"), era=era_year(year, translate), year=year)


def fiscal_period(year: int) -> tuple[date, date]:
    """First and last day of a fiscal year, both included."""
    return date(year, 4, 1), date(year + 1, 3, 31)
