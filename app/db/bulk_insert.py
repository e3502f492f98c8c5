"""Rows in bulk, handed to the driver.

SQLAlchemy's Core processes every parameter of every row; an import writes some hundred rows of one shape
a plan. Statement, column types, conversions and errors are SQLAlchemy's all the same.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import JSON, Connection, Date, Dialect, insert, text
from sqlmodel import SQLModel

Convert = Callable[[Any], Any]
# A row as the driver takes it: every column of its table in order, JSON and dates as text.
Values = tuple[Any, ...]

_AS_TEXT: Final = (JSON, Date)


class _Statement(NamedTuple):
    sql: str
    conversions: list[tuple[int, Convert]]
    positional: bool


@lru_cache(maxsize=128)
def columns(table: type[SQLModel]) -> tuple[str, ...]:
    """The names of a table's columns, in the order in which a row gives their values."""
    return tuple(table.__table__.c.keys())  # type: ignore[attr-defined]


@lru_cache(maxsize=128)
def _statement(table: type[SQLModel], dialect: Dialect) -> _Statement:
    compiled = insert(table).compile(dialect=dialect)
    names = tuple(compiled.positiontup or compiled.bind_names.values())
    assert names == columns(table)  # noqa: S101 - or values would land in columns that are not theirs
    conversions = []
    for number, name in enumerate(names):
        kind = table.__table__.c[name].type  # type: ignore[attr-defined]
        convert = kind.dialect_impl(dialect).bind_processor(dialect)
        if convert is not None and not isinstance(kind, _AS_TEXT):
            conversions.append((number, convert))
    return _Statement(str(compiled), conversions, bool(compiled.positiontup))


def insert_rows(connection: Connection, table: type[SQLModel], rows: Sequence[Values]) -> None:
    """Insert rows that each give every column of the table."""
    statement = _statement(table, connection.dialect)
    for number, convert in statement.conversions:
        rows = [(*row[:number], convert(row[number]), *row[number + 1 :]) for row in rows]
    given: Any = rows
    if not statement.positional:
        names = columns(table)
        given = [dict(zip(names, row, strict=True)) for row in rows]
    if rows:
        connection.exec_driver_sql(statement.sql, given)


def stored_rows(
    connection: Connection, table: type[SQLModel], where: str = "true", bound: Mapping[str, Any] | None = None
) -> list[Values]:
    """The rows of a table as `insert_rows` takes them."""
    kinds = table.__table__.c  # type: ignore[attr-defined]
    selected = [
        f'CAST("{name}" AS text)' if isinstance(kinds[name].type, _AS_TEXT) else f'"{name}"'
        for name in columns(table)
    ]
    sql = f'SELECT {", ".join(selected)} FROM "{table.__tablename__}" WHERE {where}'  # noqa: S608 - names of ours
    return [tuple(row) for row in connection.execute(text(sql), dict(bound or {}))]
