"""Many whole rows into one table, past what makes SQLAlchemy's own way slow for them.

Its Core looks at every parameter of every row anew; an import writes some hundred rows of one shape
a plan. The statement, the column types and their conversions are SQLAlchemy's all the same.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, insert
from sqlmodel import SQLModel

Convert = Callable[[Any], Any]


class _Statement(NamedTuple):
    sql: str
    columns: list[str]
    conversions: list[tuple[int, Convert]]
    positional: bool


@lru_cache(maxsize=128)
def _statement(table: type[SQLModel], dialect: Dialect) -> _Statement:
    compiled = insert(table).compile(dialect=dialect)
    columns = list(compiled.positiontup or compiled.bind_names.values())
    conversions = []
    for number, name in enumerate(columns):
        convert = table.__table__.c[name].type.dialect_impl(dialect).bind_processor(dialect)  # type: ignore[attr-defined]
        if convert is not None:
            conversions.append((number, convert))
    return _Statement(str(compiled), columns, conversions, bool(compiled.positiontup))


def insert_rows(connection: Connection, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that each give every column of the table."""
    statement = _statement(table, connection.dialect)
    values = [[row[name] for name in statement.columns] for row in rows]
    for number, convert in statement.conversions:
        for value in values:
            value[number] = convert(value[number])
    if statement.positional:
        connection.exec_driver_sql(statement.sql, [tuple(value) for value in values])
    else:
        named = [dict(zip(statement.columns, value, strict=True)) for value in values]
        connection.exec_driver_sql(statement.sql, named)
