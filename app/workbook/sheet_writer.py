"""Sheets as an XLSX file that Excel filters, and prints on A4.

Text is written as text, whatever it begins with: no cell is ever a formula or a link.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from app.workbook.sheets import Cell, Figure, Sheet, cell

# What one Excel cell holds.
MOST_CHARACTERS: Final = 32_767
_CUT: Final = "…（Excelの上限のため省略。全文はCSVとNDJSONにあります）"
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FONT: Final = {"font_name": "游ゴシック", "font_size": 11}
_A4: Final = 9
_LINE_HEIGHT: Final = 18.75
_MAX_HEIGHT: Final = 400
# Characters of a footer, of 255 that Excel takes.
_MAX_FOOTER: Final = 100
_MAX_WIDTH: Final = 60


def xlsx(title: str, properties: Mapping[str, str], created: datetime, sheets: Sequence[Sheet]) -> bytes:
    """The file. `title` also stands at the foot of every printed page."""
    buffer = io.BytesIO()
    book = Workbook(buffer, _OPTIONS)
    moment = created.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": title, **properties, "created": moment})
    style = cache(lambda **given: book.add_format({"valign": "top", "text_wrap": True, **_FONT, **given}))
    for sheet in sheets:
        _Writer(book.add_worksheet(sheet.title), sheet, style).write(title)
    book.close()
    return buffer.getvalue()


class _Writer:
    def __init__(self, target: Worksheet, sheet: Sheet, style: Any) -> None:
        self._target, self._sheet, self._style = target, sheet, style
        self._first = len(sheet.head)
        self._rows = [[cell(column, item) for column in sheet.columns] for item in sheet.rows]
        self._widths = [
            sheet.widths.get(column.name) or _width(column.heading, [row[place] for row in self._rows])
            for place, column in enumerate(sheet.columns)
        ]

    def write(self, title: str) -> None:
        sheet, target, first = self._sheet, self._target, self._first
        for place, width in enumerate(self._widths):
            target.set_column(place, place, width)
        self._head()
        self._set_height(first, [column.heading for column in sheet.columns])
        for place, column in enumerate(sheet.columns):
            target.write_string(first, place, column.heading, self._heading(column.name))
        for line, row in enumerate(self._rows, first + 1):
            begins = sheet.grouped and line > first + 1 and row[0] != self._rows[line - first - 2][0]
            self._set_height(line, row)
            for place, value in enumerate(row):
                self._cell(line, place, value, begins)
        last = first + max(len(self._rows), 1)
        target.freeze_panes(first + 1, sheet.frozen)
        target.autofilter(first, 0, last, len(sheet.columns) - 1)
        target.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self._print(title, first + len(self._rows))

    def _head(self) -> None:
        """Lines as wide as what is printed, each as high as its words need."""
        printed = self._sheet.printed or len(self._widths)
        room = sum(self._widths[:printed])
        for line, text in enumerate(self._sheet.head):
            size = 14 if line == 0 else 11
            style = self._style(bold=line == 0, font_size=size)
            lines = 1 + int(_length(text) * size / 11 // max(room, 1))
            self._target.set_row(line, min(lines * _LINE_HEIGHT * size / 11, _MAX_HEIGHT))
            if printed > 1:
                self._target.merge_range(line, 0, line, printed - 1, "", style)
            self._target.write_string(line, 0, text, style)

    def _set_height(self, line: int, row: Sequence[Cell]) -> None:
        """As high as the cell with most lines; only text is wrapped."""
        lines = max(
            (
                sum(1 + int((_length(part) - 1) // (width - 1)) for part in value.split("\n"))
                for value, width in zip(row, self._widths, strict=True)
                if isinstance(value, str)
            ),
            default=1,
        )
        if lines > 1:
            self._target.set_row(line, min(lines * _LINE_HEIGHT, _MAX_HEIGHT))

    def _heading(self, name: str) -> Format:
        given: dict[str, Any] = {"bold": True, "border": 1, "bg_color": "#E6EDF5"}
        if fill := self._sheet.fills.get(name):
            given |= {"bg_color": fill, "font_color": ink(fill), "align": "center", "font_size": 9}
        return self._style(**given)

    def _cell(self, line: int, place: int, value: Cell, begins: bool) -> None:
        given: dict[str, Any] = {"bottom": 4, **({"top": 2} if begins else {})}
        if isinstance(value, Figure):
            given["num_format"] = value.number_format
        if self._sheet.columns[place].name in self._sheet.fills:
            given |= {"align": "center", "left": 4, "right": 4}
        style = self._style(**given)
        if isinstance(value, str):
            self._target.write_string(line, place, _truncate(value), style)
        else:
            self._target.write_number(line, place, value[0] if isinstance(value, Figure) else value, style)

    def _print(self, title: str, last: int) -> None:
        target = self._target
        target.set_paper(_A4)
        target.set_landscape()
        target.fit_to_pages(1, 0)
        target.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        target.repeat_rows(self._first)
        target.print_area(0, 0, last, (self._sheet.printed or len(self._widths)) - 1)
        target.set_footer(f"&L{title[:_MAX_FOOTER].replace('&', '&&')}　{self._sheet.title}&R&P / &N")


def ink(fill: str) -> str:
    """Black or white, whichever is the more legible on a colour: one of them has 4.5 : 1 on any."""
    parts = (int(fill[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#FFFFFF" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else "#000000"


def _truncate(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - len(_CUT)] + _CUT


def _length(text: str) -> int:
    """A full-width character takes two columns."""
    return sum(2 if one > "\u2000" else 1 for one in text)


def _width(heading: str, cells: Sequence[Cell]) -> float:
    """Wide enough for most cells, and for a heading with the button that filters."""
    longest = max((_length(str(one)[:30]) for one in cells), default=0)
    return min(max(longest, _length(heading) + 2) + 2, _MAX_WIDTH)
