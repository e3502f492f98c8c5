"""The three addresses of a resource in the API: the list, the list as CSV, and one item.

A router declares a Resource (which table, which public shape, which columns) and calls add_routes.
Initiatives, whose lists are filtered, are served by app/routers/initiatives.py instead.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import Path, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy import ColumnElement, SQLColumnExpression, func, select
from sqlmodel import Session, SQLModel

from app.columns import Column
from app.filters import Paging, Scope, ScopedPage
from app.listing import Listing, Page, csv_list, json_item, json_list
from app.models.public import Public
from app.reading import Reader
from app.revisions import current_revision
from app.routing import Router
from app.scope import in_scope, scope_of
from app.settings import Settings
from app.tombstones import missing, state_for
from app.values import resolve_values

TableRow = TypeVar("TableRow", bound=SQLModel)
Shape = TypeVar("Shape", bound=Public)

ItemPath = Annotated[str, Path(description="ID", max_length=100)]

PROBLEMS: Final[dict[int, str]] = {
    400: "パラメータの誤り。errors に直し方と使える値がある",
    500: "サーバー内部の誤り",
    503: "計画が未登録、またはデータベースが応答しない",
}
ITEM_PROBLEMS: Final = PROBLEMS | {
    404: "その ID の項目はない",
    410: "取り下げられた項目。replaced_by に後継がある",
}
PROBLEM: Final = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
"""Named, not given as a model: the framework would build a serializer for each status of each address."""
NOT_MODIFIED: Final = "前回の ETag から変わっていない（本文なし）"


def answers(model: Any, problems: dict[int, str]) -> dict[int | str, dict[str, Any]]:
    """The documented answers of one JSON operation."""
    return {
        200: {"model": model, "description": "成功"},
        304: {"description": NOT_MODIFIED},
        **{status: {"description": text, "content": PROBLEM} for status, text in sorted(problems.items())},
    }


def csv_answers() -> dict[int | str, dict[str, Any]]:
    """The documented answers of one CSV operation."""
    text = {"schema": {"type": "string"}}
    return answers(None, PROBLEMS) | {
        200: {"content": {"text/csv": text}, "description": "CSV（BOM付きUTF-8）"}
    }


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

    def in_scope(self, given: frozenset[str]) -> ColumnElement[bool] | None:
        """Which rows belong to the plans in scope, None where all do."""
        condition = None if self.plan_id is None else in_scope(given, self.plan_id)
        if condition is None or self.shared is None:
            return condition
        found: ColumnElement[bool] = self.key.in_(select(self.shared).where(condition))
        return found

    def page(
        self, session: Session, query: BaseModel, limit: int, offset: int
    ) -> tuple[Sequence[TableRow], int]:
        """One part of the rows in scope, in order, and their number in all. Two statements and those
        that the table's own relationships load."""
        bound = scope_of(query)
        statement = select(self.table).options(*self.options()).order_by(*self.order)
        condition = self.in_scope(frozenset(bound))
        if condition is not None:
            statement = statement.where(condition)
        total = session.execute(
            select(func.count()).select_from(statement.order_by(None).subquery()), bound
        ).scalar_one()
        rows = session.execute(statement.limit(limit).offset(offset), bound).scalars().unique().all()
        return rows, total


class _Nothing(BaseModel):
    """The parameters of a list that takes none."""


Endpoint = Callable[..., Response]


def add_routes(router: Router, resource: Resource[Any, Any]) -> None:
    """Register `/api/v1/{name}`, `/api/v1/{name}.csv` and `/api/v1/{name}/{id}`."""
    path, name = f"/api/v1/{resource.name}", resource.name.replace("-", "_")
    listing = Listing[resource.shape]  # type: ignore[name-defined]
    router.get(
        path,
        summary=f"{resource.title}の一覧",
        responses=answers(listing, PROBLEMS),
        operation_id=f"list_{name}",
    )(_list_of(resource))
    router.get(
        f"{path}.csv",
        summary=f"{resource.title}の一覧（CSV）",
        responses=csv_answers(),
        response_class=Response,
        operation_id=f"csv_{name}",
    )(_csv_of(resource))
    router.get(
        f"{path}/{{id}}",
        summary=f"{resource.title}1件",
        responses=answers(resource.shape, ITEM_PROBLEMS),
        operation_id=f"get_{name}",
    )(_item_of(resource))


def _list_of(resource: Resource[Any, Any]) -> Endpoint:
    def listed(request: Request, store: Reader, query: Paging) -> Response:
        settings = request.app.state.settings
        with store.snapshot() as session:
            at = current_revision(session)
            resolve_values(session, query)
            rows, total = resource.page(session, query, query.limit, query.offset)
            items = [resource.public(row, settings).model_dump_json() for row in rows]
        return json_list(request, items, Page(total, query.limit, query.offset), at)

    # A code list belongs to no plan: there the parameters of the scope are unknown ones.
    parameters = Paging if resource.plan_id is None else ScopedPage
    listed.__annotations__["query"] = Annotated[parameters, Query()]
    return listed


def _csv_of(resource: Resource[Any, Any]) -> Endpoint:
    def as_csv(request: Request, store: Reader, query: BaseModel) -> Response:
        settings = request.app.state.settings
        with store.snapshot() as session:
            at = current_revision(session)
            resolve_values(session, query)
            rows, _ = resource.page(session, query, 2**31 - 1, 0)
            items = [resource.public(row, settings).model_dump(mode="json") for row in rows]
        names = (f"hoshin-{resource.name}", f"方針データ_{resource.title}")
        return csv_list(resource.columns, items, at, names)

    parameters = _Nothing if resource.plan_id is None else Scope
    as_csv.__annotations__["query"] = Annotated[parameters, Query()]
    return as_csv


def _item_of(resource: Resource[Any, Any]) -> Endpoint:
    def item(request: Request, store: Reader, id: ItemPath) -> Response:
        settings = request.app.state.settings
        with store.snapshot() as session:
            at = state_for(session, id, resource.title)
            found = resource.key == resource.read_key(id)
            statement = select(resource.table).options(*resource.options()).where(found)
            row = session.execute(statement).scalars().unique().one_or_none()
            if row is None:
                raise missing(session, id, resource.title)
            public = resource.public(row, settings)
        return json_item(public, at)

    return item
