"""Lists that nothing but the plans in scope restricts: one part of the rows of a resource."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session

from app.models.resource import Resource, TableRow
from app.search.scope import in_scope, scope_of


def rows_in_scope(resource: Resource[Any, Any], given: frozenset[str]) -> ColumnElement[bool] | None:
    """Which rows belong to the plans in scope, None where all do."""
    condition = None if resource.plan_id is None else in_scope(given, resource.plan_id)
    if condition is None or resource.shared is None:
        return condition
    found: ColumnElement[bool] = resource.key.in_(select(resource.shared).where(condition))
    return found


def list_rows(
    session: Session, resource: Resource[TableRow, Any], query: BaseModel, limit: int, offset: int
) -> tuple[Sequence[TableRow], int]:
    """One part of the rows in scope, in order, and their number in all. Two statements and those that
    the table's own relationships load."""
    bound = scope_of(query)
    statement = select(resource.table).options(*resource.options()).order_by(*resource.order)
    condition = rows_in_scope(resource, frozenset(bound))
    if condition is not None:
        statement = statement.where(condition)
    total = session.execute(
        select(func.count()).select_from(statement.order_by(None).subquery()), bound
    ).scalar_one()
    rows = session.execute(statement.limit(limit).offset(offset), bound).scalars().unique().all()
    return rows, total
