"""One sheet as rows of cells: its headings are found by their words."""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.workbook.cells import Cell, read_cell
from app.workbook.declaration import FORM_HEADINGS, FREE_HEADINGS, Column, Form, Part, folded
from app.workbook.findings import CellFinding, Findings, Place, WorkbookError
from app.workbook.limits import MAX_COLUMN, MAX_ROW, STAGE
from app.workbook.sheet_parts import SheetFacts, Strings, decoded

_HEADING_ROWS: Final = 20


@dataclass(slots=True)
class ReadRow:
    """One row with its filled cells by the name of the column. A faulty cell is blank."""

    part: Part
    line: int
    cells: dict[str, Cell]
    # The letter of each column; of a form's field also its line.
    letters: dict[str, str]
    lines: dict[str, int] = field(default_factory=dict)
    item: str = ""
    faulty: set[str] = field(default_factory=set)
    # Never read; kept for the workbook that an import gives back.
    memo: str = ""

    def text(self, name: str) -> str:
        return self.cells[name].text if name in self.cells else ""

    def place(self, name: str = "") -> Place:
        """The cell of a column, else the row."""
        if name in self.letters:
            line, letter = self.lines.get(name, self.line), self.letters[name]
            column = next(one for one in self.part.columns if one.name == name)
            return Place(self.part.title, line, letter, column.heading, self.item)
        letter = next(iter(self.letters.values())) if self.letters else "A"
        return Place(self.part.title, self.line, letter, "", self.item)


def damaged() -> WorkbookError:
    message = "Excelのファイルとして読めません。壊れています。Excelで開き、別の名前で保存し直してください。"
    return WorkbookError(STAGE, [CellFinding(Place("ファイル"), message)])


