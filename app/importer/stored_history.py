"""The history of a plan: kept files against their digests, change records against the kept files."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, or_, select
from sqlmodel import col

from app.importer.diff import content_sha256, entries
from app.importer.findings import Finding
from app.importer.report_changes import REPORT, report_entry
from app.importer.stored_rows import RESTORE
from app.models import Change

Entries = Mapping[str, tuple[str, dict[str, Any]]]


def sound_file(revision: Row[Any]) -> dict[str, Any] | None:
    """The file of a revision, None if it is not the one that was imported."""
    try:
        file: dict[str, Any] = json.loads(revision.file)
        sound = content_sha256(file) == revision.sha256 and file["note"] == revision.note
    except (ValueError, AttributeError, KeyError):
        return None
    return file if sound else None


def check_changes(
    connection: Connection, revisions: Sequence[Row[Any]], files: Sequence[dict[str, Any] | None]
) -> Iterator[Finding]:
    """Change records repeat entries of the files before and after them."""
    of_plan = or_(*(col(Change.revision_id) == revision.id for revision in revisions))
    changes = connection.execute(select(Change.__table__).where(of_plan)).all()  # type: ignore[attr-defined]
    sides: dict[int, tuple[Entries | None, Entries | None]] = {}
    # The newest entries so far of the plan's file (None) and of each report.
    newest: dict[str | None, Entries | None] = {None: {}}
    for revision, file in zip(revisions, files, strict=True):
        known = None if file is None else _entries(revision.report_id, file)
        sides[revision.id] = newest.get(revision.report_id, {}), known
        newest[revision.report_id] = known
        if revision.report_id is not None:
            before, after = sides[revision.id]
            sides[revision.id] = _joined(newest[None], before), _joined(newest[None], after)
    for change in changes:
        before, after = sides[change.revision_id]
        if _differs(change.before, change, before) or _differs(change.after, change, after):
            where = f"change {change.revision_id} {change.item_id}"
            yield Finding(where, f"変更の記録が、登録されている計画ファイルと違います。{RESTORE}")


def _entries(report_id: str | None, file: dict[str, Any]) -> Entries:
    """The entries of a kept file by id, each with its type."""
    if report_id is None:
        return entries(file)
    entry = report_entry(file)
    return {} if entry is None else {report_id: (REPORT, entry)}


def _joined(plan: Entries | None, report: Entries | None) -> Entries | None:
    """What the records of a report's revision may repeat: its own entry and those of the plan."""
    return None if plan is None or report is None else {**plan, **report}


def _differs(said: dict[str, Any] | None, change: Row[Any], known: Entries | None) -> bool:
    if said is None or known is None:
        return False
    entry = {name: value for name, value in said.items() if name != "order"}
    return known.get(change.item_id) != (change.item_type, entry)
