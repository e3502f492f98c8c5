"""Rollback: an import of the file that an old revision of the plan kept."""

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, Row, select
from sqlmodel import col

from app.db.revisions import require_complete
from app.db.store import Store
from app.errors import CommandError
from app.i18n.characters import unfit_text
from app.importer import diff, reference_checks
from app.importer.diff import ERASED, Entry, canonical, compact, entries
from app.importer.findings import PlanFileError
from app.importer.import_plan import write_import
from app.importer.kept_files import current_form, tombstones_of
from app.importer.organisations import check_organisations, stored_organisations
from app.importer.outcome import Clock, Outcome, Planned, utc_now
from app.importer.prepare import cautions_of, prepared, stored_sheet
from app.models import Plan, Revision

_MAX_SHOWN: Final = 20
_MAX_REASON: Final = 300


class RollbackError(CommandError):
    """The plan cannot be rolled back; the message says why. Nothing was written."""


def rollback_plan(
    store: Store,
    plan_id: str,
    number: int | None,
    reason: str,
    *,
    dry_run: bool = False,
    clock: Clock = utc_now,
) -> Outcome:
    """Make the content of an old revision the newest one, in one transaction. What was added since is
    withdrawn; what was withdrawn since returns under its own id, the one way for an id to come back. The
    outcome has no changes where the content is the same. Raises RollbackError, which lists the revisions where
    none was asked for or it is none of the plan, and PlanFileError."""
    with store.writing() as connection:
        require_complete(connection)
        asked, newest = _revisions(connection, plan_id, number)
        note = _note(asked.id, reason)
        last = json.loads(current_form(newest.file))
        tombstones = tombstones_of(connection, plan_id)
        file = _file(json.loads(current_form(asked.file)), last, note)
        try:
            sheet = stored_sheet(canonical(file))
            findings = list(reference_checks.check(sheet))
        except PlanFileError as error:
            findings = list(error.findings)
        if findings:
            raise PlanFileError(reference_checks.STAGE, findings)
        plan = prepared(sheet)
        new = json.loads(plan.file)
        # An item of the old revision is no tombstone any more: it returns.
        gone = {item: one for item, one in tombstones.items() if item not in entries(new)}
        organisations = stored_organisations(connection, plan.rows)
        findings = [
            *diff.check_status(last, new),
            *diff.check_withdrawals(last, new, gone),
            *check_organisations(connection, plan, organisations),
        ]
        if findings:
            raise PlanFileError(diff.STAGE, findings)
        changes = diff.compare(last, new, gone)
        notice, cautions = diff.notices(last, new), cautions_of(sheet, plan.file)
        if dry_run or not changes:
            planned = Planned(newest.file, plan)
            return Outcome(plan_id, plan.title, None, changes, notice, cautions, planned)
        revision = write_import(connection, plan, changes, organisations, clock, last)
    return Outcome(plan_id, plan.title, revision, changes, notice, cautions)


def erased_since(store: Store, plan_id: str) -> list[str]:
    """The ids of the plan's erased items: no revision holds them any more."""
    with store.snapshot() as session:
        tombstones = tombstones_of(session.connection(), plan_id)
    return sorted(item for item, one in tombstones.items() if one.reason.startswith(ERASED))


def _note(number: int, reason: str) -> str:
    if message := unfit_text(reason, one_line=True):
        raise RollbackError(f"理由に使えない文字があります。{message}")
    if len(reason) > _MAX_REASON:
        raise RollbackError(f"理由は{_MAX_REASON}文字以内で書いてください。")
    return f"改訂{number}の内容に戻しました。{reason.strip()}"


def _revisions(
    connection: Connection, plan_id: str, number: int | None
) -> tuple[Row[*tuple[Any, ...]], Row[*tuple[Any, ...]]]:
    """The revision that was asked for, and the plan's newest."""
    statement = select(col(Revision.id), col(Revision.file), col(Revision.report_id)).where(
        col(Revision.plan_id) == plan_id
    )
    rows = connection.execute(statement.order_by(col(Revision.id).desc())).all()
    found = {row.id: row for row in rows if row.report_id is None}
    if not found:
        raise RollbackError(f"計画「{plan_id}」は登録されていません。IDのつづりを確かめてください。")
    if connection.scalar(select(col(Plan.id)).where(col(Plan.id) == plan_id)) is None:
        raise RollbackError(f"計画「{plan_id}」は取下げ済みです。取り下げた計画は戻せません。")
    newest = next(iter(found))
    if number == newest:
        raise RollbackError(
            f"改訂{number}は、計画「{plan_id}」のいちばん新しい改訂です。戻すものはありません。{_known(found)}"
        )
    if number is None:
        raise RollbackError(f"戻す改訂の番号を書いてください。{_known(found)}")
    if number not in found:
        if any(row.id == number for row in rows):
            what = f"改訂{number}は報告の登録で、計画「{plan_id}」の内容は変わっていません。"
        else:
            what = f"計画「{plan_id}」に改訂{number}はありません。"
        raise RollbackError(f"{what}{_known(found)}")
    return found[number], found[newest]


def _known(found: Mapping[int, object]) -> str:
    """The revisions that the plan can be rolled back to: all but its newest."""
    older = list(found)[1:]
    if not older:
        return "この計画の改訂は1つだけで、戻せるものはありません。"
    shown = "、".join(map(str, older[:_MAX_SHOWN]))
    more = f" など{len(older):,}件" if len(older) > _MAX_SHOWN else ""
    return f"戻せる改訂は {shown}{more} です（新しい順）。"


def _file(old: Entry, last: Mapping[str, Any], note: str) -> Entry:
    """The old file with this note, in which everything that it does not have is withdrawn: for the reason that
    it gave itself, or because it was added later. To leave out an earlier withdrawal changes nothing."""
    kept = entries(old)
    said = {one["id"]: one for one in old.get("withdrawn", ())}
    gone = [said.get(item, {"id": item, "reason": note}) for item in entries(last) if item not in kept]
    file: Entry = compact({**old, "note": note, "withdrawn": gone})
    return file
