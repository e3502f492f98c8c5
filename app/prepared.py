"""Statements of the lists that are asked most: compiled once for each engine, then handed to the driver.

To execute a statement SQLAlchemy looks at each parameter again, writes the statement anew where `IN`
takes any number of values, and makes a result and its rows. Within one plan that costs as much as the
database's own work.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import BindParameter, CompoundSelect, Connection, Dialect, Select, bindparam
from sqlalchemy.exc import DBAPIError

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


class Prepared:
    """A statement whose parameters are texts and numbers, bound by name."""

    def __init__(self, statement: AnySelect | AnyCompound) -> None:
        self._statement: Final = statement
        self._texts: dict[str, _Text] = {}

    def rows(self, connection: Connection, bound: Mapping[str, Any]) -> Sequence[Any]:
        """The rows that the statement finds, as the driver gives them; `bound` may hold more than it
        takes. Raises DBAPIError."""
        text = self._texts.get(connection.dialect.name) or self._compile(connection.dialect)
        given: Any
        if text.by_place:
            given = tuple([bound.get(name, constant) for name, constant in text.values])
        else:
            given = {name: bound.get(name, constant) for name, constant in text.values}
        return execute(connection, text.sql, given)

    def _compile(self, dialect: Dialect) -> _Text:
        compiled: Any = self._statement.compile(dialect=dialect)
        names = compiled.positiontup if compiled.positional else compiled.params
        constants = compiled.params
        text = _Text(str(compiled), [(name, constants[name]) for name in names], compiled.positional)
        self._texts[dialect.name] = text
        return text


def several(name: str, number: int) -> list[BindParameter[Any]]:
    """The parameters of an `IN` that takes so many values."""
    return [bindparam(f"{name}_{place}") for place in range(number)]


def spread(name: str, values: Sequence[Any]) -> tuple[int, dict[str, Any]]:
    """Values for `several`: how many, and what is bound. The last one again up to a power of two, so
    that there are few statements to keep."""
    number = 1 << (len(values) - 1).bit_length()
    return number, {f"{name}_{place}": values[min(place, len(values) - 1)] for place in range(number)}
