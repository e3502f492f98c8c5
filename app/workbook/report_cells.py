"""The entries of a report file as cells: what is compared, cell by cell, with what is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.workbook.periods import UnreadableError, period_digits, period_words
from app.workbook.report_sheets import DAY_OF_REPORT
from app.workbook.times import interval
from app.workbook.words import FIGURE_STATUS

Json = dict[str, Any]
Cells = dict[str, Any]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportList:
    """A list of a report file. `members` has the column of each member of an entry that a cell says; an entry
    with none of the columns `needs` says nothing."""

    name: str
    members: Mapping[str, str]
    needs: tuple[str, ...]


LISTS: Final = (
    ReportList("sources", {"document": "document", "url": "url", "published": "published"}, ("document",)),
    ReportList("words", {"state": "state"}, ("state",)),
    ReportList(
        "states",
        {"state": "state", "printed": "printed", "text": "said", "evidence": "evidence", "source": "source"},
        ("state",),
    ),
    ReportList(
        "results",
        {
            "value": "value",
            "text": "words",
            "as_of": "time",
            "status": "status",
            "evaluation": "evaluation",
            "source": "source",
        },
        ("value", "words"),
    ),
    ReportList(
        "reviews",
        {"decision": "decision", "dated": "dated", "office": "office", "reason": "reason"},
        ("decision",),
    ),
)
HEAD: Final = ("kind", "title", "dated", "office")


def head_cells(file: Json) -> Cells:
    office = file["office"]
    cells = {name: file.get(name) for name in ("kind", "title", "dated")}
    return cells | {"office": office["name"], "office_id": office.get("organisation")}


def cells_of(kind: ReportList, entry: Json) -> Cells:
    """What the cells of an entry's row say."""
    cells = {column: entry.get(member) for member, column in kind.members.items()}
    if kind.name == "reviews" and cells["office"] is not None:
        cells["office"] = cells["office"]["name"]
    if kind.name == "results":
        cells["time"] = _compact(entry["as_of"])
    return _compact(cells)


def _compact(members: Json) -> Json:
    return {name: value for name, value in members.items() if value is not None}


def key_of(kind: ReportList, entry: Json) -> Key:
    """By what an entry is known: the row of a workbook that was made of it has the same key."""
    match kind.name:
        case "sources":
            return (entry["key"],)
        case "words":
            return (entry["printed"],)
        case "states":
            return (entry["item"],)
        case "results":
            return (entry["kpi"], result_mark(entry["as_of"], entry.get("status")))
    return (*tag_key(entry["item"], entry["facet"], entry["value"]), entry.get("dated") or "")


def tag_key(item: str, facet: str, value: str) -> Key:
    """A tag by its goal: 11 and 11.5 are one."""
    return (item, facet, value.partition(".")[0] if facet == "sdg" else value)


def result_mark(as_of: Json, status: str | None) -> str:
    """What tells the results of one indicator apart."""
    digits = period_digits(as_of["start"], as_of["end"])
    return f"{digits} {FIGURE_STATUS.word(status)}" if status else digits


def review_mark(dated: str) -> str:
    return dated or DAY_OF_REPORT


def time_cells(as_of: Json) -> tuple[str, str]:
    """時点 and 時点の印刷 that are read again as the same time."""
    printed = as_of.get("printed") or ""
    for time in (printed, period_words(as_of["start"], as_of["end"])):
        try:
            if time and interval(time) == as_of:
                return time, ""
        except UnreadableError:
            continue
    return period_digits(as_of["start"], as_of["end"]), printed


def day_cell(day: str) -> str:
    return period_words(day, day)
