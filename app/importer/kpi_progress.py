"""Progress of a KPI: computed from printed figures, or the reason why it is not."""

from typing import Any, Final, NamedTuple

from app.models.public import whole
from app.models.vocabulary import FigureStatus, KpiKind, ProgressState

Json = dict[str, Any]

_NOT_QUANTITY: Final = "数量の指標ではありません。"
_NO_TARGET: Final = "目標の数値が記載されていません。"
_NO_BASELINE: Final = "基準値が記載されていません。"
_NO_RESULT: Final = "実績の数値が報告されていません。"


class Progress(NamedTuple):
    """The fields of `ProgressPublic` (app/models/kpi.py)."""

    state: ProgressState
    ratio: float | None = None
    distance: float | None = None
    formula: str | None = None
    reason: str | None = None


def progress_of(kpi: Json, target: Json | None) -> Progress:
    """The progress towards the target that holds. `kpi` is its entry as plain JSON."""
    if kpi["kind"] != KpiKind.QUANTITY:
        return _not_assessable(_NOT_QUANTITY)
    if target is None or target["value"] is None:
        return _not_assessable(_NO_TARGET)
    if kpi["baseline"] is None or kpi["baseline"]["value"] is None:
        return _not_assessable(_NO_BASELINE)
    actual = [
        one for one in kpi["results"] if one["status"] == FigureStatus.ACTUAL and one["value"] is not None
    ]
    if not actual:
        return _not_assessable(_NO_RESULT)
    newest = max(actual, key=lambda one: one["as_of"]["end"])
    return _measured(kpi, target, float(kpi["baseline"]["value"]), float(newest["value"]))


def _not_assessable(reason: str) -> Progress:
    return Progress(ProgressState.NOT_ASSESSABLE, reason=reason)


def _measured(kpi: Json, target: Json, baseline: float, result: float) -> Progress:
    goal = float(target["value"])
    distance = round(result - goal, 10)
    if goal == baseline or _is_met(target["comparator"], baseline, goal) or kpi["direction"] == "keep":
        # A ceiling, a floor or a level to keep: there is no way to go that could be measured.
        met = _is_met(target["comparator"] or _bound(kpi["direction"]), result, goal)
        state = ProgressState.ACHIEVED if met else ProgressState.NOT_ACHIEVED
        return Progress(state, distance=distance, formula=f"{_figure(result)} － {_figure(goal)}")
    formula = f"（{_figure(result)} － {_figure(baseline)}）÷（{_figure(goal)} － {_figure(baseline)}）"
    ratio = round((result - baseline) / (goal - baseline), 6)
    return Progress(ProgressState.MEASURED, ratio=ratio, distance=distance, formula=formula)


def _bound(direction: str | None) -> str:
    """How a result meets a bound without a printed comparison."""
    return {"increase": ">=", "decrease": "<="}.get(direction or "", "=")


def _is_met(comparator: str | None, value: float, goal: float) -> bool:
    return (comparator == ">=" and value >= goal) or (comparator == "<=" and value <= goal) or value == goal


def _figure(value: float) -> str:
    return f"{whole(value):,}"
