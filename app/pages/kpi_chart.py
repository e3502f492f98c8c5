"""The drawing of a KPI: baseline, targets and results over time.

A year is no day: a figure is drawn in the middle of its interval, with a line as long as the interval.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from app.i18n.fiscal import fiscal_era, fiscal_period, fiscal_year_of
from app.i18n.messages import _
from app.i18n.numbers import number
from app.models.vocabulary import FigureKind, FigureStatus
from app.pages.kpi_figures import FigureRow, figure_rows

WIDTH: Final = 720
HEIGHT: Final = 340
RIGHT: Final = 16.0
TOP: Final = 44.0
BOTTOM: Final = 36.0
_DIGIT: Final = 8.0
_YEAR_LABEL: Final = 84.0
_MAX_TICKS: Final = 6


class Tick(NamedTuple):
    at: float
    label: str


class Mark(NamedTuple):
    """One figure. `shape` is baseline, target, former, result or estimate; the line runs from `start` to
    `end`. A label that finds no room is empty: the table has it."""

    shape: str
    x: float
    y: float
    start: float
    end: float
    label: str
    label_y: float


class Chart(NamedTuple):
    """`shapes` are those in use, for the legend; `years` the fiscal years across; `borders` where each
    begins."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    years: list[Tick]
    borders: list[float]
    values: list[Tick]
    marks: list[Mark]
    shapes: list[str]


class _Point(NamedTuple):
    shape: str
    start: date
    end: date
    value: float
    label: str


def chart(kpi: Mapping[str, Any]) -> Chart | None:
    """The drawing; None with less than two dated values."""
    points = list(_points(figure_rows(kpi), kpi["unit"]))
    if len(points) < 2:
        return None
    first, last = (fiscal_year_of(get(points)) for get in (_first_day, _last_day))
    start, end = fiscal_period(first)[0], fiscal_period(last)[1] + timedelta(days=1)
    values = _ticks([point.value for point in points])
    scale = [number(value, kpi["unit"]) for value in values]
    left = max(map(len, scale)) * _DIGIT + 24
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM

    def x(day: date) -> float:
        return left + (right - left) * (day - start).days / (end - start).days

    def y(value: float) -> float:
        return bottom - (bottom - TOP) * (value - values[0]) / (values[-1] - values[0])

    years = range(first, last + 1)
    step = math.ceil(_YEAR_LABEL / ((right - left) / len(years)))
    middles = [(x(fiscal_period(year)[0]) + x(fiscal_period(year)[1])) / 2 for year in years]
    labels = [Tick(at, fiscal_era(year, _)) for at, year in zip(middles, years, strict=True)]
    return Chart(
        WIDTH,
        HEIGHT,
        left,
        right,
        TOP,
        bottom,
        labels[::step],
        [x(fiscal_period(year)[0]) for year in years],
        [Tick(y(value), label) for value, label in zip(values, scale, strict=True)],
        _marks(
            [(point, x(point.start), x(point.end + timedelta(days=1)), y(point.value)) for point in points]
        ),
        [shape for shape in _SHAPES if any(point.shape == shape for point in points)],
    )


_SHAPES: Final = ("baseline", "target", "former", "result", "estimate")


def _points(rows: Iterator[FigureRow], unit: str | None) -> Iterator[_Point]:
    """The figures with a value and a time."""
    for row in rows:
        interval = row.figure["due"] if row.kind is FigureKind.TARGET else row.figure["as_of_interval"]
        value = row.figure["value"]
        if value is not None and interval is not None:
            start, end = (date.fromisoformat(str(interval[name])) for name in ("start", "end"))
            yield _Point(_shape(row), start, end, float(value), number(value, unit))


def _shape(row: FigureRow) -> str:
    if row.kind is FigureKind.TARGET:
        return "former" if row.is_former else "target"
    if row.kind is FigureKind.RESULT and row.figure["status"] in (
        FigureStatus.ESTIMATE,
        FigureStatus.FORECAST,
    ):
        return "estimate"
    return row.kind.value


def _first_day(points: Sequence[_Point]) -> date:
    return min(point.start for point in points)


def _last_day(points: Sequence[_Point]) -> date:
    return max(point.end for point in points)


def _ticks(values: Sequence[float]) -> list[float]:
    """Round values from below the lowest to above the highest. Zero is the ground where nothing lies far
    above it."""
    low, high = min(values), max(values)
    if 0 < low <= high / 2:
        low = 0.0
    step = _round_step((high - low or abs(high) or 1.0) / (_MAX_TICKS - 2))
    first, last = math.floor(low / step), math.ceil(high / step)
    if first == last:
        first, last = first - 1, last + 1
    return [round(index * step, 10) for index in range(first, last + 1)]


def _round_step(step: float) -> float:
    size = 10.0 ** math.floor(math.log10(step))
    return float(next(factor for factor in (1, 2, 5, 10) if step <= factor * size * 1.000001) * size)


def _marks(placed: Sequence[tuple[_Point, float, float, float]]) -> list[Mark]:
    """The marks, with a label above or below each where nothing is in its way."""
    taken = [
        ((left + right) / 2 - 8, (left + right) / 2 + 8, y - 8, y + 8) for _point, left, right, y in placed
    ]
    marks = []
    for point, left, right, y in placed:
        x, half = (left + right) / 2, len(point.label) * 4.5 + 2
        places = (y - 14, y + 24) if point.shape != "result" else (y + 24, y - 14)
        label_y = None
        for place in places:
            box = (x - half, x + half, place - 12, place + 3)
            others = [one for one in taken if one != (x - 8, x + 8, y - 8, y + 8)]
            if not any(_overlap(box, one) for one in others):
                label_y = place
                taken.append(box)
                break
        marks.append(Mark(point.shape, x, y, left, right, point.label if label_y else "", label_y or y))
    return marks


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
