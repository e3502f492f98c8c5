"""The change records of a report: of itself, and of the items of which it says something else than before."""

from collections.abc import Mapping
from typing import Any, Final

from app.importer.diff import Entry, ItemChange
from app.importer.report_file import report_id
from app.models.types import json_text
from app.models.vocabulary import Action

REPORT: Final = "report"
# What a report says, by the name of the list, with the member that names the item.
SAID: Final = {"states": "item", "results": "kpi", "reviews": "item"}


def report_entry(file: Mapping[str, Any]) -> Entry | None:
    """A stored report as its change records have it: without its note. None for a withdrawn one."""
    if file.get("withdrawn") is not None:
        return None
    return {name: value for name, value in file.items() if name not in ("format", "note")}


def said_of_items(file: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a stored report says of each item, and when and by whom."""
    if file is None or file.get("withdrawn") is not None:
        return {}
    said: dict[str, Any] = {}
    for name, member in SAID.items():
        for one in file.get(name, ()):
            said.setdefault(one[member], [file["dated"], file["office"]]).append((name, one))
    return said


def report_changes(
    before: Mapping[str, Any] | None, after: Mapping[str, Any], plan: Mapping[str, tuple[str, Entry]]
) -> list[ItemChange]:
    """The records of a new version; `plan` has the entries of the plan's file. An item of which something else
    is said is changed where it is published; its entry in the plan stays the same. Of an item that is withdrawn
    there is nothing to record."""
    was, now = (None if file is None else report_entry(file) for file in (before, after))
    if was == now:
        return []
    own = report_id(after["plan"], after["key"])
    if now is None:
        action, reason = Action.WITHDRAWN, after["withdrawn"]
    else:
        action, reason = Action.CHANGED if was is not None else Action.ADDED, after["note"]
    old_text, new_text = (None if entry is None else json_text(entry) for entry in (was, now))
    changes = [ItemChange(own, REPORT, action.value, old_text, new_text, reason)]
    old, new = said_of_items(before), said_of_items(after)
    for item in dict.fromkeys([*new, *old]):
        if item in plan and old.get(item) != new.get(item):
            item_type, entry = plan[item]
            text = json_text(entry)
            changes.append(ItemChange(item, item_type, Action.CHANGED.value, text, text, after["note"]))
    return changes
