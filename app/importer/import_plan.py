"""The import of a plan: prepare, compare with the last revision, write in one transaction or not at all."""

import json
from collections.abc import Mapping
from dataclasses import replace as changed
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import Connection, Row, bindparam, delete, insert, select
from sqlmodel import SQLModel, col

from app.db.bulk_insert import columns, insert_rows
from app.db.revisions import count_write, next_moment, require_complete
from app.db.store import Store
from app.importer import diff
from app.importer.base_revision import check_base
from app.importer.continuation_checks import check_stored
from app.importer.facet_rows import remove_facets, write_facets
from app.importer.findings import PlanFileError
from app.importer.organisations import (
    StoredOrganisations,
    check_organisations,
    drop_organisations,
    stored_organisations,
    write_organisations,
)
from app.importer.outcome import Clock, Outcome, Planned, utc_now
from app.importer.page_dates import unchanged_pages
from app.importer.plan_source import PlanSource, read_source
from app.importer.prepare import PreparedPlan, current_form
from app.importer.stored_items import stored_items
from app.importer.table_rows import PlanRows
from app.models import Change, Initiative, Plan, PlanFacet, PlanOrganisation, Revision
from app.models.store import DERIVED_VERSION
from app.models.vocabulary import Action
from app.search import index


def import_file(
    store: Store, path: Path, *, dry_run: bool = False, replace: bool = False, clock: Clock = utc_now
) -> Outcome:
    """Import one plan file or workbook. Raises PlanFileError; then nothing was written."""
    source = read_source(path, partial(stored_items, store))
    return import_source(store, source, dry_run=dry_run, replace=replace, clock=clock)


def import_text(
    store: Store, content: str, *, dry_run: bool = False, replace: bool = False, clock: Clock = utc_now
) -> Outcome:
    """Import the text of one plan file. Raises PlanFileError; then nothing was written."""
    return import_source(store, PlanSource(content), dry_run=dry_run, replace=replace, clock=clock)


def import_source(
    store: Store, source: PlanSource, *, dry_run: bool = False, replace: bool = False, clock: Clock = utc_now
) -> Outcome:
    """Import what was given. Raises PlanFileError; then nothing was written."""
    plan = source.prepare()
    try:
        outcome = import_prepared(store, plan, dry_run=dry_run, replace=replace, clock=clock)
    except PlanFileError as error:
        raise source.located(error) from error
    return with_numbers(outcome, source, plan)


def with_numbers(outcome: Outcome, source: PlanSource, plan: PreparedPlan) -> Outcome:
    """The outcome with the workbook that has the numbers, where the one that was given lacked some."""
    if not source.book or not source.assigned:
        return outcome
    return changed(outcome, numbered=plan.file, assigned=len(source.assigned), memos=source.book.memos)


def import_prepared(
    store: Store, plan: PreparedPlan, *, dry_run: bool = False, replace: bool = False, clock: Clock = utc_now
) -> Outcome:
    """Import one prepared plan, with `replace` also over one of another title. Raises PlanFileError; then
    nothing was written."""
    with store.writing() as connection:
        require_complete(connection)
        organisations = stored_organisations(connection, plan.rows)
        last = newest_revision(connection, plan.plan_id)
        if last is None:
            findings, changes, notice = plan.findings, plan.changes, None
        else:
            same, new = last.sha256 == plan.sha256, json.loads(plan.file)
            old = new if same else json.loads(current_form(last.file))
            tombstones = _tombstones(connection, plan.plan_id)
            findings = list(diff.check_withdrawals(old, new, tombstones))
            if plan.plan_id not in tombstones:
                titles = () if replace else diff.check_title(old, new)
                findings = [*diff.check_status(old, new), *titles, *findings]
            notice = diff.notices(old, new)
        undone, also_changed = check_base(connection, plan)
        notice = "\n".join(filter(None, (notice, also_changed))) or None
        findings = [
            *findings,
            *check_organisations(plan, organisations),
            *check_stored(connection, plan.file),
            *undone,
        ]
        if findings:
            raise PlanFileError(diff.STAGE, findings)
        if last is not None:
            changes = [] if same else diff.compare(old, new, tombstones)
        if dry_run or not changes:
            planned = Planned(last.file if last is not None else None, plan) if dry_run else None
            return Outcome(plan.plan_id, plan.title, None, changes, notice, plan.cautions, planned)
        revision = write_import(
            connection, plan, changes, organisations, clock, old if last is not None else None
        )
    return Outcome(plan.plan_id, plan.title, revision, changes, notice, plan.cautions)


_NEWEST: Final = (
    select(col(Revision.file), col(Revision.sha256))
    .where(col(Revision.plan_id) == bindparam("plan"))
    .order_by(col(Revision.id).desc())
    .limit(1)
)
_NEW_REVISION: Final = insert(Revision).returning(col(Revision.id))


def newest_revision(connection: Connection, plan_id: str) -> Row[str, str] | None:
    """The canonical file of a plan's newest revision and the digest of its content, None for a plan that
    was never imported."""
    return connection.execute(_NEWEST, {"plan": plan_id}).first()


def _tombstones(connection: Connection, plan_id: str) -> diff.Tombstones:
    statement = (
        select(col(Change.item_id), col(Change.item_type), col(Change.reason), col(Change.replaced_by))
        .where(col(Change.plan_id) == plan_id, col(Change.action) == Action.WITHDRAWN.value)
        .order_by(col(Change.revision_id))
    )
    return {row[0]: diff.Tombstone(*row[1:]) for row in connection.execute(statement)}


def write_import(
    connection: Connection,
    plan: PreparedPlan,
    changes: list[diff.ItemChange],
    organisations: StoredOrganisations,
    clock: Clock,
    old: diff.Entry | None,
) -> int:
    """Write a revision of a plan and its rows, over those of its last one, whose file is `old`; return the
    revision's number."""
    stored = {"plan_id": plan.plan_id, "note": plan.note, "sha256": plan.sha256, "file": plan.file}
    revision = write_revision(connection, stored, changes, clock)
    named_before: set[str] = set()
    created, unchanged = revision.at, dict[str, datetime]()
    if old is not None:
        unchanged = unchanged_pages(connection, plan, old)
        named_before, created = clear_plan(connection, plan.plan_id)
    write_organisations(connection, plan.rows, organisations)
    write_plan(connection, plan.rows, revision.id, created, revision.at, unchanged)
    drop_organisations(connection, named_before - {entry["id"] for entry in plan.rows.organisations})
    return revision.id


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
    digest."""
    at = next_moment(connection, clock())
    revision: int = connection.execute(_NEW_REVISION, {**stored, "at": at}).scalar_one()
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
    tables: list[type[SQLModel]] = [*reversed(plan_tables()), PlanOrganisation]
    for table in tables:
        connection.execute(delete(table).where(table.__table__.c.plan_id == plan_id))  # type: ignore[attr-defined]
    connection.execute(delete(Plan).where(col(Plan.id) == plan_id))
