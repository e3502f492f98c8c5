"""Rows as an XLSX file. Every cell but figures has the format of text, so that Excel alters nothing typed."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from app.workbook.declaration import FORM_HEADINGS, Column, Form, Need, Part, Row, Sheet

# Rows that have formats and drop-downs, beyond those that are filled.
SPARE_ROWS: Final = 300
HEADING_ROW: Final = 2
# Without a moment of its own the same plan gives the same bytes.
_CREATED: Final = datetime(2022, 4, 1)
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_MAX_LIST: Final = 255  # characters of a drop-down's words
_LINE_HEIGHT: Final = 18


class Renderer:
    """One workbook. `headings` is the range that drop-downs of references offer, as Excel writes it."""

    def __init__(self, title: str, headings: str | None = None) -> None:
        self._buffer = io.BytesIO()
        self._book = Workbook(self._buffer, _OPTIONS)
        self._book.set_properties({"title": title, "created": _CREATED})
        self._headings = headings
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def format(self, **properties: object) -> Format:
        key = tuple(sorted(properties.items(), key=str))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"valign": "top", "font_size": 10.5, **properties})
        return self._formats[key]

    def finish(self) -> bytes:
        self._book.close()
        return self._buffer.getvalue()

    def guide(self, title: str, lines: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """A sheet that is never read."""
        sheet = self._book.add_worksheet(title)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for number, line in enumerate(lines):
            # Headings and sentences run on over the empty cells beside them; the sample is copied as text.
            style = self.format(bold=len(line) == 1, num_format="@", text_wrap=len(line) > 2)
            for column, text in enumerate(line):
                sheet.write_string(number, column, text, style)
        self._print(sheet)

    def part(self, part: Part, rows: Sequence[Row]) -> Worksheet:
        sheet = self._book.add_worksheet(part.title)
        sheet.set_tab_color(part.need.value)
        sheet.write_string(0, 0, part.purpose, self.format(bold=True))
        if isinstance(part, Form):
            self._form(sheet, part, rows[0] if rows else {})
        else:
            self._sheet(sheet, part, rows)
        self._print(sheet)
        return sheet

    @staticmethod
    def _print(sheet: Worksheet) -> None:
        sheet.set_paper(8)  # A3
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _form(self, sheet: Worksheet, form: Form, row: Row) -> None:
        for place, (heading, width) in enumerate(zip(FORM_HEADINGS, (26, 60, 80), strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(HEADING_ROW, place, heading, self._heading(form.need))
        for line, column in enumerate(form.columns, HEADING_ROW + 1):
            sheet.write_string(line, 0, column.title, self.format(bold=not column.rare, text_wrap=True))
            self._cell(sheet, line, 1, column, row.get(column.name))
            sheet.write_string(line, 2, column.meaning, self.format(text_wrap=True, font_color="#626264"))
            self._choices(sheet, column, line, line, 1)
        sheet.freeze_panes(HEADING_ROW + 1, 1)

    def _sheet(self, sheet: Worksheet, part: Sheet, rows: Sequence[Row]) -> None:
        last = HEADING_ROW + len(rows) + SPARE_ROWS
        sheet.set_row(1, 2.5 * _LINE_HEIGHT)
        printed = [place for place, column in enumerate(part.columns) if not column.rare]
        sheet.print_area(0, 0, HEADING_ROW + len(rows), printed[-1])
        sheet.repeat_rows(HEADING_ROW)
        for place, column in enumerate(part.columns):
            general = self._style(column)
            sheet.set_column(place, place, column.width, general)
            sheet.write_string(1, place, column.meaning, self.format(text_wrap=True, font_color="#626264"))
            need = Need.RARE if column.rare else Need.MUST if column.required else Need.IF_ANY
            sheet.write_string(HEADING_ROW, place, column.title, self._heading(need))
            self._choices(sheet, column, HEADING_ROW + 1, last, place)
        for line, row in enumerate(rows, HEADING_ROW + 1):
            for place, column in enumerate(part.columns):
                self._cell(sheet, line, place, column, row.get(column.name))
            if (height := _lines(part.columns, row) * _LINE_HEIGHT) > _LINE_HEIGHT:
                sheet.set_row(line, min(height, 400))
        sheet.freeze_panes(HEADING_ROW + 1, 0)
        sheet.autofilter(HEADING_ROW, 0, HEADING_ROW + max(len(rows), 1), len(part.columns) - 1)
        if part.columns[0].name == "number":
            self._numbers(sheet, last)

    def _numbers(self, sheet: Worksheet, last: int) -> None:
        """The column of numbers warns, and shows two of the same in red."""
        double = self._book.add_format({"bg_color": "#FDEEEE", "font_color": "#CE0000"})
        sheet.conditional_format(HEADING_ROW + 1, 0, last, 0, {"type": "duplicate", "format": double})
        sheet.data_validation(
            HEADING_ROW + 1,
            0,
            last,
            0,
            {
                "validate": "any",
                "input_title": "番号",
                "input_message": "登録のときに付きます。書き換えず、新しい行では空欄にします。",
            },
        )

    def _heading(self, need: Need) -> Format:
        return self.format(bold=True, text_wrap=True, bg_color=need.value, font_color="#FFFFFF", border=1)

    def _style(self, column: Column) -> Format:
        color = {"font_color": "#626264"} if column.name == "number" else {}
        return self.format(
            num_format="General" if column.kind in ("figure", "whole") else "@", text_wrap=True, **color
        )

    def _cell(
        self, sheet: Worksheet, line: int, place: int, column: Column, value: str | float | None
    ) -> None:
        style = self._style(column)
        if value is None:
            sheet.write_blank(line, place, None, style)
        elif isinstance(value, str):
            sheet.write_string(line, place, value, style)
        else:
            sheet.write_number(line, place, value, self.format(num_format="General", text_wrap=True))

    def _choices(self, sheet: Worksheet, column: Column, first: int, last: int, place: int) -> None:
        if column.choices:
            words = list(column.choices)
            while len(",".join(words)) > _MAX_LIST:
                words.pop()
            source: object = words
        elif column.refers and self._headings:
            source = f"={self._headings}"
        else:
            return
        # Only an offer: a cell may hold more than one reference, and the reader says what is wrong.
        offer = {"validate": "list", "source": source, "show_error": False}
        sheet.data_validation(first, place, last, place, offer)


def _lines(columns: Sequence[Column], row: Mapping[str, object]) -> int:
    """An estimate of the lines that the longest cell of a row takes."""
    longest = 1
    for column in columns:
        text = row.get(column.name)
        if isinstance(text, str):
            parts = (sum(2 if one > "\u2000" else 1 for one in part) for part in text.split("\n"))
            longest = max(longest, sum(1 + int(width // column.width) for width in parts))
    return longest


def column_range(part: Sheet, name: str, rows: int) -> str:
    """The cells of a column as Excel writes a range."""
    place = next(number for number, column in enumerate(part.columns) if column.name == name)
    letter = xl_col_to_name(place)
    return f"'{part.title}'!${letter}${HEADING_ROW + 2}:${letter}${HEADING_ROW + 1 + rows + SPARE_ROWS}"
