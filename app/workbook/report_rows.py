"""A plan and what is stored of a report as the rows of its workbook."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.workbook.declaration import Row, Sheet, filled
from app.workbook.references import short
from app.workbook.report_cells import (
    LISTS,
    cells_of,
    day_cell,
    head_cells,
    key_of,
    result_mark,
    review_mark,
    tag_key,
    time_cells,
)
from app.workbook.report_sheets import (
    DECISION,
    FACET,
    KIND,
    RESULTS,
    REVIEWS,
    SOURCES,
    STATE,
    STATES,
    VERSION,
    WORDS,
    states_of,
)
from app.workbook.values import figure_cell
from app.workbook.words import FIGURE_STATUS

Json = dict[str, Any]
Sheets = list[tuple[Sheet, list[Row]]]

_LISTS: Final = {kind.name: kind for kind in LISTS}
_WITHOUT_BUREAU: Final = "担当の記載なし"


@dataclass(frozen=True, slots=True)
class ReportForm:
    """What the workbook of a report is made of. `initiatives`, `kpis` and `tags` are what its rows show,
    `report` is the stored file of its `key` with the number of its revision."""

    plan: str
    title: str
    kind: str
    key: str
    initiatives: Sequence[Json] = ()
    kpis: Sequence[Json] = ()
    tags: Sequence[Json] = ()
    report: Json | None = None
    revision: int | None = None

    def entries(self, name: str) -> list[Json]:
        return list((self.report or {}).get(name, ()))


def header_row(form: ReportForm) -> Row:
    stored: Json = {"kind": form.kind}
    if form.report is not None:
        stored = head_cells(form.report)
        stored["dated"] = day_cell(stored["dated"])
    names = {name: stored.get(name) for name in ("title", "dated", "office")}
    return filled(
        plan=form.plan,
        key=form.key,
        kind=KIND.word(stored["kind"]),
        base=form.revision,
        version=VERSION,
        **names,
    )


def report_sheets(form: ReportForm, *, by_bureau: bool = False) -> Sheets:
    """The sheets of a report of what came of the plan."""
    rows = state_rows(form)
    states = _by_bureau(form, rows) if by_bureau else [(STATES, rows)]
    return [
        *states,
        (RESULTS, list(result_rows(form))),
        (WORDS, word_rows(form)),
        (SOURCES, source_rows(form)),
    ]


def review_sheets(form: ReportForm) -> Sheets:
    """The sheets of a report that reviews the tags of editors."""
    return [(REVIEWS, list(review_rows(form))), (SOURCES, source_rows(form))]


def state_rows(form: ReportForm) -> list[Row]:
    stored = {entry["item"]: entry for entry in form.entries("states")}
    rows = []
    for one in form.initiatives:
        cells = cells_of(_LISTS["states"], stored.get(one["id"], {}))
        if "state" in cells:
            cells["state"] = STATE.word(cells["state"])
        shown = {name: one[name] for name in ("pillar", "theme", "label", "text")}
        rows.append(
            filled(
                item=short(one["id"], form.plan),
                organisations="、".join(one["organisations"]),
                **shown,
                **cells,
            )
        )
    return rows


def _by_bureau(form: ReportForm, rows: list[Row]) -> Sheets:
    """A sheet for each bureau, with what it is the first to be responsible for."""
    sheets: dict[str, tuple[Sheet, list[Row]]] = {}
    for one, row in zip(form.initiatives, rows, strict=True):
        sheet = states_of(next(iter(one["organisations"]), _WITHOUT_BUREAU))
        sheets.setdefault(sheet.title.casefold(), (sheet, []))[1].append(row)
    return list(sheets.values())


def result_rows(form: ReportForm) -> Iterator[Row]:
    """A row for each stored result, or an empty one for an indicator without any."""
    for kpi in form.kpis:
        shown = filled(
            item=short(kpi["id"], form.plan), **{name: kpi[name] for name in _RESULT_SHOWN if kpi[name]}
        )
        found = [entry for entry in form.entries("results") if entry["kpi"] == kpi["id"]]
        for entry in found:
            cells = cells_of(_LISTS["results"], entry)
            time, printed = time_cells(cells["time"])
            status = entry.get("status")
            cells |= {"time": time, "time_printed": printed, "status": status and FIGURE_STATUS.word(status)}
            if "value" in cells:
                cells["value"] = figure_cell(cells["value"])
            yield {**shown, **filled(**cells, stored=result_mark(entry["as_of"], status))}
        if not found:
            yield shown


_RESULT_SHOWN: Final = ("label", "owner", "baseline", "target", "unit")


def word_rows(form: ReportForm) -> list[Row]:
    return [{"printed": one["printed"], "state": STATE.word(one["state"])} for one in form.entries("words")]


def source_rows(form: ReportForm) -> list[Row]:
    rows = []
    for one in form.entries("sources"):
        day = one.get("published")
        cells = {name: one.get(name) for name in ("key", "document", "url")}
        rows.append(filled(**cells, published=day and day_cell(day)))
    return rows


def review_rows(form: ReportForm) -> Iterator[Row]:
    """A row for each review that is stored of a tag, or an empty one for a tag without any."""
    kind = _LISTS["reviews"]
    stored: dict[tuple[str, ...], list[Json]] = {}
    for entry in form.entries("reviews"):
        stored.setdefault(key_of(kind, entry)[:-1], []).append(entry)
    for tag in form.tags:
        value = tag["value"] if tag["facet"] == "sdg" else short(tag["value"], form.plan)
        shown = filled(
            item=short(tag["item"], form.plan),
            facet=FACET.word(tag["facet"]),
            value=value,
            organisations="、".join(tag["organisations"]),
            **{name: tag[name] for name in ("label", "text", "name", "quoted", "because", "now")},
        )
        found = stored.get(tag_key(tag["item"], tag["facet"], tag["value"]), [])
        for entry in found:
            cells = cells_of(kind, entry)
            cells["decision"] = DECISION.word(cells["decision"])
            if "dated" in cells:
                cells["dated"] = day_cell(cells["dated"])
            yield {**shown, **filled(**cells, stored=review_mark(entry.get("dated") or ""))}
        if not found:
            yield shown