class SheetReader:
    """The reading of one sheet."""

    def __init__(
        self, part: Part, sheet: Any, facts: SheetFacts, strings: Strings, findings: Findings
    ) -> None:
        self.part, self.sheet, self.facts, self.findings = part, sheet, facts, findings
        self._has_bad_headings = False
        self._letters: dict[str, str] = {}
        self._key: int | None = None
        # As they are stored: openpyxl would drop some characters of an escape.
        if strings.texts:
            sheet._shared_strings = strings.texts

    def rows(self) -> list[ReadRow]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                lines = self.sheet.iter_rows(max_row=MAX_ROW, max_col=MAX_COLUMN)
                return self._form(lines) if isinstance(self.part, Form) else self._table(lines)
        except WorkbookError:
            raise
        except Exception as error:
            raise damaged() from error

    def _table(self, lines: Iterator[Sequence[Any]]) -> list[ReadRow]:
        part, columns = self.part, None
        rows: list[ReadRow] = []
        for line, cells in enumerate(lines, 1):
            if columns is None:
                columns = self._headings(line, cells)
                if columns is None and line >= _HEADING_ROWS:
                    break
                continue
            if row := self._row(line, cells, columns):
                rows.append(row)
        if columns is None:
            named = "・".join(column.title for column in part.columns[:4])
            self.findings.error(
                Place(part.title), f"見出しの行（{named}…）がありません。元に戻してください。"
            )
        return rows

    def _headings(self, line: int, cells: Sequence[Any]) -> dict[int, Column | str] | None:
        """The columns of a row of headings by their place; a string is a heading that nobody knows. None for
        another row."""
        known = {folded(column.heading): column for column in self.part.columns}
        found: dict[int, Column | str] = {}
        for place, cell in enumerate(cells):
            text = str(cell.value).strip() if cell.value is not None else ""
            if text:
                found[place] = known.get(folded(text.rstrip("＊*")), text)
        hits = [one for one in found.values() if isinstance(one, Column)]
        if len({one.name for one in hits}) * 2 < min(len(known), 10):
            return None
        self._check_headings(line, cells, found, hits)
        for place, column in found.items():
            if isinstance(column, Column):
                self._letters[column.name] = cells[place].column_letter
                if column.name == self.part.key:
                    self._key = place
        return found

    def _check_headings(
        self, line: int, cells: Sequence[Any], found: dict[int, Column | str], hits: Sequence[Column]
    ) -> None:
        seen: set[str] = set()
        for place, column in found.items():
            if isinstance(column, Column):
                if column.name in seen:
                    at = Place(self.part.title, line, cells[place].column_letter)
                    self.findings.error(at, f"見出し「{column.heading}」が2つあります。1つにしてください。")
                seen.add(column.name)
        gone = [one.heading for one in self.part.columns if one not in hits and not _may_lack(one)]
        if gone:
            strangers = [
                one for one in found.values() if isinstance(one, str) and not one.startswith(FREE_HEADINGS)
            ]
            changed = f"見出し「{'」「'.join(strangers[:3])}」は様式にありません。" if strangers else ""
            message = f"列「{'」「'.join(gone[:5])}」がありません。{changed}見出しを元に戻してください。"
            self.findings.error(Place(self.part.title, line), message)
            self._has_bad_headings = True

    def _row(self, line: int, cells: Sequence[Any], columns: dict[int, Column | str]) -> ReadRow | None:
        row = ReadRow(self.part, line, {}, self._letters)
        filled = [(place, cell) for place, cell in enumerate(cells) if cell.value is not None]
        if not filled:
            return None
        if self._key is not None and cells[self._key].value is not None:
            row.item = str(cells[self._key].value).strip()[:40]
        for place, cell in filled:
            column = columns.get(place)
            if isinstance(column, Column):
                if column.name == "memo":
                    row.memo = decoded(str(cell.value)).strip()
                else:
                    self._take(row, column, cell, line, place + 1)
            elif (
                str(cell.value).strip()
                and not (column or "").startswith(FREE_HEADINGS)
                and not self._has_bad_headings
                and not self.findings.is_full
            ):
                at = Place(self.part.title, line, cell.column_letter, column or "", row.item)
                message = "様式にない列です。覚え書きなら、見出しを「メモ」にしてください。"
                self.findings.error(at, message)
        if line in self.facts.hidden and row.cells:
            self.findings.notice(row.place(), "隠れている行ですが、読み取りました。")
        # The empty template has the numbers of 並び順 already.
        return row if row.cells.keys() - {"order"} or row.faulty else None

    def _take(self, row: ReadRow, column: Column, cell: Any, line: int, place: int) -> None:
        read = read_cell(cell, column, self.facts, (line, place))
        if isinstance(read, str):
            row.faulty.add(column.name)
            self.findings.cell_error(row.place(column.name), read)
        elif read is not None:
            row.cells[column.name] = read

    def _form(self, lines: Iterator[Sequence[Any]]) -> list[ReadRow]:
        row = ReadRow(self.part, 1, {}, {})
        known = {folded(column.heading): column for column in self.part.columns}
        content, letter = None, ""
        for line, cells in enumerate(lines, 1):
            words = [str(cell.value).strip() if cell.value is not None else "" for cell in cells]
            if content is None:
                if FORM_HEADINGS[0] in words and FORM_HEADINGS[1] in words:
                    content = words.index(FORM_HEADINGS[1])
                    letter = cells[content].column_letter
                continue
            column = next(
                (
                    known[folded(word.rstrip("＊*"))]
                    for word in words[:content]
                    if folded(word.rstrip("＊*")) in known
                ),
                None,
            )
            if column is not None:
                row.letters[column.name] = letter
                row.lines[column.name] = line
                if cells[content].value is not None:
                    self._take(row, column, cells[content], line, content + 1)
            elif content < len(words) and words[content]:
                at = Place(self.part.title, line, letter)
                self.findings.error(at, f"項目「{words[0]}」は様式にありません。元の名前に戻してください。")
        gone = [one.heading for one in self.part.columns if one.name not in row.letters and one.required]
        if content is None or gone:
            named = "」「".join(gone[:5] or FORM_HEADINGS[:2])
            self.findings.error(Place(self.part.title), f"項目「{named}」がありません。元に戻してください。")
        return [row]


def _may_lack(column: Column) -> bool:
    """Columns that a sheet may lack: free ones, and those of a wide table beyond its first."""
    return column.name == "memo" or (column.name.startswith("cell") and column.name != "cell1")
