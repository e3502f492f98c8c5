"""The import itself: prepare, compare with the last revision, write in one transaction or not at all."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlmodel import SQLModel, col

from app.db.bulk_insert import Values, columns, insert_rows
from app.db.revisions import count_write, require_complete
from app.db.store import Store
from app.importer import diff, json_text
from app.importer.facet_rows import remove_facets, write_facets
from app.importer.findings import Finding, PlanFileError
from app.importer.organisations import (
    Known,
    check_organisations,
    drop_organisations,
    stored_organisations,
    write_organisations,
)
from app.importer.prepare import PlanRows, PreparedPlan, prepare
from app.models import Change, Initiative, Plan, PlanFacet, PlanOrganisation, Revision
from app.models.store import DERIVED_VERSION
from app.models.vocabulary import Action
from app.search import index

Clock = Callable[[], datetime]
Kept = dict[str, Any]


def utc_now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or with `dry_run` would do; `revision` is None when nothing was written."""

    plan_id: str
    title: str
    revision: int | None
    changes: list[diff.ItemChange]

    def count(self, action: Action) -> int:
        return sum(change.action == action for change in self.changes)


def import_file(store: Store, path: Path, *, dry_run: bool = False, clock: Clock = utc_now) -> Outcome:
    """Import one plan file. Raises PlanFileError; then nothing was written."""
    return import_text(store, json_text.read_file(path), dry_run=dry_run, clock=clock)


def import_text(store: Store, content: str, *, dry_run: bool = False, clock: Clock = utc_now) -> Outcome:
    """Import the text of one plan file. Raises PlanFileError; then nothing was written."""
    return import_prepared(store, prepare(content), dry_run=dry_run, clock=clock)


def import_prepared(
    store: Store, plan: PreparedPlan, *, dry_run: bool = False, clock: Clock = utc_now
) -> Outcome:
    """Import one prepared plan. Raises PlanFileError; then nothing was written."""
    with store.writing() as connection:
        require_complete(connection)
        before = _before(connection, plan)
        known = stored_organisations(connection, plan)
        findings = [*_withdrawals(plan, before), *check_organisations(plan, known)]
        if findings:
            raise PlanFileError(diff.STAGE, findings)
        if before is not None and before.sha256 == plan.sha256:
            return Outcome(plan.plan_id, plan.title, None, [])
        changes = _changes(plan, before)
        if dry_run or not changes:
            return Outcome(plan.plan_id, plan.title, None, changes)
        revision = _write(connection, plan, changes, known, clock(), again=before is not None)
    return Outcome(plan.plan_id, plan.title, revision, changes)


class Last(NamedTuple):
    """The plan's newest revision."""

    file: str
    sha256: str


class _Before(NamedTuple):
    """What a plan that was imported before is compared with, and the new file."""

    sha256: str
    old: Kept
    new: Kept
    tombstones: diff.Tombstones


_LAST: Final = (
    select(col(Revision.file), col(Revision.sha256))
    .where(col(Revision.plan_id) == bindparam("plan"))
    .order_by(col(Revision.id).desc())
    .limit(1)
)
_NEW_REVISION: Final = insert(Revision).returning(col(Revision.id))


def last_kept(connection: Connection, plan_id: str) -> Last | None:
    row = connection.execute(_LAST, {"plan": plan_id}).first()
    return None if row is None else Last(row.file, row.sha256)


def _before(connection: Connection, plan: PreparedPlan) -> _Before | None:
    last = last_kept(connection, plan.plan_id)
    if last is None:
        return None
    tombstones = _tombstones(connection, plan.plan_id)
    return _Before(last.sha256, json.loads(last.file), json.loads(plan.file), tombstones)


def _tombstones(connection: Connection, plan_id: str) -> diff.Tombstones:
    statement = (
        select(col(Change.item_id), col(Change.item_type), col(Change.reason), col(Change.replaced_by))
        .where(col(Change.plan_id) == plan_id, col(Change.action) == Action.WITHDRAWN.value)
        .order_by(col(Change.revision_id))
    )
    return {row[0]: diff.Tombstone(*row[1:]) for row in connection.execute(statement)}


def _withdrawals(plan: PreparedPlan, before: _Before | None) -> Iterable[Finding]:
    if before is None:
        return plan.findings
    return diff.check_withdrawals(before.old, before.new, before.tombstones)


