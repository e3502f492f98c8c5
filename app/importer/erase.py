"""Erasure of an item's words, as of a name printed by mistake: from every revision, change record and row."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, select, update
from sqlmodel import col

from app.db.revisions import require_complete
from app.db.store import Store
from app.i18n.characters import unfit_text
from app.importer import reference_checks
from app.importer.diff import ERASED, Entry, ItemChange, canonical, content_sha256, entries
from app.importer.findings import fold_findings
from app.importer.import_plan import Clock, Outcome, utc_now, write_import, write_revision
from app.importer.organisations import stored_organisations
from app.importer.prepare import prepared, stored_sheet
from app.models import Change, Plan, Revision
from app.models.types import json_text
from app.models.vocabulary import Action
from app.search import index

_LISTS: Final = ("document", "kpis", "corrections", "links")
_MAX_REASON: Final = 300
# As many characters of the item's words in a row are a quotation, but for what every sentence may hold.
_QUOTATION: Final = 3
_COMMON: Final = re.compile(r"[\u3040-\u309f\s、。・「」（）]*")
_EMPTIED: Final = "消去した言葉を引いていたため、この注記は消しました。"


class ErasureError(Exception):
    """The item cannot be erased; the message says why. Nothing was written."""


def erase_item(
    store: Store, item_id: str, reason: str, *, dry_run: bool = False, clock: Clock = utc_now
) -> Outcome:
    """Erase an item and what is only about it, in one transaction. The ids answer 410 with the reason. The
    outcome has no changes where everything was erased before. Raises ErasureError."""
    note = _note(reason)
    with store.writing() as connection:
        require_complete(connection)
        plan_id = _plan_of(connection, item_id)
        statement = select(col(Revision.id), col(Revision.file)).where(col(Revision.plan_id) == plan_id)
        files = {
            row.id: json.loads(row.file) for row in connection.execute(statement.order_by(col(Revision.id)))
        }
        newest = list(files.values())[-1]
        erasure = Erasure(item_id, list(files.values()))
        live = connection.scalar(select(col(Plan.id)).where(col(Plan.id) == plan_id)) is not None
        if quotation := erasure.quotation(reason):
            raise ErasureError(
                f"理由に、消去する言葉「{quotation}」が入っています。理由は公開されます。その言葉を使わずに書いてください"
                "（例 個人の氏名を誤って載せたため）。"
            )
        file = erasure.next_file(newest, note)
        changes = erasure.changes(newest, note) if erasure.types else []
        if live and changes:
            _check(newest, file)
        if dry_run or not changes:
            return Outcome(plan_id, newest["plan"]["title"], None, changes)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
        for number, kept in files.items():
            left = erasure.file(kept)
            values = {"file": canonical(left), "sha256": content_sha256(left), "note": left["note"]}
            connection.execute(update(Revision).where(col(Revision.id) == number).values(values))
        _erase_changes(connection, plan_id, erasure)
        if live:
            plan = prepared(stored_sheet(canonical(file)))
            named = stored_organisations(connection, plan.rows)
            revision = write_import(connection, plan, changes, named, clock, newest)
        else:
            stored = {
                "plan_id": plan_id,
                "note": note,
                "sha256": content_sha256(file),
                "file": canonical(file),
            }
            revision = write_revision(connection, stored, changes, clock).id
        index.optimize(connection)
    return Outcome(plan_id, file["plan"]["title"], revision, changes)


def _note(reason: str) -> str:
    if not reason.strip():
        raise ErasureError("消去する理由を書いてください。消した言葉そのものは書かないでください。")
    if len(reason) > _MAX_REASON:
        raise ErasureError(f"理由は{_MAX_REASON}文字以内で書いてください。")
    if message := unfit_text(reason, one_line=True):
        raise ErasureError(f"理由に使えない文字があります。{message}")
    return ERASED + reason


def _plan_of(connection: Connection, item_id: str) -> str:
    """The plan of an item, known from its change records."""
    statement = select(col(Change.plan_id), col(Change.item_type)).where(col(Change.item_id) == item_id)
    found = connection.execute(statement.limit(1)).first()
    if found is None:
        raise ErasureError(f"「{item_id}」という項目はありません。IDのつづりを確かめてください。")
    if found.item_type == "plan":
        raise ErasureError(
            "計画そのものは消去できません。まるごと取り下げるなら hoshin withdraw を使ってください。"
        )
    if found.item_type == "organisation":
        raise ErasureError(
            "組織は消去できません。名称を直した計画ファイルを hoshin import で登録してください。"
        )
    plan_id: str = found.plan_id
    return plan_id


class Erasure:
    """What is erased with an item of a plan: `types` has the type of each id, the item's first. Empty where
    no file has any of it."""

    def __init__(self, item_id: str, files: Sequence[Mapping[str, Any]]) -> None:
        self.types: dict[str, str] = {}
        # The words of the erased entries, and the digests of the texts that they stood in.
        self.words: set[str] = set()
        self.digests: set[str | None] = set()
        judged: set[str] = set()
        for file in reversed(files):
            found = entries(file)
            if item_id in found:
                self.types.setdefault(item_id, found[item_id][0])
                self.digests.add(file["plan"]["source"]["text_sha256"])
            for entry_id, (item_type, entry) in found.items():
                # A KPI may have had another mention in its newest edition.
                if entry_id not in judged and _is_about(entry, item_type, item_id):
                    self.types.setdefault(entry_id, item_type)
                judged.add(entry_id)
                if entry_id == item_id:
                    self.words |= {entry[name] for name in ("text", "name", "label") if entry.get(name)}
        self.digests.discard(None)
        # What stays of the newest file, without what editors wrote of it.
        self.rest = ""
        self.rest = canonical({**self.file(files[-1]), "note": "", "withdrawn": []})

    def quotation(self, text: str) -> str:
        """Words of the item in a text, which the rest of the plan does not hold; empty without any."""
        for start in range(len(text) - _QUOTATION + 1):
            part = text[start : start + _QUOTATION]
            quoted = part not in self.rest and any(part in words for words in self.words)
            if quoted and not _COMMON.fullmatch(part):
                return part
        return ""

    def remark(self, text: str) -> str:
        """What an editor wrote of the plan, unless it quotes the item."""
        return _EMPTIED if self.quotation(text) else text

    def file(self, file: Mapping[str, Any]) -> Entry:
        """A file without the erased entries and words."""
        left = {
            name: [self.entry(one) for one in file[name] if one["id"] not in self.types] for name in _LISTS
        }
        withdrawn = [
            one
            | {"replaced_by": None if one["replaced_by"] in self.types else one["replaced_by"]}
            | {"reason": self.remark(one["reason"])}
            for one in file["withdrawn"]
        ]
        note = self.remark(file["note"])
        return {**file, **left, "note": note, "plan": self.entry(file["plan"]), "withdrawn": withdrawn}

    def entry(self, entry: Entry) -> Entry:
        """An entry that stays, without what quotes the erased words."""
        left = dict(entry)
        source = entry.get("source")
        if isinstance(source, dict) and source.get("text_sha256") in self.digests:
            left["source"] = source | {"text_sha256": None, "text_length": None}
        if "mentions" in entry:
            left["mentions"] = [one for one in entry["mentions"] if one["id"] not in self.types]
        own = [entry.get("text") or "", entry.get("name") or ""]
        for name in ("sdgs", "organisations"):
            if name in entry:
                left[name] = [self._quoting(one, own) for one in entry[name]]
        if isinstance(entry.get("pillar"), dict):
            left["pillar"] = self._quoting(entry["pillar"], own)
        return left

    def _quoting(self, fact: Entry, own: list[str]) -> Entry:
        evidence: str = fact.get("evidence") or ""
        quotes = evidence and any(evidence in words for words in self.words)
        return fact | {"evidence": None} if quotes and not any(evidence in text for text in own) else fact

    def next_file(self, newest: Mapping[str, Any], note: str) -> Entry:
        """The file of the revision that records the erasure."""
        left = self.file(newest)
        others = [one for one in left["withdrawn"] if one["id"] not in self.types]
        erased = [{"id": item_id, "replaced_by": None, "reason": note} for item_id in self.types]
        return {**left, "note": note, "withdrawn": [*others, *erased]}

    def changes(self, newest: Mapping[str, Any], note: str) -> list[ItemChange]:
        """The record: the erased ids, and what else changed, without the words of before."""
        erased = [
            ItemChange(item_id, item_type, Action.WITHDRAWN.value, None, None, note)
            for item_id, item_type in self.types.items()
        ]
        changed = [
            ItemChange(item_id, item_type, Action.CHANGED.value, None, json_text(left), note)
            for item_id, (item_type, entry) in entries(newest).items()
            if item_id not in self.types and (left := self.entry(entry)) != entry
        ]
        return erased + changed


def _is_about(entry: Entry, item_type: str, item_id: str) -> bool:
    """Whether an entry says something of this item and of no other."""
    if item_type == "kpi":
        return {mention["id"] for mention in entry["mentions"]} == {item_id}
    return (item_type == "correction" and entry["item"] == item_id) or (
        item_type == "link" and item_id in entry["items"]
    )


def _check(newest: Mapping[str, Any], file: Mapping[str, Any]) -> None:
    """Raises ErasureError if the plan would not hold together without the item."""
    before, after = (reference_checks.check(stored_sheet(canonical(one))) for one in (newest, file))
    known = {finding.message for finding in before}
    if broken := fold_findings([finding for finding in after if finding.message not in known]):
        places = [finding.where.split("/") for head in broken for finding in (head, *head.consequences)]
        pointing = dict.fromkeys(
            file[place[1]][int(place[2])]["id"] for place in places if place[1] in _LISTS
        )
        raise ErasureError(
            f"この項目をほかの項目（{'、'.join(pointing)}）が使っているので、消去できません。{broken[0].message}"
            "先に、それらを直した計画ファイルを hoshin import で登録してください。"
        )


def _erase_changes(connection: Connection, plan_id: str, erasure: Erasure) -> None:
    """Empty the change records of the erased items, and take the words out of the others."""
    records = select(Change.__table__).where(col(Change.plan_id) == plan_id)  # type: ignore[attr-defined]
    for record in connection.execute(records).all():
        was = record.before, record.after
        now = tuple(entry and erasure.entry(entry) for entry in was)
        if record.item_id in erasure.types:
            now = None, None
        reason = erasure.remark(record.reason or "") or None
        if now != was or reason != record.reason:
            statement = update(Change).where(
                col(Change.revision_id) == record.revision_id, col(Change.position) == record.position
            )
            connection.execute(statement.values(before=now[0], after=now[1], reason=reason))
