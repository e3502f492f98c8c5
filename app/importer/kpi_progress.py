"""Progress of a KPI: computed from printed figures, or the reason why it is not."""

from typing import Any, Final, NamedTuple

from app.i18n.messages import N_
from app.i18n.numbers import number
from app.models.vocabulary import Direction, FigureStatus, KpiKind, ProgressState

Json = dict[str, Any]

_NOT_QUANTITY: Final = N_("数量の指標ではありません。")
_EVENT: Final = N_("外部の行事で、この計画の約束ではありません。")
_NO_TARGET: Final = N_("目標の数値が記載されていません。")
_TARGET_IN_WORDS: Final = N_("目標が言葉で示され、数値がありません。")
_NO_BASELINE: Final = N_("基準値が記載されていません。")
_BASELINE_IN_WORDS: Final = N_("基準値が言葉で示され、数値がありません。")
_NO_RESULT: Final = N_("結果が報告されていません。")
_RESULT_IN_WORDS: Final = N_("結果が言葉で報告され、数値がありません。")
_ESTIMATE_ONLY: Final = N_("報告は推計か見込みだけで、実績の数値がありません。")
_STATUS_UNKNOWN: Final = N_("報告された数値が実績か推計かの記載がありません。")


class Progress(NamedTuple):
    """The fields of `ProgressPublic` (app/models/kpi.py)."""

    state: ProgressState
    ratio: float | None = None
    distance: float | None = None
    formula: str | None = None
    reason: str | None = None


def progress_of(kpi: Json, target: Json | None) -> Progress:
    """The progress towards the target that holds. `kpi` is its entry as plain JSON."""
    figures = [one for one in kpi["results"] if one["value"] is not None]
    actual = [one for one in figures if one["status"] == FigureStatus.ACTUAL]
    reason = _hindrance(kpi, target) or _no_actual_result(kpi, figures, actual)
    if reason is not None or target is None:
        return Progress(ProgressState.NOT_ASSESSABLE, reason=reason)
    # Of two reports on one time the later in the file is the newer.
    newest = max(reversed(actual), key=lambda one: str(one["as_of"]["end"]))
    return _measured(kpi, target, float(kpi["baseline"]["value"]), float(newest["value"]))


def _hindrance(kpi: Json, target: Json | None) -> str | None:
    """Why the plan itself leaves no way to measure."""
    if kpi["kind"] != KpiKind.QUANTITY:
        return _EVENT if kpi["kind"] == KpiKind.EVENT else _NOT_QUANTITY
    if target is None or target["value"] is None:
        return _TARGET_IN_WORDS if target and target["text"] else _NO_TARGET
    if kpi["baseline"] is None or kpi["baseline"]["value"] is None:
        return _BASELINE_IN_WORDS if kpi["baseline"] else _NO_BASELINE
    return None


def _no_actual_result(kpi: Json, figures: list[Json], actual: list[Json]) -> str | None:
    """Why no reported figure counts as a result."""
    if actual:
        return None
    if not kpi["results"]:
        return _NO_RESULT
    if not figures:
        return _RESULT_IN_WORDS
    return _STATUS_UNKNOWN if any(one["status"] is None for one in figures) else _ESTIMATE_ONLY


def _measured(kpi: Json, target: Json, baseline: float, result: float) -> Progress:
    goal = float(target["value"])
    distance = round(result - goal, 10)
    comparator = target["comparator"] or _bound(kpi["direction"])
    if kpi["direction"] == Direction.KEEP or _is_met(comparator, baseline, goal):
        # A ceiling, a floor or a level to keep: there is no way to go that could be measured.
        met = _is_met(comparator, result, goal)
        state = ProgressState.ACHIEVED if met else ProgressState.NOT_ACHIEVED
        return Progress(state, distance=distance, formula=f"{_figure(result)} － {_figure(goal)}")
    formula = f"（{_figure(result)} － {_figure(baseline)}）÷（{_figure(goal)} － {_figure(baseline)}）"
    ratio = round((result - baseline) / (goal - baseline), 6)
    return Progress(ProgressState.MEASURED, ratio=ratio, distance=distance, formula=formula)


def _bound(direction: str | None) -> str:
    """How a result meets a bound without a printed comparison; without a direction either, by the value
    itself."""
    return {"increase": ">=", "decrease": "<="}.get(direction or "", "=")


def _is_met(comparator: str | None, value: float, goal: float) -> bool:
    return (comparator == ">=" and value >= goal) or (comparator == "<=" and value <= goal) or value == goal


def _figure(value: float) -> str:
    return number(value)
