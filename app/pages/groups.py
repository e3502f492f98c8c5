"""Initiatives under the headings of the sheet."""

from typing import Any, NamedTuple


class Group(NamedTuple):
    """Initiatives of one plan under one heading of the sheet."""

    plan: str
    heading: str
    items: list[dict[str, Any]]


def groups(items: list[dict[str, Any]]) -> list[Group]:
    """Neighbours of one theme together; where there is no theme, under the section that they stand in."""
    found: list[Group] = []
    for item in items:
        name = item["theme"]["name"] if item["theme"] else item["source"]["section"] or item["plan"]
        if not found or (found[-1].plan, found[-1].heading) != (item["plan"], name):
            found.append(Group(item["plan"], name, []))
        found[-1].items.append(item)
    return found
