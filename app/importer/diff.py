"""Comparison of a plan file with the plan's last revision."""

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from app.importer.findings import Finding
from app.models.types import json_text
from app.models.vocabulary import Action, PlanStatus

STAGE: Final = "前の版との照合"

Entry = dict[str, Any]
# The lists of a plan file with the type of their entries.
_LISTS: Final = {
    "organisations": "organisation",
    "document": None,  # each entry names its own type
    "kpis": "kpi",
    "annotations": "annotation",
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


# What the reason of an erasure begins with.
ERASED: Final = "内容を消去しました。"


class Tombstone(NamedTuple):
    """The newest change record of an item that was withdrawn."""

    type: str
    reason: str
    replaced_by: str | None


Tombstones = Mapping[str, Tombstone]


_NESTED: Final = (dict, list)


def compact(value: Any) -> Any:
    """JSON without members that are null or an empty list."""
    if isinstance(value, dict):
        return {
            key: compact(member) if type(member) in _NESTED else member
            for key, member in value.items()
            if member is not None and member != []
        }
    return list(map(compact, value)) if isinstance(value, list) else value


def canonical(file: Mapping[str, Any]) -> str:
    """The file as a revision stores it: one spelling for one content."""
    return json.dumps(file, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_sha256(stored: Mapping[str, Any]) -> str:
    """The digest of a stored file without its note."""
    content = {key: value for key, value in stored.items() if key != "note"}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def entries(file: Mapping[str, Any]) -> dict[str, tuple[str, Entry]]:
    """Every item of a file by id: its type and its entry. What the file says of an item in lists without ids
    is part of its entry; of an item that has ended, of the plan's."""
    plan_id = file["plan"]["id"]
    items = {plan_id: ("plan", file["plan"])}
    for name, item_type in _LISTS.items():
        for entry in file.get(name, ()):
            items[entry["id"]] = (item_type or entry["type"], entry)
    for name in ("emphasis", "continues"):
        for said in file.get(name, ()):
            item_type, entry = items[said.get("item", plan_id)]
            items[said.get("item", plan_id)] = (item_type, entry | {name: [*entry.get(name, ()), said]})
    return items


def check_status(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Finding]:
    """An adopted plan is no draft again."""
    if _is_draft(new) and not _is_draft(old):
        yield Finding(
            "/plan/status",
            "決定した計画が登録されています。案には戻せません。adopted にするか、別の計画として登録してください。",
        )


def check_title(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Finding]:
    """Another title is another document, whose items would get the ids of this one's. A draft may change its
    title when it is adopted."""
    was, now = old["plan"]["title"], new["plan"]["title"]
    if _spelling(was) != _spelling(now) and not (_is_draft(old) and not _is_draft(new)):
        yield Finding(
            "/plan/title",
            f"計画「{new['plan']['id']}」には「{was}」が登録されています。このファイルの表題は「{now}」です。"
            f"別の計画なら、IDに短い名前を付けてください（例 {new['plan']['id'].partition('_')[0]}_chuki）。"
            "同じ計画の表題が変わったのなら、--replace を付けて登録してください。",
        )


def _is_draft(file: Mapping[str, Any]) -> bool:
    return bool(file["plan"].get("status") == PlanStatus.DRAFT)


def _spelling(title: str) -> str:
    """A title without differences of width and white space."""
    return "".join(unicodedata.normalize("NFKC", title).split())


def notices(old: Mapping[str, Any], new: Mapping[str, Any]) -> str | None:
    """What the person should look at who imports a new version of a plan."""
    return (
        "\n".join(filter(None, [_new_title(old, new), _new_source(old, new), _same_note(old, new)])) or None
    )


def _same_note(old: Mapping[str, Any], new: Mapping[str, Any]) -> str | None:
    """A notice that the reason of another content is still that of the last revision."""
    if old is new or old.get("note") != new["note"]:
        return None
    return f"この版を作った理由が、前の版の「{new['note']}」のままです。何を直したかを書くと、変更の履歴で分かります。"


def _new_title(old: Mapping[str, Any], new: Mapping[str, Any]) -> str | None:
    """A notice that a draft is adopted under another title: it may be another plan."""
    was, now = old["plan"]["title"], new["plan"]["title"]
    if not _is_adopted_now(old, new) or _spelling(was) == _spelling(now):
        return None
    return f"案「{was}」は「{now}」として決定した計画になります。同じ計画か、確かめてください。"


def _new_source(old: Mapping[str, Any], new: Mapping[str, Any]) -> str | None:
    """A notice that the file was made from another document than the plan's last one."""
    # What stays of a plan withdrawn by an older version has another form.
    was, now = old["plan"].get("sources", [{}])[0], new["plan"]["sources"][0]
    words = {"document": "文書名", "url": "URL", "sha256": "SHA-256"}
    changed = [
        f"{word} {was[name]} → {now[name]}"
        for name, word in words.items()
        if name in was and name in now and was[name] != now[name]
    ]
    if not changed:
        return None
    return f"元の文書が前の版と違います（{'、'.join(changed)}）。同じ計画の新しい文書か、確かめてください。"


def check_withdrawals(
    old: Mapping[str, Any] | None, new: Mapping[str, Any], tombstones: Tombstones
) -> Iterator[Finding]:
    """An item never vanishes silently and a withdrawn id is never reused, except that of an organisation:
    plans share them, and one that is named again is the same."""
    if new["plan"]["id"] in tombstones:
        yield Finding("/plan/id", f"計画「{new['plan']['id']}」は取下げ済みです。同じIDでは登録できません。")
        return
    before = entries(old).keys() if old is not None else set()
    after = entries(new).keys()
    withdrawn = {entry["id"] for entry in new.get("withdrawn", ())}
    dropped = set() if _is_adopted_now(old, new) else before - after - withdrawn
    for item_id in sorted(dropped):
        yield Finding(
            "/withdrawn",
            f"前の版にあった「{item_id}」がありません。取り下げるなら withdrawn に理由とともに書き、"
            "そうでなければ本文に戻してください。",
            "/plan/title",
        )
    places = {
        entry["id"]: f"/{name}/{index}/id" for name in _LISTS for index, entry in enumerate(new.get(name, ()))
    }
    for item_id in sorted((after - before) & tombstones.keys()):
        if tombstones[item_id].type != "organisation":
            message = f"ID「{item_id}」は取下げ済みです。新しいIDを付けてください。"
            if tombstones[item_id].reason.startswith(ERASED):
                message = f"「{item_id}」は消去した項目です。計画ファイルから除いてください。"
            yield Finding(places[item_id], message, "/plan/title")
    for index, entry in enumerate(new.get("withdrawn", ())):
        if entry["id"] not in before and entry["id"] not in tombstones:
            message = f"「{entry['id']}」はこれまでの版にありません。"
            yield Finding(f"/withdrawn/{index}/id", message, "/plan/title")


def _is_adopted_now(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> bool:
    """Whether a draft becomes its adopted edition, which may drop items of the draft."""
    return old is not None and _is_draft(old) and not _is_draft(new)


def compare(
    old: Mapping[str, Any] | None, new: Mapping[str, Any], tombstones: Tombstones
) -> list[ItemChange]:
    """One change per item that was added, changed or withdrawn, in the order of the new file."""
    before = entries(old) if old is not None else {}
    after = entries(new)
    reordered = [item for item in before if item in after] != [item for item in after if item in before]
    changes, is_new = [], Action.ADDED.value  # an enum's `value` is slow
    for item_id, (item_type, entry) in after.items():
        if item_id not in before:
            added = ItemChange(item_id, item_type, is_new, None, json_text(entry), new["note"])
            changes.append(added)
            continue
        was, now = before[item_id][1], entry
        if item_type == "plan" and reordered:
            # The printed order belongs to the plan: the items themselves stay as they are.
            was, now = was | {"order": list(before)}, now | {"order": list(after)}
        if (before[item_id][0], was) != (item_type, now):
            texts = json_text(was), json_text(now)
            changes.append(ItemChange(item_id, item_type, Action.CHANGED.value, *texts, new["note"]))
    withdrawn = list(new.get("withdrawn", ()))
    if _is_adopted_now(old, new):
        said = {entry["id"] for entry in withdrawn}
        withdrawn += [
            {"id": item, "reason": new["note"]} for item in before if item not in after and item not in said
        ]
    return changes + list(_withdrawals(before, withdrawn, tombstones))


def _withdrawals(
    before: Mapping[str, tuple[str, Entry]], withdrawn: list[Entry], tombstones: Tombstones
) -> Iterator[ItemChange]:
    """The items withdrawn now, and those withdrawn earlier for another reason or replacement."""
    for entry in withdrawn:
        item_id, reason, replaced_by = entry["id"], entry["reason"], entry.get("replaced_by")
        if item_id in before:
            item_type, was = before[item_id][0], json_text(before[item_id][1])
        elif tombstones[item_id][1:] != (reason, replaced_by):
            item_type, was = tombstones[item_id].type, None
        else:
            continue
        yield ItemChange(item_id, item_type, Action.WITHDRAWN.value, was, None, reason, replaced_by)
