"""Fiscal years and Japanese eras: 2022 = R4 = 令和4年度 = 2022-04-01 … 2023-03-31."""

import re
import unicodedata
from datetime import date
from typing import Final, NamedTuple

from app.i18n.messages import N_, Translate, _, japanese


class Era(NamedTuple):
    """One era (元号). Its year 1 (元年) lasts from `first_day` to the end of that Western year."""

    letter: str
    name: str
    first_day: date


# The newest first. A new era is one more line at the top; nothing else names an era.
ERAS: Final = (
    Era("R", N_("令和"), date(2019, 5, 1)),
    Era("H", N_("平成"), date(1989, 1, 8)),
    Era("S", N_("昭和"), date(1926, 12, 25)),
    Era("T", N_("大正"), date(1912, 7, 30)),
    Era("M", N_("明治"), date(1868, 10, 23)),
)
EARLIEST: Final = 1947  # 地方自治法: no municipality of today's law is older
LATEST: Final = 2200

_WRITTEN = re.compile(
    rf"(?:(?P<year>[0-9]{{4}})|(?P<era>[A-Za-z]|{'|'.join(era.name for era in ERAS)})"
    r"(?P<number>元|[0-9]{1,3}))(?:年度?)?"
)

_UNREADABLE: Final = N_("年度「%(written)s」を読み取れません。2022、R4、令和4年度 のように書いてください。")
_UNKNOWN_ERA: Final = N_(
    "年度「%(written)s」の元号を読み取れません。R4 や 令和4年度 のように書いてください。"
)
_OUT_OF_RANGE: Final = N_("年度「%(written)s」は %(first)s から %(last)s までの範囲にありません。")
_ERA_ENDED: Final = N_(
    "年度「%(written)s」はありません。%(year)s年度は %(right)s です。確かめて書き直してください。"
)


def parse_fiscal_year(written: str) -> int:
    """The fiscal year meant by `2022`, `2022年度`, `R4`, `令和4年度`, `令和４年度` or `令和元年度`.

    Raises ValueError with a sentence when it is none of these, or a year that the era did not reach.
    """
    match = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", written).strip())
    if match is None:
        raise ValueError(_(_UNREADABLE, written=written))
    era = next((e for e in ERAS if match["era"] and match["era"].upper() in (e.letter, e.name)), None)
    if match["year"]:
        year = int(match["year"])
    else:
        number = 1 if match["number"] == "元" else int(match["number"])
        if era is None or number == 0:
            raise ValueError(_(_UNKNOWN_ERA, written=written))
        year = era.first_day.year + number - 1
    if not EARLIEST <= year <= LATEST:
        raise ValueError(_(_OUT_OF_RANGE, written=written, first=EARLIEST, last=LATEST))
    # 平成31年度 began in 平成; 昭和64年 ended before its April.
    if era is not None and era not in (era_of(date(year, 4, 1)), era_of(date(year, 12, 31))):
        raise ValueError(_(_ERA_ENDED, written=written, year=year, right=fiscal_era(year, _)))
    return year


def era_of(day: date) -> Era | None:
    """The era that a day lies in, None before 明治."""
    return next((era for era in ERAS if day >= era.first_day), None)


def era_year(day: date, translate: Translate = japanese) -> str:
    """The year of a day: 平成31年 for 2019-04-30, 令和元年 for the day after. A day before 明治 stays
    Western. Pages pass `_` as `translate`."""
    era = era_of(day)
    if era is None:
        return translate(N_("%(year)s年"), year=day.year)
    number = day.year - era.first_day.year + 1
    return translate(
        N_("%(era)s%(year)s年"), era=translate(era.name), year=translate(N_("元")) if number == 1 else number
    )


def fiscal_year_of(day: date) -> int:
    """The fiscal year that a day lies in: 令和5年3月 lies in 令和4年度."""
    return day.year if day.month >= 4 else day.year - 1


def naming_day(year: int) -> date:
    """The day whose era names a fiscal year. By convention the year of a change bears the new era's name
    from its first day on: the whole of 2019-04-01 … 2020-03-31 is 令和元年度."""
    return date(year, 12, 31)


def fiscal_era(year: int, translate: Translate = japanese) -> str:
    """令和4年度."""
    return translate(N_("%(year)s度"), year=era_year(naming_day(year), translate))


def fiscal_label(year: int, translate: Translate = japanese) -> str:
    """令和4年度（2022年度）, the form shown to people."""
    return translate(N_("%(era)s度（%(year)s年度）"), era=era_year(naming_day(year), translate), year=year)


def fiscal_period(year: int) -> tuple[date, date]:
    """First and last day of a fiscal year, both included."""
    return date(year, 4, 1), date(year + 1, 3, 31)
