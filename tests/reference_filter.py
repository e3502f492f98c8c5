"""A reference filter over the plan files, independent of the code of the service."""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from tests.paths import SEED
from tests.world import Json, plan_2022, plan_2023

FILES: Final[list[Json]] = sorted(
    [json.loads(SEED.read_text("utf-8")), plan_2022(), plan_2023()], key=lambda file: str(file["plan"]["id"])
)
FACETS: Final = ("pillar", "theme", "viewpoint", "sdg", "bureau", "kind", "kpi")
GOALS: Final = [str(number) for number in range(1, 18)]
KINDS: Final = ["measure", "bureau_project"]
KPI_KINDS: Final = ["quantity", "level", "milestone", "period", "deliverable", "event"]
ISSUERS: Final = {"141127": "横浜市旭区", "991015": "見本市港区"}
YEARS: Final = {2022: ["2022", "R4", "令和4年度"], 2023: ["2023", "R5", "令和5年度"]}


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


def readings_of(texts: list[str], entry: Json, file: Json) -> list[str]:
    """The corrected form of the texts that corrections change."""
    readings = []
    for text in texts:
        read = text
        for one in file.get("corrections", []):
            if one["item"] == entry["id"]:
                read = read.replace(one["printed"], one["reading"])
        readings += [read] if read != text else []
    return readings


def dues_of(kpi: Json) -> list[Json]:
    """When a KPI is due, in both formats."""
    targets = kpi.get("targets", [])
    return [one["due"] for one in [kpi, *targets] if one.get("due")]


def items_of(file: Json) -> list[Item]:
    by_id = {entry["id"]: entry for entry in [*file["organisations"], *file["document"]]}
    found = []
    for entry in file["document"]:
        if entry["type"] not in KINDS:
            continue
        measure = entry["type"] == "measure"
        theme = by_id[entry["theme"]] if measure else None
        pillars = []
        if theme is not None and theme.get("pillar"):
            pillars = [({theme["pillar"], by_id[theme["pillar"]]["name"]}, True)]
        elif entry.get("pillar"):
            given = entry["pillar"]
            pillars = [({given["id"], by_id[given["id"]]["name"]}, stated(given))]
        owners = [one for one in entry.get("organisations", []) if one.get("role") != "partner"]
        kpis = [one for one in file["kpis"] if any(m["id"] == entry["id"] for m in one["mentions"])]
        own = [entry["text"]] if measure else [entry["name"], entry["text"]]
        around = [theme["name"]] if theme is not None else []
        around += [
            one["text"]
            for one in file["document"]
            if theme is not None
            and one.get("theme") == theme["id"]
            and one.get("kind") in ("theme_lead", "caption")
        ]
        found.append(
            Item(
                id=entry["id"],
                plan=file["plan"],
                label=entry["label"] if measure else entry["name"],
                due=min((due["start"] for one in kpis for due in dues_of(one)), default="9999"),
                relations={
                    "pillar": pillars,
                    "theme": [({theme["id"], theme["name"]}, True)] if theme is not None else [],
                    "viewpoint": [],
                    "sdg": [({str(tag["goal"])}, stated(tag)) for tag in entry.get("sdgs", [])],
                    "bureau": [({one["id"], by_id[one["id"]]["name"]}, stated(one)) for one in owners],
                    "kind": [({entry["type"]}, True)],
                    "kpi": [({one["kind"]}, True) for one in kpis],
                },
                printed=[fold(t) for t in [*own, *around, *(by_id[one["id"]]["name"] for one in owners)]],
                readings=[fold(text) for text in readings_of(own, entry, file)],
            )
        )
    return found


ITEMS: Final = [item for file in FILES for item in items_of(file)]


@dataclass(frozen=True)
class Query:
    """One query. `facets` holds the values of each repeatable parameter."""

    plan: str | None = None
    year: str | None = None
    issuer: str | None = None
    series: str | None = None
    words: tuple[str, ...] = ()
    basis: str = "any"
    sort: str = "document"
    facets: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def narrowed(self, **to: str) -> "Query":
        """The same query with some parameters set to one value."""
        facets = dict(self.facets) | {name: (value,) for name, value in to.items() if name in FACETS}
        scope: dict[str, Any] = {name: value for name, value in to.items() if name not in FACETS}
        return replace(self, facets=tuple(facets.items()), **scope)

    def pairs(self) -> list[tuple[str, str]]:
        single = {name: getattr(self, name) for name in ("plan", "year", "issuer", "series", "basis")}
        single["q"] = " ".join(self.words) or None
        return [(name, value) for name, value in single.items() if value is not None] + [
            (name, value) for name, values in self.facets for value in values
        ]


def _names(plan: Json) -> list[str]:
    """The id and the name of a plan's series."""
    series = plan.get("series")
    return [f"{plan['municipality_code']}-{series['key']}", series["name"]] if series else []


def in_scope(plan: Json, query: Query) -> bool:
    year = int(plan["id"].split("-")[1])
    return (
        query.plan in (None, plan["id"], plan["title"])
        and (query.year is None or query.year in YEARS[year])
        and query.issuer in (None, plan["issuer"], ISSUERS[plan["issuer"]])
        and query.series in (None, *_names(plan))
    )


def matches(item: Item, query: Query) -> bool:
    only_stated = query.basis == "stated"
    fields = item.printed if only_stated else item.printed + item.readings
    if not in_scope(item.plan, query):
        return False
    if not all(any(fold(word) in field for field in fields) for word in query.words):
        return False
    for name, values in query.facets:
        has = [names for names, is_stated in item.relations[name] if is_stated or not only_stated]
        if not any((value == "none" and not has) or any(value in names for names in has) for value in values):
            return False
    return True


def total(query: Query) -> int:
    return sum(matches(item, query) for item in ITEMS)


def ids(query: Query) -> list[str]:
    orders: dict[str, Callable[[Item], Any]] = {
        "document": lambda _item: 0,
        "label": lambda item: (item.label, item.id),
        "due": lambda item: item.due,
    }
    return [item.id for item in sorted(ITEMS, key=orders[query.sort]) if matches(item, query)]
