"""Cautions on a sound report: a state that its figures contradict, and words without a meaning."""

from collections.abc import Iterator
from typing import Any, Final

from app.importer.findings import Finding, composed
from app.importer.report_file import ReportFile
from app.models.report_vocabulary import ItemState
from app.models.vocabulary import ProgressState

Json = dict[str, Any]

_DONE: Final = (ItemState.DONE,)
_NOT_DONE: Final = (ItemState.NOT_STARTED, ItemState.CANCELLED)


def word_cautions(report: ReportFile) -> Iterator[Finding]:
    """Printed words that the report maps to no state or to another one."""
    meanings = {composed(one.printed): one.state for one in report.words}
    for index, entry in enumerate(report.states):
        if entry.printed is None:
            continue
        meaning = meanings.get(composed(entry.printed))
        if meaning is None:
            yield Finding(
                f"/states/{index}/printed",
                f"「{entry.printed}」が words にありません。どの状況にあたるかを words に書いてください。",
            )
        elif meaning is not entry.state:
            yield Finding(
                f"/states/{index}/state",
                f"「{entry.printed}」は words では「{meaning.label}」ですが、ここでは「{entry.state.label}」です。",
            )


def figure_cautions(report: ReportFile, kpis: dict[str, Json]) -> Iterator[Finding]:
    """States against the progress of the KPIs that their initiatives commit to. `kpis` are the public KPIs
    with the results of all reports."""
    owned: dict[str, list[Json]] = {}
    for kpi in kpis.values():
        owned.setdefault(kpi["owner"], []).append(kpi)
    for index, entry in enumerate(report.states):
        for kpi in owned.get(entry.item, ()):
            reached = _is_reached(kpi["progress"])
            contradicts = (entry.state in _DONE and reached is False) or (
                entry.state in _NOT_DONE and reached is True
            )
            if contradicts:
                word = "に届いて" if reached else "に届いていません"
                said = "います" if reached else ""
                yield Finding(
                    f"/states/{index}/state",
                    f"状況は「{entry.state.label}」ですが、指標「{kpi['label']}」の結果は目標{word}{said}"
                    f"（{kpi['progress']['formula']}）。どちらかを確かめてください。",
                )


def _is_reached(progress: Json) -> bool | None:
    """Whether the target is reached, None where that cannot be said."""
    match progress["state"]:
        case ProgressState.ACHIEVED:
            return True
        case ProgressState.NOT_ACHIEVED:
            return False
        case ProgressState.MEASURED:
            return bool(progress["ratio"] >= 1)
    return None
