"""/timeline: when the text says something is to happen, as precisely as it is known."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from fastapi import Request, Response
from sqlalchemy import select
from sqlmodel import Session, col

from app.i18n.fiscal import fiscal_period
from app.models import Plan
from app.models.initiative import initiatives_public
from app.models.vocabulary import KpiKind
from app.pages import timeline_chart, urls
from app.pages.filter_bar import MAX_READ, filter_bar
from app.pages.templating import render
from app.search.facets import facet_names
from app.search.query import search
from app.web.dependencies import SettingsDep, StoreDep
from app.web.routing import Router

router = Router()


@router.page("/timeline")
def timeline_page(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    query = urls.from_form(request.query_params)
    with store.snapshot() as session:
        whole = {"limit": MAX_READ, "offset": 0, "sort": "document"}
        found = search(session, query.model_copy(update=whole), facets=facet_names())
        items = initiatives_public(found.documents, settings.base)
        plans = plans_of(session, items)
    context = {
        "filter_bar": filter_bar(query, found, urls.builder(request)),
        "read": len(items),
        "sections": list(sections(timeline_chart.commitments(items), plans)),
        "state": found.revision,
    }
    return render(request, "timeline.html", context)


class Section(NamedTuple):
    """The KPIs of one plan. `end` is the last day of its year, as the dues are written."""

    plan: Plan
    end: str
    commitments: list[timeline_chart.Kpi]
    events: list[timeline_chart.Kpi]
    undated: list[timeline_chart.Kpi]
    chart: timeline_chart.Chart | None


def sections(kpis: Iterable[timeline_chart.Kpi], plans: Mapping[str, Plan]) -> Iterator[Section]:
    """The sorted KPIs of all plans, plan by plan."""
    for plan_id, group in groupby(kpis, key=lambda kpi: kpi["plan"]):
        plan, own = plans[plan_id], list(group)
        dated = [kpi for kpi in own if kpi["due"]]
        yield Section(
            plan=plan,
            end=fiscal_period(plan.fiscal_year)[1].isoformat(),
            commitments=[kpi for kpi in dated if kpi["kind"] != KpiKind.EVENT],
            events=[kpi for kpi in dated if kpi["kind"] == KpiKind.EVENT],
            undated=[kpi for kpi in own if not kpi["due"]],
            chart=timeline_chart.chart(dated, [plan.fiscal_year]),
        )


def plans_of(session: Session, items: Iterable[dict[str, Any]]) -> dict[str, Plan]:
    """The plans that some initiatives belong to, by id."""
    ids = {item["plan"] for item in items}
    rows = session.scalars(select(Plan).where(col(Plan.id).in_(ids)).order_by(col(Plan.id)))
    return {plan.id: plan for plan in rows}
