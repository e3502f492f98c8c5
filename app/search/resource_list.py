"""Lists of resources: restricted by plan, and some by columns of their own."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel
from sqlalchemy import ColumnElement, column, func, or_, select, text
from sqlmodel import Session

from app.errors import BadRequest, FieldError
from app.i18n.messages import _
from app.models.resource import Resource, TableRow
from app.models.types import Code
from app.search.folding import words
from app.search.scope import plan_ids, scope_of
from app.search.values import MAX_ALLOWED, resolve_values


def list_rows(
    session: Session, resource: Resource[TableRow, Any], query: BaseModel, limit: int, offset: int
) -> tuple[Sequence[TableRow], int]:
    """One page of the rows that match, in order, and the total. Two statements and those that load the
    table's relationships."""
    scope = scope_of(query)
    conditions = matching_rows(resource, query)
    statement = select(resource.table).options(*resource.options()).order_by(*resource.order)
    counted = select(func.count()).select_from(resource.table).where(*conditions)
    total = session.execute(counted, scope).scalar_one()
    page = statement.where(*conditions).limit(limit).offset(offset)
    return session.execute(page, scope).scalars().unique().all(), total


def matching_rows(
    resource: Resource[Any, Any], query: BaseModel, without: str | None = None
) -> list[ColumnElement[bool]]:
    """The conditions of a query on a row, but for the parameter `without`. Those of the scope are bound by
    name."""
    conditions: list[ColumnElement[bool]] = []
    if (scope := scope_of(query)) and resource.plan_id is not None:
        in_scope = resource.plan_id.in_(text(plan_ids(scope)).columns(column("id", Code)))
        if resource.shared is not None:
            in_scope = resource.key.in_(select(resource.shared).where(in_scope))
        conditions.append(in_scope)
    if resource.searched is not None and (q := getattr(query, "q", None)):
        conditions += [resource.searched.contains(word, autoescape=True) for word in words(q)]
    columns = {name: (one,) for name, one in resource.codes.items()} | dict(resource.references)
    for name, each in columns.items():
        if name != without and (values := getattr(query, name, None)):
            conditions.append(or_(*(one.in_(values) for one in each)))
    return conditions


def check_values(session: Session, resource: Resource[Any, Any], query: BaseModel) -> None:
    """Raises BadRequest with the allowed values for a value that the plans in scope do not have."""
    resolve_values(session, query)
    scope = scope_of(query)
    for name, columns in resource.references.items():
        asked: list[str] = getattr(query, name, None) or []
        if not asked:
            continue
        every = select(*columns).distinct().where(*matching_rows(resource, type(query)(**scope)))
        named = every.where(or_(*(one.in_(asked) for one in columns)))
        known = {value for row in session.execute(named, scope) for value in row}
        if unknown := [value for value in asked if value not in known]:
            rows = session.execute(every.order_by(*columns).limit(MAX_ALLOWED), scope)
            allowed = dict.fromkeys(value for id_, label in rows for value in (label, id_))
            raise BadRequest([_unknown(name, value, list(allowed)[:MAX_ALLOWED]) for value in unknown])


def _unknown(name: str, value: str, allowed: list[str]) -> FieldError:
    detail = _(
        "「%(value)s」という値は、対象の計画にありません。使える値のいずれかを指定してください。",
        value=value[:100],
    )
    return FieldError(parameter=name, detail=detail, allowed=allowed)


class ValueCount(NamedTuple):
    """A value of a filter, its label, and the total of the query with this value alone."""

    value: str
    label: str
    total: int


def count_values(
    session: Session, resource: Resource[Any, Any], query: BaseModel, name: str, most: int = MAX_ALLOWED
) -> list[ValueCount]:
    """The values of a filter that match, in their order; the first of them if there are more than `most`."""
    value, label = resource.references.get(name) or (resource.codes[name],) * 2
    statement = select(value, label, func.count()).where(*matching_rows(resource, query, without=name))
    rows = session.execute(
        statement.group_by(label, value).order_by(label, value).limit(most), scope_of(query)
    )
    return [ValueCount(*row) for row in rows]
