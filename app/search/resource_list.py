"""Lists of resources that are restricted by plan alone."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from sqlalchemy import column, func, select, text
from sqlmodel import Session

from app.models.resource import Resource, TableRow
from app.models.types import Code
from app.search.scope import plan_ids, scope_of


def list_rows(
    session: Session, resource: Resource[TableRow, Any], query: BaseModel, limit: int, offset: int
) -> tuple[Sequence[TableRow], int]:
    """One page of the rows in scope, in order, and the total. Two statements and those that load the
    table's relationships."""
    scope = scope_of(query)
    statement = select(resource.table).options(*resource.options()).order_by(*resource.order)
    if scope and resource.plan_id is not None:
        in_scope = resource.plan_id.in_(text(plan_ids(scope)).columns(column("id", Code)))
        if resource.shared is not None:
            in_scope = resource.key.in_(select(resource.shared).where(in_scope))
        statement = statement.where(in_scope)
    total = session.execute(
        select(func.count()).select_from(statement.order_by(None).subquery()), scope
    ).scalar_one()
    rows = session.execute(statement.limit(limit).offset(offset), scope).scalars().unique().all()
    return rows, total
