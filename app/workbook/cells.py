"""One cell: its words, figure or day; or what is wrong with it."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from app.workbook.declaration import Column
from app.workbook.sheet_parts import SheetFacts, decoded


@dataclass(frozen=True, slots=True)
class Cell:
    """`is_number` says that Excel holds a number, whose last zeros are lost."""

    text: str
    is_number: bool = False


def read_cell(cell: Any, column: Column, facts: SheetFacts, at: tuple[int, int]) -> Cell | str | None:
    """None for a blank cell, a sentence for a faulty one."""
    if message := _message(cell, facts, at):
        return message
    value = cell.value
    if isinstance(value, date) or at in facts.dates:
        return _day(value, column)
    if isinstance(value, str):
        return Cell(text) if (text := decoded(value).strip()) else None
    return Cell(str(int(value)) if value == int(value) else repr(value), is_number=True)


def _message(cell: Any, facts: SheetFacts, at: tuple[int, int]) -> str | None:
    """What is wrong with a cell whatever its column."""
    value = cell.value
    if at in facts.merged:
        return f"{facts.merged[at]} の結合を解き、各行に値を書いてください。"
    if isinstance(value, time | timedelta):
        return "時刻に変わっています。セルの書式を文字列にして、書き直してください。"
    if cell.data_type == "f" or not isinstance(value, str | int | float | date):
        return "数式です。値だけを貼り付けてください。"
    if cell.data_type == "e":
        return f"「{value}」というエラーの値です。正しい値を書いてください。"
    if isinstance(value, bool):
        return "TRUE・FALSE ではなく、文字で書いてください。"
    return _wrong_text(value, cell, facts, at in facts.struck) if isinstance(value, str) else None


def _wrong_text(value: str, cell: Any, facts: SheetFacts, is_struck: bool) -> str | None:
    if value.strip() and (is_struck or _is_struck(cell, facts)):
        return "取り消し線があります。消すならその字を消し、残すなら線を外してください。"
    if "\ufffd" in value:
        return "読めなくなった字（�）があります。元の文書から写し直してください。"
    return None


def _is_struck(cell: Any, facts: SheetFacts) -> bool:
    """Whether the style of a cell strikes its words through; styles are few, cells are many."""
    style = cell._style_id
    if style not in facts.styles:
        facts.styles[style] = bool(cell.font.strike)
    return facts.styles[style]


def _day(value: Any, column: Column) -> Cell | str:
    if column.kind != "period":
        shown = f"{value:%Y-%m-%d}" if isinstance(value, date) else value
        return f"日付（{shown}）に変わっています。セルの書式を文字列にして、書き直してください。"
    if not isinstance(value, date):
        return "日付の書式です。2023-03-31 のように、文字で書いてください。"
    return Cell(f"{value:%Y-%m-%d}")
