"""/timeline: when the text says something is to happen, as precisely as it is known."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from fastapi import Request, Response
from sqlalchemy import select
from sqlmodel import Session, col

from app.i18n.fiscal import fiscal_period
from app.models import Plan
from app.models.initiative import initiatives_public
from app.models.kpi import KPIS, kpi_public
from app.models.vocabulary import KpiKind
from app.pages import timeline_chart, urls
from app.pages.filter_bar import MAX_READ, filter_bar
from app.pages.plan_words import words_in_scope
from app.pages.templating import render
from app.search.dimensions import DIMENSIONS
from app.search.facets import facet_names
from app.search.filters import InitiativeQuery
from app.search.query import search
from app.search.resource_list import list_rows
from app.settings import Settings
from app.web.dependencies import SettingsDep, StoreDep
from app.web.routing import Router

router = Router()


@router.page("/timeline")
def timeline_page(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    query = urls.from_form(request.query_params)
    with store.snapshot() as session:
        whole = {"limit": MAX_READ, "offset": 0, "sort": "document"}
        found = search(session, query.model_copy(update=whole), facets=facet_names())
        words = words_in_scope(session, found)
        items = initiatives_public(found.documents, settings.base)
        kpis = timeline_chart.commitments(items, other_kpis(session, query, settings))
        plans = plans_of(session, kpis)
    pillars = timeline_chart.pillars_of(items)
    context = {
        "filter_bar": filter_bar(query, found, urls.builder(request), words=words),
        "read": len(items),
        "sections": list(sections(kpis, plans, pillars)),
        "pillars": pillars,
        "state": found.revision,
    }
    return render(request, "timeline.html", context)


class Section(NamedTuple):
    """The KPIs of one plan, and the pillars of those that are drawn. `end` is the last day of its last year, as
    the dues are written; empty for an open end."""

    plan: Plan
    end: str
    commitments: list[timeline_chart.Kpi]
    events: list[timeline_chart.Kpi]
    undated: list[timeline_chart.Kpi]
    chart: timeline_chart.Chart | None
    pillars: list[timeline_chart.Pillar]


def sections(
    kpis: Iterable[timeline_chart.Kpi],
    plans: Mapping[str, Plan],
    pillars: Mapping[str, timeline_chart.Pillar],
) -> Iterator[Section]:
    """The sorted KPIs of all plans, plan by plan."""
    for plan_id, group in groupby(kpis, key=lambda kpi: kpi["plan"]):
        plan, own = plans[plan_id], list(group)
        dated = [kpi for kpi in own if kpi["due"]]
        yield Section(
            plan=plan,
            end=fiscal_period(plan.last_fiscal_year)[1].isoformat() if plan.last_fiscal_year else "",
            commitments=[kpi for kpi in dated if kpi["kind"] != KpiKind.EVENT],
            events=[kpi for kpi in dated if kpi["kind"] == KpiKind.EVENT],
            undated=[kpi for kpi in own if not kpi["due"]],
            chart=timeline_chart.chart(dated, plan_years(plan, dated)),
            pillars=list({one["id"]: one for kpi in dated if (one := pillars.get(kpi["id"]))}.values()),
        )


def plan_years(plan: Plan, dated: Iterable[timeline_chart.Kpi]) -> Iterable[int]:
    """The fiscal years of a plan; one with an open end lasts until the last due."""
    last = plan.last_fiscal_year
    if last is None:
        last = max([plan.fiscal_year, *(year for kpi in dated for year in kpi["due"]["fiscal_years"])])
    return range(plan.fiscal_year, last + 1)


def other_kpis(
    session: Session, query: InitiativeQuery, settings: Settings, most: int = MAX_READ
) -> list[timeline_chart.Kpi]:
    """The KPIs of the plans in scope, `most` at most, also those that no initiative makes; none where initiatives
    are filtered, for they do not have what is filtered by."""
    if any(getattr(query, name) for name in ("q", *DIMENSIONS)):
        return []
    rows, _total = list_rows(session, KPIS, query, most, 0)
    return [kpi_public(row, settings).model_dump(mode="json") for row in rows]


def plans_of(session: Session, kpis: Iterable[timeline_chart.Kpi]) -> dict[str, Plan]:
    """The plans that some KPIs belong to, by id."""
    ids = {kpi["plan"] for kpi in kpis}
    rows = session.scalars(select(Plan).where(col(Plan.id).in_(ids)).order_by(col(Plan.id)))
    return {plan.id: plan for plan in rows}
