"""Dates with the era first and the Western year beside it, as precise as they are known."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from app.i18n.fiscal import era_year, fiscal_label, fiscal_year_of, naming_day
from app.i18n.japan_time import japanese_day
from app.i18n.messages import N_, _

_DAY: Final = N_("%(year)s%(month)s月%(day)s日")
_MONTH: Final = N_("%(year)s%(month)s月")
_YEAR: Final = "%(year)s"
_FISCAL_YEAR: Final = N_("%(year)s度")
_RANGE: Final = N_("%(first)s～%(last)s")
# One month or year with the names of two eras: 平成31年・令和元年（2019年）.
_BOTH_ERAS: Final = N_("%(first)s・%(last)s")


def day(moment: datetime | str) -> str:
    """令和8年11月24日（2026年11月24日）, the day in Japan."""
    when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return _interval(_DAY, japanese_day(when))


def written_date(iso: date | str) -> str:
    """令和4年5月1日（2022年5月1日） for a date without a time."""
    return _interval(_DAY, date.fromisoformat(str(iso)))


def due(interval: Mapping[str, Any]) -> str:
    """A KPI's due in its precision: 令和4年10月～令和5年3月（2022年10月～2023年3月）."""
    start, end = (date.fromisoformat(str(interval[name])) for name in ("start", "end"))
    match interval["precision"]:
        case "day":
            return _interval(_DAY, start, end)
        case "year":
            return _interval(_YEAR, start, end)
        case "fiscal_year" | "fiscal_years":
            return _interval(_FISCAL_YEAR, *(naming_day(fiscal_year_of(day)) for day in (start, end)))
        case _precision:
            return _interval(_MONTH, start, end)


def as_of(figure: Mapping[str, Any]) -> str:
    """The time of a baseline or a result: as printed, else as precise as its interval shows it to be."""
    interval = figure["as_of_interval"]
    return interval["printed"] or due({**interval, "precision": _precision(interval)})


def _precision(interval: Mapping[str, Any]) -> str:
    start, end = (date.fromisoformat(str(interval[name])) for name in ("start", "end"))
    after = end + timedelta(days=1)
    if (start.month, start.day, after.month, after.day) == (4, 1, 4, 1):
        return "fiscal_years"
    if (start.month, start.day, after.month, after.day) == (1, 1, 1, 1):
        return "year"
    return "month" if start.day == after.day == 1 else "day"


def fiscal(year: int) -> str:
    """令和4年度（2022年度）."""
    return fiscal_label(year, _)


def period(interval: Mapping[str, Any]) -> str:
    """The fiscal years of a plan: 令和4年度～令和7年度（2022年度～2025年度）; an open end is said to be one."""
    first = fiscal_year_of(date.fromisoformat(str(interval["start"])))
    if interval["end"] is None:
        return _("%(first)sから（終わりの定めなし）", first=fiscal(first))
    last = fiscal_year_of(date.fromisoformat(str(interval["end"])))
    return fiscal(first) if first == last else _interval(_FISCAL_YEAR, naming_day(first), naming_day(last))


def _interval(pattern: str, start: date, end: date | None = None) -> str:
    days = (start, end or start)
    eras = [_written(pattern, day, era_year(day, _)) for day in days]
    years = [_written(pattern, day, _("%(year)s年", year=day.year)) for day in days]
    era = _join(_BOTH_ERAS if years[0] == years[1] else _RANGE, *eras)
    western = _join(_RANGE, *years)
    return western if era == western else _("%(era)s（%(western)s）", era=era, western=western)


def _written(pattern: str, when: date, year: str) -> str:
    return _(pattern, year=year, month=when.month, day=when.day)


def _join(pattern: str, first: str, last: str) -> str:
    return first if first == last else _(pattern, first=first, last=last)
