"""本文 as the entries of a plan file: first what each row is, then where it stands."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any, Final

from app.workbook.declaration import folded
from app.workbook.defaults import NOWHERE, entry_heading, split_names
from app.workbook.fields import Fields
from app.workbook.findings import Findings
from app.workbook.findings import Place as Location
from app.workbook.kinds import KINDS, Kind, kind_of
from app.workbook.made import Made
from app.workbook.numbering import Numbers, item_words
from app.workbook.place import Place, needs_parent
from app.workbook.references import References
from app.workbook.row_words import RowWords, stated_goals, withdrawal
from app.workbook.sheet_reader import ReadRow
from app.workbook.values import default_amount
from app.workbook.withdrawn_levels import Level, level_of, still_above

Json = dict[str, Any]
_LEVELS: Final = frozenset(("pillar", "theme", "measure", "bureau_project"))
# The kinds that may fill a column of their own.
_ONLY: Final = {
    "organisations": _LEVELS,
    "sdgs": _LEVELS,
    "amount": _LEVELS,
    "viewpoints": frozenset(("measure", "bureau_project")),
    "printed_number": _LEVELS | {"viewpoint"},
    "heading_is": frozenset(("measure",)),
    "label": frozenset(("measure",)),
}


@dataclass(slots=True)
class Draft:
    """A row of 本文. A faulty one has no entry and stays known to references."""

    fields: Fields
    kind: Kind | None
    entry: Made | None
    id: str | None
    heading: str


class DocumentReader:
    def __init__(self, rows: list[ReadRow], numbers: Numbers, findings: Findings) -> None:
        self.findings, self.numbers = findings, numbers
        self.withdrawn: list[Made] = []
        self.drafts: list[Draft] = []
        self.items = References(numbers.plan_id, whole_plan=True)
        # The row of each item, faulty ones included.
        self.rows: dict[str, Location] = {}
        above: Level | None = None
        for row in rows:
            fields = Fields(row, findings)
            if fields.has("withdrawn"):
                self.withdrawn.append(withdrawal(fields, numbers))
                self.items.withdraw(fields.text("number") or "", fields.text("heading") or "")
                above = level_of(fields) or above
            else:
                draft = self._draft(fields)
                above = still_above(above, draft.fields, draft.kind)
                self.drafts.append(draft)
        _check_order([draft.fields for draft in self.drafts])

    @property
    def entries(self) -> list[Made]:
        return [draft.entry for draft in self.drafts if draft.entry is not None]

    def _draft(self, fields: Fields) -> Draft:
        word = fields.required("kind", "種類を一覧から選んでください。")
        kind = kind_of(word) if word else None
        if word and kind is None:
            fields.error("kind", KINDS.question(word))
        item = self.numbers.give(fields)
        heading = fields.text("heading") or ""
        if kind is None:
            return Draft(fields, None, None, item, heading)
        for name, kinds in _ONLY.items():
            if fields.has(name) and kind.type not in kinds:
                fields.error(name, f"種類「{word}」の行には書けません。空欄にしてください。")
        entry = Made(fields.at())
        entry["type"] = kind.type
        entry.at |= {"id": fields.at("number"), "type": fields.at("kind")}
        RowWords(fields, entry, kind).read()
        return Draft(fields, kind, entry, item, heading)

    def number(self) -> None:
        """Every row has an id from here on, and can be referred to."""
        for draft in self.drafts:
            entry, fields = draft.entry, draft.fields
            if draft.id is None and entry is not None and draft.kind is not None:
                where = f"{fields.row.part.title}の{fields.row.line}行目"
                draft.id = self.numbers.new(draft.kind.type, item_words(draft.kind.type, entry), where)
            if entry is not None and draft.id is not None:
                entry["id"] = draft.id
                complete = all(name in entry for name in _HEADED.get(entry["type"], ()))
                draft.heading = entry_heading(entry) if complete else draft.heading
            known = draft.id or f"row{fields.row.line}"
            self.items.add(known, draft.heading, f"{fields.row.line}行目")
            self.rows[known] = fields.at()
            if earlier := fields.text("earlier"):
                self.items.alias(earlier, known)

    def settle(self, organisations: References, year: int | None, sources: References | None = None) -> None:
        """Say of each entry where it stands and what its columns say."""
        kinds = {draft.id: draft.kind for draft in self.drafts if draft.id and draft.kind}
        place = Place()
        for draft in self.drafts:
            kind, entry, fields = draft.kind, draft.entry, draft.fields
            if kind is None or entry is None or draft.id is None:
                continue
            self._look_for_pillar(fields, kind, place.pillar_named(draft.heading))
            default = place.default(kind, draft.heading)
            parents = self._parents(fields, kind, default, kinds)
            for name, above in parents.items():
                value: Any = above
                if kind.type == "bureau_project":
                    value = Made(fields.at("belongs"))
                    value |= {"id": above, "basis": "layout"}
                entry.put(name, value, fields.at("belongs"))
            place.enter(kind, draft.id, draft.heading, parents if kind.type != "bureau_project" else {})
            self._columns(fields, entry, organisations, year)

    def _look_for_pillar(self, fields: Fields, kind: Kind, pillar: str | None) -> None:
        """A pillar's name printed again begins its contents; as a heading or another pillar it would end it."""
        if pillar is not None and (kind.type == "pillar" or kind.passage == "section_heading"):
            name = self.items.heading(pillar)
            fields.notice(
                "kind",
                f"柱「{name}」の名前を含みます。その柱の中身がここから続くなら、種類を「柱の見出し」にしてください。",
            )

    def _parents(
        self, fields: Fields, kind: Kind, default: dict[str, str], kinds: dict[str, Kind]
    ) -> dict[str, str]:
        written = fields.text("belongs")
        if written is None:
            if not default and needs_parent(kind) and not fields.has("belongs"):
                fields.error("belongs", _missing_parent(kind))
            return default
        if folded(written) == folded(NOWHERE):
            return {}
        parents: dict[str, str] = {}
        for line in filter(None, (line.strip() for line in written.split("\n"))):
            above = fields.refer("belongs", line, self.items)
            if above is None:
                continue
            of = kinds.get(above)
            if (
                of is None
                or of.type not in ("pillar", "theme", "passage")
                or kind.type in ("pillar", "viewpoint")
            ):
                fields.error(
                    "belongs", f"「{line}」は柱でも施策でもありません。柱か施策の見出しを書いてください。"
                )
                continue
            is_theme = of.type == "theme" and kind.type != "theme"
            parents["theme" if is_theme else "pillar" if of.type == "pillar" else "parent"] = above
        return parents

    def _columns(self, fields: Fields, entry: Made, organisations: References, year: int | None) -> None:
        for name, column in (("number", "printed_number"), ("source", "source")):
            entry.put(name, fields.text(column), fields.at(column))
        for name in ("page", "line"):
            entry.put(name, fields.whole(name), fields.at(name))
        named = self._named(fields, "organisations", organisations)
        entry.put(
            "organisations", [{"id": one, "role": "responsible", "basis": "layout"} for one in named] or None
        )
        views = self._named(fields, "viewpoints", self.items)
        entry.put("viewpoints", [{"id": one, "basis": "layout"} for one in views] or None)
        for name, column in (
            ("organisations", "organisations"),
            ("viewpoints", "viewpoints"),
            ("sdgs", "sdgs"),
        ):
            entry.at[name] = fields.at(column)
        entry.put("sdgs", stated_goals(fields) or None)
        printed = fields.text("amount")
        amount = fields.read("amount", lambda text: default_amount(text, year)) if printed else None
        if amount is not None:
            entry.put("amounts", [amount], fields.at("amount"))

    @staticmethod
    def _named(fields: Fields, name: str, references: References) -> list[str]:
        text = fields.text(name)
        found = split_names(text, references) if text else []
        if problem := next((one.problem for one in found if one.id is None), None):
            fields.error(name, problem)
        return [one.id for one in found if one.id is not None]


