"""Statements of the lists, handed to the driver.

SQLAlchemy checks each parameter, expands `IN` and makes a result and its rows at every execution. Within
one plan that costs as much as the database's own work.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, text
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError

from app.models.types import json_text

# Rows of a whole list that are in memory together.
ROWS_AT_ONCE: Final = 500


class CompiledStatement:
    """A statement whose parameters are texts and numbers, bound by name (`:name`)."""

    def __init__(self, sql: str) -> None:
        self._sql: Final = sql
        # By dialect. SQLite's driver takes `:name` as it is.
        self._compiled: dict[str, str] = {"sqlite": sql}

    def rows(self, connection: Connection, bound: Mapping[str, Any]) -> Sequence[Any]:
        """The result rows as the driver gives them; `bound` may hold further values. Raises DBAPIError."""
        with self._executed(connection, bound) as cursor:
            return cursor.fetchall()

    def each_row(self, connection: Connection, bound: Mapping[str, Any]) -> Iterator[Any]:
        """The same rows, fetched some at a time while the snapshot is open."""
        with self._executed(connection, bound) as cursor:
            while rows := cursor.fetchmany(ROWS_AT_ONCE):
                yield from rows

    @contextmanager
    def _executed(self, connection: Connection, bound: Mapping[str, Any]) -> Iterator[DBAPICursor]:
        dialect = connection.dialect
        sql = self._compiled.get(dialect.name)
        if sql is None:
            sql = self._compiled[dialect.name] = str(text(self._sql).compile(dialect=dialect))
        cursor = connection.connection.cursor()
        for listener in connection.dispatch.before_cursor_execute:
            listener(connection, cursor, sql, bound, None, False)
        failure = dialect.loaded_dbapi.Error
        try:
            cursor.execute(sql, bound)
            yield cursor
        except failure as error:
            raise DBAPIError.instance(sql, None, error, failure, dialect=dialect) from error
        finally:
            cursor.close()


def in_values(expression: str, name: str, dialect: str, sql_type: str = "text") -> str:
    """The condition that an expression is one of any number of values, bound under one name."""
    if dialect == "sqlite":
        return f"{expression} IN (SELECT value FROM json_each(:{name}))"
    return f"{expression} = ANY (CAST(:{name} AS {sql_type}[]))"


def bound_values(values: Sequence[Any], dialect: str) -> Any:
    """The values of `in_values`, to be bound."""
    return json_text(values) if dialect == "sqlite" else list(values)


def unindexed(column: str, dialect: str) -> str:
    """A column that SQLite does not look up in an index: to look up each of many values costs more than
    to check rows found otherwise. PostgreSQL decides by its statistics."""
    return f"+{column}" if dialect == "sqlite" else column
