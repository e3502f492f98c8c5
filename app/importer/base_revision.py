"""A workbook that was made from an older revision: what others have changed since, it must not undo."""

import json
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from app.importer import diff
from app.importer.findings import Finding
from app.importer.kept_files import current_form
from app.importer.prepare import PreparedPlan
from app.models import Change, Revision

Json = dict[str, Any]


def check_base(connection: Connection, plan: PreparedPlan) -> list[Finding]:
    """What others have changed since, field by field, where an import would put something else in its place.
    Nothing for a plan file, nor for a workbook whose revision is the newest or unknown."""
    if plan.base is None:
        return []
    of_plan = select(col(Revision.id), col(Revision.sha256), col(Revision.file), col(Revision.note))
    # Those of its reports change nothing that a workbook of the plan says.
    own = (col(Revision.plan_id) == plan.plan_id, col(Revision.report_id).is_(None))
    rows = connection.execute(of_plan.where(*own).order_by(col(Revision.id))).all()
    known = [number for number, row in enumerate(rows) if row.sha256.startswith(plan.base)]
    if not known or known[-1] == len(rows) - 1:
        return []
    before, newest, new = (
        diff.entries(json.loads(file))
        for file in (current_form(rows[known[-1]].file), current_form(rows[-1].file), plan.file)
    )
    later = {row.id: row.note for row in rows[known[-1] + 1 :]}
    places = _places(json.loads(plan.file))
    return [
        Finding(f"{places.get(item, '/plan')}/{field}", _message(number, later[number], was, now, given))
        for item, fields in _changed_fields(connection, later).items()
        if item in before and item in newest and item in new
        for field, number in fields.items()
        for was, now, given in [[one[item][1].get(field) for one in (before, newest, new)]]
        if now not in (was, given)
    ]


def _changed_fields(connection: Connection, later: Collection[int]) -> dict[str, dict[str, int]]:
    """The items that some revisions changed, of each field the last one that did."""
    columns = (col(Change.item_id), col(Change.revision_id), col(Change.before), col(Change.after))
    since = select(*columns).where(col(Change.revision_id).in_(later)).order_by(col(Change.revision_id))
    found: dict[str, dict[str, int]] = {}
    for row in connection.execute(since):
        old, new = row.before or {}, row.after or {}
        changed = (name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
        found.setdefault(row.item_id, {}).update(dict.fromkeys(sorted(changed), row.revision_id))
    return found


def _message(number: int, note: str, was: Any, now: Any, given: Any) -> str:
    """What a revision has made of a field, and what the file would put in its place."""
    if given == was:
        text = f"改訂{number}（{note}）で{_shown(now)}に変わっています。このまま登録すると元に戻ります。"
    else:
        text = f"改訂{number}（{note}）で{_shown(now)}に変わっています。このファイルでは{_shown(given)}です。"
    return f"{text}いまの計画の様式を取り出し、直すところを写してください。"


def _shown(value: Any) -> str:
    if value is None:
        return "空欄"
    if not isinstance(value, str):
        return "別の内容"
    return f"「{value[:60]}{'…' if len(value) > 60 else ''}」"


def _places(file: Json) -> dict[str, str]:
    """Where the items of a file stand in it."""
    return dict(_pointers(file))


def _pointers(file: Json) -> Iterator[tuple[str, str]]:
    for name, listed in file.items():
        for number, entry in enumerate(listed if isinstance(listed, list) else ()):
            if "id" in entry:
                yield entry["id"], f"/{name}/{number}"
