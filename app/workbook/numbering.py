"""Numbers of rows: those that are given, and new ones. A row never takes a number by its position."""

import re
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from app.workbook.fields import Fields
from app.workbook.kinds import LETTERS
from app.workbook.references import full_id, short

Json = dict[str, Any]
_NUMBER: Final = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


class StoredOrganisation(NamedTuple):
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class StoredItems:
    """What a store knows of a plan: its live items with their kind and words, every id that was ever used,
    and the organisations of all plans."""

    items: dict[str, tuple[str, str]] = field(default_factory=dict)
    used: frozenset[str] = frozenset()
    organisations: tuple[StoredOrganisation, ...] = ()


NOTHING_STORED: Final = StoredItems()


def item_words(kind: str, entry: Json) -> str:
    """The words by which an item is known again that has lost its number."""
    match kind:
        case "kpi":
            said = [entry.get("label"), *(mention.get("quote") for mention in entry.get("mentions", ())[:1])]
        case "correction":
            said = [entry.get("item"), entry.get("printed")]
        case "link":
            said = entry.get("items", [])
        case "annotation":
            said = [entry.get("item"), entry.get("kind"), entry.get("words")]
        case "row":
            said = entry.get("cells", [])
        case "table":
            said = [entry.get("caption"), *entry.get("columns", ())]
        case _:
            said = [entry.get("kind"), entry.get("title"), entry.get("name"), entry.get("text")]
    return "\n".join(str(one) for one in said if one)


class Numbers:
    """The ids of a workbook. Every given number is known before a new one is made."""

    def __init__(self, plan_id: str, stored: StoredItems) -> None:
        self.plan_id, self.stored = plan_id, stored
        self.assigned: dict[str, str] = {}
        self._rows: dict[str, str] = {}
        self._reserved: set[str] = set()
        self._last: dict[str, int] = {}
        self._free: dict[tuple[str, str], list[str]] = {}

    def give(self, fields: Fields, name: str = "number") -> str | None:
        """The id that a row gives itself. Another row with the same is an error."""
        number = fields.text(name)
        if number is None:
            return None
        item = full_id(number.lower(), self.plan_id)
        if _NUMBER.fullmatch(item.removeprefix(self.plan_id + "-")) is None:
            fields.error(name, f"「{number}」は番号の形ではありません。新しい行なら、空欄にしてください。")
            return None
        here = f"{fields.row.part.title}の{fields.row.line}行目"
        if item in self._rows:
            fields.error(name, f"{self._rows[item]}と同じ番号です。新しい行の番号を消してください。")
            return None
        self._rows[item] = here
        return item

    def reserve(self, item: str) -> None:
        """An id that no row may have any more: a withdrawn one."""
        self._reserved.add(item)

    def complete(self) -> None:
        """All numbers are given."""
        for item, known in self.stored.items.items():
            if item not in self._rows and item not in self._reserved:
                self._free.setdefault(known, []).append(item)
        for item in (*self._rows, *self._reserved, *self.stored.used):
            if match := re.fullmatch("([a-z]+)0*([0-9]+)", short(item, self.plan_id)):
                self._last[match[1]] = max(self._last.get(match[1], 0), int(match[2][:9]))

    def new(self, kind: str, words: str, where: str) -> str:
        """The id of a row without a number: that of a stored item of the same kind and the very same words,
        else the next one of its kind. `where` names the row for the report."""
        free = self._free.get((kind, words))
        item = free.pop(0) if free else f"{self.plan_id}-{self._next(LETTERS[kind])}"
        self._rows[item] = where
        self.assigned[item] = where
        return item

    def new_row(self, table: str, row: Json, where: str) -> str:
        """The id of a row of a table, likewise."""
        free = [
            one for one in self._free.get(("row", item_words("row", row)), ()) if one.startswith(f"{table}-")
        ]
        known = {*self._rows, *self._reserved, *self.stored.used}
        number = next(n for n in range(1, 100_000) if f"{table}-r{n}" not in known)
        item = free[0] if free else f"{table}-r{number}"
        if free:
            self._free["row", item_words("row", row)].remove(item)
        self._rows[item] = self.assigned[item] = where
        return item

    def _next(self, letter: str) -> str:
        self._last[letter] = self._last.get(letter, 0) + 1
        return f"{letter}{self._last[letter]}"
