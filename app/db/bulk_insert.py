"""Rows in bulk, handed to the driver: INSERT on SQLite, COPY on PostgreSQL.

SQLAlchemy's Core processes every parameter of every row; an import writes some hundred rows of one shape
a plan. Column types, conversions and errors are SQLAlchemy's all the same.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import JSON, Connection, Date, Dialect, insert, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

Convert = Callable[[Any], Any]
# A row as the driver takes it: every column of its table in order, JSON and dates as text.
Values = tuple[Any, ...]

_AS_TEXT: Final = (JSON, Date)


class _Statement(NamedTuple):
    sql: str
    conversions: list[tuple[int, Convert]]


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
    return _Statement(str(compiled), conversions)


def insert_rows(connection: Connection, table: type[SQLModel], rows: Sequence[Values]) -> None:
    """Insert rows that each give every column of the table. Raises DBAPIError."""
    statement = _statement(table, connection.dialect)
    for number, convert in statement.conversions:
        rows = [(*row[:number], convert(row[number]), *row[number + 1 :]) for row in rows]
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(statement.sql, rows)
    else:
        _copy(connection, table, rows)


def _copy(connection: Connection, table: type[SQLModel], rows: Sequence[Values]) -> None:
    """COPY the rows: an INSERT that a pooler keeps from being prepared takes longer."""
    names = ", ".join(f'"{name}"' for name in columns(table))
    sql = f'COPY "{table.__tablename__}" ({names}) FROM STDIN'
    failure = connection.dialect.loaded_dbapi.Error
    cursor: Any = connection.connection.cursor()
    for listener in connection.dispatch.before_cursor_execute:
        listener(connection, cursor, sql, rows, None, True)
    try:
        with cursor.copy(sql) as copy:
            for row in rows:
                copy.write_row(row)
    except failure as error:
        raise DBAPIError.instance(sql, None, error, failure, dialect=connection.dialect) from error


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
