"""The import of a report: compared with its plan and its last version, written in one transaction or not at
all. The plan's file stays as it is; what is derived from it is made again with its reports."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Connection

from app.db.revisions import require_complete
from app.db.store import Store
from app.importer import report_cautions, report_plan_checks
from app.importer.diff import ERASED, ItemChange, Tombstones, compact, entries
from app.importer.findings import Finding, PlanFileError
from app.importer.initiative_json import DocumentWriter
from app.importer.kept_files import kept_reports, newest_revision, tombstones_of
from app.importer.locations import locate, with_places
from app.importer.outcome import Clock, Outcome, utc_now
from app.importer.page_dates import unchanged_pages
from app.importer.plan_index import PlanIndex
from app.importer.prepare import plain, stored_report, stored_sheet
from app.importer.prepare_report import PreparedReport, report_sha256
from app.importer.report_changes import report_changes
from app.importer.reports import Json, Reports
from app.importer.table_rows import PlanRows, RowWriter
from app.importer.write_plan import clear_plan, write_plan, write_revision


def import_report(
    store: Store, report: PreparedReport, *, dry_run: bool = False, clock: Clock = utc_now
) -> Outcome:
    """Import one prepared report. Raises PlanFileError; then nothing was written."""
    try:
        with store.writing() as connection:
            require_complete(connection)
            return _import(connection, report, dry_run=dry_run, clock=clock)
    except PlanFileError as error:
        raise locate(error, report.content) from error


class _Stored(NamedTuple):
    """What the store holds of a report's plan: its file, as plain JSON too, the entries of it by id, its reports by
    id, and what was withdrawn of it."""

    sheet: PlanIndex
    plain: Json
    entries: Mapping[str, tuple[str, Json]]
    reports: dict[str, str]
    tombstones: Tombstones


def _stored(connection: Connection, plan_id: str) -> _Stored:
    """Raises PlanFileError for a plan that is not there."""
    tombstones = tombstones_of(connection, plan_id)
    revision = newest_revision(connection, plan_id)
    if revision is None or plan_id in tombstones:
        message = f"計画「{plan_id}」は登録されていません。先に hoshin import で計画を登録するか、plan のIDを確かめてください。"
        if revision is not None:
            message = f"計画「{plan_id}」は取り下げられています（理由：{tombstones[plan_id].reason}）。報告は登録できません。"
        raise PlanFileError(report_plan_checks.STAGE, [Finding("/plan", message)])
    sheet = stored_sheet(revision.file)
    return _Stored(
        sheet,
        plain(sheet.file),
        entries(json.loads(revision.file)),
        kept_reports(connection, plan_id),
        tombstones,
    )


def _import(connection: Connection, report: PreparedReport, *, dry_run: bool, clock: Clock) -> Outcome:
    file = report.file
    stored = _stored(connection, file.plan)
    text = stored.reports.get(file.id)
    if report.merged is not None and report.merged.stored != text:
        message = f"報告「{file.id}」が、いま別に登録されました。もう一度登録してください。"
        raise PlanFileError(report_plan_checks.STAGE, [Finding("/key", message)])
    outcome = Outcome(file.id, report.title, None, [])
    before = None if text is None else stored_report(text)
    same = text is not None and report_sha256(text) == report.sha256
    if not same and (findings := _findings(report, stored, before)):
        raise PlanFileError(report_plan_checks.STAGE, findings)
    others = [stored_report(one) for id_, one in stored.reports.items() if id_ != file.id]
    writer = RowWriter(stored.sheet, stored.plain, Reports([*others, report.plain]))
    cautions = [
        *report_cautions.word_cautions(file),
        *report_cautions.figure_cautions(file, writer.documents.kpi_documents),
    ]
    outcome = replace(outcome, cautions=with_places(tuple(cautions), report.content))
    if same:
        return outcome
    changes = report_changes(compact(before), compact(report.plain), stored.entries)
    if changes and not dry_run:
        columns = {
            "plan_id": file.plan,
            "note": file.note,
            "sha256": report.sha256,
            "file": report.text,
            "report_id": file.id,
        }
        number = write_report(connection, columns, writer.rows(), stored.plain, changes, clock)
        outcome = replace(outcome, revision=number)
    return replace(outcome, changes=changes)


def _findings(report: PreparedReport, stored: _Stored, before: Json | None) -> list[Finding]:
    documents = DocumentWriter(stored.sheet, stored.plain, Reports())
    found = report_plan_checks.check(report.file, report.plain, documents, stored.tombstones, before)
    if before is None and report.file.withdrawn is not None:
        found.append(
            Finding(
                "/withdrawn", f"報告「{report.file.id}」は登録されていません。取り下げるものがありません。"
            )
        )
    tombstone = stored.tombstones.get(report.file.id)
    if tombstone is not None and tombstone.reason.startswith(ERASED):
        found.append(
            Finding("/key", f"「{report.file.id}」は消去した報告です。別の記号（key）にしてください。")
        )
    return found


def write_report(
    connection: Connection,
    stored: dict[str, str],
    rows: PlanRows,
    plan: Json,
    changes: list[ItemChange],
    clock: Clock,
) -> int:
    """Write a revision of a report, with the columns `stored`, and the rows of its plan; return the revision's
    number."""
    revision = write_revision(connection, stored, changes, clock)
    unchanged = unchanged_pages(connection, rows, plan, plan)
    _, created = clear_plan(connection, stored["plan_id"])
    write_plan(connection, rows, revision.id, created, revision.at, unchanged)
    return revision.id
