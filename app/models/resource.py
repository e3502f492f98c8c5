"""Resources: what the API serves as a list, the same as CSV, and one by one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import SQLColumnExpression
from sqlmodel import SQLModel

from app.models.columns import Column
from app.models.public import Public
from app.settings import Settings

TableRow = TypeVar("TableRow", bound=SQLModel)
Shape = TypeVar("Shape", bound=Public)


@dataclass(frozen=True)
class Resource(Generic[TableRow, Shape]):
    """`name` is the path segment, `title` the Japanese word. `plan_id` is the column that says whose
    plan a row belongs to, None for a code list, which belongs to none. Where plans share a row, that
    column stands in a table of its own and `shared` is that table's column with the row's key.
    `public` makes the shape of a row; `options` load what it needs beyond the table's own relationships;
    they are made with the first statement, because making one configures the mappers of all tables."""

    name: str
    title: str
    table: type[TableRow]
    key: Any
    shape: type[Shape]
    public: Callable[[TableRow, Settings], Shape]
    columns: Sequence[Column]
    order: tuple[Any, ...]
    plan_id: SQLColumnExpression[str] | None = None
    shared: SQLColumnExpression[Any] | None = None
    read_key: Callable[[str], Any] = str
    options: Callable[[], tuple[Any, ...]] = tuple
