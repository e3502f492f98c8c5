"""The figures of a KPI as its page shows them: the rows of its table, and the latest result."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from app.models.vocabulary import FigureKind
from app.pages.dates import as_of, due

Kpi = Mapping[str, Any]


class FigureRow(NamedTuple):
    """One row: a figure, its time in words and as an interval. `is_former` targets are replaced, and the
    `is_current` one is that of progress."""

    kind: FigureKind
    figure: Mapping[str, Any]
    time: str
    is_former: bool = False
    is_current: bool = False


def figure_rows(kpi: Kpi) -> Iterator[FigureRow]:
    """Baseline, targets and results."""
    if kpi["baseline"]:
        yield FigureRow(FigureKind.BASELINE, kpi["baseline"], as_of(kpi["baseline"]))
    held = [one["key"] for one in kpi["targets"] if one["replaced_by"] is None]
    for target in kpi["targets"]:
        time = "" if target["due"] is None else target["due"]["printed"] or due(target["due"])
        former, current = target["replaced_by"] is not None, target["key"] == held[-1]
        yield FigureRow(FigureKind.TARGET, target, time, former, current)
    for result in sorted(kpi["results"], key=lambda one: str(one["as_of"])):
        yield FigureRow(FigureKind.RESULT, result, as_of(result))


def latest_result(kpi: Kpi) -> Mapping[str, Any] | None:
    """The result of the latest time; of two on one time the later in the file."""
    return max(reversed(kpi["results"]), key=lambda one: str(one["as_of"]), default=None)
