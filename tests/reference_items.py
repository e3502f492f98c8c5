"""The initiatives of plan files with what a filter may ask of them, read without the code of the service."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from tests.format_2 import as_format_2

Json = dict[str, Any]
KINDS: Final = ["measure", "bureau_project"]
# The facets of what the texts name, with the kinds of annotations that each holds.
NAMED: Final = {
    "place": ("place", "facility"),
    "target_group": ("target_group",),
    "partner": ("partner",),
    "programme": ("programme", "event"),
}


@cache
def fold(text: str) -> str:
    """The text with equivalent spellings unified."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)
    for variants, one in (("ゖ", "け"), ("ゕ", "か"), ("步", "歩"), ("〜～∼∿〰", "~"), ("‐‑‒–—―−", "-")):
        text = re.sub(f"[{variants}]", one, text)
    return re.sub(r"\s", "", text)


@dataclass(frozen=True)
class Item:
    """One initiative of a plan file. A relation is a pair: its names and ids, and whether the sheet states it."""

    id: str
    plan: Json
    label: str
    due: str
    relations: dict[str, list[tuple[set[str], bool]]]
    printed: list[str]
    readings: list[str]


def stated(relation: Json) -> bool:
    return relation["basis"] in ("stated", "layout")


def pillar_names(file: Json) -> dict[str, str]:
    """The names of a plan's pillars by id, made up for those without a printed one."""
    term = file["plan"].get("terms", {}).get("pillar") or "柱"
    names = {}
    for place, one in enumerate((one for one in file["document"] if one["type"] == "pillar"), 1):
        number = one.get("number") or str(place)
        made = f"{number if term in number else term + number}（名称の記載なし）"
        names[one["id"]] = one.get("name") or made
    return names


