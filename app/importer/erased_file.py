"""A plan file without the words of one item, and the record of the erasure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from app.importer.diff import Entry, ItemChange, canonical, compact, entries
from app.models.types import json_text
from app.models.vocabulary import Action

LISTS: Final = ("document", "kpis", "annotations", "corrections", "links")
# As many characters of the item's words in a row are a quotation, but for what every sentence may hold.
_QUOTATION: Final = 3
_COMMON: Final = re.compile(r"[\u3040-\u309f\s、。・「」（）]*")
EMPTIED: Final = "消去した言葉を引いていたため、この注記は消しました。"


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
                self.digests |= {one.get("text_sha256") for one in file["plan"].get("sources", ())}
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
        return quotation(text, self.words, self.rest)

    def remark(self, text: str) -> str:
        """What an editor wrote of the plan, unless it quotes the item."""
        return EMPTIED if self.quotation(text) else text

    def file(self, file: Mapping[str, Any]) -> Entry:
        """A file without the erased entries and words."""
        left = {
            name: [self.entry(one) for one in file.get(name, ()) if one["id"] not in self.types]
            for name in LISTS
        }
        left["withdrawn"] = [
            one
            | {"replaced_by": None if one.get("replaced_by") in self.types else one.get("replaced_by")}
            | {"reason": self.remark(one["reason"])}
            for one in file.get("withdrawn", ())
        ]
        for name in ("emphasis", "continues"):
            left[name] = [one for one in file.get(name, ()) if one.get("item") not in self.types]
        note = self.remark(file["note"])
        emptied: Entry = compact({**file, **left, "note": note, "plan": self.entry(file["plan"])})
        return emptied

    def entry(self, entry: Entry) -> Entry:
        """An entry that stays, without what quotes the erased words."""
        left = dict(entry)
        if "sources" in entry:
            left["sources"] = [self._source(source) for source in entry["sources"]]
        if "mentions" in entry:
            left["mentions"] = [one for one in entry["mentions"] if one["id"] not in self.types]
        own = [entry.get("text") or "", entry.get("name") or ""]
        for name in ("sdgs", "organisations"):
            if name in entry:
                left[name] = [self._quoting(one, own) for one in entry[name]]
        if isinstance(entry.get("pillar"), dict):
            left["pillar"] = self._quoting(entry["pillar"], own)
        return left

    def _source(self, source: Entry) -> Entry:
        """A source without the digest of a text that held the words."""
        digest = {"text_sha256", "text_length"} if source.get("text_sha256") in self.digests else ()
        return {name: value for name, value in source.items() if name not in digest}

    def _quoting(self, fact: Entry, own: list[str]) -> Entry:
        evidence: str = fact.get("evidence") or ""
        quotes = evidence and any(evidence in words for words in self.words)
        if not quotes or any(evidence in text for text in own):
            return fact
        return {name: value for name, value in fact.items() if name != "evidence"}

    def next_file(self, newest: Mapping[str, Any], note: str) -> Entry:
        """The file of the revision that records the erasure."""
        left = self.file(newest)
        others = [one for one in left.get("withdrawn", ()) if one["id"] not in self.types]
        erased = [{"id": item_id, "reason": note} for item_id in self.types]
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


def quotation(text: str, erased: Iterable[str], rest: str) -> str:
    """Erased words in a text, which the rest does not hold; empty without any."""
    for start in range(len(text) - _QUOTATION + 1):
        part = text[start : start + _QUOTATION]
        quoted = part not in rest and any(part in words for words in erased)
        if quoted and not _COMMON.fullmatch(part):
            return part
    return ""


def _is_about(entry: Entry, item_type: str, item_id: str) -> bool:
    """Whether an entry says something of this item and of no other."""
    if item_type == "kpi":
        return {mention["id"] for mention in entry["mentions"]} == {item_id}
    return (item_type in ("correction", "annotation") and entry["item"] == item_id) or (
        item_type == "link" and item_id in entry["items"]
    )
