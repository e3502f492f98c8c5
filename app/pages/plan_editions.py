"""The editions of a plan's series as its page names them: the one before, the next, and the newest."""

from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.models import Plan
from app.models.plan import PlanPublic, plan_public
from app.models.vocabulary import PlanStatus
from app.settings import Settings


class Editions(NamedTuple):
    """Plans beside one. `newest` is the newest adopted one if it begins later, `adopted` what a draft became.
    `is_only` says that there is no other plan of the series."""

    previous: PlanPublic | None
    next: PlanPublic | None
    newest: PlanPublic | None
    adopted: PlanPublic | None
    is_only: bool


def read_editions(
    session: Session,
    settings: Settings,
    plan: PlanPublic,
    neighbours: tuple[str | None, str | None],
    ids: list[str],
) -> Editions:
    """The editions beside a plan. `neighbours` are the plans before and after it, `ids` those of all plans
    of its series. One statement, none for the only plan."""
    others = [one for one in ids if one != plan.id]
    if not others:
        return Editions(None, None, None, None, is_only=True)
    statement = select(Plan).where(col(Plan.id).in_(others))
    plans = {one.id: plan_public(one, settings) for one in session.scalars(statement)}
    adopted = [one for one in plans.values() if one.status == PlanStatus.ADOPTED]
    later = [one for one in adopted if one.period.start > plan.period.start]
    newest = max(later, key=lambda one: (one.period.start, one.id), default=None)
    same = (one for one in adopted if one.period == plan.period)
    previous, following = (plans.get(one or "") for one in neighbours)
    became = next(same, None) if plan.status == PlanStatus.DRAFT else None
    return Editions(previous, following, newest, became, is_only=False)
