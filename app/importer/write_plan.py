"""The rows and the history of a plan in the database: written, replaced and deleted in a transaction."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Final, NamedTuple

from sqlalchemy import Connection, Delete, bindparam, delete, insert, select
from sqlmodel import SQLModel, col

from app.db.bulk_insert import columns, insert_rows
from app.db.revisions import count_write, next_moment
from app.importer import diff
from app.importer.facet_rows import remove_facets, write_facets
from app.importer.outcome import Clock
from app.importer.table_rows import PlanRows
from app.models import Change, Initiative, Plan, PlanFacet, PlanOrganisation, Revision
from app.models.store import DERIVED_VERSION
from app.search import index

_NEW_REVISION: Final = insert(Revision).returning(col(Revision.id))


def write_plan(
    connection: Connection,
    plan: PlanRows,
    revision_id: int,
    created_at: datetime,
    updated_at: datetime,
    changed: Mapping[str, datetime],
    *,
    last_number: int | None = None,
) -> None:
    """Write every row of a plan and its part of both indexes. Its organisations are stored already. Its
    initiatives are numbered after `last_number`, else after the last one stored. `changed` says when
    initiatives last changed that did not change now."""
    first = (index.last_number(connection) if last_number is None else last_number) + 1
    row = plan.plan | {
        "revision_id": revision_id,
        "created_at": created_at,
        "updated_at": updated_at,
        "first_number": first,
        "last_number": first + len(plan.terms) - 1,
        "derived_version": DERIVED_VERSION,
    }
    insert_rows(connection, Plan, [tuple(row[name] for name in columns(Plan))])
    named = [
        (plan.plan_id, entry["id"], position, entry["name"])
        for position, entry in enumerate(plan.organisations)
    ]
    insert_rows(connection, PlanOrganisation, named)
    for table in plan_tables():
        if rows := plan.tables.get(table):
            if table is Initiative:  # its last two columns
                rows = [(*row[:-2], n, changed.get(row[0], updated_at)) for n, row in enumerate(rows, first)]
            insert_rows(connection, table, rows)
    index.index(connection, list(enumerate(plan.terms, start=first)))
    write_facets(connection, plan.plan_id, plan.facets, first)


class NewRevision(NamedTuple):
    """A revision that was written now, and its time."""

    id: int
    at: datetime


def write_revision(
    connection: Connection, stored: dict[str, str], changes: list[diff.ItemChange], clock: Clock
) -> NewRevision:
    """Write a revision with its change records. `stored` has the plan's id, the note, the file and its
    digest, and the report's id if the file is a report's."""
    at = next_moment(connection, clock())
    revision: int = connection.execute(_NEW_REVISION, {"report_id": None, **stored, "at": at}).scalar_one()
    rows = [(revision, position, stored["plan_id"], *change) for position, change in enumerate(changes)]
    insert_rows(connection, Change, rows)
    count_write(connection)
    return NewRevision(revision, at)


@cache
def plan_tables() -> list[type[SQLModel]]:
    """The tables whose rows belong to one plan, parents first."""
    by_table = {mapper.local_table: mapper.class_ for mapper in SQLModel._sa_registry.mappers}
    return [
        by_table[table]
        for table in SQLModel.metadata.sorted_tables
        if "plan_id" in table.c and by_table[table] not in (Revision, Change, PlanOrganisation, PlanFacet)
    ]


def clear_plan(connection: Connection, plan_id: str) -> tuple[set[str], datetime]:
    """Delete every row of a stored plan, its history excepted. Returns the ids of the organisations that
    it named, and when it was created."""
    of_plan = col(PlanOrganisation.plan_id) == plan_id
    named = set(connection.scalars(select(col(PlanOrganisation.organisation_id)).where(of_plan)))
    created = connection.execute(select(col(Plan.created_at)).where(col(Plan.id) == plan_id)).scalar_one()
    index.remove(connection, plan_id)
    remove_facets(connection, plan_id)
    delete_plan(connection, plan_id)
    return named, created


def delete_plan(connection: Connection, plan_id: str) -> None:
    """Delete every row of the plan but those of the indexes and the history."""
    for statement in _deletions():
        connection.execute(statement, {"plan": plan_id})


@cache
def _deletions() -> list[Delete]:
    tables: list[type[SQLModel]] = [*reversed(plan_tables()), PlanOrganisation]
    ids = [table.__table__.c.plan_id for table in tables]  # type: ignore[attr-defined]
    return [delete(id_.table).where(id_ == bindparam("plan")) for id_ in [*ids, col(Plan.id)]]
