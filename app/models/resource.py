"""Resources: what the API serves as a list, as CSV of the same, and one by one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import SQLColumnExpression
from sqlmodel import SQLModel, col

from app.models.columns import Column, columns_of, of_plans
from app.models.public import Public
from app.models.types import OrderedItem
from app.settings import Settings

TableRow = TypeVar("TableRow", bound=SQLModel)
Item = TypeVar("Item", bound=OrderedItem)
Shape = TypeVar("Shape", bound=Public)


@dataclass(frozen=True)
class Resource(Generic[TableRow, Shape]):
    """One resource of the API.

    `name` is the path segment, `title` the Japanese word. `plan_id` is the column with the plan of a row,
    None for a code list. Where plans share rows, it stands in another table, whose column `shared` holds
    the key. `options` load what `public` needs beyond the eager relationships; a function, because loader
    options configure the mappers of all tables. The parameters beside the scope are `q`, the words of the
    folded column `searched`; `codes`, whose values are those of a column; and `references`, whose values are
    ids in one column or names in the other."""

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
    searched: SQLColumnExpression[str] | None = None
    codes: Mapping[str, SQLColumnExpression[str]] = field(default_factory=dict)
    references: Mapping[str, tuple[SQLColumnExpression[str], SQLColumnExpression[str]]] = field(
        default_factory=dict
    )

    @property
    def of_plans(self) -> bool:
        """Whether each of its rows belongs to one plan, which it names."""
        return "plan" in self.shape.__pydantic_fields__


def plan_resource(
    name: str, title: str, table: type[Item], shape: type[Shape], public: Callable[[Item, Settings], Shape]
) -> Resource[Item, Shape]:
    """A resource whose rows each belong to one plan, listed in their order there."""
    return Resource(
        name=name,
        title=title,
        table=table,
        key=col(table.id),
        shape=shape,
        public=public,
        columns=of_plans(columns_of(shape)),
        order=(col(table.plan_id), col(table.position)),
        plan_id=col(table.plan_id),
    )
