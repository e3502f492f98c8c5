"""Statements of the lists that are asked most: compiled once for each engine, then handed to the driver.

To execute a statement SQLAlchemy looks at each parameter again, writes the statement anew where `IN`
takes any number of values, and makes a result and its rows. Within one plan that costs as much as the
database's own work.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import CompoundSelect, Connection, Dialect, Select, text
from sqlalchemy.exc import DBAPIError

from app.models.types import json_text

AnySelect = Select[*tuple[Any, ...]]
AnyCompound = CompoundSelect[*tuple[Any, ...]]


def execute(connection: Connection, sql: str, given: Any, *, many: bool = False) -> Sequence[Any]:
    """Have the driver execute a statement, `many` times with one set of values each; the rows that one
    finds. Seen by whoever listens to statements. Raises DBAPIError as SQLAlchemy does."""
    cursor = connection.connection.cursor()
    for listener in connection.dispatch.before_cursor_execute:
        listener(connection, cursor, sql, given, None, many)
    failure = connection.dialect.loaded_dbapi.Error
    try:
        if many:
            cursor.executemany(sql, given)
            return ()
        cursor.execute(sql, given)
        return cursor.fetchall()
    except failure as error:
        raise DBAPIError.instance(sql, None, error, failure, dialect=connection.dialect) from error
    finally:
        cursor.close()


class _Text(NamedTuple):
    """A statement as a driver takes it. `values` are the names of its parameters with the constants
    among them; `by_place` says whether the driver counts them or calls them by name."""

    sql: str
    values: Sequence[tuple[str, Any]]
    by_place: bool


class CompiledStatement:
    """A statement whose parameters are texts and numbers, bound by name (`:name` in a text)."""

    def __init__(self, statement: AnySelect | AnyCompound | str) -> None:
        self._statement: Final = text(statement) if isinstance(statement, str) else statement
        self._texts: dict[str, _Text] = {}

    def rows(self, connection: Connection, bound: Mapping[str, Any]) -> Sequence[Any]:
        """The rows that the statement finds, as the driver gives them; `bound` may hold more than it
        takes. Raises DBAPIError."""
        ready = self._texts.get(connection.dialect.name) or self._compile(connection.dialect)
        given: Any
        if ready.by_place:
            given = tuple([bound.get(name, constant) for name, constant in ready.values])
        else:
            given = {name: bound.get(name, constant) for name, constant in ready.values}
        return execute(connection, ready.sql, given)

    def _compile(self, dialect: Dialect) -> _Text:
        compiled: Any = self._statement.compile(dialect=dialect)
        names = compiled.positiontup if compiled.positional else compiled.params
        constants = compiled.params
        ready = _Text(str(compiled), [(name, constants[name]) for name in names], compiled.positional)
        self._texts[dialect.name] = ready
        return ready


def in_values(expression: str, name: str, dialect: str, sql_type: str = "text") -> str:
    """The condition that an expression is one of any number of values, bound under one name."""
    if dialect == "sqlite":
        return f"{expression} IN (SELECT value FROM json_each(:{name}))"
    return f"{expression} = ANY (CAST(:{name} AS {sql_type}[]))"


def unindexed(column: str, dialect: str) -> str:
    """A column that SQLite does not look up in an index: to try each of many values in turn costs more
    than to check the rows that were found otherwise. PostgreSQL decides by what the tables hold."""
    return f"+{column}" if dialect == "sqlite" else column


def bound_values(values: Sequence[Any], dialect: str) -> Any:
    """What `in_values` takes."""
    return json_text(values) if dialect == "sqlite" else list(values)
