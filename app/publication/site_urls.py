"""Every public address without a query, for the site map and the mirror."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Final, NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.db.revisions import current_revision
from app.models import (
    Annotation,
    Change,
    Continuation,
    Initiative,
    Kpi,
    Organisation,
    Pillar,
    Plan,
    Report,
    Revision,
)
from app.models.annotation import page_of_words
from app.models.continuation import plan_of_item
from app.models.reference import sdg_goals
from app.publication.catalogues.rdf_formats import FORMATS
from app.publication.files.packages import data_paths
from app.settings import Settings


class Address(NamedTuple):
    """`modified` is when what stands there last changed, None where nothing has changed it yet."""

    path: str
    modified: datetime | None


_CHANGING_PAGES: Final = (
    "/",
    "/initiatives",
    "/data",
    "/matrix",
    "/timeline",
    "/kpis",
    "/gaps",
    "/reports",
    "/tags",
    "/names",
)
_FIXED_PAGES: Final = ("/data/machine-readability", "/api", "/guide", "/about", "/accessibility")
_DESCRIPTIONS: Final = (
    *(f"/catalog.{ending}" for ending in FORMATS),
    "/data.json",
    "/changes.atom",
    "/initiatives.atom",
    "/initiatives.xlsx",
    "/sitemap.xml",
)
_PLAN_DESCRIPTIONS: Final = (".ttl", ".jsonld", ".rdf", "/linkset.json")


_NAMING_PLAN: Final = (
    select(col(Change.item_id), col(Change.plan_id)).where(col(Change.item_type) == "organisation").distinct()
).subquery()
_NEWEST: Final = (
    select(col(Revision.plan_id), func.max(col(Revision.at)).label("at")).group_by(col(Revision.plan_id))
).subquery()
# Each organisation with the newest revision of the plans that name it or once did: its page lists them.
_ORGANISATIONS: Final = (
    select(col(Organisation.id), func.max(_NEWEST.c.at))
    .join(_NAMING_PLAN, _NAMING_PLAN.c.item_id == col(Organisation.id))
    .join(_NEWEST, _NEWEST.c.plan_id == _NAMING_PLAN.c.plan_id)
    .group_by(col(Organisation.id))
    .order_by(col(Organisation.id))
)


def public_pages(session: Session, settings: Settings) -> list[Address]:
    """The pages for people. Raises Unavailable while no plan is loaded."""
    updated = current_revision(session).updated_at
    plans = _plans(session, settings)
    found = [Address(path, updated) for path in _CHANGING_PAGES]
    found += [Address(path, settings.published_at) for path in _FIXED_PAGES]
    if len(plans) > 1:  # else a redirect to the only one
        found += [Address(path, updated) for path in ("/plans", "/compare")]
    found += _plan_pages(session, settings, plans)
    found += [Address(f"/plans/{plan_id}/history", modified) for plan_id, modified in plans.items()]
    found += _item_pages(session, settings, plans)
    # Any plan may name the same.
    found += [Address(path, updated) for path in _name_pages(session)]
    # Whose initiatives carry a goal may change with any plan.
    found += [Address(f"/sdgs/{goal['number']}", updated) for goal in sdg_goals()]
    return found


def _name_pages(session: Session) -> Iterator[str]:
    """The pages of what the texts name."""
    words = session.scalars(select(col(Annotation.words)).distinct().order_by(col(Annotation.words)))
    yield from filter(None, map(page_of_words, words))


def public_addresses(session: Session, settings: Settings) -> list[Address]:
    """Pages first, then sheets, descriptions and files. Raises Unavailable while no plan is loaded."""
    updated = current_revision(session).updated_at
    plans = _plans(session, settings)
    found = public_pages(session, settings)
    # The same initiative as a sheet to print, with others' texts: for mirrors, nothing that a search engine
    # should list.
    initiatives = session.execute(select(col(Initiative.id), col(Initiative.plan_id)))
    found += [Address(f"/initiatives/{item_id}/brief", plans[plan_id]) for item_id, plan_id in initiatives]
    found += [Address(path, updated) for path in _DESCRIPTIONS]
    reports = session.scalars(select(col(Report.id)).order_by(col(Report.id)))
    found += [
        Address(f"/reports/{id_}/report.{ending}", updated) for id_ in reports for ending in ("json", "xlsx")
    ]
    found += [Address(path, None) for path in ("/robots.txt", "/.well-known/api-catalog")]
    for plan_id, modified in plans.items():
        found += [Address(f"/plans/{plan_id}{ending}", modified) for ending in _PLAN_DESCRIPTIONS]
        found += [Address(path, modified) for path in data_paths(plan_id)]
    return found


def _plans(session: Session, settings: Settings) -> dict[str, datetime]:
    """The plans with the moments of their last change."""
    rows = session.execute(select(col(Plan.id), col(Plan.updated_at)).order_by(col(Plan.id)))
    return {plan_id: settings.last_change(modified) for plan_id, modified in rows}


def _plan_pages(session: Session, settings: Settings, plans: dict[str, datetime]) -> Iterator[Address]:
    """The pages of plans, which name the editions beside them, and what later plans say of their pillars and
    themes: they change with every plan of the municipality, and when another says something of them."""
    newest: dict[str, datetime] = {}
    for plan_id, at in session.execute(select(_NEWEST.c.plan_id, _NEWEST.c.at)):
        code = plan_id.partition("-")[0]
        newest[code] = max(at, newest.get(code, at))
    changed = {
        plan: max(at, settings.last_change(newest[plan.partition("-")[0]])) for plan, at in plans.items()
    }
    said = select(col(Continuation.plan_id), col(Continuation.earlier_id))
    for plan_id, earlier in session.execute(said.where(col(Continuation.earlier_id).is_not(None))):
        if (of := plan_of_item(str(earlier))) in changed:
            changed[of] = max(changed[of], plans[plan_id])
    yield from (Address(f"/plans/{plan_id}", at) for plan_id, at in changed.items())


def _continued(session: Session) -> set[str]:
    """The items whose pages show a line of years, which any plan may make longer."""
    rows = session.execute(select(col(Continuation.item_id), col(Continuation.earlier_id)))
    return {item for row in rows for item in row if item}


def _item_pages(session: Session, settings: Settings, plans: dict[str, datetime]) -> Iterator[Address]:
    """The pages of initiatives, KPIs, reports, pillars and organisations. A page that lists initiatives changes with the
    plan that they belong to."""
    newest, continued = max(plans.values()), _continued(session)
    # Many initiatives changed at the same moment.
    last_change = cache(settings.last_change)
    initiatives = select(col(Initiative.id), col(Initiative.changed_at))
    for item_id, changed_at in session.execute(
        initiatives.order_by(col(Initiative.plan_id), col(Initiative.position))
    ):
        yield Address(f"/initiatives/{item_id}", newest if item_id in continued else last_change(changed_at))
    kpis = select(col(Kpi.id), col(Kpi.plan_id), col(Kpi.definition_key))
    for item_id, plan_id, definition in session.execute(kpis.order_by(col(Kpi.plan_id), col(Kpi.position))):
        # Beside a defined indicator stand those of other plans.
        yield Address(f"/kpis/{item_id}", newest if definition or item_id in continued else plans[plan_id])
    reports = select(col(Report.id), col(Report.plan_id))
    for item_id, plan_id in session.execute(reports.order_by(col(Report.plan_id), col(Report.position))):
        yield Address(f"/reports/{item_id}", plans[plan_id])
    pillars = select(col(Pillar.id), col(Pillar.plan_id)).order_by(col(Pillar.plan_id), col(Pillar.position))
    for item_id, plan_id in session.execute(pillars):
        yield Address(f"/pillars/{item_id}", newest if item_id in continued else plans[plan_id])
    for item_id, changed_at in session.execute(_ORGANISATIONS):
        yield Address(f"/organisations/{item_id}", settings.last_change(changed_at))
