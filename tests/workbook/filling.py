"""Workbooks filled in by the tests, as a person would fill them in."""

import io
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook, load_workbook

from app.workbook.declaration import Row
from app.workbook.plan_sheets import HEADER, VERSION
from app.workbook.plan_workbook import rendered
from app.workbook.sample import SAMPLE


def sample_rows() -> dict[str, list[Row]]:
    """The sample of 書き方, as it is copied into the empty sheets."""
    rows = {title: [dict(row) for row in given] for title, given in SAMPLE.items()}
    rows[HEADER.title][0]["version"] = VERSION
    return rows


def sample_workbook() -> bytes:
    return rendered("見本", sample_rows())


def edited(content: bytes, edit: Callable[[Workbook], Any]) -> bytes:
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
