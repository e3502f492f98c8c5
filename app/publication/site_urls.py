"""Every public address that has no query: what the site map names and a mirror copies."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.db.revisions import current_revision
from app.models import Initiative, Pillar, Plan, PlanOrganisation
from app.models.reference import sdg_goals
from app.publication.catalogues.rdf_formats import FORMATS
from app.publication.feeds.last_changed import last_changed
from app.publication.files.packages import distributions
from app.settings import Settings


class Address(NamedTuple):
    """`modified` is when what stands there last changed, None where no import changes it. `is_page`
    tells pages for people from descriptions and files."""

    path: str
    modified: datetime | None
    is_page: bool = False


_OF_EVERYTHING: Final = ("/", "/initiatives", "/data", "/matrix", "/timeline", "/gaps", "/tags")
_OF_NO_PLAN: Final = ("/api", "/about", "/accessibility")
_DESCRIPTIONS: Final = (
    *(f"/catalog.{ending}" for ending in FORMATS),
    "/data.json",
    "/changes.atom",
    "/initiatives.atom",
    "/initiatives.xlsx",
    "/sitemap.xml",
)


def public_addresses(session: Session, settings: Settings) -> list[Address]:
    """Pages first, then descriptions and files. Raises Unavailable while no plan is loaded."""
    at = current_revision(session)
    plans = list(session.execute(select(col(Plan.id), col(Plan.updated_at)).order_by(col(Plan.id))))
    found = [Address(path, at.updated_at, True) for path in _OF_EVERYTHING]
    found += [Address(path, None, True) for path in _OF_NO_PLAN]
    found += [Address(f"/plans/{plan_id}", modified, True) for plan_id, modified in plans]
    found += _pages_of_items(session, dict((plan_id, modified) for plan_id, modified in plans))
    # Whose initiatives carry a goal may change with any plan.
    found += [Address(f"/sdgs/{goal['number']}", at.updated_at, True) for goal in sdg_goals()]
    found += [Address(path, at.updated_at) for path in _DESCRIPTIONS]
    found += [Address(path, None) for path in ("/robots.txt", "/.well-known/api-catalog")]
    for plan_id, modified in plans:
        described = [*(f".{ending}" for ending in ("ttl", "jsonld", "rdf")), "/linkset.json"]
        found += [Address(f"/plans/{plan_id}{ending}", modified) for ending in described]
        found += [Address(file.path, file.modified) for file in distributions(session, plan_id, settings)]
    return found


def _pages_of_items(session: Session, plans: dict[str, datetime]) -> Iterator[Address]:
    """The pages of initiatives, pillars and organisations. Pages that list initiatives change with the
    plan that they belong to."""
    changed = last_changed(session, plans)
    statement = select(col(Initiative.id), col(Initiative.pillar_id), col(Initiative.theme_id)).order_by(
        col(Initiative.plan_id), col(Initiative.position)
    )
    for shown in session.execute(statement):
        newest = max(changed[item_id] for item_id in shown if item_id in changed)
        yield Address(f"/initiatives/{shown[0]}", newest, True)
        # The same initiative as a sheet to print: for mirrors, nothing that a search engine should list.
        yield Address(f"/initiatives/{shown[0]}/brief", newest)
    pillars = select(col(Pillar.id), col(Pillar.plan_id)).order_by(col(Pillar.plan_id), col(Pillar.position))
    for item_id, plan_id in session.execute(pillars):
        yield Address(f"/pillars/{item_id}", plans[plan_id], True)
    named: dict[str, datetime] = {}
    for item_id, plan_id in session.execute(
        select(col(PlanOrganisation.organisation_id), col(PlanOrganisation.plan_id))
    ):
        named[item_id] = max(plans[plan_id], named.get(item_id, plans[plan_id]))
    yield from (Address(f"/organisations/{item_id}", at, True) for item_id, at in sorted(named.items()))
