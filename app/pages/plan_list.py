"""Plans by series and year: the editions of each series in the order of their periods, with the gaps between."""

import logging
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby, pairwise
from typing import Any, NamedTuple, cast

from sqlalchemy import select
from sqlmodel import Session, col

from app.i18n.fiscal import fiscal_year_of
from app.models.plan import Plan, PlanPublic
from app.models.vocabulary import Extent, PlanStatus
from app.pages.plan_words import Held, held, plan_words


class Edition(NamedTuple):
    """A plan with the counts that it announces and that are held; or, where there is none, the first and last
    year of a gap."""

    plan: PlanPublic | None
    held: list[Held]
    gap: tuple[int, int] | None


class Row(NamedTuple):
    """The editions of one series, or an issuer's plans without a series."""

    issuer: str
    issuer_id: str
    series: str | None
    editions: list[Edition]


def years_of(plan: PlanPublic) -> tuple[int, int | None]:
    """The first and the last fiscal year of a plan; None for an open end."""
    end = plan.period.end
    return plan.fiscal_year, None if end is None else fiscal_year_of(end)


def order(plan: PlanPublic) -> tuple[str, bool, str, int, str]:
    """Issuers by their ids, their series by key, then plans without one, each by year."""
    key = plan.series.key if plan.series else ""
    return plan.issuer.id, plan.series is None, key, plan.fiscal_year, plan.id


def rows(session: Session, plans: Iterable[PlanPublic], *, gaps: bool) -> Iterator[Row]:
    """`gaps` says whether every edition is among the plans, so that a missing year is a gap."""

    def series_of(plan: PlanPublic) -> tuple[str, str | None]:
        return plan.issuer.id, plan.series.key if plan.series else None

    for (issuer, _key), group in groupby(sorted(plans, key=order), key=series_of):
        own = list(group)
        editions = [
            Edition(plan, held(plan, plan_words(session, plan.id)) if plan.announced else [], None)
            for plan in own
        ]
        newest = own[-1]
        if newest.series is not None and gaps:
            editions = list(_with_gaps(editions))
        yield Row(newest.issuer.name, issuer, newest.series.name if newest.series else None, editions)


def _with_gaps(editions: list[Edition]) -> Iterator[Edition]:
    """An edition with an open end is in force until the next begins."""
    yield editions[0]
    covered = 0
    for before, after in pairwise(editions):
        if before.plan is None or after.plan is None:
            continue
        last = years_of(before.plan)[1]
        covered = max(covered, after.plan.fiscal_year - 1 if last is None else last)
        if after.plan.fiscal_year > covered + 1:
            yield Edition(None, [], (covered + 1, after.plan.fiscal_year - 1))
        yield after


def shown_first(session: Session, chosen: str | None) -> Plan:
    """The plan that the home page shows: the operator's, else an adopted one before a draft, a whole one before
    a part, then the one that begins last, of several the one that ends first
    (docs/decisions/0037-the-plan-shown-first.md). At least one plan must be stored."""
    if chosen is not None:
        if (plan := session.get(Plan, chosen)) is not None:
            return plan
        _warn(chosen)
    order = (
        col(Plan.status) == PlanStatus.DRAFT.value,
        cast(Any, Plan.transcription)["extent"].as_string() != Extent.WHOLE.value,
        col(Plan.period_start).desc(),
        col(Plan.period_end).is_(None),
        col(Plan.period_end),
        col(Plan.id),
    )
    first: Plan = session.execute(select(Plan).order_by(*order).limit(1)).scalar_one()
    return first


@cache
def _warn(plan_id: str) -> None:
    """Once in a process: the home page may be asked for every second."""
    logging.getLogger(__name__).warning(
        "HOSHIN_HOME_PLAN: no plan %s is stored; the home page shows another", plan_id
    )
