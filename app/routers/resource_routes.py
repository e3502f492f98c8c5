"""The three routes of a resource in the API: its list as JSON, its list as CSV, and one item.

A router declares a Resource (which table, which public shape, which columns) and calls add_routes.
Initiatives, whose lists are filtered, have routes of their own in app/routers/initiatives.py.
"""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy import select
from sqlmodel import Session

from app.db.revisions import current_revision
from app.models.columns import with_names
from app.models.resource import Resource, TableRow
from app.routers.old_revisions import RevisionParam, RevisionsDep
from app.search.continuations import with_continuations
from app.search.filters import Paging, Scope, ScopedPage
from app.search.lookup import municipality_names, not_found_or_gone, state_for
from app.search.resource_list import check_values, list_rows
from app.web.dependencies import SettingsDep, StoreDep
from app.web.openapi import ITEM_PROBLEMS, PROBLEMS, answers, csv_answers
from app.web.pagination import Page
from app.web.responses import Listing, csv_list, json_item, json_list
from app.web.routing import Router

ItemPath = Annotated[str, Path(description="ID", max_length=100)]
Endpoint = Callable[..., Response]

# LIMIT of a list that is not paged.
NO_LIMIT = 2**31 - 1


class _NoParameters(BaseModel):
    """The parameters of a list that takes none."""


def resource_router(
    resource: Resource[Any, Any],
    page: type[ScopedPage] = ScopedPage,
    whole: type[Scope] = Scope,
) -> Router:
    """The router of a resource without pages of its own, tagged with its title."""
    router = Router(tags=[resource.title])
    add_routes(router, resource, page, whole)
    return router


def add_routes(
    router: Router,
    resource: Resource[Any, Any],
    page: type[ScopedPage] = ScopedPage,
    whole: type[Scope] = Scope,
) -> None:
    """Register `/api/v1/{name}`, `/api/v1/{name}.csv` and `/api/v1/{name}/{id}`. `page` are the parameters
    of the first list, `whole` those of the second."""
    add_lists(router, resource, page, whole)
    router.get(
        f"/api/v1/{resource.name}/{{id}}",
        summary=f"{resource.title}1件",
        responses=answers(resource.shape, ITEM_PROBLEMS),
        operation_id=f"get_{resource.name.replace('-', '_')}",
    )(_item_endpoint(resource))


def add_lists(
    router: Router,
    resource: Resource[Any, Any],
    page: type[ScopedPage] = ScopedPage,
    whole: type[Scope] = Scope,
) -> None:
    """Register the two lists of what has no address of its own."""
    path, name = f"/api/v1/{resource.name}", resource.name.replace("-", "_")
    listing = Listing[resource.shape]  # type: ignore[name-defined]
    router.get(
        path,
        summary=f"{resource.title}の一覧",
        responses=answers(listing, PROBLEMS),
        operation_id=f"list_{name}",
    )(_list_endpoint(resource, page))
    router.whole_list(
        f"{path}.csv",
        summary=f"{resource.title}の一覧（CSV）",
        responses=csv_answers(),
        operation_id=f"csv_{name}",
    )(_csv_endpoint(resource, whole))


def _list_endpoint(resource: Resource[Any, Any], page: type[ScopedPage]) -> Endpoint:
    def list_items(request: Request, store: StoreDep, settings: SettingsDep, query: Paging) -> Response:
        with store.snapshot() as session:
            revision = current_revision(session)
            check_values(session, resource, query)
            rows, total = list_rows(session, resource, query, query.limit, query.offset)
            shown = with_continuations(session, [resource.public(row, settings) for row in rows])
            items = [item.model_dump_json() for item in shown]
        return json_list(request, items, Page(total, query.limit, query.offset), revision)

    # A code list belongs to no plan: it rejects the parameters of the scope.
    parameters = Paging if resource.plan_id is None else page
    list_items.__annotations__["query"] = Annotated[parameters, Query()]
    return list_items


def _csv_endpoint(resource: Resource[Any, Any], whole: type[Scope]) -> Endpoint:
    def list_items_as_csv(store: StoreDep, settings: SettingsDep, query: BaseModel) -> Response:
        with store.snapshot() as session:
            revision = current_revision(session)
            check_values(session, resource, query)
            rows, _ = list_rows(session, resource, query, NO_LIMIT, 0)
            items = [resource.public(row, settings).model_dump(mode="json") for row in rows]
            if resource.of_plans:
                items = list(with_names(items, municipality_names(session)))
        return csv_list(resource.columns, items, revision, resource.name, resource.title)

    parameters = _NoParameters if resource.plan_id is None else whole
    list_items_as_csv.__annotations__["query"] = Annotated[parameters, Query()]
    return list_items_as_csv


def _item_endpoint(resource: Resource[Any, Any]) -> Endpoint:
    def get_item(store: StoreDep, settings: SettingsDep, id: ItemPath) -> Response:
        with store.snapshot() as session:
            revision = state_for(session, id, resource.title)
            row = read_row(session, resource, id)
            (item,) = with_continuations(session, [resource.public(row, settings)])
        return json_item(item, revision)

    def get_item_of_plan(
        revisions: RevisionsDep, settings: SettingsDep, id: ItemPath, revision: RevisionParam = None
    ) -> Response:
        with revisions.snapshot(id, revision, resource.title) as reading:
            state = reading.dated(state_for(reading.session, id, resource.title))
            row = read_row(reading.session, resource, id)
            (item,) = with_continuations(reading.session, [resource.public(row, settings)])
        return json_item(item, state)

    # Code lists belong to no plan, and organisations to several.
    of_plan = resource.plan_id is not None and resource.shared is None
    return get_item_of_plan if of_plan else get_item


def read_row(session: Session, resource: Resource[TableRow, Any], item_id: str) -> TableRow:
    """The row of one item. Raises NotFound or Gone."""
    statement = select(resource.table).options(*resource.options())
    statement = statement.where(resource.key == resource.read_key(item_id))
    row: TableRow | None = session.execute(statement).scalars().unique().one_or_none()
    if row is None:
        raise not_found_or_gone(session, item_id, resource.title)
    return row
