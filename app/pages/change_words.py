"""Change records in words: what was done to an item, and which of its fields say something else now."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from app.i18n.messages import N_, _, translated
from app.models.report_vocabulary import ReportKind
from app.models.vocabulary import Action
from app.pages.field_words import PLACES, field_order, field_title, value_words
from app.pages.jinja_i18n import lang_ja

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
    "report": N_("報告"),
}
FOLDERS: Final = {
    "measure": "initiatives",
    "bureau_project": "initiatives",
    "pillar": "pillars",
    "kpi": "kpis",
    "organisation": "organisations",
    "report": "reports",
}
_MAX_TITLE: Final = 60
_DONE: Final[dict[str, str]] = {
    Action.ADDED: N_("%(what)sを加えました。"),
    Action.WITHDRAWN: N_("%(what)sを取り下げました。"),
}
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
    """One change. `kind` is the word for the type of the item, `did` the marked sentence for the change. A `quiet` one changed nothing that is read:
    lines, pages, digests. `folder` is that of the item's page, None without one."""

    id: str
    kind: str
    title: str
    action: Action
    did: str
    fields: list[FieldChange]
    reason: str
    replaced_by: str | None
    quiet: bool
    folder: str | None


def entry_title(entry: Entry) -> str:
    """The first name of an entry, shortened; empty without one. A report without a title has its kind and day."""
    names = (entry.get(name) for name in ("label", "name", "title", "text", "reading"))
    title = str(next(filter(None, names), ""))
    if not title and "dated" in entry:
        title = f"{ReportKind(entry['kind']).label}、{entry['dated']}"
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
        did=_did(record, fields),
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


def _did(record: ChangeRecord, fields: Sequence[FieldChange]) -> str:
    """The marked sentence for what was done."""
    if record.action != Action.CHANGED:
        return _DONE[record.action]
    if fields:
        return N_("%(what)sの%(fields)sを変えました。")
    return _quiet_words(record)


def _quiet_words(record: ChangeRecord) -> str:
    """The marked sentence for a change of nothing that is read in the plan."""
    if record.before == record.after is not None:
        return N_("%(what)sについての報告が変わりました。")
    if record.before is None:
        return N_("%(what)sから、消去した言葉を引く部分を除きました。")
    if record.after is not None and "order" in record.after:
        return N_("%(what)sの項目の並び順を変えました。")
    if record.type == "plan":
        return N_("%(what)sの本文の文字数と指紋（SHA-256）が変わりました。")
    return N_("%(what)sの、印刷された行やページの番号だけが変わりました。")


def sentence(change: ChangeWords) -> str:
    """What was done, in a sentence."""
    return _sentence(change, change.title, str)


def marked_sentence(change: ChangeWords) -> str:
    """The sentence for a page, in which the name of the item is marked as Japanese."""
    return _sentence(change, lang_ja(change.title), Markup)


def _sentence(change: ChangeWords, title: str, form: type[str]) -> str:
    named = N_("%(kind)s「%(title)s」") if change.title != change.id else "%(kind)s %(title)s"
    what = form(translated(named)) % {"kind": change.kind, "title": title}
    fields = _("・").join(field.title for field in change.fields)
    return form(translated(change.did)) % {"what": what, "fields": fields}
