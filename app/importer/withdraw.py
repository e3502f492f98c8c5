"""Withdrawal of a whole plan: every list drops it, its ids answer 410, its history stays."""

import json
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from app.db.revisions import require_complete
from app.db.store import Store
from app.errors import CommandError
from app.i18n.characters import unfit_text
from app.importer.diff import ItemChange, canonical, content_sha256, entries
from app.importer.kept_files import newest_revision
from app.importer.organisations import drop_organisations
from app.importer.outcome import Clock, Outcome, utc_now
from app.importer.report_changes import REPORT
from app.importer.write_plan import clear_plan, write_revision
from app.models import Plan, Report
from app.models.types import json_text
from app.models.vocabulary import Action


class WithdrawalError(CommandError):
    """The plan cannot be withdrawn; the message says why. Nothing was written."""


def withdraw_plan(
    store: Store, plan_id: str, reason: str, *, replaced_by: str | None = None, clock: Clock = utc_now
) -> Outcome:
    """Withdraw a plan with everything in it, in one transaction. Raises WithdrawalError."""
    if not reason.strip():
        raise WithdrawalError("取り下げる理由を書いてください。")
    if message := unfit_text(reason, one_line=True):
        raise WithdrawalError(f"理由に使えない文字があります。{message}")
    with store.writing() as connection:
        require_complete(connection)
        title = _title(connection, plan_id)
        if title is None:
            raise WithdrawalError(
                f"計画「{plan_id}」は登録されていません。すでに取り下げられていることもあります。"
            )
        if replaced_by == plan_id or (replaced_by and _title(connection, replaced_by) is None):
            raise WithdrawalError(
                f"後継の計画「{replaced_by}」は登録されていません。先に hoshin import で登録してください。"
            )
        last = newest_revision(connection, plan_id)
        assert last is not None  # noqa: S101 - a plan is never without its revision
        file = json.loads(last.file)
        of_plan = select(col(Report.id)).where(col(Report.plan_id) == plan_id).order_by(col(Report.position))
        reports = connection.scalars(of_plan).all()
        organisations, _ = clear_plan(connection, plan_id)
        shared = drop_organisations(connection, organisations)
        changes = [
            ItemChange(
                item_id, item_type, Action.WITHDRAWN.value, json_text(entry), None, reason, replaced_by
            )
            for item_id, (item_type, entry) in entries(file).items()
            if item_id not in shared
        ]
        changes += [
            ItemChange(item_id, REPORT, Action.WITHDRAWN.value, None, None, reason, replaced_by)
            for item_id in reports
        ]
        revision = write_revision(connection, _header_only(file, plan_id, reason), changes, clock)
    return Outcome(plan_id, title, revision.id, changes)


def _title(connection: Connection, plan_id: str) -> str | None:
    title: str | None = connection.scalar(select(col(Plan.title)).where(col(Plan.id) == plan_id))
    return title


def _header_only(file: dict[str, Any], plan_id: str, reason: str) -> dict[str, str]:
    """The revision of a withdrawn plan: its header and no items."""
    header = {name: [] if isinstance(value, list) else value for name, value in file.items()}
    header["note"] = reason
    return {"plan_id": plan_id, "note": reason, "sha256": content_sha256(header), "file": canonical(header)}
