"""Initiatives under the headings of the sheet."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.db.revision_cache import cached
from app.models import Plan
from app.models.columns import Item
from app.pages.plan_words import theme_path


class Group(NamedTuple):
    """Initiatives of one plan under one heading of the sheet. `plan` is its title where it is shown; `heading`
    is None where the plan has none over them, and empty where none is shown."""

    plan: str | None
    heading: str | None
    items: list[Item]


def groups(items: Iterable[Item], titles: Mapping[str | None, str] | None = None) -> list[Group]:
    """Neighbours of one theme together; where there is no theme, under the section or the pillar that they
    stand in. `titles` are those of the plans by id, where they are shown."""
    return [
        Group((titles or {}).get(plan), heading, list(neighbours))
        for (plan, heading), neighbours in groupby(items, key=_heading)
    ]


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
