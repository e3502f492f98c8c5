"""Times in words: 令和5年3月, R5.3.31, 2022年度, 令和4年度下半期, 令和4～7年度, 2023-01-01～."""

import re
import unicodedata
from contextlib import suppress
from datetime import date, timedelta
from typing import Final, NamedTuple

from app.i18n.fiscal import ERAS, era_of, fiscal_era, parse_fiscal_year

ISO: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PRECISIONS: Final = {
    "日": "day",
    "月": "month",
    "半期": "fiscal_half",
    "年度": "fiscal_year",
    "年": "year",
    "複数年度": "fiscal_years",
}
_SUFFIXES: Final = {code: word for word, code in _PRECISIONS.items()}
_DIGITS: Final = re.compile(rf"({ISO})(～({ISO})?)?(\(({'|'.join(_PRECISIONS)})\))?")
_ERA: Final = "|".join(era.name for era in ERAS)
_POINT: Final = re.compile(
    rf"(?P<era>{_ERA}|[RHSTMrhstm])?(?P<year>元|[0-9]{{1,4}})"
    r"(?:年度(?:(?P<half>上半期|下半期|前期|後期|上期|下期|前半|後半)|末|内|中)?(?P<fiscal>)"
    r"|(?P<plain>年)(?:(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})日|末|中|上旬|中旬|下旬|頃|ごろ)?|末|内|中)?"
    r"|[./-](?P<month2>[0-9]{1,2})(?:[./-](?P<day2>[0-9]{1,2}))?)"
)
_RANGE: Final = re.compile("[~〜～‐−—―]|から")
_WORD: Final = re.compile("[年月日度期]")
_YEAR: Final = re.compile("[0-9]{4}|[RHSTM]?[0-9]+[年./-]|元年", re.IGNORECASE)
_FISCAL_YEARS: Final = re.compile(rf"(?:{_ERA})(?:元|[0-9]{{1,2}})年度|[0-9]{{4}}年度")


class UnreadableError(ValueError):
    """A value that cannot be read; the text says how to write it."""


class Period(NamedTuple):
    """`end` is None for an open end. `precision` is that of the words."""

    start: date
    end: date | None
    precision: str


def read_period(written: str) -> Period:
    """Raises UnreadableError."""
    text = "".join(unicodedata.normalize("NFKC", written).split()).replace("~", "～").replace("〜", "～")
    if match := _DIGITS.fullmatch(text):
        return _digits(written, match)
    pieces = _RANGE.split(text.removesuffix("まで"))
    if len(pieces) == 2 and pieces[0]:
        return _range(written, pieces[0], pieces[1])
    if len(pieces) == 1:
        return _point(written, pieces[0])
    raise _unreadable(written)


def is_words(written: str) -> bool:
    """Whether a time is written as a document prints it, and not only in digits."""
    text = "".join(unicodedata.normalize("NFKC", written).split()).replace("~", "～")
    return bool(_WORD.search(text)) and not _DIGITS.fullmatch(text)


def read_plan_period(written: str, title: str) -> Period:
    """The period of a plan. That of a calendar year is refused under a title of the fiscal year: the plan's
    number would be of the year before. Raises UnreadableError."""
    period = read_period(written)
    if period.precision == "year" and fiscal_era(period.start.year) in fiscal_years_in(title):
        raise UnreadableError(
            f"「{written}」は1月から12月までのことです。表題は「{fiscal_era(period.start.year)}」なので、年度の計画なら"
            f"「{fiscal_era(period.start.year)}」と、暦年の計画なら「{period_digits(str(period.start), str(period.end))}」と"
            "書いてください。"
        )
    return period


def calendar_year(written: str, plan_id: str) -> str:
    """The notice on a plan's period that is a calendar year."""
    return (
        f"「{written}」は1月から12月までと読みました。計画の番号は {plan_id} になります。"
        f"年度のことなら「{written}度」と書いてください。"
    )


def plan_period_words(start: str, end: str | None) -> str:
    """What `read_plan_period` reads again, whatever the title."""
    words = period_words(start, end)
    return period_digits(start, end) if read_period(words).precision == "year" else words


def fiscal_years_in(title: str) -> set[str]:
    """The fiscal years that a title names, as 令和5年度."""
    found = set()
    for written in _FISCAL_YEARS.findall("".join(unicodedata.normalize("NFKC", title).split())):
        with suppress(ValueError):
            found.add(fiscal_era(parse_fiscal_year(written)))
    return found


def _unreadable(written: str) -> UnreadableError:
    text = unicodedata.normalize("NFKC", written)
    if _WORD.search(text) and not _YEAR.search(text):
        return UnreadableError(
            f"「{written}」は時期として読めません。令和5年9月末、令和5年度末 のように、年から書いてください。"
        )
    return UnreadableError(
        f"「{written}」は時期として読めません。令和5年3月、令和4年度、令和4～7年度、2023-03-31 のように書いてください。"
    )


