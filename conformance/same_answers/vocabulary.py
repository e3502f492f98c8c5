"""Values for requests, read from the plan files."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

Json = dict[str, Any]

REIWA: Final = 2018
INITIATIVES: Final = ("measure", "bureau_project")
DIMENSIONS: Final = ("pillar", "theme", "sdg", "bureau", "kind", "kpi")
FIXED: Final[dict[str, list[str]]] = {
    "sdg": [str(goal) for goal in range(1, 18)],
    "kind": list(INITIATIVES),
    "kpi": ["quantity", "milestone", "period", "deliverable", "event"],
}


@dataclass
class Words:
    """Filter values of one plan, or of all plans of a store."""

    plans: list[str] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    issuers: list[str] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)
    items: dict[str, list[str]] = field(default_factory=dict)


def words_of(file: Json) -> Words:
    plan, document = file["plan"], file["document"]
    names = {one["id"]: one["name"] for one in file["organisations"]}
    by_type: dict[str, list[Json]] = {}
    for entry in document:
        by_type.setdefault(entry["type"], []).append(entry)
    initiatives = [entry for kind in INITIATIVES for entry in by_type.get(kind, [])]
    owners = {owner["id"] for entry in initiatives for owner in entry.get("organisations", ())}
    corrections = file.get("corrections", [])
    return Words(
        plans=[plan["id"], plan["title"]],
        years=[int(plan["id"].partition("-")[2][:4])],
        issuers=[plan["issuer"], names[plan["issuer"]]],
        values=FIXED
        | {
            "pillar": _both(by_type.get("pillar", [])),
            "theme": _both(by_type.get("theme", [])),
            "bureau": [word for one in sorted(owners) for word in (one, names[one])],
        },
        texts=[entry["text"] for entry in initiatives],
        readings=[one[name] for one in corrections for name in ("reading", "printed")],
        items=_items(file, by_type, list(names)),
    )


def _both(entries: Iterable[Json]) -> list[str]:
    return [entry[name] for entry in entries for name in ("id", "name")]


def _items(file: Json, by_type: dict[str, list[Json]], organisations: list[str]) -> dict[str, list[str]]:
    """Ids by their collection in the API."""

    def ids(kind: str) -> list[str]:
        return [str(entry["id"]) for entry in by_type.get(kind, [])]

    return {
        "plans": [file["plan"]["id"]],
        "pillars": ids("pillar"),
        "themes": ids("theme"),
        "measures": ids("measure"),
        "bureau-projects": ids("bureau_project"),
        "initiatives": ids("measure") + ids("bureau_project"),
        "passages": ids("passage"),
        "kpis": [one["id"] for one in file.get("kpis", ())],
        "corrections": [one["id"] for one in file.get("corrections", ())],
        "organisations": organisations,
        "sdg-goals": FIXED["sdg"],
    }
