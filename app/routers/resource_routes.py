"""The three addresses of a resource in the API: the list, the list as CSV, and one item.

A router declares a Resource (which table, which public shape, which columns) and calls add_routes.
Initiatives, whose lists are filtered, are served by app/routers/initiatives.py instead.
"""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy import select

from app.db.revisions import current_revision
from app.models.resource import Resource
from app.search.filters import Paging, Scope, ScopedPage
from app.search.lookup import not_found_or_gone, state_for
from app.search.resource_list import list_rows
from app.search.values import resolve_values
from app.web.dependencies import StoreDep
from app.web.openapi import ITEM_PROBLEMS, PROBLEMS, answers, csv_answers
from app.web.pagination import Page
from app.web.responses import Listing, csv_list, json_item, json_list
from app.web.routing import Router

ItemPath = Annotated[str, Path(description="ID", max_length=100)]


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
    def listed(request: Request, store: StoreDep, query: Paging) -> Response:
        settings = request.app.state.settings
        with store.snapshot() as session:
            at = current_revision(session)
            resolve_values(session, query)
            rows, total = list_rows(session, resource, query, query.limit, query.offset)
            items = [resource.public(row, settings).model_dump_json() for row in rows]
        return json_list(request, items, Page(total, query.limit, query.offset), at)

    # A code list belongs to no plan: there the parameters of the scope are unknown ones.
    parameters = Paging if resource.plan_id is None else ScopedPage
    listed.__annotations__["query"] = Annotated[parameters, Query()]
    return listed


def _csv_of(resource: Resource[Any, Any]) -> Endpoint:
    def as_csv(request: Request, store: StoreDep, query: BaseModel) -> Response:
        settings = request.app.state.settings
        with store.snapshot() as session:
            at = current_revision(session)
            resolve_values(session, query)
            rows, _ = list_rows(session, resource, query, 2**31 - 1, 0)
            items = [resource.public(row, settings).model_dump(mode="json") for row in rows]
        names = (f"hoshin-{resource.name}", f"方針データ_{resource.title}")
        return csv_list(resource.columns, items, at, names)

    parameters = _Nothing if resource.plan_id is None else Scope
    as_csv.__annotations__["query"] = Annotated[parameters, Query()]
    return as_csv


def _item_of(resource: Resource[Any, Any]) -> Endpoint:
    def item(request: Request, store: StoreDep, id: ItemPath) -> Response:
        settings = request.app.state.settings
        with store.snapshot() as session:
            at = state_for(session, id, resource.title)
            found = resource.key == resource.read_key(id)
            statement = select(resource.table).options(*resource.options()).where(found)
            row = session.execute(statement).scalars().unique().one_or_none()
            if row is None:
                raise not_found_or_gone(session, id, resource.title)
            public = resource.public(row, settings)
        return json_item(public, at)

    return item
