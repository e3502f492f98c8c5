"""What a new plan file changes against the plan's last revision."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from app.importer.findings import Finding
from app.models.types import json_text
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


class ItemChange(NamedTuple):
    """One change record before it is numbered, in the order of its columns; `before` and `after` are
    entries of the file, as JSON."""

    id: str
    type: str
    action: str
    before: str | None
    after: str | None
    reason: str
    replaced_by: str | None = None


def item_change(
    item_id: str,
    item_type: str,
    action: Action,
    before: Entry | None,
    after: Entry | None,
    reason: str,
    replaced_by: str | None = None,
) -> ItemChange:
    """The change record of one item, from its entries."""
    was = None if before is None else json_text(before)
    now = None if after is None else json_text(after)
    return ItemChange(item_id, item_type, action.value, was, now, reason, replaced_by)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What history last said of an item that was withdrawn."""

    type: str
    reason: str
    replaced_by: str | None


Tombstones = Mapping[str, Tombstone]


def canonical(said: Mapping[str, Any]) -> str:
    """The file as every revision keeps it: one spelling for one content."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_sha256(kept: Mapping[str, Any]) -> str:
    """The digest of what a canonical file says of the plan; the note does not count."""
    content = {key: value for key, value in kept.items() if key != "note"}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def entries(kept: Mapping[str, Any]) -> dict[str, tuple[str, Entry]]:
    plan = kept["plan"]
    found = {plan["id"]: ("plan", plan)}
    for name, item_type in _LISTS.items():
        for entry in kept[name]:
            found[entry["id"]] = (item_type or entry["type"], entry)
    return found


def _pointers(kept: Mapping[str, Any]) -> dict[str, str]:
    return {entry["id"]: f"/{name}/{index}/id" for name in _LISTS for index, entry in enumerate(kept[name])}


def check_withdrawals(
    old: Mapping[str, Any] | None, new: Mapping[str, Any], tombstones: Tombstones
) -> Iterator[Finding]:
    """An item never vanishes silently and a withdrawn id never comes back, but for organisations:
    they are shared, and one that is named again is the same one."""
    if new["plan"]["id"] in tombstones:
        yield Finding("/plan/id", f"計画「{new['plan']['id']}」は取下げ済みです。同じIDでは登録できません。")
        return
    before = set(entries(old)) if old is not None else set()
    places = _pointers(new)
    after = set(entries(new))
    withdrawn = {entry["id"] for entry in new["withdrawn"]}
    for item_id in sorted(before - after - withdrawn):
        yield Finding(
            "/withdrawn",
            f"前の版にあった「{item_id}」がありません。取り下げるなら withdrawn に理由とともに書き、"
            "そうでなければ本文に戻してください。",
        )
    for item_id in sorted((after - before) & tombstones.keys()):
        if tombstones[item_id].type != "organisation":
            yield Finding(places[item_id], f"ID「{item_id}」は取下げ済みです。新しいIDを付けてください。")
    for index, entry in enumerate(new["withdrawn"]):
        if entry["id"] not in before and entry["id"] not in tombstones:
            yield Finding(f"/withdrawn/{index}/id", f"「{entry['id']}」はこれまでの版にありません。")


def difference(
    old: Mapping[str, Any] | None, new: Mapping[str, Any], tombstones: Tombstones
) -> list[ItemChange]:
    """One change per item that was added, changed or withdrawn, in the order of the new file."""
    before = entries(old) if old is not None else {}
    after = entries(new)
    reordered = [item_id for item_id in before if item_id in after] != [
        item_id for item_id in after if item_id in before
    ]
    changes = []
    for item_id, (item_type, entry) in after.items():
        if item_id not in before:
            changes.append(item_change(item_id, item_type, Action.ADDED, None, entry, new["note"]))
        elif item_type == "plan" and reordered:
            # The printed order belongs to the plan: the items themselves stay as they are.
            was, now = (before[item_id][1] | {"order": list(before)}, entry | {"order": list(after)})
            changes.append(item_change(item_id, item_type, Action.CHANGED, was, now, new["note"]))
        elif before[item_id] != (item_type, entry):
            was = before[item_id][1]
            changes.append(item_change(item_id, item_type, Action.CHANGED, was, entry, new["note"]))
    return changes + list(_withdrawals(before, new, tombstones))


def _withdrawals(
    before: Mapping[str, tuple[str, Entry]], new: Mapping[str, Any], tombstones: Tombstones
) -> Iterator[ItemChange]:
    """What is withdrawn now, and what was before with another reason or replacement than now."""
    for entry in new["withdrawn"]:
        item_id, reason, replaced_by = entry["id"], entry["reason"], entry["replaced_by"]
        if item_id in before:
            item_type, was = before[item_id]
            yield item_change(item_id, item_type, Action.WITHDRAWN, was, None, reason, replaced_by)
        elif tombstones[item_id] != Tombstone(tombstones[item_id].type, reason, replaced_by):
            item_type = tombstones[item_id].type
            yield item_change(item_id, item_type, Action.WITHDRAWN, None, None, reason, replaced_by)
