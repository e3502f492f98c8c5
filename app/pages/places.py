"""Where the items of a plan can be read: the addresses of their pages and their names."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.models import Initiative, Pillar, Theme
from app.models.plan import PlanPublic


class Place(NamedTuple):
    """An item has no name if it is a piece of text or of a table."""

    name: str
    address: str


def places_of(session: Session, ids: Collection[str], plan: PlanPublic, query: str = "") -> dict[str, Place]:
    """The places of items of one plan, by id; `query` stands in every address. Three statements, none without
    ids."""
    sheet = f"/plans/{plan.id}{query}"
    found = {item: Place("", f"{sheet}#{item}") for item in ids}
    named: tuple[tuple[Any, Any, str], ...] = (
        (Initiative, Initiative.label, "/initiatives/"),
        (Pillar, Pillar.name, "/pillars/"),
        (Theme, Theme.name, f"{sheet}#"),
    )
    for table, name, address in named if ids else ():
        after = "" if "#" in address else query
        for item, label in session.execute(select(table.id, name).where(table.id.in_(ids))):
            found[item] = Place(label, f"{address}{item}{after}")
    return found | ({plan.id: Place(plan.title, sheet)} if plan.id in found else {})


def mentioned(kpis: Collection[dict[str, Any]]) -> set[str]:
    """The ids of the items that mention some KPIs, or own them."""
    return {item for kpi in kpis for item in (kpi["owner"], *(one["id"] for one in kpi["mentions"]))}
