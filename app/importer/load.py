"""The import itself: read, check in stages, compare, write in one transaction or not at all."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import Connection, delete, insert, select
from sqlmodel import SQLModel, col

from app.db import Store
from app.importer import difference as diff
from app.importer import references, text
from app.importer.organisations import check_organisations, write_organisations
from app.importer.problems import Finding, PlanFileError, pointer
from app.importer.rows import RowWriter
from app.importer.shape import PlanFile
from app.importer.sheet import Sheet
from app.japanese import explain
from app.models import Change, Plan, PlanOrganisation, Revision
from app.models.vocabulary import Action
from app.reference import sdg_goals

SHAPE_STAGE: Final = "形の検査"

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


def check_text(content: str) -> Sheet:
    """Stages 1 to 3 on a file's text. Raises PlanFileError with every finding of the failing stage."""
    text.parse(content)
    try:
        file = PlanFile.model_validate_json(content)
    except ValidationError as error:
        findings = [
            Finding(pointer(_location(item["loc"])), explain(item))
            for item in error.errors(include_url=False, include_input=False)
        ]
        raise PlanFileError(SHAPE_STAGE, findings) from error
    sheet = Sheet(file)
    if findings := references.check(sheet):
        raise PlanFileError(references.STAGE, findings)
    return sheet


def _location(parts: tuple[str | int, ...]) -> list[str | int]:
    """Pydantic names the chosen member of the `document` union in the path; the file has no such key."""
    if len(parts) > 2 and parts[0] == "document":
        return [*parts[:2], *parts[3:]]
    return list(parts)


def import_file(store: Store, path: Path, *, dry_run: bool = False, clock: Clock = utc_now) -> Outcome:
    """Import one plan file. Raises PlanFileError; then nothing was written."""
    return import_text(store, text.read_file(path), dry_run=dry_run, clock=clock)


def import_text(store: Store, content: str, *, dry_run: bool = False, clock: Clock = utc_now) -> Outcome:
    """Import the text of one plan file. Raises PlanFileError; then nothing was written."""
    sheet = check_text(content)
    kept = diff.canonical(sheet.file)
    new = json.loads(kept)
    plan = sheet.file.plan
    with store.writing() as connection:
        old = _last_kept(connection, plan.id)
        findings = [
            *diff.check_withdrawals(old, new, _tombstones(connection, plan.id)),
            *check_organisations(connection, sheet),
        ]
        if findings:
            raise PlanFileError(diff.STAGE, findings)
        if old is not None and diff.content_sha256(old) == diff.content_sha256(new):
            return Outcome(plan.id, plan.title, None, [])
        changes = diff.difference(old, new)
        if dry_run:
            return Outcome(plan.id, plan.title, None, changes)
        revision = _write(connection, sheet, kept, changes, clock())
    return Outcome(plan.id, plan.title, revision, changes)


def _last_kept(connection: Connection, plan_id: str) -> dict[str, Any] | None:
    statement = (
        select(col(Revision.file))
        .where(col(Revision.plan_id) == plan_id)
        .order_by(col(Revision.id).desc())
        .limit(1)
    )
    kept = connection.scalar(statement)
    return None if kept is None else json.loads(kept)


def _tombstones(connection: Connection, plan_id: str) -> set[str]:
    statement = select(col(Change.item_id)).where(
        col(Change.plan_id) == plan_id, col(Change.action) == Action.WITHDRAWN.value
    )
    return set(connection.scalars(statement))


def _write(
    connection: Connection, sheet: Sheet, kept: str, changes: list[diff.ItemChange], now: datetime
) -> int:
    plan_id = sheet.file.plan.id
    goals = {goal["number"]: goal["name_ja"] for goal in sdg_goals()}
    created = connection.scalar(select(col(Plan.created_at)).where(col(Plan.id) == plan_id)) or now
    revision = _write_history(connection, plan_id, sheet.file.note, kept, changes, now)
    rows = RowWriter(sheet, goals)
    _clear(connection, plan_id)
    write_organisations(connection, sheet)
    connection.execute(insert(Plan), rows.plan(revision, created, now))
    connection.execute(
        insert(PlanOrganisation),
        [
            {"plan_id": plan_id, "organisation_id": entry.id, "position": position}
            for position, entry in enumerate(sheet.file.organisations)
        ],
    )
    for table in _plan_tables():
        if table in rows.rows:
            connection.execute(insert(table), rows.rows[table])
    return revision


def _write_history(
    connection: Connection,
    plan_id: str,
    note: str,
    kept: str,
    changes: list[diff.ItemChange],
    now: datetime,
) -> int:
    row = {
        "plan_id": plan_id,
        "at": now,
        "note": note,
        "sha256": diff.content_sha256(json.loads(kept)),
        "file": kept,
    }
    revision: int = connection.execute(insert(Revision).returning(col(Revision.id)), row).scalar_one()
    connection.execute(
        insert(Change),
        [
            {
                "revision_id": revision,
                "position": position,
                "plan_id": plan_id,
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


def _plan_tables() -> list[type[SQLModel]]:
    """The tables whose rows belong to one plan, parents first."""
    by_table = {mapper.local_table: mapper.class_ for mapper in SQLModel._sa_registry.mappers}
    return [
        by_table[table]
        for table in SQLModel.metadata.sorted_tables
        if "plan_id" in table.c and by_table[table] not in (Revision, Change, PlanOrganisation)
    ]


def _clear(connection: Connection, plan_id: str) -> None:
    for table in reversed(_plan_tables()):
        connection.execute(delete(table).where(table.__table__.c.plan_id == plan_id))  # type: ignore[attr-defined]
    connection.execute(delete(PlanOrganisation).where(col(PlanOrganisation.plan_id) == plan_id))
    connection.execute(delete(Plan).where(col(Plan.id) == plan_id))
