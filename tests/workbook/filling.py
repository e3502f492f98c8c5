"""Workbooks filled in by the tests, as a person would fill them in."""

import io
from collections.abc import Callable
from typing import Any, NamedTuple

from openpyxl import Workbook, load_workbook

from app.workbook.declaration import Row
from app.workbook.plan_sheets import HEADER, PLAN_SHEETS, VERSION
from app.workbook.plan_workbook import rendered
from app.workbook.sample import SAMPLE

FIRST_LINE = 4


class Put(NamedTuple):
    """One cell of the sample, by the heading of its column; for 計画 by the name of the item."""

    sheet: str
    line: int
    heading: str
    value: str | int | float | None

    def apply(self, rows: dict[str, list[Row]]) -> None:
        part = next(part for part in PLAN_SHEETS if part.title == self.sheet)
        name = next(column.name for column in part.columns if column.heading == self.heading)
        given = rows.setdefault(self.sheet, [])
        given += [{} for _ in range(self.line - FIRST_LINE + 1 - len(given))]
        given[self.line - FIRST_LINE].pop(name, None)
        if self.value is not None:
            given[self.line - FIRST_LINE][name] = self.value


# What is done in Excel itself.
InExcel = Callable[[Workbook], Any]


def sample_workbook(*edits: Put | InExcel) -> bytes:
    """The sample of 書き方, as it is copied into the empty sheets, and then edited."""
    rows = {title: [dict(row) for row in given] for title, given in SAMPLE.items()}
    rows[HEADER.title][0]["version"] = VERSION
    for edit in edits:
        if isinstance(edit, Put):
            edit.apply(rows)
    content = rendered("見本", rows)
    for edit in edits:
        if not isinstance(edit, Put):
            content = edited(content, edit)
    return content


def edited(content: bytes, edit: InExcel) -> bytes:
    """A workbook that somebody has opened, changed and saved."""
    book = load_workbook(io.BytesIO(content))
    edit(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def fill(content: bytes, field: str, value: str) -> bytes:
    """A workbook with one field of 計画 filled in."""

    def edit(book: Workbook) -> None:
        row = next(row for row in book["計画"].iter_rows() if str(row[0].value).rstrip("＊") == field)
        row[1].value = value

    return edited(content, edit)


def cell(sheet: str, place: str, value: Any) -> InExcel:
    """A value that only Excel gives."""
    return lambda book: setattr(book[sheet][place], "value", value)
