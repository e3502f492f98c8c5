"""Change records in words: what was done to an item, and which of its fields say something else now."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from app.i18n.messages import N_, _
from app.models.vocabulary import Action
from app.pages.field_words import PLACES, field_order, field_title, value_words

Entry = Mapping[str, Any]

# The words for the types of items, and the folders of those that have pages.
TYPES: Final = {
    "plan": N_("計画"),
    "organisation": N_("組織"),
    "passage": N_("文書の文"),
    "pillar": N_("柱"),
    "direction": N_("柱の方針"),
    "theme": N_("施策"),
    "measure": N_("区の取組"),
    "bureau_project": N_("局事業"),
    "kpi": N_("指標"),
    "correction": N_("読み替え"),
    "link": N_("関連"),
    "viewpoint": N_("視点"),
    "table": N_("表"),
    "annotation": N_("注釈"),
    "continuation": N_("前の計画とのつながり"),
}
FOLDERS: Final = {
    "measure": "initiatives",
    "bureau_project": "initiatives",
    "pillar": "pillars",
    "kpi": "kpis",
    "organisation": "organisations",
}
_MAX_TITLE: Final = 60
# Members of an entry that no reader looks for among its changes.
_IDENTITY: Final = ("id", "type")


class ChangeRecord(NamedTuple):
    """A change record, in the order of its columns; `before` and `after` are entries of the plan file."""

    id: str
    type: str
    action: str
    before: Entry | None
    after: Entry | None
    reason: str
    replaced_by: str | None


class FieldChange(NamedTuple):
    """A field of an item in words, before and after; empty where it was not there."""

    title: str
    before: str
    after: str


class ChangeWords(NamedTuple):
    """One change. `kind` is the word for the type of the item. A `quiet` one changed nothing that is read:
    lines, pages, digests. `folder` is that of the item's page, None without one."""

    id: str
    kind: str
    title: str
    action: Action
    sentence: str
    fields: list[FieldChange]
    reason: str
    replaced_by: str | None
    quiet: bool
    folder: str | None


def entry_title(entry: Entry) -> str:
    """The first name of an entry, shortened; empty without one."""
    names = (entry.get(name) for name in ("label", "name", "title", "text", "reading"))
    title = str(next(filter(None, names), ""))
    return title if len(title) <= _MAX_TITLE else title[: _MAX_TITLE - 1] + "…"


def names_of(file: Mapping[str, Any]) -> dict[str, str]:
    """The names of a plan file's items by id, for fields that hold an id."""
    lists = ("organisations", "document", "kpis")
    named = ((one["id"], entry_title(one)) for name in lists for one in file.get(name, ()))
    return {item_id: name for item_id, name in named if name}


def change_words(record: ChangeRecord, names: Mapping[str, str]) -> ChangeWords:
    """A change record in words; `names` are those of the plan's items."""
    before, after = record.before, record.after
    kind = _(TYPES.get(record.type, record.type))
    fields, quiet = list[FieldChange](), False
    if record.action == Action.CHANGED and before is not None and after is not None:
        fields = list(_fields(before, after, record.type, names))
        quiet = not fields and "order" not in after
    return ChangeWords(
        id=record.id,
        kind=kind,
        title=entry_title(after or before or {}) or record.id,
        action=Action(record.action),
        sentence=_sentence(record, kind, fields),
        fields=fields,
        reason=record.reason,
        replaced_by=record.replaced_by,
        quiet=quiet,
        folder=FOLDERS.get(record.type),
    )


def _fields(before: Entry, after: Entry, item_type: str, names: Mapping[str, str]) -> Iterator[FieldChange]:
    """The fields in words that differ, what is printed first."""
    for name in sorted({*after, *before}, key=field_order):
        if name in _IDENTITY or name in PLACES or name == "order" or before.get(name) == after.get(name):
            continue
        was, now = (value_words(one.get(name), name, item_type, names) for one in (before, after))
        if was != now:
            yield FieldChange(field_title(name, item_type), was, now)


def _sentence(record: ChangeRecord, kind: str, fields: Sequence[FieldChange]) -> str:
    """What was done, in a sentence."""
    title = entry_title(record.after or record.before or {})
    what = _("%(kind)s「%(title)s」", kind=kind, title=title) if title else f"{kind} {record.id}"
    if record.action == Action.ADDED:
        return _("%(what)sを加えました。", what=what)
    if record.action == Action.WITHDRAWN:
        return _("%(what)sを取り下げました。", what=what)
    return _changed(record, what, fields)


def _changed(record: ChangeRecord, what: str, fields: Sequence[FieldChange]) -> str:
    if fields:
        titles = _("・").join(field.title for field in fields)
        return _("%(what)sの%(fields)sを変えました。", what=what, fields=titles)
    if record.before is None:
        return _("%(what)sから、消去した言葉を引く部分を除きました。", what=what)
    if record.after is not None and "order" in record.after:
        return _("%(what)sの項目の並び順を変えました。", what=what)
    if record.type == "plan":
        return _("%(what)sの本文の文字数と指紋（SHA-256）が変わりました。", what=what)
    return _("%(what)sの、印刷された行やページの番号だけが変わりました。", what=what)