def _changes(plan: PreparedPlan, before: _Before | None) -> list[diff.ItemChange]:
    if before is None:
        return list(map(diff.ItemChange._make, plan.changes))
    return diff.difference(before.old, before.new, before.tombstones)


def _write(
    connection: Connection,
    plan: PreparedPlan,
    changes: list[diff.ItemChange],
    known: Known,
    now: datetime,
    *,
    again: bool,
) -> int:
    created = now
    kept = {"plan_id": plan.plan_id, "note": plan.note, "sha256": plan.sha256, "file": plan.file}
    revision = write_history(connection, kept, changes, now)
    named_before: set[str] = set()
    if again:
        named_before, created = clear(connection, plan.plan_id, now)
    write_organisations(connection, plan, known)
    write_plan(connection, plan.rows, Moments(revision, created, now))
    named_now = [entry["id"] for entry in plan.rows.organisations]
    drop_organisations(connection, named_before.difference(named_now))
    return revision


class Moments(NamedTuple):
    """What the history says of a plan: its newest revision, its first moment and its last."""

    revision_id: int
    created_at: datetime
    updated_at: datetime


def write_plan(connection: Connection, plan: PlanRows, moments: Moments) -> None:
    """Write every row of a plan and its part of both indexes. Its organisations stand already."""
    first = index.last_number(connection) + 1
    numbers = {"first_number": first, "last_number": first + len(plan.terms) - 1}
    row = plan.plan | moments._asdict() | numbers | {"derived_version": DERIVED_VERSION}
    insert_rows(connection, Plan, [tuple(row[name] for name in columns(Plan))])
    ids = [entry["id"] for entry in plan.organisations]
    of_plan = [(plan.plan_id, organisation, position) for position, organisation in enumerate(ids)]
    insert_rows(connection, PlanOrganisation, of_plan)
    for table in _plan_tables():
        if rows := plan.tables.get(table):
            insert_rows(connection, table, _numbered(rows, first) if table is Initiative else rows)
    index.index(connection, list(enumerate(plan.terms, start=first)))
    write_facets(connection, plan.plan_id, plan.facets, first)


def _numbered(rows: Iterable[Values], first: int) -> list[Values]:
    """The rows of initiatives with their numbers."""
    place = columns(Initiative).index("number")
    return [(*row[:place], number, *row[place + 1 :]) for number, row in enumerate(rows, start=first)]


def write_history(
    connection: Connection, kept: dict[str, str], changes: list[diff.ItemChange], now: datetime
) -> int:
    """A revision with its change records; `kept` is the plan's id, the note, the file and its digest."""
    revision: int = connection.execute(_NEW_REVISION, {**kept, "at": now}).scalar_one()
    plan_id = kept["plan_id"]
    rows = [(revision, position, plan_id, *change) for position, change in enumerate(changes)]
    insert_rows(connection, Change, rows)
    count_write(connection)
    return revision


@cache
def _plan_tables() -> list[type[SQLModel]]:
    """The tables whose rows belong to one plan, parents first."""
    by_table = {mapper.local_table: mapper.class_ for mapper in SQLModel._sa_registry.mappers}
    return [
        by_table[table]
        for table in SQLModel.metadata.sorted_tables
        if "plan_id" in table.c and by_table[table] not in (Revision, Change, PlanOrganisation, PlanFacet)
    ]


def clear(connection: Connection, plan_id: str, now: datetime) -> tuple[set[str], datetime]:
    """Take out every row of the plan; says which organisations it named and when it was created."""
    of_plan = col(PlanOrganisation.plan_id) == plan_id
    named = set(connection.scalars(select(col(PlanOrganisation.organisation_id)).where(of_plan)))
    created = connection.scalar(select(col(Plan.created_at)).where(col(Plan.id) == plan_id))
    index.remove(connection, plan_id)
    if created is not None:
        remove_facets(connection, plan_id)
    delete_plan(connection, plan_id)
    return named, created or now


def delete_plan(connection: Connection, plan_id: str) -> None:
    """Delete every row of the plan but those of the indexes and the history."""
    tables: list[type[SQLModel]] = [*reversed(_plan_tables()), PlanOrganisation]
    for table in tables:
        connection.execute(delete(table).where(table.__table__.c.plan_id == plan_id))  # type: ignore[attr-defined]
    connection.execute(delete(Plan).where(col(Plan.id) == plan_id))
