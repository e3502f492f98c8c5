"""Initiatives under the headings of the sheet."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import NamedTuple

from app.models.columns import Item


class Group(NamedTuple):
    """Initiatives of one plan under one heading of the sheet. `plan` is its title where it is shown."""

    plan: str | None
    heading: str
    items: list[Item]


def groups(items: Iterable[Item], titles: Mapping[str | None, str] | None = None) -> list[Group]:
    """Neighbours of one theme together; where there is no theme, under the section that they stand in.
    `titles` are those of the plans by id, where they are shown."""
    return [
        Group((titles or {}).get(plan), heading, list(neighbours))
        for (plan, heading), neighbours in groupby(items, key=_heading)
    ]


def _heading(item: Item) -> tuple[str, str]:
    heading = item["theme"]["name"] if item["theme"] else item["source"]["section"] or item["plan"]
    return item["plan"], heading
