"""KPIs: the API, their figures as a tidy table, the list, and the page of one."""

from typing import Annotated, Any, NamedTuple

from fastapi import Query, Request, Response
from sqlalchemy import select
from sqlmodel import Session, col

from app.db.revisions import current_revision
from app.i18n.messages import N_
from app.models import Plan, PrintedTable, Theme
from app.models.columns import with_names
from app.models.kpi import KPIS, KpiPublic, kpi_public
from app.models.observation import OBSERVATION_COLUMNS, ObservationPublic, observations_of
from app.models.plan import PlanPublic, plan_public
from app.models.vocabulary import OwnerKind
from app.pages import kpi_chart, kpi_figures, kpi_list, urls
from app.pages.filter_bar import window
from app.pages.places import mentioned, places_of
from app.pages.templating import render
from app.routers.old_revisions import RevisionParam, RevisionsDep, line_of, old_context
from app.routers.resource_routes import NO_LIMIT, ItemPath, add_routes, read_row
from app.search.kpi_list import figures, issuers, plan_options, same_indicator, years
from app.search.list_filters import KpiFilter, KpiQuery, ObservationFilter, ObservationQuery
from app.search.lookup import municipality_names, plan_of, state_for
from app.search.resource_list import check_values, count_values, list_rows
from app.web.dependencies import SettingsDep, StoreDep
from app.web.openapi import PROBLEMS, answers, csv_answers
from app.web.pagination import Page
from app.web.responses import Listing, csv_list, json_list
from app.web.routing import Router

router = Router(tags=["指標"])
# Longer lists of plans, issuers or owners are not offered: a field takes the name or the id.
MAX_OPTIONS = 100

add_routes(router, KPIS, KpiQuery, KpiFilter)


def _observations(pairs: Any, base: str) -> list[dict[str, Any]]:
    """The rows of figures, each document read once."""
    read: dict[str, list[dict[str, Any]]] = {}
    for document, _place in pairs:
        if document not in read:
            read[document] = observations_of(document, base)
    return [read[document][place] for document, place in pairs]


@router.get(
    "/api/v1/kpi-observations",
    summary="指標の数値の一覧",
    responses=answers(Listing[ObservationPublic], PROBLEMS),
)
def list_kpi_observations(
    request: Request, store: StoreDep, settings: SettingsDep, query: Annotated[ObservationQuery, Query()]
) -> Response:
    with store.snapshot() as session:
        revision = current_revision(session)
        found, total = figures(session, query, query.limit, query.offset)
    rows = _observations(found, settings.base)
    items = [ObservationPublic.model_validate(row).model_dump_json() for row in rows]
    return json_list(request, items, Page(total, query.limit, query.offset), revision)


@router.whole_list(
    "/api/v1/kpi-observations.csv",
    summary="指標の数値の一覧（CSV）",
    responses=csv_answers(),
)
def csv_kpi_observations(
    store: StoreDep, settings: SettingsDep, query: Annotated[ObservationFilter, Query()]
) -> Response:
    with store.snapshot() as session:
        revision = current_revision(session)
        found, _total = figures(session, query, NO_LIMIT, 0)
        names = municipality_names(session)
    rows = with_names(_observations(found, settings.base), names)
    return csv_list(OBSERVATION_COLUMNS, rows, revision, "kpi-observations", N_("指標の数値"))


