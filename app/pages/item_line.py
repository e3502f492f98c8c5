"""The line of an item through the editions, as its page shows it: year by year, with the gaps between."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.models import Pillar, Plan, Theme
from app.models.continuation import ContinuationOfItem, plan_of_item
from app.pages.comparison import PATH, target_words
from app.pages.urls import url
from app.search.continuations import LineItem, LineYear, continuations_of, line_of

_PAGES: Final = {"initiative": "/initiatives/", "pillar": "/pillars/", "kpi": "/kpis/"}


class Said(NamedTuple):
    """A continuation with the name of the earlier item, where there are several."""

    link: ContinuationOfItem
    earlier: str | None


class Shown(NamedTuple):
    """One item of an edition. `target` are the targets of a KPI in words; `is_revised` says that they differ from
    those of the edition before."""

    id: str
    name: str | None
    address: str
    is_here: bool
    said: Sequence[Said]
    target: str | None
    is_revised: bool


class Year(NamedTuple):
    """One edition of a line; or, with `gap`, the first and last year of those that are not stored. `compare` is
    the address of the comparison with the edition before it in the line."""

    fiscal_year: int
    plan: Plan | None
    plan_id: str
    items: list[Shown]
    ends: Sequence[ContinuationOfItem]
    compare: str | None
    gap: tuple[int, int] | None = None


def item_line(session: Session, item_id: str, kind: str) -> list[Year]:
    """The line of an item; empty where no plan says anything of it. `kind` is initiative, pillar, theme or kpi."""
    return list(_years(line_of(session, item_id, kind), item_id, kind))


def _years(years: Sequence[LineYear], here: str, kind: str) -> Iterator[Year]:
    covered: int | None = None
    before: LineYear | None = None
    known: dict[str | None, Shown] = {}
    for year in years:
        if covered is not None and year.fiscal_year > covered + 1:
            yield Year(year.fiscal_year, None, "", [], [], None, (covered + 1, year.fiscal_year - 1))
        last = year.plan.last_fiscal_year if year.plan else None
        covered = max(covered or 0, last or year.fiscal_year)
        items = [_shown(one, year, here, kind, known) for one in year.items]
        known |= {one.id: one for one in items}
        yield Year(year.fiscal_year, year.plan, year.plan_id, items, year.ends, _compare(before, year))
        if year.plan and year.items:
            before = year


def _shown(item: LineItem, year: LineYear, here: str, kind: str, known: Mapping[str | None, Shown]) -> Shown:
    target = target_words(json.loads(item.figures)) if item.figures else None
    former = [known[link.id].target for link in item.links if link.id in known]
    page = _PAGES.get(kind)
    return Shown(
        id=item.id,
        name=item.name,
        address=f"{page}{item.id}" if page else f"/plans/{year.plan_id}#{item.id}",
        is_here=item.id == here,
        said=[
            Said(link, known[link.id].name if len(item.links) > 1 and link.id in known else None)
            for link in item.links
        ],
        target=target,
        is_revised=target is not None and any(one not in (None, target) for one in former),
    )


def _compare(before: LineYear | None, year: LineYear) -> str | None:
    if before is None or year.plan is None or not (year.items or year.ends):
        return None
    return url([("from", before.plan_id), ("to", year.plan_id)], PATH)


class Neighbour(NamedTuple):
    """A level of another edition that one follows, or that follows it (`is_later`). `name` is None where it is
    not stored."""

    id: str
    name: str | None
    address: str
    relation: str
    is_later: bool


def neighbours(session: Session, ids: Sequence[str]) -> dict[str, list[Neighbour]]:
    """The neighbours of the pillars and themes of a plan, by id. Three statements, none where no plan states
    any."""
    said = continuations_of(session, ids)
    if not said:
        return {}
    others = {one.id for each in said.values() for side in each for one in side}
    names: dict[str | None, str] = {}
    for table in (Pillar, Theme):
        for row in session.execute(select(col(table.id), col(table.name)).where(col(table.id).in_(others))):
            names[row[0]] = row[1]
    return {
        item: [
            Neighbour(
                one.id, names.get(one.id), f"/plans/{plan_of_item(one.id)}#{one.id}", one.relation, later > 0
            )
            for later, side in enumerate(each)
            for one in side
            if one.id
        ]
        for item, each in said.items()
    }
