"""The import itself: prepare, compare with the last revision, write in one transaction or not at all."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlmodel import SQLModel, col

from app import search_index
from app.db import Store
from app.importer import difference as diff
from app.importer import text
from app.importer.insert import insert_rows
from app.importer.organisations import check_organisations, drop_organisations, write_organisations
from app.importer.prepare import Prepared, prepare
from app.importer.problems import PlanFileError
from app.models import Change, Initiative, Plan, PlanOrganisation, Revision
from app.models.vocabulary import Action

Clock = Callable[[], datetime]


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
        return sum(change.action is action for change in self.changes)


def import_file(store: Store, path: Path, *, dry_run: bool = False, clock: Clock = utc_now) -> Outcome:
    """Import one plan file. Raises PlanFileError; then nothing was written."""
    return import_text(store, text.read_file(path), dry_run=dry_run, clock=clock)


def import_text(store: Store, content: str, *, dry_run: bool = False, clock: Clock = utc_now) -> Outcome:
    """Import the text of one plan file. Raises PlanFileError; then nothing was written."""
    return import_prepared(store, prepare(content), dry_run=dry_run, clock=clock)


def import_prepared(
    store: Store, plan: Prepared, *, dry_run: bool = False, clock: Clock = utc_now
) -> Outcome:
    """Import one prepared plan. Raises PlanFileError; then nothing was written."""
    new = json.loads(plan.file)
    with store.writing() as connection:
        last = last_kept(connection, plan.plan_id)
        old = json.loads(last.file) if last else None
        tombstones = _tombstones(connection, plan.plan_id) if last else {}
        findings = [
            *diff.check_withdrawals(old, new, tombstones),
            *check_organisations(connection, plan),
        ]
        if findings:
            raise PlanFileError(diff.STAGE, findings)
        if last is not None and last.sha256 == plan.sha256:
            return Outcome(plan.plan_id, plan.title, None, [])
        changes = diff.difference(old, new, tombstones)
        if dry_run or not changes:
            return Outcome(plan.plan_id, plan.title, None, changes)
        revision = _write(connection, plan, changes, clock(), again=last is not None)
    return Outcome(plan.plan_id, plan.title, revision, changes)


class Last(NamedTuple):
    """The plan's newest revision."""

    file: str
    sha256: str


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


def _tombstones(connection: Connection, plan_id: str) -> diff.Tombstones:
    statement = (
        select(col(Change.item_id), col(Change.item_type), col(Change.reason), col(Change.replaced_by))
        .where(col(Change.plan_id) == plan_id, col(Change.action) == Action.WITHDRAWN.value)
        .order_by(col(Change.revision_id))
    )
    return {row[0]: diff.Tombstone(*row[1:]) for row in connection.execute(statement)}


def _write(
    connection: Connection, plan: Prepared, changes: list[diff.ItemChange], now: datetime, *, again: bool
) -> int:
    created = now
    kept = {"plan_id": plan.plan_id, "note": plan.note, "sha256": plan.sha256, "file": plan.file}
    revision = write_history(connection, kept, changes, now)
    named_before: set[str] = set()
    if again:
        named_before, created = clear(connection, plan.plan_id, now)
    write_organisations(connection, plan)
    moments = {"revision_id": revision, "created_at": created, "updated_at": now}
    insert_rows(connection, Plan, [plan.plan | moments])
    insert_rows(
        connection,
        PlanOrganisation,
        [
            {"plan_id": plan.plan_id, "organisation_id": entry["id"], "position": position}
            for position, entry in enumerate(plan.organisations)
        ],
    )
    drop_organisations(connection, named_before - {entry["id"] for entry in plan.organisations})
    first = search_index.size(connection) + 1
    numbered = list(enumerate(plan.rows.get(Initiative, []), start=first))
    for number, row in numbered:
        row["number"] = number
    for table in _plan_tables():
        if table in plan.rows:
            insert_rows(connection, table, plan.rows[table])
    search_index.index(connection, zip((number for number, _ in numbered), plan.terms, strict=True))
    return revision


def write_history(
    connection: Connection, kept: dict[str, str], changes: list[diff.ItemChange], now: datetime
) -> int:
    """A revision with its change records; `kept` is the plan's id, the note, the file and its digest."""
    row = {**kept, "at": now}
    revision: int = connection.execute(_NEW_REVISION, row).scalar_one()
    insert_rows(
        connection,
        Change,
        [
            {
                "revision_id": revision,
                "position": position,
                "plan_id": kept["plan_id"],
                "item_id": change.id,
                "item_type": change.type,
                "action": change.action.value,
                "before": change.before,
                "after": change.after,
                "reason": change.reason,
                "replaced_by": change.replaced_by,
            }
            for position, change in enumerate(changes)
        ],
    )
    return revision


@cache
def _plan_tables() -> list[type[SQLModel]]:
    """The tables whose rows belong to one plan, parents first."""
    by_table = {mapper.local_table: mapper.class_ for mapper in SQLModel._sa_registry.mappers}
    return [
        by_table[table]
        for table in SQLModel.metadata.sorted_tables
        if "plan_id" in table.c and by_table[table] not in (Revision, Change, PlanOrganisation)
    ]


def clear(connection: Connection, plan_id: str, now: datetime) -> tuple[set[str], datetime]:
    """Take out every row of the plan; says which organisations it named and when it was created."""
    of_plan = col(PlanOrganisation.plan_id) == plan_id
    named = set(connection.scalars(select(col(PlanOrganisation.organisation_id)).where(of_plan)))
    created = connection.scalar(select(col(Plan.created_at)).where(col(Plan.id) == plan_id))
    search_index.remove(connection, plan_id)
    for table in reversed(_plan_tables()):
        connection.execute(delete(table).where(table.__table__.c.plan_id == plan_id))  # type: ignore[attr-defined]
    connection.execute(delete(PlanOrganisation).where(of_plan))
    connection.execute(delete(Plan).where(col(Plan.id) == plan_id))
    return named, created or now
