"""Columns of an item of the API: its CSV, the files of a plan, their data dictionary and metadata."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from types import NoneType
from typing import Any, Final, Literal, NamedTuple, get_args

from pydantic import BaseModel

from app.i18n.messages import N_
from app.i18n.numbers import plain_number
from app.models.vocabulary import Absence, Labelled

Item = dict[str, Any]
Vocabulary = type[Labelled]
ColumnType = Literal["string", "integer", "number", "date", "datetime"]


class Column(NamedTuple):
    """One column. `name` is the path of the field in the public JSON, with dots. `many` columns hold the
    values of a list, joined by `;`. `words` is the vocabulary of a code. `value` reads a cell that is no
    plain field. `figures` says that even joined values are numbers or dates."""

    heading: str
    name: str
    description: str
    type: ColumnType = "string"
    many: bool = False
    required: bool = False
    words: Vocabulary | None = None
    value: Callable[[Item], object] | None = None
    figures: bool = False

    def read(self, item: Item) -> object:
        """The value in one item, or the word for its absence."""
        if self.value is not None:
            return self.value(item)
        first, *rest = self.name.split(".")
        value = item[first]
        if value is None or value == []:
            return absent_word(item, first)
        for part in rest:
            value = [entry[part] for entry in value] if isinstance(value, list) else value[part]
        return value

    def csv_cell(self, item: Item) -> str | int | float:
        """The cell of one item in CSV. Only text is guarded against being read as a formula, never a
        number, a date or a code."""
        content = plain(self.read(item))
        if isinstance(content, float):
            return plain_number(content)
        if not isinstance(content, str) or self.figures or self.words is not None or self.type != "string":
            return content
        return "'" + content if _FORMULA.match(content) else content

    @property
    def explanation(self) -> str:
        """The description with the codes of the vocabulary and the separator of several values."""
        text = self.description
        if self.words is not None:
            text += "（" + "、".join(f"{word.value}＝{word.label}" for word in self.words) + "）"
        return text + "。複数の値は ; で区切る" if self.many else text


class Heading(NamedTuple):
    """Heading and description of the column of one field; name and type are the field's."""

    title: str
    description: str
    words: Vocabulary | None = None


_TYPES: Final[dict[object, ColumnType]] = {
    int: "integer",
    float: "number",
    date: "date",
    datetime: "datetime",
}


def columns_of(shape: type[BaseModel]) -> Iterator[Column]:
    """The columns of a public shape, in the order of its fields: those in a field's annotation, else those
    of the field's own shape. A list makes `many` columns; a field neither list nor nullable is required."""
    for field_name, field in shape.__pydantic_fields__.items():
        name = field.alias or field_name
        kinds = [
            getattr(kind, "__origin__", kind) for kind in (field.annotation, *get_args(field.annotation))
        ]
        many = list in kinds
        required = not many and NoneType not in kinds
        for note in field.metadata:
            if isinstance(note, Column):
                yield note
            elif isinstance(note, Heading):
                types = [_TYPES[kind] for kind in kinds if kind in _TYPES]
                column_type = types[0] if types and not many else "string"
                column = Column(note.title, name, note.description, column_type, many, required, note.words)
                yield column._replace(figures=bool(types))
        if not field.metadata:
            for nested in kinds:
                if isinstance(nested, type) and issubclass(nested, BaseModel):
                    yield from (_nested(column, name, many, required) for column in columns_of(nested))


def _nested(column: Column, field: str, many: bool, required: bool) -> Column:
    return column._replace(
        name=f"{field}.{column.name}",
        type="string" if many else column.type,
        many=many or column.many,
        required=required and column.required,
    )


