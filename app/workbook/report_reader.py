"""The workbook of a report as cells: what each row says, by what its entry is known."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from dataclasses import replace as changed
from typing import Any, Final

from app.workbook.book_reader import FORM_STAGE, Book, read_book
from app.workbook.declaration import FREE_HEADINGS, GUIDE_TITLE, Part, folded
from app.workbook.fields import Fields
from app.workbook.findings import CellFinding, Findings, Place, WorkbookError
from app.workbook.limits import MAX_SMALL_PART, check_limits
from app.workbook.periods import UnreadableError
from app.workbook.plan_sheets import DOCUMENT, HEADER
from app.workbook.references import full_id
from app.workbook.report_cells import LISTS, Cells, Key, result_mark, tag_key
from app.workbook.report_sheets import (
    DAY_OF_REPORT,
    DECISION,
    DELETED,
    FACET,
    KIND,
    LIST_SHEETS,
    NOT_APPLICABLE,
    NOT_STATED,
    REPORT,
    REPORT_PARTS,
    RESULTS,
    REVIEWS,
    STATE,
    STATES,
    VERSION,
)
from app.workbook.side_reader import read_day
from app.workbook.times import interval
from app.workbook.values import goal_cell, read_figure, read_goal
from app.workbook.words import FIGURE_STATUS, Words

HOW: Final = "hoshin workbook report か hoshin workbook review"
_SHEET_NAME: Final = re.compile(r'<(?:\w+:)?sheet [^>]*?name="([^"]*)"')
_NO_VALUE: Final = frozenset(map(folded, (DELETED, NOT_STATED, NOT_APPLICABLE)))
# Columns without one of which a new row has no result.
_RESULT: Final = ("value", "words", "evaluation")
# Columns that say what a row is about, where a person writes that too.
_KEYS: Final = {"sources": ("key",), "words": ("printed",)}
_WORDS: Final = {"state": STATE, "decision": DECISION, "status": FIGURE_STATUS, "kind": KIND}
# What a person may write into the cell of a state besides the states.
_STATES: Final = {folded(NOT_APPLICABLE): "not_assessable", folded(NOT_STATED): "not_reported"}


@dataclass(slots=True)
class SaidRow:
    """What the filled cells of a row say, by column; None takes back what is stored."""

    fields: Fields
    key: Key = ()
    cells: Cells = field(default_factory=dict)

    def at(self, name: str = "") -> Place:
        return self.fields.at(name)


@dataclass(slots=True)
class ReportBook:
    """`base` is the revision that the workbook was made from, None where nothing was stored."""

    plan: str | None
    key: str | None
    base: int | None
    head: SaidRow
    lists: dict[str, list[SaidRow]]
    findings: Findings


def is_report_workbook(content: bytes) -> bool:
    """Whether the sheets are those of a report and not of a plan. Raises WorkbookError."""
    titles = [folded(title) for title in _titles(content)]
    own = tuple(folded(part.title) for part in (REPORT, STATES, RESULTS, REVIEWS))
    of_plan = {folded(part.title) for part in (HEADER, DOCUMENT)}
    return any(title.startswith(own) for title in titles) and not of_plan & set(titles)


def _titles(content: bytes) -> list[str]:
    with check_limits(content) as archive, archive.open("xl/workbook.xml") as part:
        return [html.unescape(name) for name in _SHEET_NAME.findall(part.read(MAX_SMALL_PART).decode())]


def read_report(content: bytes) -> ReportBook:
    """Raises WorkbookError of the first two stages; the errors of cells are in the book."""
    titles = _titles(content)
    states = [title for title in titles if folded(title).startswith(folded(STATES.title))]
    parts = [part for part in REPORT_PARTS if part is not STATES]
    parts += [changed(STATES, title=title) for title in states]
    strangers = list(_strangers(titles, parts))
    try:
        book = read_book(content, parts, HOW)
    except WorkbookError as error:
        if error.stage == FORM_STAGE:
            raise WorkbookError(FORM_STAGE, [*error.findings, *strangers]) from error
        raise
    if strangers:
        raise WorkbookError(FORM_STAGE, strangers)
    book.findings.begin_cells()
    return _ReportReader(book, states).read()


def _strangers(titles: list[str], parts: list[Part]) -> Iterator[CellFinding]:
    """Sheets that nobody knows: what stands on a renamed one must not be lost."""
    known = {folded(GUIDE_TITLE), *(folded(part.title) for part in parts)}
    for title in titles:
        if folded(title) not in known and not title.startswith(FREE_HEADINGS):
            mend = "名前を変えたのなら元に戻し、覚え書きなら、名前を「メモ」で始めてください。"
            yield CellFinding(Place(title), f"様式にないシートです。{mend}")


class _ReportReader:
    def __init__(self, book: Book, states: list[str]) -> None:
        self.book, self.findings = book, book.findings
        self.header = Fields(book.form(REPORT), book.findings)
        self.plan = self.header.required("plan")
        self.key = self.header.required("key")
        self.titles = {name: [sheet.title] for name, sheet in LIST_SHEETS.items()} | {"states": states}

    def read(self) -> ReportBook:
        header = self.header
        self._check_version()
        head = SaidRow(header)
        for name in ("kind", "title", "dated", "office", "office_id", "withdrawn", "note"):
            self._take(head, name)
        keys: dict[str, Callable[[SaidRow], Key | None]] = {
            "sources": lambda row: self._named(row, "key"),
            "words": lambda row: self._named(row, "printed"),
            "states": self._item,
            "results": self._result_key,
            "reviews": self._review_key,
        }
        lists = {name: list(self._rows(name, key)) for name, key in keys.items()}
        return ReportBook(self.plan, self.key, header.whole("base"), head, lists, self.findings)

    def _check_version(self) -> None:
        version = self.header.text("version")
        if version != VERSION:
            said = f"「{version}」" if version else "空欄"
            message = f"この hoshin が読める報告の様式は {VERSION} です（このファイルは{said}）。{HOW} で作り直してください。"
            self.header.error("version", message)

    def _rows(self, name: str, key_of: Callable[[SaidRow], Key | None]) -> Iterator[SaidRow]:
        """The rows of the sheets of a list that say something."""
        kind = next(one for one in LISTS if one.name == name)
        inputs = [*kind.members.values(), *_KEYS.get(name, ())]
        seen: dict[Key, Place] = {}
        for title in self.titles[name]:
            for read in self.book.rows[title]:
                row = SaidRow(Fields(read, self.findings))
                if not any(row.fields.has(one) for one in inputs):
                    continue
                for one in inputs:
                    self._take(row, one)
                key = key_of(row)
                if key is None:
                    continue
                if key in seen:
                    self._double(row, seen[key])
                seen.setdefault(key, row.at())
                row.key = key
                yield row

    def _double(self, row: SaidRow, first: Place) -> None:
        where = f"{first.row}行目" if first.sheet == row.at().sheet else f"{first.sheet}!{first.row}行目"
        column = next(iter(row.fields.row.cells), "")
        row.fields.error(column, f"{where}と同じものについての行です。1行にしてください。")

    def _take(self, row: SaidRow, name: str) -> None:
        """The value of one cell, if it is filled and sound."""
        fields, text = row.fields, row.fields.text(name)
        if text is None:
            return
        if name == "state" and (state := _STATES.get(folded(text))):
            row.cells[name] = state
        elif folded(text) in _NO_VALUE and not (name == "printed" and folded(text) == folded(NOT_APPLICABLE)):
            row.cells[name] = None
        elif (value := self._value(fields, name, text)) is not None:
            row.cells[name] = value

    @staticmethod
    def _value(fields: Fields, name: str, text: str) -> Any:
        if name in _WORDS:
            words: Words = _WORDS[name]
            return fields.code(name, words)
        if name in ("dated", "published"):
            return fields.read(name, read_day)
        if name == "value":
            return fields.read(name, read_figure)
        if name == "time":
            return fields.read(name, lambda one: interval(one, fields.text("time_printed") or ""))
        return text

    @staticmethod
    def _named(row: SaidRow, name: str) -> Key | None:
        text = row.fields.required(name)
        return None if text is None else (text,)

    def _item(self, row: SaidRow) -> Key | None:
        message = "番号がありません。様式の行に書いてください。"
        text = row.fields.required("item", message)
        return None if text is None else (full_id(text, self.plan or ""),)

    def _result_key(self, row: SaidRow) -> Key | None:
        item = self._item(row)
        stored = row.fields.text("stored")
        if item is not None and stored is not None:
            return (*item, stored)
        said = {name: value for name, value in row.cells.items() if name in _RESULT}
        if not any(value is not None for value in said.values()) and not row.fields.row.faulty:
            if said:
                row.fields.notice(
                    next(iter(said)), "結果がないので、登録しません。指標は「報告なし」のままです。"
                )
            return None  # a time or kind that was chosen before there is a result
        if row.cells.get("time") is None:
            if not row.fields.row.faulty & {"time"} and not row.fields.has("time"):
                row.fields.error("time", "いつの値かを書いてください。例：令和4年度")
            return None
        return (*item, result_mark(row.cells["time"], row.cells.get("status"))) if item else None

    def _review_key(self, row: SaidRow) -> Key | None:
        item, fields = self._item(row), row.fields
        facet = fields.code("facet", FACET, required=True)
        text = fields.required("value")
        if item is None or facet is None or text is None:
            return None
        if facet == "sdg":
            try:
                text = goal_cell(read_goal(text))
            except UnreadableError as error:
                fields.error("value", str(error))
                return None
        else:
            text = full_id(text, self.plan or "")
        row.cells |= {"facet": facet, "value": text}
        stored = fields.text("stored")
        day = row.cells.get("dated") or ""
        if stored is not None:
            day = "" if folded(stored) == folded(DAY_OF_REPORT) else stored
        return (*tag_key(item[0], facet, text), day)
