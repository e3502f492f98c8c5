"""What a new plan file changes against the plan's last revision."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.importer.problems import Finding
from app.importer.shape import PlanFile
from app.models.vocabulary import Action

STAGE: Final = "前の版との照合"

Entry = dict[str, Any]
_LISTS: Final = {
    "organisations": "organisation",
    "document": None,  # each entry names its own type
    "kpis": "kpi",
    "corrections": "correction",
    "links": "link",
}


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One change record before it is numbered; `before` and `after` are entries of the file."""

    id: str
    type: str
    action: Action
    before: Entry | None
    after: Entry | None
    reason: str
    replaced_by: str | None = None


def canonical(file: PlanFile) -> str:
    """The file as every revision keeps it: one spelling for one content."""
    return json.dumps(file.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_sha256(kept: Mapping[str, Any]) -> str:
    """The digest of what a canonical file says of the plan; the note and the withdrawals do not count."""
    content = {key: value for key, value in kept.items() if key not in ("note", "withdrawn")}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _entries(kept: Mapping[str, Any]) -> dict[str, tuple[str, Entry]]:
    plan = kept["plan"]
    found = {plan["id"]: ("plan", plan)}
    for name, item_type in _LISTS.items():
        for entry in kept[name]:
            found[entry["id"]] = (item_type or entry["type"], entry)
    return found


def check_withdrawals(
    old: Mapping[str, Any] | None, new: Mapping[str, Any], tombstones: set[str]
) -> Iterator[Finding]:
    """An item never vanishes silently and a withdrawn id never comes back."""
    before = set(_entries(old)) if old is not None else set()
    after = set(_entries(new))
    withdrawn = {entry["id"] for entry in new["withdrawn"]}
    for item_id in sorted(before - after - withdrawn):
        yield Finding(
            "/withdrawn",
            f"前の版にあった「{item_id}」がありません。取り下げるなら withdrawn に理由とともに書き、"
            "そうでなければ本文に戻してください。",
        )
    for item_id in sorted((after - before) & tombstones):
        yield Finding("/document", f"ID「{item_id}」は取下げ済みです。新しいIDを付けてください。")
    for index, entry in enumerate(new["withdrawn"]):
        if entry["id"] not in before and entry["id"] not in tombstones:
            yield Finding(f"/withdrawn/{index}/id", f"「{entry['id']}」はこれまでの版にありません。")


def difference(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[ItemChange]:
    """One change per item that was added, changed or withdrawn, in the order of the new file."""
    before = _entries(old) if old is not None else {}
    after = _entries(new)
    note = new["note"]
    changes = []
    for item_id, (item_type, entry) in after.items():
        if item_id not in before:
            changes.append(ItemChange(item_id, item_type, Action.ADDED, None, entry, note))
        elif before[item_id] != (item_type, entry):
            was = before[item_id][1]
            changes.append(ItemChange(item_id, item_type, Action.CHANGED, was, entry, note))
    for entry in new["withdrawn"]:
        if entry["id"] in before:
            item_type, was = before[entry["id"]]
            changes.append(
                ItemChange(
                    entry["id"], item_type, Action.WITHDRAWN, was, None, entry["reason"], entry["replaced_by"]
                )
            )
    return changes or _reordered(before, after, new)


def _reordered(
    before: Mapping[str, tuple[str, Entry]], after: Mapping[str, tuple[str, Entry]], new: Mapping[str, Any]
) -> list[ItemChange]:
    """Nothing but the printed order changed: that is a change of the plan itself."""
    if list(before) == list(after):
        return []
    plan = new["plan"]
    return [
        ItemChange(
            plan["id"],
            "plan",
            Action.CHANGED,
            {**plan, "order": list(before)},
            {**plan, "order": list(after)},
            new["note"],
        )
    ]
