"""The cells of a row as values; what cannot be read is an error of its cell."""

from collections.abc import Callable
from typing import TypeVar

from app.workbook.findings import Findings, Place
from app.workbook.periods import UnreadableError
from app.workbook.references import References
from app.workbook.sheet_reader import ReadRow
from app.workbook.values import read_figure, read_whole
from app.workbook.words import Words

Value = TypeVar("Value")


class Fields:
    """One row. Every method returns None for a blank or faulty cell."""

    def __init__(self, row: ReadRow, findings: Findings) -> None:
        self.row, self.findings = row, findings

    def at(self, name: str = "") -> Place:
        return self.row.place(name)

    def error(self, name: str, message: str, cause: Place | None = None) -> None:
        self.findings.error(self.at(name), message, cause)

    def notice(self, name: str, message: str) -> None:
        self.findings.notice(self.at(name), message)

    def has(self, name: str) -> bool:
        """Whether something stands in a cell, sound or not."""
        return name in self.row.cells or name in self.row.faulty

    def text(self, name: str) -> str | None:
        return self.row.text(name) or None

    def is_number(self, name: str) -> bool:
        return name in self.row.cells and self.row.cells[name].is_number

    def required(self, name: str, message: str = "") -> str | None:
        if not self.has(name):
            heading = next(column.heading for column in self.row.part.columns if column.name == name)
            self.error(name, message or f"「{heading}」を書いてください。")
        return self.text(name)

    def read(self, name: str, reader: Callable[[str], Value]) -> Value | None:
        text = self.text(name)
        if text is None:
            return None
        try:
            return reader(text)
        except UnreadableError as error:
            self.error(name, str(error))
            return None

    def figure(self, name: str) -> int | float | None:
        return self.read(name, read_figure)

    def whole(self, name: str) -> int | None:
        return self.read(name, read_whole)

    def code(self, name: str, words: Words, *, required: bool = False) -> str | None:
        text = self.required(name) if required else self.text(name)
        if text is None:
            return None
        code = words.code(text)
        if code is None:
            self.error(name, words.question(text))
        return code

    def reference(self, name: str, references: References, *, required: bool = False) -> str | None:
        text = self.required(name) if required else self.text(name)
        return self.refer(name, text, references) if text is not None else None

    def refer(self, name: str, text: str, references: References) -> str | None:
        found = references.find(text)
        if found.id is None:
            self.error(name, found.problem)
        elif found.notice:
            self.notice(name, found.notice)
        return found.id
