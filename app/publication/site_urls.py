"""Every public address without a query, for the site map and the mirror."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.db.revisions import current_revision
from app.models import Initiative, Pillar, Plan, PlanOrganisation
from app.models.reference import sdg_goals
from app.publication.catalogues.rdf_formats import FORMATS
from app.publication.feeds.last_changed import last_changed
from app.publication.files.packages import distributions
from app.settings import Settings


class Address(NamedTuple):
    """`modified` is when what stands there last changed, None where nothing has changed it yet. `is_page`
    tells pages for people from descriptions and files."""

    path: str
    modified: datetime | None
    is_page: bool = False


_CHANGING_PAGES: Final = ("/", "/initiatives", "/data", "/matrix", "/timeline", "/gaps", "/tags")
_FIXED_PAGES: Final = ("/api", "/about", "/accessibility")
_DESCRIPTIONS: Final = (
    *(f"/catalog.{ending}" for ending in FORMATS),
    "/data.json",
    "/changes.atom",
    "/initiatives.atom",
    "/initiatives.xlsx",
    "/sitemap.xml",
)
_PLAN_DESCRIPTIONS: Final = (".ttl", ".jsonld", ".rdf", "/linkset.json")


def public_addresses(session: Session, settings: Settings) -> list[Address]:
    """Pages first, then descriptions and files. Raises Unavailable while no plan is loaded."""
    updated = current_revision(session).updated_at
    rows = session.execute(select(col(Plan.id), col(Plan.updated_at)).order_by(col(Plan.id)))
    plans = {plan_id: settings.last_change(modified) for plan_id, modified in rows}
    found = [Address(path, updated, True) for path in _CHANGING_PAGES]
    found += [Address(path, settings.published_at, True) for path in _FIXED_PAGES]
    found += [Address(f"/plans/{plan_id}", modified, True) for plan_id, modified in plans.items()]
    found += _item_pages(session, settings, plans)
    # Whose initiatives carry a goal may change with any plan.
    found += [Address(f"/sdgs/{goal['number']}", updated, True) for goal in sdg_goals()]
    found += [Address(path, updated) for path in _DESCRIPTIONS]
    found += [Address(path, None) for path in ("/robots.txt", "/.well-known/api-catalog")]
    for plan_id, modified in plans.items():
        found += [Address(f"/plans/{plan_id}{ending}", modified) for ending in _PLAN_DESCRIPTIONS]
        found += [Address(file.path, file.modified) for file in distributions(session, plan_id, settings)]
    return found


def _item_pages(session: Session, settings: Settings, plans: dict[str, datetime]) -> Iterator[Address]:
    """The pages of initiatives, pillars and organisations. Pages that list initiatives change with the
    plan that they belong to."""
    changed = last_changed(session, plans)
    statement = select(col(Initiative.id), col(Initiative.pillar_id), col(Initiative.theme_id)).order_by(
        col(Initiative.plan_id), col(Initiative.position)
    )
    for shown in session.execute(statement):
        newest = settings.last_change(max(changed[item_id] for item_id in shown if item_id in changed))
        yield Address(f"/initiatives/{shown[0]}", newest, True)
        # The same initiative as a sheet to print: for mirrors, nothing that a search engine should list.
        yield Address(f"/initiatives/{shown[0]}/brief", newest)
    pillars = select(col(Pillar.id), col(Pillar.plan_id)).order_by(col(Pillar.plan_id), col(Pillar.position))
    for item_id, plan_id in session.execute(pillars):
        yield Address(f"/pillars/{item_id}", plans[plan_id], True)
    organisations = (
        select(col(PlanOrganisation.organisation_id), func.max(col(Plan.updated_at)))
        .join(Plan, col(Plan.id) == col(PlanOrganisation.plan_id))
        .group_by(col(PlanOrganisation.organisation_id))
    )
    for item_id, modified in sorted((row[0], row[1]) for row in session.execute(organisations)):
        yield Address(f"/organisations/{item_id}", settings.last_change(modified), True)
