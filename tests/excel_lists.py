"""The sheets of an Excel file as a person sees them: lines above, then a table under a frozen heading."""

import io
from typing import Any

import openpyxl  # type: ignore[import-untyped,unused-ignore]


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def heading_row(sheet: Any) -> int:
    """The last row that stays in view."""
    return int("".join(filter(str.isdigit, sheet.freeze_panes))) - 1


def lines_above(sheet: Any) -> list[str]:
    return [sheet.cell(row, 1).value for row in range(1, heading_row(sheet))]


def listed(sheet: Any) -> list[dict[str, Any]]:
    """The rows under the heading, with its words for keys."""
    first = heading_row(sheet)
    heading, *rows = sheet.iter_rows(min_row=first, values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in rows]
