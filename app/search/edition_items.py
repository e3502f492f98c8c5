"""What two editions of a plan are compared by: pillars, themes, initiatives and KPIs with their words."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.models import Initiative, Kpi, Pillar, Theme
from app.models.vocabulary import RESPONSIBLE_ROLES, Basis

# What stands before the id of an item in the address of its page; a theme is read in its plan.
_PAGES: Final = {
    "pillar": "/pillars/",
    "measure": "/initiatives/",
    "bureau_project": "/initiatives/",
    "kpi": "/kpis/",
}


class EditionItem(NamedTuple):
    """One item of an edition. `name` is printed, or where nothing is an editorial label (`has_printed_name`);
    `text` is empty for what has no text of its own. `pillar` is the pillar that it is or stands under, by id,
    `theme` likewise; `themes` are the names of its theme and of those above. `owner` and `figures` are those of a KPI: who
    makes it, and its stored document."""

    id: str
    plan: str
    kind: str
    name: str
    has_printed_name: bool
    text: str
    pillar: str | None
    pillar_name: str | None
    theme: str | None
    themes: tuple[str, ...]
    organisations: frozenset[str]
    owner: str | None = None
    figures: Mapping[str, Any] | None = None

    @property
    def address(self) -> str:
        """The path of its page."""
        page = _PAGES.get(self.kind)
        return f"{page}{self.id}" if page else f"/plans/{self.plan}#{self.id}"


def edition_items(session: Session, plan_id: str) -> list[EditionItem]:
    """The items of a stored plan in printed order, KPIs last. Four statements."""

    def rows(table: Any) -> Sequence[Any]:
        statement = select(table.__table__).where(col(table.plan_id) == plan_id)
        return session.execute(statement.order_by(col(table.position))).all()

    pillars = {row.id: row for row in rows(Pillar)}
    printed = [(row.position, _level(row, "pillar", row, ())) for row in pillars.values()]
    for row in rows(Theme):
        above = tuple(one["name"] for one in row.path)
        printed.append((row.position, _level(row, "theme", pillars.get(row.pillar_id), above)))
    printed += [(row.position, _initiative(row)) for row in rows(Initiative)]
    found = [item for _position, item in sorted(printed, key=lambda one: one[0])]
    return found + list(_kpis(rows(Kpi), found))


def _level(row: Any, kind: str, pillar: Any, above: tuple[str, ...]) -> EditionItem:
    return EditionItem(
        id=row.id,
        plan=row.plan_id,
        kind=kind,
        name=row.name,
        has_printed_name=kind == "theme" or row.name_basis != Basis.EDITORIAL,
        text="",
        pillar=pillar.id if pillar else None,
        pillar_name=pillar.name if pillar else None,
        theme=row.id if kind == "theme" else None,
        themes=above,
        organisations=_responsible(row.organisations),
    )


def _responsible(organisations: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(one["name"] for one in organisations if one["role"] in RESPONSIBLE_ROLES)


def _initiative(row: Any) -> EditionItem:
    document = json.loads(row.document)
    pillar = document["pillar"] or {"id": None, "name": None}
    return EditionItem(
        id=row.id,
        plan=row.plan_id,
        kind=row.kind,
        name=document["title"] or document["label"],
        has_printed_name=document["title"] is not None or document["label_basis"] != Basis.EDITORIAL,
        text=document["text"],
        pillar=pillar["id"],
        pillar_name=pillar["name"],
        theme=(document["theme"] or {"id": None})["id"],
        themes=tuple(one["name"] for one in document["theme_path"]),
        organisations=_responsible(document["organisations"]),
    )


def _kpis(rows: Sequence[Any], items: Sequence[EditionItem]) -> Iterator[EditionItem]:
    """KPIs under the pillar of what makes them."""
    owners = {item.id: item for item in items}
    for row in rows:
        owner = owners.get(row.owner_id)
        yield EditionItem(
            id=row.id,
            plan=row.plan_id,
            kind="kpi",
            name=row.label,
            has_printed_name=False,
            text="",
            pillar=owner.pillar if owner else None,
            pillar_name=owner.pillar_name if owner else None,
            theme=owner.theme if owner else None,
            themes=owner.themes if owner else (),
            organisations=frozenset(),
            owner=row.owner_id,
            figures=json.loads(row.document),
        )
