"""Reports without the words of an erased item, and the erasure of a whole report."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Row, select, update
from sqlmodel import col

from app.importer.diff import Entry, ItemChange, canonical, compact, content_sha256
from app.importer.erased_file import EMPTIED, Erasure, quotation
from app.importer.import_report import write_report
from app.importer.kept_files import kept_plan
from app.importer.outcome import Clock, Outcome
from app.importer.prepare import derive_rows
from app.importer.report_changes import REPORT, SAID, said_of_items
from app.importer.write_plan import write_revision
from app.models import Change, Plan, Revision
from app.models.vocabulary import Action

_ERASED_NAME = "（消去）"


def without_item(said: Mapping[str, Any], erasure: Erasure) -> Entry:
    """A kept report, or its change record, without the erased items and the words that quote them. Lists that
    are empty then are left out, as in every kept file."""
    left = dict(said)
    for name, member in SAID.items():
        if name in said:
            left[name] = [_remarked(one, erasure) for one in said[name] if one[member] not in erasure.types]
    if "note" in said:
        left["note"] = erasure.remark(said["note"])
    without: Entry = compact(left)
    return without


def _remarked(entry: Entry, erasure: Erasure) -> Entry:
    remarks = {
        name: erasure.remark(entry[name]) for name in ("text", "evidence", "reason") if entry.get(name)
    }
    return {**entry, **remarks}


def erase_from_reports(connection: Connection, plan_id: str, erasure: Erasure, note: str) -> list[ItemChange]:
    """Take an erased item out of every version of a plan's reports. Returns the records of those that
    change."""
    changed: dict[str, None] = {}
    for row in _versions(connection, plan_id):
        kept = json.loads(row.file)
        left = without_item(kept, erasure)
        if left != kept:
            changed[row.report_id] = None
            _replace(connection, row.id, left)
    return [_record(report, REPORT, Action.CHANGED, note) for report in changed]


def _versions(connection: Connection, plan_id: str, report: str | None = None) -> list[Row[Any]]:
    """The revisions of a plan's reports, or of one of them."""
    columns = (col(Revision.id), col(Revision.report_id), col(Revision.file))
    statement = select(*columns).where(col(Revision.plan_id) == plan_id, col(Revision.report_id).is_not(None))
    if report is not None:
        statement = statement.where(col(Revision.report_id) == report)
    return list(connection.execute(statement.order_by(col(Revision.id))))


def _replace(connection: Connection, revision: int, file: Entry) -> None:
    values = {"file": canonical(file), "sha256": content_sha256(file), "note": file["note"]}
    connection.execute(update(Revision).where(col(Revision.id) == revision).values(values))


def _record(item: str, item_type: str, action: Action, note: str) -> ItemChange:
    return ItemChange(item, item_type, action.value, None, None, note)


def report_quotation(connection: Connection, plan_id: str, report: str, text: str) -> str:
    """Words of any version of a report in a text; empty without any."""
    words = [one for row in _versions(connection, plan_id, report) for one in _words(json.loads(row.file))]
    kept = kept_plan(connection, plan_id)
    return quotation(text, words, "" if kept is None else kept.file)


def _words(file: Entry) -> Iterator[str]:
    """The sentences of a report."""
    for name in SAID:
        for entry in file.get(name, ()):
            yield from (
                entry[field] for field in ("text", "evidence", "reason", "printed") if entry.get(field)
            )


def erase_report(
    connection: Connection, plan_id: str, report: str, note: str, *, dry_run: bool, clock: Clock
) -> Outcome:
    """Empty every version of a report and its change records, and withdraw it."""
    versions = _versions(connection, plan_id, report)
    newest = json.loads(versions[-1].file)
    types = _types(connection, plan_id)
    items = [item for item in said_of_items(newest) if item in types]
    changes = [_record(report, REPORT, Action.WITHDRAWN, note)]
    changes += [_record(item, types[item], Action.CHANGED, note) for item in items]
    outcome = Outcome(report, newest.get("title") or report, None, changes)
    empty = _empty(newest, note)
    if newest.get("withdrawn") == note:
        return Outcome(report, report, None, [])
    if dry_run:
        return outcome
    for row in versions:
        _replace(connection, row.id, empty | {"note": EMPTIED})
        of_version = update(Change).where(col(Change.revision_id) == row.id)
        connection.execute(of_version.values(reason=EMPTIED))
        connection.execute(of_version.where(col(Change.item_id) == report).values(before=None, after=None))
    stored = {"plan_id": plan_id, "note": note, "sha256": content_sha256(empty), "file": canonical(empty)}
    stored["report_id"] = report
    kept = kept_plan(connection, plan_id)
    if kept is None or connection.scalar(select(col(Plan.id)).where(col(Plan.id) == plan_id)) is None:
        number = write_revision(connection, stored, changes, clock).id  # the plan is withdrawn
    else:
        number = write_report(connection, stored, derive_rows(kept), json.loads(kept.file), changes, clock)
    return Outcome(report, report, number, changes)


def _empty(newest: Entry, note: str) -> Entry:
    """What stays of an erased report: that it was one of this plan."""
    kept = {name: newest[name] for name in ("format", "plan", "key", "kind", "dated")}
    sources = [{"key": "main", "document": _ERASED_NAME}]
    return {**kept, "note": note, "office": {"name": _ERASED_NAME}, "sources": sources, "withdrawn": note}


def _types(connection: Connection, plan_id: str) -> dict[str, str]:
    """The types of a plan's items, by their change records."""
    statement = select(col(Change.item_id), col(Change.item_type)).where(col(Change.plan_id) == plan_id)
    return {row[0]: row[1] for row in connection.execute(statement.order_by(col(Change.revision_id)))}
