"""A workbook that was made from an older revision: what others have changed since, it must not undo."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from app.importer import diff
from app.importer.findings import Finding
from app.importer.kept_files import current_form
from app.importer.prepare import PreparedPlan
from app.models import Change, Revision

Json = dict[str, Any]


def check_base(connection: Connection, plan: PreparedPlan) -> tuple[list[Finding], str | None]:
    """The changes that an import would undo, and what to look at where both have changed an item. Nothing for
    a plan file, nor for a workbook whose revision is the newest or unknown."""
    if plan.base is None:
        return [], None
    of_plan = select(col(Revision.id), col(Revision.sha256), col(Revision.file), col(Revision.note))
    # Those of its reports change nothing that a workbook of the plan says.
    own = (col(Revision.plan_id) == plan.plan_id, col(Revision.report_id).is_(None))
    rows = connection.execute(of_plan.where(*own).order_by(col(Revision.id))).all()
    known = [number for number, row in enumerate(rows) if row.sha256.startswith(plan.base)]
    if not known or known[-1] == len(rows) - 1:
        return [], None
    before, newest, new = (
        diff.entries(json.loads(file))
        for file in (current_form(rows[known[-1]].file), current_form(rows[-1].file), plan.file)
    )
    later = [row.id for row in rows[known[-1] + 1 :]]
    since = select(col(Change.item_id), col(Change.revision_id)).where(col(Change.revision_id).in_(later))
    revisions: dict[str, int] = {
        row.item_id: row.revision_id for row in connection.execute(since.order_by(col(Change.revision_id)))
    }
    notes = {row.id: row.note for row in rows}
    places = _places(json.loads(plan.file))
    findings, both = [], []
    for item, revision in revisions.items():
        if not (item in before and item in newest and item in new) or newest[item] in (
            before[item],
            new[item],
        ):
            continue
        if new[item] == before[item]:
            message = (
                f"改訂{revision}（{notes[revision]}）で{_shown(newest[item][1])}に変わっています。このまま登録すると元に"
                "戻ります。いまの計画の様式を取り出し、直すところを写してください。"
            )
            findings.append(Finding(places.get(item, "/plan"), message))
        else:
            both.append(f"{item}は、改訂{revision}（{notes[revision]}）でも変わっています。")
    return findings, "\n".join(both) or None


def _shown(entry: Json) -> str:
    words = str(entry.get("text") or entry.get("name") or entry.get("label") or "")
    return f"「{words[:60]}{'…' if len(words) > 60 else ''}」" if words else "別の内容"


def _places(file: Json) -> dict[str, str]:
    """Where the items of a file stand in it."""
    return dict(_pointers(file))


def _pointers(file: Json) -> Iterator[tuple[str, str]]:
    for name, listed in file.items():
        for number, entry in enumerate(listed if isinstance(listed, list) else ()):
            if "id" in entry:
                yield entry["id"], f"/{name}/{number}"