class PlanReader:
    """One plan file of either format, with the reports of its plan among all reports."""

    def __init__(self, file: Json, reports: Sequence[Json] = ()) -> None:
        self.file = as_format_2(file)
        own = [one for one in reports if one["plan"] == self.file["plan"]["id"]]
        self.reports = sorted(own, key=lambda one: str(one["dated"]))
        self.by_id = {one["id"]: one for one in [*self.file["organisations"], *self.file["document"]]}
        self.pillars = pillar_names(self.file)

    def items(self) -> list[Item]:
        return [self._item(entry) for entry in self.file["document"] if entry["type"] in KINDS]

    def _item(self, entry: Json) -> Item:
        measure = entry["type"] == "measure"
        themes = list(self._themes(entry.get("theme")))
        pillars = self._pillars(entry, themes)
        above = [*themes, *(self.by_id[one["id"]] for one in pillars)] if measure else []
        carried = [entry, *above]
        owners = [
            one
            for level in carried
            for one in level.get("organisations", [])
            if one.get("role", "responsible") in ("responsible", "joint")
        ]
        shown, reviews = self._tags(carried, entry, pillars)
        pillars = [one for one in pillars if one.get("review") != "rejected"]
        kpis = [one for one in self.file.get("kpis", []) if entry["id"] in _items_of(one)]
        own = [entry["text"]] if measure else [entry["name"], entry["text"]]
        own += [entry["title"]] if entry.get("title") not in (None, entry["text"]) else []
        around = [themes[0]["name"], *self._passages(themes[0]["id"])] if themes else []
        names = {one["id"]: one["name"] for one in self.file["organisations"]}
        named = [one for one in self.file.get("annotations", []) if one["item"] == entry["id"]]
        return Item(
            id=entry["id"],
            plan=self.file["plan"],
            label=entry["label"] if measure else entry["name"],
            due=min((day for one in kpis if (day := _due_of(one))), default="9999"),
            relations={
                "pillar": [({one["id"], self.pillars[one["id"]]}, stated(one)) for one in pillars],
                "theme": [({one["id"], one["name"]}, True) for one in themes],
                "viewpoint": [
                    ({one["id"], self.by_id[one["id"]]["name"]}, stated(one))
                    for one in entry.get("viewpoints", [])
                ],
                "sdg": [({str(tag["goal"])}, stated(tag)) for tag in shown],
                "bureau": [({one["id"], names[one["id"]]}, stated(one)) for one in owners],
                "kind": [({entry["type"]}, True)],
                "kpi": [({one["kind"]}, True) for one in kpis],
                "state": [({self._state(entry["id"])}, True)],
                "review": [({review}, False) for review in reviews],
                **{
                    name: [({one["words"]}, True) for one in named if one["kind"] in kinds]
                    for name, kinds in NAMED.items()
                },
            },
            printed=[fold(text) for text in [*own, *around, *(names[one["id"]] for one in owners)]],
            readings=[fold(text) for text in self._readings(own, entry)],
        )

    def _state(self, item: str) -> str:
        said = [
            one["state"] for file in self.reports for one in file.get("states", []) if one["item"] == item
        ]
        return str(said[-1]) if said else "not_reported"

    def _review(self, items: list[str], fact: Json, values: list[str]) -> str | None:
        """The newest decision on an editorial fact, else the file's own word."""
        if stated(fact):
            return None
        said = [
            (one.get("dated") or file["dated"], one["decision"])
            for file in self.reports
            for one in file.get("reviews", [])
            if one["item"] in items and one["value"] in values
        ]
        return sorted(said, key=lambda one: one[0])[-1][1] if said else fact.get("review") or "unreviewed"

    def _tags(self, carried: list[Json], entry: Json, pillars: list[Json]) -> tuple[list[Json], list[str]]:
        """The goals that an initiative shows, and the reviews of its editorial goals and pillar. What is stated
        anywhere comes before what an editor added. Notes the review of each pillar in it."""
        by_goal: dict[int, list[Json]] = {}
        reviews: list[str | None] = []
        for level in carried:
            for tag in level.get("sdgs", []):
                values = [str(tag["goal"]), *filter(None, [tag.get("target")])]
                review = self._review([entry["id"], level["id"]], tag, values)
                if review == "rejected":
                    reviews.append(review)
                else:
                    by_goal.setdefault(tag["goal"], []).append({**tag, "review": review})
        shown = [sorted(tags, key=lambda tag: not stated(tag))[0] for tags in by_goal.values()]
        for place, pillar in enumerate(pillars):
            pillars[place] = {**pillar, "review": self._review([entry["id"]], pillar, [pillar["id"]])}
        reviews += [one["review"] for one in (*shown, *pillars)]
        return shown, [one for one in reviews if one is not None]

    def _themes(self, theme: str | None) -> Iterator[Json]:
        """A theme and those above it, from the bottom up."""
        while theme is not None:
            yield self.by_id[theme]
            theme = self.by_id[theme].get("parent")

    def _pillars(self, entry: Json, themes: list[Json]) -> list[Json]:
        """The pillar of an initiative with its basis, if it has one."""
        given = entry.get("pillar")
        if isinstance(given, dict):
            return [given]
        named = next((level["pillar"] for level in [entry, *themes] if level.get("pillar")), None)
        return [{"id": named, "basis": "layout"}] if named else []

    def _passages(self, theme: str) -> Iterator[str]:
        for one in self.file["document"]:
            if one.get("theme") == theme and one.get("kind") in ("theme_lead", "caption"):
                yield one["text"]

    def _readings(self, texts: list[str], entry: Json) -> list[str]:
        """The corrected form of the texts that corrections change."""
        readings = []
        for text in texts:
            read = text
            for one in self.file.get("corrections", []):
                if one["item"] == entry["id"]:
                    read = read.replace(one["printed"], one["reading"])
            readings += [read] if read != text else []
        return readings


def _items_of(kpi: Json) -> list[str]:
    return [kpi["owner"], *(one["id"] for one in kpi["mentions"])]


def _due_of(kpi: Json) -> str | None:
    """The first day of the due of the last target that holds; of several fiscal years, that of the last."""
    targets = kpi.get("targets", [])
    replaced = [one.get("replaces") for one in targets]
    holding = [one for one in targets if one["key"] not in replaced]
    due = holding[-1].get("due") if holding else None
    if due is None:
        return None
    several = due["precision"] == "fiscal_years"
    return f"{int(due['end'][:4]) - 1}-04-01" if several else str(due["start"])
