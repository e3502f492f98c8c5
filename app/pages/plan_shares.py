"""What several plans have of one thing, side by side and unranked, with how much of each is transcribed."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.db.revision_cache import cached
from app.models import Plan
from app.models.plan import PlanPublic, plan_public
from app.pages.plan_words import Held, held, plan_words
from app.search.facets import FacetOption
from app.settings import Settings

# More plans are not set side by side under a list of results.
MAX_SHARES: Final = 50


class PlanShare(NamedTuple):
    """`number` of a plan's initiatives have the thing; in those of `stated` the plan itself says so."""

    plan: PlanPublic
    number: int
    stated: int
    held: list[Held]


def plan_shares(session: Session, options: Sequence[FacetOption], settings: Settings) -> Iterator[PlanShare]:
    """In the order of the facet: by plan, never by number."""
    ids = tuple(option.value for option in options)

    def read() -> dict[str, PlanPublic]:
        found = session.scalars(select(Plan).where(col(Plan.id).in_(ids)))
        return {plan.id: plan_public(plan, settings) for plan in found}

    plans = cached(session, ("plans", *ids), read)
    for option in options:
        plan = plans[option.value]
        counts = held(plan, plan_words(session, plan.id)) if plan.announced else []
        yield PlanShare(plan, option.count, option.count_stated, counts)
