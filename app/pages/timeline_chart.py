"""The layout of the timeline, from dates to the units of a drawing.

A due is drawn as wide as its interval. The fiscal years of the plans have room for months; all other years
are narrower, so that an event years ahead leaves room for the plan's own year.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from app.i18n.fiscal import fiscal_era, fiscal_label, fiscal_period, fiscal_year_of
from app.i18n.messages import _
from app.models.vocabulary import Basis, Certainty, KpiKind, Precision

Kpi = dict[str, Any]
Pillar = dict[str, Any]

WIDTH: Final = 960
HEAD: Final = 64
ROW: Final = 54
# The width of a year outside the plans, and the maximum of all of them; a year of a plan is 1.
OTHER_YEAR: Final = 0.3
MAX_OTHER_YEARS: Final = 3.0
MIN_BAR_WIDTH: Final = 4.0
# A plan of more years has no ticks for their quarters.
MAX_QUARTERED: Final = 2
_FULL_WIDTH: Final = 14.0
_HALF_WIDTH: Final = 8.0


class Band(NamedTuple):
    """One fiscal year across the drawing. `planned` where a plan is of that year."""

    x: float
    width: float
    label: str
    planned: bool


class Tick(NamedTuple):
    """The first day of a quarter within a year of a plan; `half` where the second half begins."""

    x: float
    label: str
    half: bool


class Mark(NamedTuple):
    """One commitment or event. `day` marks are points, all others bars from `x` on."""

    id: str
    label: str
    x: float
    y: float
    width: float
    day: bool
    event: bool
    editorial: bool
    text: str
    text_x: float
    anchor: str


class Chart(NamedTuple):
    height: float
    bands: list[Band]
    ticks: list[Tick]
    marks: list[Mark]


class Scale:
    """From a date to its x coordinate, linear within each fiscal year."""

    def __init__(self, plan_years: Iterable[int], first: int, last: int) -> None:
        planned = set(plan_years)
        years = range(first, last + 1)
        others = sum(year not in planned for year in years)
        narrow = min(OTHER_YEAR, MAX_OTHER_YEARS / others) if others else OTHER_YEAR
        weights = [1.0 if year in planned else narrow for year in years]
        unit = WIDTH / sum(weights)
        self.bands: list[Band] = []
        self._years = years
        x = 0.0
        for year, weight in zip(years, weights, strict=True):
            self.bands.append(Band(x, weight * unit, _year_label(year, weight * unit), year in planned))
            x += weight * unit

    def at(self, day: date) -> float:
        """The x coordinate at which a day begins; the day after the last year is the right edge."""
        year = fiscal_year_of(day)
        if year < self._years[0]:
            return 0.0
        if year > self._years[-1]:
            return float(WIDTH)
        start, end = fiscal_period(year)
        band = self.bands[year - self._years[0]]
        return band.x + band.width * ((day - start).days / ((end - start).days + 1))

    def ticks(self) -> list[Tick]:
        """The quarters of every plan's year; of a plan of several years there is no room for them."""
        found: list[Tick] = []
        if sum(band.planned for band in self.bands) > MAX_QUARTERED:
            return found
        for year, band in zip(self._years, self.bands, strict=True):
            for when in (date(year, 4, 1), date(year, 7, 1), date(year, 10, 1), date(year + 1, 1, 1)):
                if band.planned:
                    found.append(
                        Tick(self.at(when), _("%(month)s月", month=when.month), half=when.month == 10)
                    )
        return found


def chart(kpis: Sequence[Kpi], plan_years: Iterable[int]) -> Chart | None:
    """The drawing of the dues in the order given; None without a due."""
    planned = sorted(set(plan_years))
    dues = [_interval(kpi["due"]) for kpi in kpis]
    if not dues:
        return None
    years = [*planned, *(fiscal_year_of(day) for due in dues for day in due)]
    scale = Scale(planned, min(years), max(years))
    marks = [_mark(kpi, scale, HEAD + number * ROW) for number, kpi in enumerate(kpis)]
    return Chart(HEAD + len(kpis) * ROW, scale.bands, scale.ticks(), marks)


def _mark(kpi: Kpi, scale: Scale, y: float) -> Mark:
    due = kpi["due"]
    start, end = _interval(due)
    x, right = scale.at(start), scale.at(end + timedelta(days=1))
    text = _bar_label(kpi)
    text_x, anchor = _place_text(x, right, _text_width(text))
    return Mark(
        id=str(kpi["id"]),
        label=str(kpi["label"]),
        x=x,
        y=y,
        width=max(right - x, MIN_BAR_WIDTH),
        day=due["precision"] == Precision.DAY,
        event=kpi["kind"] == KpiKind.EVENT,
        editorial=due["basis"] == Basis.EDITORIAL,
        text=text,
        text_x=text_x,
        anchor=anchor,
    )


def _bar_label(kpi: Kpi) -> str:
    """The text above a bar, for readers who do not see shape and colour."""
    due = kpi["due"]
    if kpi["kind"] == KpiKind.EVENT:
        certainty = _("外部の行事")
    elif due["certainty"] is None:
        return (
            _("%(label)s（時期は推定）", label=kpi["label"])
            if due["basis"] == Basis.EDITORIAL
            else str(kpi["label"])
        )
    else:
        certainty = _(Certainty(due["certainty"]).label)
    if due["basis"] == Basis.EDITORIAL:
        return _("%(label)s（%(certainty)s・時期は推定）", label=kpi["label"], certainty=certainty)
    return _("%(label)s（%(certainty)s）", label=kpi["label"], certainty=certainty)


def _place_text(left: float, right: float, length: float) -> tuple[float, str]:
    """The x coordinate and the anchor of a text that stays inside the drawing."""
    if left + length <= WIDTH:
        return left, "start"
    if right - length >= 0:
        return min(right, float(WIDTH)), "end"
    return 0.0, "start"


def _text_width(text: str) -> float:
    wide = sum(unicodedata.east_asian_width(character) in "WFA" for character in text)
    return wide * _FULL_WIDTH + (len(text) - wide) * _HALF_WIDTH


def _year_label(year: int, width: float) -> str:
    labels = (fiscal_label(year, _), fiscal_era(year, _), str(year))
    return next((label for label in labels if _text_width(label) + _HALF_WIDTH <= width), "")


def _interval(due: dict[str, Any]) -> tuple[date, date]:
    return date.fromisoformat(str(due["start"])), date.fromisoformat(str(due["end"]))


def commitments(items: Iterable[dict[str, Any]], others: Iterable[Kpi] = ()) -> list[Kpi]:
    """The KPIs of some initiatives and others, each once: commitments before events within a plan, then by date."""
    found = {kpi["id"]: kpi for kpi in (*others, *(kpi for item in items for kpi in item["kpis"]))}
    return sorted(found.values(), key=_order)


def pillars_of(items: Iterable[dict[str, Any]]) -> dict[str, Pillar]:
    """The pillar of the initiative that makes each commitment, by the KPI's id."""
    return {kpi["id"]: item["pillar"] for item in items if item["pillar"] for kpi in item["kpis"]}


def _order(kpi: Kpi) -> tuple[Any, ...]:
    due = kpi["due"] or {"start": "9999", "end": "9999"}
    return kpi["plan"], kpi["kind"] == KpiKind.EVENT, str(due["start"]), str(due["end"]), kpi["id"]
