"""Initiatives under the headings of the sheet, or under the values of a dimension."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.db.revision_cache import cached
from app.i18n.messages import N_, _
from app.models import Plan
from app.models.columns import Item
from app.models.vocabulary import Basis
from app.pages.plan_words import theme_path
from app.search.dimension import NONE
from app.search.dimensions import DIMENSIONS
from app.search.facets import FacetOption


class Group(NamedTuple):
    """Initiatives of one plan under one heading of the sheet. `plan` is its title where it is shown; `heading`
    is None where the plan has none over them, and empty where none is shown. Under a value of a dimension,
    `value` is that."""

    plan: str | None
    heading: str | None
    items: list[Item]
    value: str | None = None

    @property
    def marks(self) -> list[str]:
        """What of these initiatives is an editor's, in words: said once above them."""
        return [_(words) for words, editorial in _EDITORIAL if any(map(editorial, self.items))]


def _is_editorial(facts: Iterable[Item]) -> bool:
    return any(one["basis"] == Basis.EDITORIAL for one in facts)


_EDITORIAL: Final[Sequence[tuple[str, Callable[[Item], bool]]]] = (
    (N_("見出し"), lambda item: item["label_basis"] == Basis.EDITORIAL and item["label"] != item["title"]),
    (N_("柱"), lambda item: _is_editorial([item["pillar"]] if item["pillar"] else [])),
    ("SDGs", lambda item: _is_editorial(item["sdgs"])),
    (N_("期日"), lambda item: _is_editorial([kpi["due"] for kpi in item["kpis"] if kpi["due"]])),
    (N_("組織"), lambda item: _is_editorial(item["organisations"])),
)


def groups(items: Iterable[Item], titles: Mapping[str | None, str] | None = None) -> list[Group]:
    """Neighbours of one theme together; where there is no theme, under the section or the pillar that they
    stand in. `titles` are those of the plans by id, where they are shown."""
    return [
        Group((titles or {}).get(plan), heading, list(neighbours))
        for (plan, heading), neighbours in groupby(items, key=_heading)
    ]


def grouped_by(name: str, items: Iterable[Item], options: Iterable[FacetOption]) -> list[Group]:
    """Each initiative under every value that it has in a dimension; the groups in the order of its options, those
    without a value last."""
    listed = {one.value: one.label for one in options}
    found: dict[str, Group] = {value: Group(None, label, [], value) for value, label in listed.items()}
    for item in items:
        values = list(DIMENSIONS[name].values_of(item))
        keys = [one.key if one.key in listed else one.label for one in values] or [NONE]
        for key in dict.fromkeys(keys):
            found.setdefault(key, Group(None, key, [], key)).items.append(item)
    groups_found = [group for group in found.values() if group.items]
    return sorted(groups_found, key=lambda group: group.value == NONE)


def _heading(item: Item) -> tuple[str, str | None]:
    pillar = item["pillar"]["name"] if item["pillar"] else None
    return item["plan"], theme_path(item["theme_path"]) or item["source"]["section"] or pillar


def plan_titles(session: Session, plan_ids: Iterable[str]) -> Mapping[str | None, str]:
    """The titles of some plans by id, cached for the revision."""
    ids = tuple(sorted(set(plan_ids)))

    def read() -> dict[str | None, str]:
        rows = session.execute(select(col(Plan.id), col(Plan.title)).where(col(Plan.id).in_(ids)))
        return {row[0]: row[1] for row in rows}

    return cached(session, ("titles", *ids), read)
