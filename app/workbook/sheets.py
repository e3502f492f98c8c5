"""Sheets to be read: which columns of which rows, the lines above them, and what of them is printed."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from app.i18n.numbers import number
from app.models.columns import Column, Item, Vocabulary, plain

COVER: Final = "表紙"
DICTIONARY: Final = "項目の説明"


class Sheet(NamedTuple):
    """One table. `head` are lines above it, the first its title. `widths` are in characters by the name of a
    column, `fills` the colours of headings. `printed` columns are printed and `frozen` ones stay in view, all
    and none if 0. `grouped`: a line is drawn where the first column changes."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Item]
    head: Sequence[str] = ()
    widths: Mapping[str, float] = {}
    fills: Mapping[str, str] = {}
    printed: int = 0
    frozen: int = 0
    grouped: bool = False


class Figure(NamedTuple):
    """A quantity, and the digits that it is shown with."""

    value: float
    digits: str

    def __str__(self) -> str:
        return self.digits

    @property
    def number_format(self) -> str:
        whole, point, fraction = self.digits.partition(".")
        return ("#,##0" if "," in whole else "0") + point + "0" * len(fraction)


Cell = str | int | float | Figure


def cell(column: Column, item: Item) -> Cell:
    """The cell of one item, codes in words."""
    value = column.read(item)
    if column.words is not None:
        value = _in_words(column.words, value)
    elif isinstance(value, bool):
        return "はい" if value else "いいえ"
    found = plain(value)
    if column.type == "number" and not isinstance(found, str):
        return Figure(found, number(found, item.get("unit")))
    return found


def _in_words(words: Vocabulary, value: object) -> object:
    if isinstance(value, list):
        return [_in_words(words, one) for one in value]
    return words(value).label if isinstance(value, str) and value in set(words) else value


def cover(lines: Mapping[str, str]) -> Sheet:
    """What the data are, as pairs."""
    columns = (Column("項目", "name", ""), Column("内容", "value", ""))
    rows = [{"name": name, "value": value} for name, value in lines.items()]
    return Sheet(COVER, columns, rows, widths={"name": 24, "value": 100})


_EXPLAINED: Final = (
    Column("シート", "sheet", ""),
    Column("列", "heading", ""),
    Column("APIの項目", "name", ""),
    Column("型", "type", ""),
    Column("説明", "explanation", ""),
)


def dictionary(sheets: Sequence[Sheet]) -> Sheet:
    """The meaning of every column of some sheets."""
    rows = [
        {
            "sheet": sheet.title,
            "heading": column.heading,
            "name": column.name,
            "type": column.type,
            "explanation": column.explanation,
        }
        for sheet in sheets
        for column in sheet.columns
    ]
    widths = {"sheet": 18, "heading": 24, "name": 28, "type": 12, "explanation": 90}
    return Sheet(DICTIONARY, _EXPLAINED, rows, widths=widths)
