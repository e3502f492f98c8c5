"""Workbooks of reports filled in by the tests, as people in an office would."""

from pathlib import Path
from typing import Any

from openpyxl import load_workbook

HEAD = {
    "報告の日付": "令和5年4月28日",
    "報告した組織": "土木局",
    "この版を作った理由": "年度末の報告",
}


def write(path: Path, *cells: tuple[str, str, str, Any], head: dict[str, str] | None = None) -> Path:
    """Fill in cells of a workbook: sheet, number of the row, heading, value. The first row with the number
    counts whose cell is blank, else the first."""
    book = load_workbook(path)
    for row in book["報告"].iter_rows(min_row=4):
        if (name := str(row[0].value).rstrip("＊")) in (head or {}):
            row[1].value = (head or {})[name]
    for title, item, heading, value in cells:
        sheet = book[title]
        headings = [str(cell.value).rstrip("＊") for cell in sheet[3]]
        place = headings.index(heading)
        rows = [row for row in sheet.iter_rows(min_row=4) if row[0].value == item]
        if not rows:
            sheet.append([item])
            rows = [sheet[sheet.max_row]]
        row = next((row for row in rows if row[place].value is None), rows[0])
        row[place].value = value
    book.save(path)
    return path