@router.page("/kpis")
def kpis_page(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    query = urls.read_query(KpiQuery, request.query_params)
    with store.snapshot() as session:
        at = current_revision(session)
        check_values(session, KPIS, query)
        rows, total = list_rows(session, KPIS, query, query.limit, query.offset)
        shown = select(Plan).where(col(Plan.id).in_({*(row.plan_id for row in rows), query.plan}))
        plans = {plan.id: plan for plan in session.scalars(shown)}
        options = {"plan": plan_options(session, query, MAX_OPTIONS + 1)}
        if query.plan is not None or len(options["plan"]) == 1:
            options["owner"] = count_values(session, KPIS, query, "owner", MAX_OPTIONS + 1)
        for name in KPIS.codes:
            options[name] = kpi_list.code_options(name, count_values(session, KPIS, query, name))
        every_issuer = issuers(session)
        every_year = years(session)
    params = kpi_list.query_params(query, "offset")
    names = {(name, one.value): one.label for name, each in options.items() for one in each}
    names |= {("plan", plan.id): plan.title for plan in plans.values()}
    context = {
        "query": query,
        "kpis": [kpi_public(row, settings).model_dump(mode="json") for row in rows],
        "plans": plans,
        "options": {
            name: each for name, each in options.items() if name in KPIS.codes or len(each) <= MAX_OPTIONS
        },
        "issuers": every_issuer if len(every_issuer) <= MAX_OPTIONS else [],
        "years": every_year,
        "chips": list(kpi_list.chips(query, names)),
        "params": kpi_list.query_params(query, "limit", "offset"),
        "window": window(query, total, params, urls.builder(request)),
        "state": at,
    }
    return render(request, "kpis.html", context)


@router.page("/kpis/{id}")
def kpi_page(
    request: Request,
    revisions: RevisionsDep,
    settings: SettingsDep,
    id: ItemPath,
    revision: RevisionParam = None,
) -> Response:
    with revisions.snapshot(id, revision, N_("指標")) as reading:
        session = reading.session
        at = state_for(session, id, N_("指標"))
        row = read_row(session, KPIS, id)
        plan = plan_of(session, row.plan_id, settings)
        kpi = kpi_public(row, settings)
        shown = kpi.model_dump(mode="json")
        places = places_of(session, mentioned([shown]), plan, reading.query)
        same = [
            (kpi_public(other, settings).model_dump(mode="json"), plan_public(of, settings))
            for other, of in same_indicator(session, row, plan.municipality_code)
        ]
        printed = printed_rows(session, kpi)
        line = line_of(revisions, reading, id, "kpi")
        owner_words = owner_term(session, kpi, plan)
    context = {
        "shown": shown,
        "plan": plan,
        "places": places,
        "owner_term": owner_words,
        "rows": list(kpi_figures.figure_rows(shown)),
        "chart": kpi_chart.chart(shown),
        "printed": printed,
        "same": same,
        "line": line,
        "sources": {source.key: source for source in plan.sources},
        "state": at,
    }
    return render(request, "kpi.html", context | old_context(reading.old))


def owner_term(session: Session, kpi: KpiPublic, plan: PlanPublic) -> str | None:
    """The plan's own word for the level of the owner, None where it has none."""
    themes = plan.terms.theme
    match kpi.owner_kind:
        case OwnerKind.PILLAR:
            return plan.terms.pillar
        case OwnerKind.THEME if len(themes) == 1:
            return themes[0]
        case OwnerKind.THEME if themes:
            depth = len(session.scalars(select(col(Theme.path)).where(col(Theme.id) == kpi.owner)).one())
            return themes[depth] if depth < len(themes) else None
        case OwnerKind.MEASURE:
            return plan.terms.measure
    return None


class PrintedRow(NamedTuple):
    """A row of a printed table as it stands there."""

    id: str
    caption: str | None
    columns: list[str]
    cells: list[str]
    page: int | None


def printed_rows(session: Session, kpi: KpiPublic) -> list[PrintedRow]:
    """The rows of the plan's tables that mention a KPI."""
    mentioned = {mention.id for mention in kpi.mentions}
    tables = select(PrintedTable).where(col(PrintedTable.plan_id) == kpi.plan)
    return [
        PrintedRow(row["id"], table.caption, table.columns, row["cells"], table.page)
        for table in session.scalars(tables.order_by(col(PrintedTable.position)))
        for row in table.rows
        if row["id"] in mentioned
    ]