def _day(written: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _unreadable(written) from None


def _digits(written: str, match: re.Match[str]) -> Period:
    start = _day(written, match[1])
    end = _day(written, match[3]) if match[3] else None
    if match[2] is None:
        end = start
    return Period(start, end, _PRECISIONS[match[5]] if match[5] else "day")


def _range(written: str, first: str, last: str) -> Period:
    end = _point(written, last, first) if last else None
    # 令和4～7年度: the first lacks the unit of the last.
    if end is not None and re.fullmatch(rf"(?:{_ERA}|[RHSTM])?(元|[0-9]+)", first, re.IGNORECASE):
        first += re.sub(r"^.*?(年度|年)$", r"\1", last) if last.endswith(("年度", "年")) else ""
    if end is not None and re.fullmatch(rf"(?:{_ERA}|[RHSTM])?(元|[0-9]+)年", first) and "年度" in last:
        first += "度"
    start = _point(written, first)
    if end is None:
        return Period(start.start, None, start.precision)
    if start.precision != end.precision:
        return Period(start.start, end.end, "day")
    many = start.precision == "fiscal_year" and start != end
    return Period(start.start, end.end, "fiscal_years" if many else start.precision)


def _point(written: str, text: str, before: str = "") -> Period:
    if before and (match := re.fullmatch(r"([0-9]{1,2})月", text)):  # 令和4年9月～10月
        text = before.partition("年")[0] + "年" + text
    era_before = re.match(_ERA, before)
    if era_before and re.fullmatch("[0-9]{1,3}年度?", text):  # 令和4～7年度
        text = era_before[0] + text
    match = _POINT.fullmatch(text)
    if match is None:
        raise _unreadable(written)
    year = _year(written, match)
    if match["fiscal"] is not None:
        return _fiscal(year, match["half"])
    month = match["month"] or match["month2"]
    day = match["day"] or match["day2"]
    try:
        if month is None:
            return Period(date(year, 1, 1), date(year, 12, 31), "year")
        if day is None:
            return Period(date(year, int(month), 1), _last_day(year, int(month)), "month")
        found = date(year, int(month), int(day))
    except ValueError:
        raise _unreadable(written) from None
    return Period(found, found, "day")


def _last_day(year: int, month: int) -> date:
    return (date(year, month, 1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _fiscal(year: int, half: str | None) -> Period:
    if half is None:
        return Period(date(year, 4, 1), date(year + 1, 3, 31), "fiscal_year")
    if half[0] in "上前":
        return Period(date(year, 4, 1), date(year, 9, 30), "fiscal_half")
    return Period(date(year, 10, 1), date(year + 1, 3, 31), "fiscal_half")


def _year(written: str, match: re.Match[str]) -> int:
    number = 1 if match["year"] == "元" else int(match["year"])
    if match["era"] is None:
        if not 1868 <= number <= 2300:
            raise _unreadable(written)
        return number
    era = next(one for one in ERAS if match["era"].upper() in (one.letter, one.name))
    year = era.first_day.year + number - 1
    if number == 0 or year > 2300:
        raise _unreadable(written)
    if era not in (era_of(date(year, 1, 1)), era_of(date(year, 12, 31))):
        right = fiscal_era(year).removesuffix("度")
        raise UnreadableError(f"「{written}」はありません。{right}のことでしょうか。")
    return year


def period_digits(start: str, end: str | None, precision: str = "") -> str:
    """A time in digits, from which exactly it is read again. The days are ISO dates."""
    suffix = f"（{_SUFFIXES[precision]}）" if precision not in ("", "day") else ""
    return (start if start == end else f"{start}～{end or ''}") + suffix


def period_words(start: str, end: str | None, precision: str = "") -> str:
    """The shortest words for a time that are read again as the same; in digits where there are none."""
    first = date.fromisoformat(start)
    for words in _forms(first, date.fromisoformat(end) if end else None):
        try:
            period = read_period(words)
        except UnreadableError:
            continue
        if (str(period.start), period.end and str(period.end)) == (start, end) and (
            precision in ("", period.precision)
        ):
            return words
    return period_digits(start, end, precision)


def _forms(start: date, end: date | None) -> list[str]:
    if end is None:
        return []
    year, last = start.year, end.year - 1
    return [
        fiscal_era(year),
        f"{fiscal_era(year)}～{fiscal_era(last)}" if last > year else fiscal_era(year),
        f"{fiscal_era(year)}上半期",
        f"{fiscal_era(year)}下半期",
        f"{year}年",
        f"{year}年{start.month}月",
        f"{year}年{start.month}月～{end.year}年{end.month}月",
    ]
