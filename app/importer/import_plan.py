"""The import of a plan: prepare, compare with the last revision, write in one transaction or not at all."""

import json
from dataclasses import replace as changed
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from app.db.revisions import require_complete
from app.db.store import Store
from app.importer import diff
from app.importer.base_revision import check_base
from app.importer.continuation_checks import check_stored
from app.importer.findings import PlanFileError
from app.importer.given_file import Given, given_text, read_given
from app.importer.given_report import GivenReport, import_given_report
from app.importer.kept_files import KeptPlan, current_form, kept_reports, newest_revision, tombstones_of
from app.importer.organisations import (
    StoredOrganisations,
    check_organisations,
    drop_organisations,
    stored_organisations,
    write_organisations,
)
from app.importer.outcome import Clock, Outcome, Planned, utc_now
from app.importer.page_dates import unchanged_pages
from app.importer.plan_source import PlanSource
from app.importer.prepare import PreparedPlan, derive_rows
from app.importer.write_plan import clear_plan, write_plan, write_revision
from app.workbook.defaults import file_digest


def import_file(
    store: Store, path: Path, *, dry_run: bool = False, replace: bool = False, clock: Clock = utc_now
) -> Outcome:
    """Import one plan file, report or workbook. Raises PlanFileError; then nothing was written."""
    return import_source(store, read_given(path, store), dry_run=dry_run, replace=replace, clock=clock)


def import_text(
    store: Store, content: str, *, dry_run: bool = False, replace: bool = False, clock: Clock = utc_now
) -> Outcome:
    """Import the text of one plan file or report. Raises PlanFileError; then nothing was written."""
    return import_source(store, given_text(content), dry_run=dry_run, replace=replace, clock=clock)


def import_source(
    store: Store, source: Given, *, dry_run: bool = False, replace: bool = False, clock: Clock = utc_now
) -> Outcome:
    """Import what was given. Raises PlanFileError; then nothing was written."""
    if isinstance(source, GivenReport):
        return import_given_report(store, source, source.prepare(), dry_run=dry_run, clock=clock)
    plan = source.prepare()
    try:
        with store.writing() as connection:
            outcome = import_prepared(connection, plan, dry_run=dry_run, replace=replace, clock=clock)
    except PlanFileError as error:
        raise source.located(error) from error
    return of_workbook(outcome, source, plan)


def of_workbook(outcome: Outcome, source: PlanSource, plan: PreparedPlan) -> Outcome:
    """The outcome with what a workbook lacks that was given: the numbers of new rows, and the revision that it
    now is of."""
    book = source.book
    if book is None:
        return outcome
    if outcome.revision is not None and book.base and book.base_at:
        outcome = changed(outcome, renewed={book.base_at: file_digest(json.loads(plan.file))})
    if not source.assigned:
        return outcome
    return changed(outcome, numbered=plan.file, assigned=len(source.assigned), memos=book.memos)


def import_prepared(
    connection: Connection,
    plan: PreparedPlan,
    *,
    dry_run: bool = False,
    replace: bool = False,
    clock: Clock = utc_now,
) -> Outcome:
    """Import one prepared plan, with `replace` also over one of another title. Raises PlanFileError; then
    nothing of it was written: the transaction may be one of several plans."""
    require_complete(connection)
    organisations = stored_organisations(connection, plan.rows)
    last = newest_revision(connection, plan.plan_id)
    if last is None:
        findings, changes, notice = plan.findings, plan.changes, None
    else:
        same, new = last.sha256 == plan.sha256, json.loads(plan.file)
        old = new if same else json.loads(current_form(last.file))
        tombstones = tombstones_of(connection, plan.plan_id)
        findings = list(diff.check_withdrawals(old, new, tombstones))
        if plan.plan_id not in tombstones:
            titles = () if replace else diff.check_title(old, new)
            findings = [*diff.check_status(old, new), *titles, *findings]
        notice = diff.notices(old, new)
    findings = [
        *findings,
        *check_organisations(connection, plan, organisations),
        *check_stored(connection, plan.file),
        *check_base(connection, plan),
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
    # Before anything is written: it may raise PlanFileError.
    if old is not None and (reports := kept_reports(connection, plan.plan_id)):
        plan = changed(plan, rows=derive_rows(KeptPlan(plan.file, tuple(reports.values()))))
    revision = write_revision(connection, stored, changes, clock)
    named_before: set[str] = set()
    created, unchanged = revision.at, dict[str, datetime]()
    if old is not None:
        unchanged = unchanged_pages(connection, plan.rows, old, json.loads(plan.file))
        named_before, created = clear_plan(connection, plan.plan_id)
    write_organisations(connection, plan.rows, organisations)
    write_plan(connection, plan.rows, revision.id, created, revision.at, unchanged)
    drop_organisations(connection, named_before - {entry["id"] for entry in plan.rows.organisations})
    return revision.id
