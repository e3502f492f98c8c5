"""What a workbook consists of: sheets with columns, and forms with one field a row. Writer, template, reader and
messages read the same declaration."""

import unicodedata
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Literal

Kind = Literal["text", "figure", "whole", "period"]
Row = dict[str, str | int | float]


class Need(Enum):
    """How often a sheet or column is filled in, with the colour of its tab or heading."""

    MUST = "#0017C1"
    IF_ANY = "#259D63"
    RARE = "#949494"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet, or a field of a form. `choices` are the words of a drop-down; `refers` says that
    it names items, whose headings are then offered."""

    name: str
    heading: str
    meaning: str
    width: float = 14
    required: bool = False
    choices: tuple[str, ...] = ()
    refers: bool = False
    kind: Kind = "text"
    rare: bool = False

    @property
    def title(self) -> str:
        """The heading as it is written."""
        return self.heading + ("＊" if self.required else "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of rows. `key` is the column that errors name a row by."""

    title: str
    purpose: str
    need: Need
    columns: tuple[Column, ...]
    key: str = "number"
    optional: bool = False

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class Form:
    """One field a row: item, content, explanation."""

    title: str
    purpose: str
    need: Need
    columns: tuple[Column, ...]
    key: str = ""
    optional: bool = False


Part = Sheet | Form

# The columns of a form, by heading.
FORM_HEADINGS: Final = ("項目", "内容", "説明")
# Headings that begin like this are the writer's own notes and never read.
# The sheet that explains a workbook; it is never read.
GUIDE_TITLE: Final = "書き方"
FREE_HEADINGS: Final = ("メモ", "備考")


def filled(**cells: Any) -> Row:
    """A row without the cells that are blank."""
    return {name: value for name, value in cells.items() if value is not None and value != ""}


def folded(text: str) -> str:
    """Words as choices, headings and names are compared: in NFKC and without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