# What an entry must have before its heading can be told.
_HEADED: Final = {"measure": ("label",), "passage": ("text", "kind")}


def _missing_parent(kind: Kind) -> str:
    match kind.type:
        case "measure":
            return "上に柱も施策もありません。行の位置を直すか、所属を書いてください（どこにも属さなければ「なし」）。"
        case "direction":
            return "上に柱がありません。柱の下に置くか、所属に柱を書いてください。"
        case "theme":
            return f"上に{kind.depth - 1}段目の施策がありません。その下に置くか、種類を直してください。"
    return "上に施策がありません。施策の下に置くか、所属に施策を書いてください。"


def _check_order(rows: list[Fields]) -> None:
    """A sorted sheet is told from an edited one by the numbers of 並び順."""
    numbered = [(fields, number) for fields in rows if (number := fields.whole("order")) is not None]
    longest: list[int] = []
    for _, number in numbered:
        at = bisect_left(longest, number + 1)
        longest[at : at + 1] = [number]
    moved = len(numbered) - len(longest)
    if not moved:
        return
    place = next(
        fields
        for (fields, number), (_, before) in zip(numbered[1:], numbered, strict=False)
        if number < before
    )
    if moved * 5 > len(numbered):
        place.error(
            "order", f"{moved}行が元の順と違います。「並び順」の昇順に並べ替えて、印刷の順に戻してください。"
        )
    else:
        place.notice("order", f"{moved}行が元の順と違います。印刷の順に並んでいるか、確かめてください。")
