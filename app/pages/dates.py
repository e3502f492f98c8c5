"""Dates with the era first and the Western year beside it, as precise as they are known."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

from app.i18n.fiscal import era_year, fiscal_label
from app.i18n.messages import N_, _

_TOKYO: Final = timezone(timedelta(hours=9))
_DAY: Final = N_("%(year)s%(month)s月%(day)s日")
_MONTH: Final = N_("%(year)s%(month)s月")
_YEAR: Final = "%(year)s"


def day(moment: datetime | str) -> str:
    """令和8年11月24日（2026年11月24日）, in Tokyo."""
    when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return _interval(_DAY, when.astimezone(_TOKYO).date())


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
        case "fiscal_year":
            return fiscal(start.year)
        case _precision:
            return _interval(_MONTH, start, end)


def fiscal(year: int) -> str:
    """令和4年度（2022年度）."""
    return fiscal_label(year, _)


def _interval(pattern: str, start: date, end: date | None = None) -> str:
    days = (start, end or start)
    era = _range(*(_written(pattern, day, era_year(day.year, _)) for day in days))
    western = _range(*(_written(pattern, day, _("%(year)s年", year=day.year)) for day in days))
    return _("%(era)s（%(western)s）", era=era, western=western)


def _written(pattern: str, when: date, year: str) -> str:
    return _(pattern, year=year, month=when.month, day=when.day)


def _range(first: str, last: str) -> str:
    return first if first == last else _("%(first)s～%(last)s", first=first, last=last)
