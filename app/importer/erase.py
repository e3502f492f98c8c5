"""Erasure of an item's words, as of a name printed by mistake: from every revision, change record and row."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, select, update
from sqlmodel import col

from app.db.revisions import require_complete
from app.db.store import Store
from app.errors import CommandError
from app.i18n.characters import unfit_text
from app.importer import reference_checks
from app.importer.diff import ERASED, canonical, content_sha256
from app.importer.erased_file import LISTS, Erasure
from app.importer.erased_report import erase_from_reports, erase_report, report_quotation, without_item
from app.importer.findings import fold_findings
from app.importer.import_plan import write_import
from app.importer.kept_files import current_form
from app.importer.organisations import stored_organisations
from app.importer.outcome import Clock, Outcome, utc_now
from app.importer.prepare import prepared, stored_sheet
from app.importer.report_changes import REPORT
from app.importer.report_file import is_report_id
from app.importer.write_plan import write_revision
from app.models import Change, Plan, Revision
from app.search import index

_MAX_REASON: Final = 300


class ErasureError(CommandError):
    """The item cannot be erased; the message says why. Nothing was written."""


def erase_item(
    store: Store, item_id: str, reason: str, *, dry_run: bool = False, clock: Clock = utc_now
) -> Outcome:
    """Erase an item and what is only about it, in one transaction. The ids answer 410 with the reason. The
    outcome has no changes where everything was erased before. Raises ErasureError."""
    note = _note(reason)
    with store.writing() as connection:
        require_complete(connection)
        plan_id = _plan_of(connection, item_id)
        if is_report_id(item_id):
            _secure(connection)
            return _erase_report(connection, plan_id, item_id, reason, dry_run=dry_run, clock=clock)
        own = (col(Revision.plan_id) == plan_id, col(Revision.report_id).is_(None))
        statement = select(col(Revision.id), col(Revision.file)).where(*own)
        files = {
            row.id: json.loads(current_form(row.file))
            for row in connection.execute(statement.order_by(col(Revision.id)))
        }
        newest = list(files.values())[-1]
        erasure = Erasure(item_id, list(files.values()))
        live = connection.scalar(select(col(Plan.id)).where(col(Plan.id) == plan_id)) is not None
        if quotation := erasure.quotation(reason):
            raise _quoting(quotation)
        file = erasure.next_file(newest, note)
        changes = erasure.changes(newest, note) if erasure.types else []
        if live and changes:
            _check(newest, file)
        if dry_run or not changes:
            return Outcome(plan_id, newest["plan"]["title"], None, changes)
        _secure(connection)
        changes += erase_from_reports(connection, plan_id, erasure, note)
        for number, kept in files.items():
            left = erasure.file(kept)
            values = {"file": canonical(left), "sha256": content_sha256(left), "note": left["note"]}
            connection.execute(update(Revision).where(col(Revision.id) == number).values(values))
        _erase_changes(connection, plan_id, erasure)
        if live:
            plan = prepared(stored_sheet(canonical(file)))
            named = stored_organisations(connection, plan.rows)
            revision = write_import(connection, plan, changes, named, clock, newest)
        else:
            stored = {
                "plan_id": plan_id,
                "note": note,
                "sha256": content_sha256(file),
                "file": canonical(file),
            }
            revision = write_revision(connection, stored, changes, clock).id
        index.optimize(connection)
    return Outcome(plan_id, file["plan"]["title"], revision, changes)


def _secure(connection: Connection) -> None:
    """Have SQLite overwrite what is deleted."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


def _quoting(words: str) -> ErasureError:
    return ErasureError(
        f"理由に、消去する言葉「{words}」が入っています。理由は公開されます。その言葉を使わずに書いてください"
        "（例 個人の氏名を誤って載せたため）。"
    )


def _erase_report(
    connection: Connection, plan_id: str, report: str, reason: str, *, dry_run: bool, clock: Clock
) -> Outcome:
    if words := report_quotation(connection, plan_id, report, reason):
        raise _quoting(words)
    outcome = erase_report(connection, plan_id, report, _note(reason), dry_run=dry_run, clock=clock)
    index.optimize(connection)
    return outcome


def _note(reason: str) -> str:
    if not reason.strip():
        raise ErasureError("消去する理由を書いてください。消した言葉そのものは書かないでください。")
    if len(reason) > _MAX_REASON:
        raise ErasureError(f"理由は{_MAX_REASON}文字以内で書いてください。")
    if message := unfit_text(reason, one_line=True):
        raise ErasureError(f"理由に使えない文字があります。{message}")
    return ERASED + reason


def _plan_of(connection: Connection, item_id: str) -> str:
    """The plan of an item, known from its change records."""
    statement = select(col(Change.plan_id), col(Change.item_type)).where(col(Change.item_id) == item_id)
    found = connection.execute(statement.limit(1)).first()
    if found is None:
        raise ErasureError(f"「{item_id}」という項目はありません。IDのつづりを確かめてください。")
    if found.item_type == "plan":
        raise ErasureError(
            "計画そのものは消去できません。まるごと取り下げるなら hoshin withdraw を使ってください。"
        )
    if found.item_type == "organisation":
        raise ErasureError(
            "組織は消去できません。名称を直した計画ファイルを hoshin import で登録してください。"
        )
    plan_id: str = found.plan_id
    return plan_id


def _check(newest: Mapping[str, Any], file: Mapping[str, Any]) -> None:
    """Raises ErasureError if the plan would not hold together without the item."""
    before, after = (reference_checks.check(stored_sheet(canonical(one))) for one in (newest, file))
    known = {finding.message for finding in before}
    if broken := fold_findings([finding for finding in after if finding.message not in known]):
        places = [finding.where.split("/") for head in broken for finding in (head, *head.consequences)]
        pointing = dict.fromkeys(file[place[1]][int(place[2])]["id"] for place in places if place[1] in LISTS)
        raise ErasureError(
            f"この項目をほかの項目（{'、'.join(pointing)}）が使っているので、消去できません。{broken[0].message}"
            "先に、それらを直した計画ファイルを hoshin import で登録してください。"
        )


def _erase_changes(connection: Connection, plan_id: str, erasure: Erasure) -> None:
    """Empty the change records of the erased items, and take the words out of the others."""
    records = select(Change.__table__).where(col(Change.plan_id) == plan_id)  # type: ignore[attr-defined]
    for record in connection.execute(records).all():
        was = record.before, record.after
        left = partial(without_item, erasure=erasure) if record.item_type == REPORT else erasure.entry
        now = tuple(entry and left(entry) for entry in was)
        if record.item_id in erasure.types:
            now = None, None
        reason = erasure.remark(record.reason or "") or None
        if now != was or reason != record.reason:
            statement = update(Change).where(
                col(Change.revision_id) == record.revision_id, col(Change.position) == record.position
            )
            connection.execute(statement.values(before=now[0], after=now[1], reason=reason))