def of_plans(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns of a table whose rows belong to plans, which begins like the standard data sets: code, ID and
    name of the municipality (`with_names` gives each row its name)."""
    own = [column for column in columns if column.name != _MUNICIPALITY.name]
    first = own[:1] if own[0].heading == "ID" else []
    return (CODE, *first, _MUNICIPALITY, *own[len(first) :])


def with_names(items: Iterable[Item], names: Mapping[str, str | None]) -> Iterator[Item]:
    """Rows with the name of the municipality, by plan: None where the document does not state it."""
    return ({**item, _MUNICIPALITY.name: names.get(item["plan"], "")} for item in items)


def row_ids(parts: Iterable[str]) -> Iterator[str]:
    """Ids of rows that have none of their own, made of what tells them; from the second of the same on, with
    its number."""
    seen: Counter[str] = Counter()
    for part in parts:
        seen[part] += 1
        yield part if seen[part] == 1 else f"{part}/{seen[part]}"


def without_names(columns: Iterable[Column]) -> list[Column]:
    """The columns for a reader whom a cover tells the municipality."""
    return [column for column in columns if column != _MUNICIPALITY]


def absent_word(item: Item, name: str) -> str | None:
    """Why an item lacks a field (記載なし, 報告なし, 対象外), None where it gives no reason."""
    reason = item.get("absent", {}).get(name)
    return None if reason is None else Absence(reason).label


# The code of a municipality, with which every id of its plans begins.
CODE: Final = Column(
    "全国地方公共団体コード",
    "municipality_code",
    "計画を出した団体のコード（6桁、文字列）",
    required=True,
    value=lambda item: item["plan"].partition("-")[0],
)
PLAN: Final = Column("計画ID", "plan", "この行が属する計画のID", required=True)
# Not stated where the document names no such organisation; empty for the history of a plan that is withdrawn.
_MUNICIPALITY: Final = Column(
    "地方公共団体名",
    "municipality_name",
    "計画を出した団体の、文書に印刷された名称",
    value=lambda item: (
        Absence.NOT_STATED.label if item["municipality_name"] is None else item["municipality_name"]
    ),
)
SOURCE: Final = (
    Column("元の文書", "source.document", "印刷されている文書の名称", required=True),
    Column("節", "source.section", "原文で上にある見出し"),
    Column("原文の行", "source.line", "元の文書の行番号", "integer"),
    Column("原文のページ", "source.page", "元の文書に印刷されたページ番号", "integer"),
)
URL: Final = Column("URL", "url", "この項目のページ", required=True)

# The words in a cell that has no value.
ABSENCES: Final = tuple(reason.label for reason in Absence)
# Rows of a CSV in one piece: some tens of kilobytes.
_ROWS_PER_CHUNK: Final = 100
# What spreadsheets read as a formula, also after white space, which some of them drop.
_FORMULA: Final = re.compile(r"\s*[-=+@＝＋－＠]|[\t\n\r]")
GUARD_NOTE: Final = N_(
    "表計算ソフトで式として実行されないよう、= + - @（全角のもの、空白の後のものを含む）・タブ・改行で始まる文のセルの"
    "先頭には ' を付けています。数値・日付・符号（コード）のセルには付けません。元の文字列は NDJSON と API にあります。"
)


def csv_bytes(columns: Sequence[Column], items: Iterable[Item]) -> bytes:
    """A table for Excel: UTF-8 with BOM, CRLF, one header row."""
    return b"".join(csv_chunks(columns, items))


def csv_chunks(columns: Sequence[Column], items: Iterable[Item]) -> Iterator[bytes]:
    """The same in pieces of some rows."""
    text = io.StringIO(newline="")
    text.write("\ufeff")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.heading for column in columns)
    for number, item in enumerate(items, 1):
        writer.writerow([column.csv_cell(item) for column in columns])
        if number % _ROWS_PER_CHUNK == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def plain(value: object) -> str | int | float:
    """The value of one cell, unguarded."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    if isinstance(value, list):
        return ";".join(
            plain_number(entry) if isinstance(entry, float) else str(plain(entry)) for entry in value
        )
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
