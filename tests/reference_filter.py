"""A reference filter over the plan files, independent of the code of the service."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from tests.format_2 import as_format_2
from tests.paths import SEED
from tests.plans import PLANS
from tests.reference_items import KINDS, NAMED, Item, PlanReader, fold, pillar_names
from tests.world import Json, plan_2022, plan_2023

FACETS: Final = ("pillar", "theme", "viewpoint", "sdg", "bureau", "kind", "kpi", "state", "review", *NAMED)
GOALS: Final = [str(number) for number in range(1, 18)]
STATES: Final = [
    "not_reported",
    "not_started",
    "in_progress",
    "done",
    "partly_done",
    "changed",
    "cancelled",
    "not_assessable",
]
REVIEWS: Final = ["unreviewed", "confirmed", "disputed", "rejected", "none"]
KPI_KINDS: Final = ["quantity", "level", "milestone", "period", "deliverable", "event"]


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


def year_of(written: str) -> int:
    """The year that the queries of the tests write as 2022, R4 or 令和4年度."""
    if written.isdecimal():
        return int(written)
    return 2018 + int(written.removeprefix("R").removeprefix("令和").removesuffix("年度"))


class Reference:
    """A store of some plan files and reports."""

    def __init__(self, files: Iterable[Json], reports: Sequence[Json] = ()) -> None:
        self.files = sorted(map(as_format_2, files), key=lambda file: str(file["plan"]["id"]))
        self.items: list[Item] = [item for file in self.files for item in PlanReader(file, reports).items()]

    def in_scope(self, plan: Json, query: Query) -> bool:
        issuers = {plan["issuer"]} | {
            one["name"]
            for file in self.files
            if file["plan"]["issuer"] == plan["issuer"]
            for one in file["organisations"]
            if one["id"] == plan["issuer"]
        }
        series = (
            [f"{plan['municipality_code']}-{plan['series']['key']}", plan["series"]["name"]]
            if "series" in plan
            else []
        )
        return (
            query.plan in (None, plan["id"], plan["title"])
            and (query.year is None or self.in_force(plan, year_of(query.year)))
            and query.issuer in (None, *issuers)
            and query.series in (None, *series)
        )

    def in_force(self, plan: Json, year: int) -> bool:
        """Whether a plan is in force on a day of a fiscal year."""
        first, last = f"{year}-04-01", f"{year + 1}-03-31"
        start, end = plan["period"]["start"], plan["period"].get("end")
        if end is None and "series" in plan:
            others = [
                one["plan"]
                for one in self.files
                if one["plan"].get("series") and one["plan"]["status"] == "adopted"
            ]
            end = min(
                (
                    other["period"]["start"]
                    for other in others
                    if other["municipality_code"] == plan["municipality_code"]
                    and other["series"]["key"] == plan["series"]["key"]
                    and other["period"]["start"] > start
                ),
                default=None,
            )
            # The day on which the next edition begins is its own.
            return bool(start <= last and (end is None or first < end))
        return bool(start <= last and (end is None or first <= end))

    def matches(self, item: Item, query: Query) -> bool:
        only_stated = query.basis == "stated"
        fields = item.printed if only_stated else item.printed + item.readings
        if not self.in_scope(item.plan, query):
            return False
        if not all(any(fold(word) in field for field in fields) for word in query.words):
            return False
        for name, values in query.facets:
            has = [names for names, is_stated in item.relations[name] if is_stated or not only_stated]
            if not any(
                (value == "none" and not has) or any(value in names for names in has) for value in values
            ):
                return False
        return True

    def total(self, query: Query) -> int:
        return sum(self.matches(item, query) for item in self.items)

    def ids(self, query: Query) -> list[str]:
        orders: dict[str, Callable[[Item], Any]] = {
            "document": lambda _item: 0,
            "label": lambda item: (item.label, item.id),
            "due": lambda item: item.due,
        }
        return [item.id for item in sorted(self.items, key=orders[query.sort]) if self.matches(item, query)]

    def options(self, query: Query, name: str) -> list[str]:
        """The values that a parameter may take among the plans in scope: names and ids."""
        fixed = {
            "sdg": [*GOALS, "none"],
            "kind": KINDS,
            "kpi": [*KPI_KINDS, "none"],
            "state": STATES,
            "review": REVIEWS,
        }
        if name in fixed:
            return fixed[name]
        if name in NAMED:
            return list(
                {
                    value: None
                    for item in self.items
                    if self.in_scope(item.plan, query)
                    for names, _ in item.relations[name]
                    for value in names
                }
            )
        found: dict[str, None] = {}
        for file in self.files:
            if self.in_scope(file["plan"], query):
                named = {
                    one["id"]: one["name"]
                    for one in file["document"]
                    if one["type"] == name and name != "pillar"
                }
                if name == "pillar":
                    named = pillar_names(file)
                if name == "bureau":
                    issuer = file["plan"]["issuer"]
                    parents = [one.get("parent") for one in file["organisations"] if one["id"] == issuer]
                    named = {
                        one["id"]: one["name"]
                        for one in file["organisations"]
                        if one["id"] not in (issuer, *parents)
                    }
                found |= dict.fromkeys([*named.values(), *named])
        return [*found, "none"]


# The three plans of the fixture `together`, and those of `shapes`.
TOGETHER: Final = Reference([json.loads(SEED.read_text("utf-8")), plan_2022(), plan_2023()])
SHAPES: Final = Reference([plan() for plan in PLANS.values()])
