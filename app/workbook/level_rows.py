"""What the rows of 本文 say of goals, organisations and sums, and the rows of 予算 and タグと理由 for the rest."""

from dataclasses import dataclass
from typing import Any

from app.workbook.declaration import Row, filled
from app.workbook.defaults import WHOLE_PERIOD, split_names
from app.workbook.periods import UnreadableError
from app.workbook.references import References
from app.workbook.values import default_amount, figure_cell, goal_cell
from app.workbook.words import AMOUNT_KIND, BASIS, COMPARATOR_OR_NONE, REVIEW, ROLE, TAGGED

Json = dict[str, Any]


@dataclass(slots=True)
class Carried:
    """What 本文 says of an item's goals, organisations and so on; the rest goes to other sheets."""

    row: Row
    tags: list[Row]
    amounts: list[Row]


class LevelRows:
    """`year` is the plan's: that of sums that name none."""

    def __init__(self, items: References, organisations: References, year: int | None) -> None:
        self.items, self.organisations, self.year = items, organisations, year

    def carried(self, entry: Json) -> Carried:
        item = self.items.write(entry["id"])
        carried = Carried({}, [], [])
        stated = [
            tag
            for tag in entry.get("sdgs", ())
            if tag["basis"] == "stated" and set(tag) <= {"goal", "target", "basis"}
        ]
        if stated:
            carried.row["sdgs"] = "、".join(map(goal_cell, stated))
        carried.tags += [
            self.goal(item, tag, tag.get("evidence")) for tag in entry.get("sdgs", ()) if tag not in stated
        ]
        self._references(carried, item, entry)
        amounts = entry.get("amounts", [])
        if len(amounts) == 1 and _is_default(amounts[0], self.year):
            carried.row["amount"] = amounts[0]["printed"]
        else:
            carried.amounts = [self.amount(item, one) for one in amounts]
        return carried

    def _references(self, carried: Carried, item: str, entry: Json) -> None:
        """Organisations, viewpoints, and the pillar of a bureau project."""
        pillar = entry.get("pillar")
        if isinstance(pillar, dict):
            if set(pillar) == {"id", "basis"} and pillar["basis"] == "layout":
                carried.row["belongs"] = self.items.write(pillar["id"])
            else:
                carried.tags.append(self._tag(item, "pillar", self.items.write(pillar["id"]), pillar))
        for name, references in (("organisations", self.organisations), ("viewpoints", self.items)):
            given = [
                {"role": "responsible", **one} if name == "organisations" else one
                for one in entry.get(name, ())
            ]
            cell, number = _names(given, references)
            if cell:
                carried.row[name] = cell
            carried.tags += [
                self._tag(item, name, references.write(one["id"]), one) for one in given[number:]
            ]

    def _tag(self, item: str, tagged: str, value: str, said: Json) -> Row:
        return filled(
            item=item,
            tagged=TAGGED.word(tagged),
            value=value,
            evidence=said.get("evidence"),
            reason=said.get("reason"),
            basis=BASIS.word(said["basis"]) if said["basis"] != "editorial" else None,
            role=ROLE.word(said["role"]) if said.get("role", "responsible") != "responsible" else None,
            part=said.get("part"),
        )

    def goal(self, item: str, tag: Json, evidence: str | None) -> Row:
        row = self._tag(item, "sdgs", goal_cell(tag), tag)
        review = tag.get("review")
        if review is not None and review != "unreviewed":
            row["review"] = REVIEW.word(review)
        return row | filled(evidence=evidence)

    def amount(self, item: str, amount: Json) -> Row:
        try:
            default = default_amount(amount["printed"], self.year)
        except UnreadableError:
            default = {}
        year = amount.get("fiscal_year")
        return filled(
            item=item,
            label=amount.get("label"),
            kind=AMOUNT_KIND.word(amount["kind"]) if amount["kind"] != "budget" else None,
            year=None if year == self.year else WHOLE_PERIOD if year is None else f"{year}年度",
            printed=amount["printed"],
            value=figure_cell(amount["value"]) if amount["value"] != default.get("value") else None,
            unit=amount["unit"] if amount["unit"] != "円" else None,
            comparator=COMPARATOR_OR_NONE.word(amount.get("comparator") or "none")
            if amount.get("comparator") != default.get("comparator")
            else None,
            basis=BASIS.word(amount["basis"]) if amount["basis"] != "stated" else None,
        )


def _is_default(amount: Json, year: int | None) -> bool:
    try:
        return default_amount(amount["printed"], year) == amount
    except UnreadableError:
        return False


def _names(given: list[Json], references: References) -> tuple[str, int]:
    """The names of as many of the first references as a cell can hold, and their number."""
    simple = {"basis": "layout", "role": "responsible"}
    number = 0
    names: list[str] = []
    for one in given:
        name = references.name(one["id"])
        if {key: value for key, value in one.items() if key != "id"} != {
            key: simple[key] for key in simple if key in one
        } or name is None:
            break
        cell = "、".join([*names, name])
        if [found.id for found in split_names(cell, references)] != [
            one["id"] for one in given[: number + 1]
        ]:
            break
        names.append(name)
        number += 1
    return "、".join(names), number
