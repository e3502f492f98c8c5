"""A workbook of a report joined with what is stored: cell by cell, so that of two people's copies the second is
told what the first has changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.workbook.findings import CellFinding, Findings, Place
from app.workbook.made import Made, places
from app.workbook.report_cells import (
    HEAD,
    LISTS,
    Cells,
    Key,
    ReportList,
    cells_of,
    head_cells,
    key_of,
    result_mark,
    review_mark,
)
from app.workbook.report_reader import ReportBook, SaidRow
from app.workbook.report_sheets import (
    DECISION,
    KIND,
    LIST_SHEETS,
    REPORT,
    STATE,
)
from app.workbook.words import FIGURE_STATUS

Json = dict[str, Any]

CELL_STAGE: Final = "セルの検査"
STAGE: Final = "登録されている報告との照合"
# The lists whose rows say by a mark which entry they are.
_MARKED: Final = ("results", "reviews")
_WORDS: Final = {"state": STATE, "decision": DECISION, "status": FIGURE_STATUS, "kind": KIND}


@dataclass(frozen=True, slots=True)
class StoredReport:
    """What a store has of a report: the file that a workbook was made from, the newest, its revision and its
    text. `organisations` are the ids of those of its plan by name."""

    base: Json | None = None
    newest: Json | None = None
    revision: int | None = None
    organisations: Mapping[str, str] = field(default_factory=dict)
    is_base_known: bool = True
    text: str | None = None


@dataclass(frozen=True, slots=True)
class MergedReport:
    """`file` is plain JSON of a report file; `places` has the cell of each JSON pointer. `marks` are the cells by
    which the rows of this workbook are known once it is stored; `base_at` is the cell of its revision, None where
    somebody else has imported since it was made."""

    file: Json
    places: dict[str, Place]
    notices: tuple[CellFinding, ...]
    stored: StoredReport
    marks: dict[Place, str]
    base_at: Place | None


def merge_report(book: ReportBook, stored: StoredReport) -> MergedReport:
    """Raises WorkbookError: of cells that cannot be read or lack, then of those that somebody else has
    changed."""
    merger = _Merger(book, stored)
    file = merger.file()
    book.findings.raise_any(CELL_STAGE)
    merger.conflicts.raise_any(STAGE)
    base_at = book.head.at("base") if book.base == stored.revision else None
    notices = tuple(book.findings.notices)
    return MergedReport(file, dict(places(file, file.home)), notices, stored, merger.marks, base_at)


class _Merger:
    def __init__(self, book: ReportBook, stored: StoredReport) -> None:
        self.book, self.stored, self.findings = book, stored, book.findings
        self.conflicts = Findings()
        self.marks: dict[Place, str] = {}
        if not stored.is_base_known:
            message = f"改訂番号 {book.base} は、この報告の改訂ではありません。様式を作り直してください。"
            self.findings.error(book.head.at("base"), message)

    def file(self) -> Made:
        head, made = self.book.head, Made(Place(REPORT.title))
        made["format"] = "hoshin-report/1"
        made.put("plan", self.book.plan, head.at("plan"))
        made.put("key", self.book.key, head.at("key"))
        base, newest = (
            head_cells(one) if one else dict[str, Any]() for one in (self.stored.base, self.stored.newest)
        )
        cells = {name: self._cell(head, name, base, newest) for name in HEAD}
        for name in ("kind", "dated"):
            self._need(head, name, cells)
            made.put(name, cells[name], head.at(name))
        made.put("title", cells["title"], head.at("title"))
        self._need(head, "office", cells)
        is_stored = cells["office"] == newest.get("office") and "office_id" not in head.cells
        given = newest.get("office_id") if is_stored else head.cells.get("office_id")
        made["office"] = self._office(head, cells["office"], given, is_stored=is_stored)
        made.put("note", head.fields.required("note"), head.at("note"))
        withdrawn = head.cells.get("withdrawn")
        made.put("withdrawn", withdrawn, head.at("withdrawn"))
        for kind in LISTS:
            made[kind.name] = [] if withdrawn and kind.name != "sources" else list(self._entries(kind))
            made.at[kind.name] = Place(LIST_SHEETS[kind.name].title)
        if withdrawn and self.book.base != self.stored.revision:
            self._conflict(head, "withdrawn", "別の人が書き直しています")
        if not made["sources"]:
            made["sources"] = [{"key": "main", "document": self._own_name(made)}]
        return made

    @staticmethod
    def _own_name(made: Made) -> str:
        """The report itself, where it names no document that it was made from."""
        kind = KIND.word(made["kind"]) if made.get("kind") else ""
        return str(made.get("title") or f"{made['office'].get('name', '')}の報告（{kind}）")

    def _need(self, row: SaidRow, name: str, cells: Cells) -> None:
        if cells.get(name) is None and name not in row.fields.row.faulty:
            row.fields.error(name, f"「{_heading(row, name)}」を書いてください。")

    def _office(self, row: SaidRow, name: str | None, given: str | None, *, is_stored: bool = False) -> Made:
        """An office with the id that is given or stored, else that of the plan's organisation of its name."""
        made = Made(row.at("office"))
        made.put("name", name, row.at("office"))
        known = None if is_stored else self.stored.organisations.get(name or "")
        made.put("organisation", given or known, row.at("office_id"))
        return made

    def _cell(self, row: SaidRow | None, name: str, base: Cells, newest: Cells) -> Any:
        """What holds: what the cell says if it says something else than the workbook was made with, else what
        is stored now."""
        now, was = newest.get(name), base.get(name)
        # The text itself as well: a word of the office may be 記載なし.
        if row is None or name not in row.cells or was in (row.cells[name], row.fields.text(name)):
            return now
        if now in (was, row.cells[name]):
            return row.cells[name]
        shown = f"「{_shown(name, now)}」に変わっています" if now is not None else "消されています"
        self._conflict(row, name, shown)
        return now

    def _conflict(self, row: SaidRow, name: str, shown: str) -> None:
        said = row.cells.get(name)
        mine = f"「{_shown(name, said)}」" if said is not None else "取り消し"
        self.conflicts.error(
            row.at(name),
            f"この様式を作った後の登録（改訂番号 {self.stored.revision}）で{shown}。ここでの記入は{mine}です。"
            "登録のとおりでよければ空欄にし、改めるなら、様式を作り直して書いてください。",
        )

    def _entries(self, kind: ReportList) -> Iterator[Made]:
        base, newest = (
            {} if one is None else {key_of(kind, entry): entry for entry in one.get(kind.name, ())}
            for one in (self.stored.base, self.stored.newest)
        )
        said = {row.key: row for row in self.book.lists[kind.name]}
        for key in dict.fromkeys([*newest, *said]):
            entry = self._entry(kind, key, said.get(key), base.get(key), newest.get(key))
            if entry is not None:
                yield entry

    def _entry(
        self, kind: ReportList, key: Key, row: SaidRow | None, base: Json | None, newest: Json | None
    ) -> Made | None:
        """None where nothing is said, or what is stored is taken back."""
        was, now = (cells_of(kind, one) if one else dict[str, Any]() for one in (base, newest))
        cells = {name: self._cell(row, name, was, now) for name in kind.members.values()}
        if not any(value is not None for value in cells.values()):
            return None
        if row is not None and all(cells[name] is None for name in kind.needs):
            if any(name in row.cells for name in kind.needs):  # taken back
                if was != now:
                    self._conflict(row, kind.needs[0], "この行が書き直されています")
                return None
            if not row.fields.row.faulty & set(kind.needs):
                self._need(row, kind.needs[0], cells)
        made = Made(row.at() if row else Place(LIST_SHEETS[kind.name].title))
        self._about(made, kind, key, row, newest)
        for member, column in kind.members.items():
            place = row.at(column) if row else None
            if member == "office" and cells[column] is not None:
                made["office"] = self._signed(row, cells[column], newest)
            elif member != "office":
                made.put(member, cells[column], place)
        if row is not None and kind.name in _MARKED:
            self.marks[row.at("stored")] = _mark(kind, made)
        return made

    @staticmethod
    def _about(made: Made, kind: ReportList, key: Key, row: SaidRow | None, newest: Json | None) -> None:
        """The members that say what an entry is about."""
        at = row.at("item") if row else None
        match kind.name:
            case "sources":
                made.put("key", key[0], row.at("key") if row else None)
            case "words":
                made.put("printed", key[0], row.at("printed") if row else None)
            case "results":
                made.put("kpi", key[0], at)
            case _:
                made.put("item", key[0], at)
        if kind.name == "reviews":
            given = newest or (row.cells if row else {})
            made.put("facet", given["facet"], row.at("facet") if row else None)
            made.put("value", given["value"], row.at("value") if row else None)

    def _signed(self, row: SaidRow | None, name: str, newest: Json | None) -> Json:
        """The office of one review; the id that is stored with the same name stays."""
        stored: Json = (newest or {}).get("office") or {}
        if row is None or stored.get("name") == name:
            return stored
        return self._office(row, name, None)


def _mark(kind: ReportList, entry: Json) -> str:
    if kind.name == "reviews":
        return review_mark(entry.get("dated") or "")
    return result_mark(entry["as_of"], entry.get("status")) if "as_of" in entry else ""


def _heading(row: SaidRow, name: str) -> str:
    return next(column.heading for column in row.fields.row.part.columns if column.name == name)


def _shown(name: str, value: Any) -> str:
    """A value in the words of the workbook."""
    if name in _WORDS:
        return _WORDS[name].word(value)
    if isinstance(value, dict):
        return str(value.get("printed") or f"{value['start']}～{value['end']}")
    return str(value)
