"""The home page: one plan, and the way to all others."""

from typing import Any, Final

from fastapi import Request, Response
from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.db.revisions import current_revision
from app.models import Kpi, Passage, Pillar, Plan
from app.models.kpi import kpi_public
from app.models.pillar import pillar_public
from app.models.plan import plan_public
from app.models.vocabulary import PassageKind
from app.pages import plan_list
from app.pages.decoration import hue
from app.pages.plan_words import words_in_scope
from app.pages.templating import render
from app.publication.catalogues.signposting import LINKSET_TYPE, Link
from app.routers.discovery import API_CATALOG
from app.search.facets import FacetOption, facet_names
from app.search.filters import SCOPES, InitiativeFilter
from app.search.query import search
from app.search.shared_options import count_plans
from app.settings import Settings
from app.web.dependencies import SettingsDep, StoreDep
from app.web.routing import Router

router = Router()

# More plans are not listed on the home page.
MAX_LISTED: Final = 12
# The commitments of one plan that the home page lists.
MAX_DATED: Final = 20


@router.page("/")
def overview(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    with store.snapshot() as session:
        at = current_revision(session)
        shown = plan_list.shown_first(session, settings.home_plan)
        plan, number = plan_public(shown, settings), count_plans(session)
        statement = select(Pillar).where(col(Pillar.plan_id) == plan.id).order_by(col(Pillar.position))
        pillars = [pillar_public(pillar, settings) for pillar in session.scalars(statement).unique()]
        query = InitiativeFilter(plan=plan.id)
        found = search(session, query, facets=facet_names(), crossing=("sdg", "pillar"))
        words = words_in_scope(session, found)
        dated = _dated(session, plan.id, settings)
        others = _others(session, settings) if 1 < number <= MAX_LISTED else []
        context = {
            "plan": plan,
            "words": words,
            # Links name the plan only where there is another one to tell it from.
            "scope": [("plan", plan.id)] if number > 1 else [],
            "number": number,
            "others": others,
            "choices": found.facets if number > 1 else {},
            "chosen": dict.fromkeys(SCOPES, "None"),
            "pillars": pillars,
            "goals": session.scalars(_goals_of(plan.id)).unique().all(),
            "hues": {pillar.name: hue(pillar.id) for pillar in pillars},
            "facets": found.facets,
            "total": found.total,
            "tags": _count_tags(found.facets["sdg"]),
            "matrix": found.crossed(),
            "kpis": dated[:MAX_DATED],
            "more_kpis": max(len(dated) - MAX_DATED, 0),
            "state": at,
        }
    catalogue = Link("api-catalog", settings.base + API_CATALOG, LINKSET_TYPE)
    return render(request, "overview.html", context, {"Link": str(catalogue)})


def _goals_of(plan_id: str) -> Select[Passage]:
    """What the plan prints as its goal, in its order."""
    kinds = (PassageKind.GOAL_HEADLINE, PassageKind.GOAL_STATEMENT)
    of_plan = select(Passage).where(col(Passage.plan_id) == plan_id, col(Passage.kind).in_(kinds))
    return of_plan.order_by(col(Passage.position))


def _others(session: Session, settings: Settings) -> list[plan_list.Row]:
    plans = [plan_public(plan, settings) for plan in session.scalars(select(Plan))]
    return list(plan_list.rows(session, plans, gaps=True))


def _count_tags(options: list[FacetOption]) -> tuple[int, int]:
    """The goals of the initiatives on any basis, and those that the plan states."""
    goals = [option for option in options if option.value != "none"]
    return sum(one.count for one in goals), sum(one.count_stated for one in goals)


def _dated(session: Session, plan_id: str, settings: Settings) -> list[dict[str, Any]]:
    """The KPIs of a plan that have a due, by date."""
    of_plan = select(Kpi).where(col(Kpi.plan_id) == plan_id).order_by(col(Kpi.position))
    kpis = [kpi_public(kpi, settings).model_dump(mode="json") for kpi in session.scalars(of_plan)]
    dated = [kpi for kpi in kpis if kpi["due"]]
    return sorted(dated, key=lambda kpi: (kpi["due"]["end"], kpi["due"]["start"]))
