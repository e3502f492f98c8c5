"""Initiatives: /api/v1/initiatives (and its measures and bureau projects), the finder, the item page."""

import json
from typing import Annotated, Any, Final, Literal

from fastapi import Query, Request, Response
from sqlalchemy import select
from sqlmodel import Session, col

from app.i18n.messages import N_
from app.models import Initiative
from app.models.initiative import INITIATIVE_COLUMNS, InitiativePublic, initiatives_public, with_url
from app.models.reference import sdg_targets
from app.pages import active_filters, finder, urls
from app.pages.templating import render
from app.publication.catalogues.signposting import Link
from app.publication.feeds.atom import MEDIA_TYPE
from app.routers.resource_routes import ItemPath
from app.search.facets import FacetOption, facets_json
from app.search.filters import ContentFilter, ContentQuery, ListQuery, SortedFilter
from app.search.lookup import not_found_or_gone, plan_of, state_for
from app.search.query import search
from app.web.dependencies import SettingsDep, StoreDep
from app.web.openapi import ITEM_PROBLEMS, PROBLEMS, answers, csv_answers
from app.web.pagination import Page
from app.web.responses import Listing, csv_list, json_item, json_list
from app.web.routing import Router

router = Router()


class CountedListing(Listing[InitiativePublic]):
    """A list with the facets that were asked for, all of one revision; null where none was."""

    facets: dict[str, list[FacetOption]] | None


LISTING: Final = answers(CountedListing, PROBLEMS)
Kind = Literal["measure", "bureau_project"]


def listed(request: Request, store: StoreDep, query: ListQuery) -> Response:
    """The query's page as JSON, with the facets that it asks for."""
    with store.snapshot() as session:
        found = search(session, query, facets=query.facet)
    base = request.app.state.settings.base
    items = (with_url(document, item_id, base) for item_id, document in found.documents)
    counted = facets_json(found.facets) if query.facet else "null"
    page = Page(found.total, query.limit, query.offset)
    return json_list(request, items, page, found.revision, f'"facets":{counted}')


def as_csv(request: Request, store: StoreDep, query: SortedFilter, names: tuple[str, str]) -> Response:
    """The query's whole result as CSV."""
    with store.snapshot() as session:
        found = search(session, query)
    return csv_list(
        INITIATIVE_COLUMNS,
        initiatives_public(found.documents, request.app.state.settings.base),
        found.revision,
        names,
    )


@router.get("/api/v1/initiatives", tags=["取組"], summary="取組の一覧", responses=LISTING)
def list_initiatives(request: Request, store: StoreDep, query: Annotated[ListQuery, Query()]) -> Response:
    return listed(request, store, query)


@router.get("/api/v1/measures", tags=["取組"], summary="区の取組の一覧", responses=LISTING)
def list_measures(request: Request, store: StoreDep, query: Annotated[ContentQuery, Query()]) -> Response:
    return listed(request, store, _of_kind(query, "measure"))


@router.get("/api/v1/bureau-projects", tags=["取組"], summary="局事業の一覧", responses=LISTING)
def list_bureau_projects(
    request: Request, store: StoreDep, query: Annotated[ContentQuery, Query()]
) -> Response:
    return listed(request, store, _of_kind(query, "bureau_project"))


def _of_kind(query: ContentFilter, kind: Kind) -> ListQuery:
    return ListQuery.model_validate(query.model_dump() | {"kind": [kind]})


CSV: Final[dict[str, Any]] = {"responses": csv_answers(), "response_class": Response, "tags": ["取組"]}


@router.get("/api/v1/initiatives.csv", summary="取組の一覧（CSV）", **CSV)
def csv_initiatives(request: Request, store: StoreDep, query: Annotated[SortedFilter, Query()]) -> Response:
    return as_csv(request, store, query, ("hoshin-initiatives", "方針データ_取組"))


@router.get("/api/v1/measures.csv", summary="区の取組の一覧（CSV）", **CSV)
def csv_measures(request: Request, store: StoreDep, query: Annotated[ContentFilter, Query()]) -> Response:
    whole = SortedFilter.model_validate(query.model_dump() | {"kind": ["measure"]})
    return as_csv(request, store, whole, ("hoshin-measures", "方針データ_区の取組"))


@router.get("/api/v1/bureau-projects.csv", summary="局事業の一覧（CSV）", **CSV)
def csv_bureau_projects(
    request: Request, store: StoreDep, query: Annotated[ContentFilter, Query()]
) -> Response:
    whole = SortedFilter.model_validate(query.model_dump() | {"kind": ["bureau_project"]})
    return as_csv(request, store, whole, ("hoshin-bureau-projects", "方針データ_局事業"))


ITEM: Final[dict[str, Any]] = {"responses": answers(InitiativePublic, ITEM_PROBLEMS), "tags": ["取組"]}


@router.get("/api/v1/initiatives/{id}", summary="取組1件", **ITEM)
def get_initiative(request: Request, store: StoreDep, id: ItemPath) -> Response:
    return _item(request, store, id, ("measure", "bureau_project"), N_("取組"))


@router.get("/api/v1/measures/{id}", summary="区の取組1件", **ITEM)
def get_measure(request: Request, store: StoreDep, id: ItemPath) -> Response:
    return _item(request, store, id, ("measure",), N_("区の取組"))


@router.get("/api/v1/bureau-projects/{id}", summary="局事業1件", **ITEM)
def get_bureau_project(request: Request, store: StoreDep, id: ItemPath) -> Response:
    return _item(request, store, id, ("bureau_project",), N_("局事業"))


def _item(request: Request, store: StoreDep, item_id: str, kinds: tuple[Kind, ...], title: str) -> Response:
    with store.snapshot() as session:
        at = state_for(session, item_id, title)
        document = stored_document(session, item_id, kinds, title)
    return json_item(with_url(document, item_id, request.app.state.settings.base), at)


def stored_document(session: Session, item_id: str, kinds: tuple[Kind, ...], title: str) -> str:
    """The document of one initiative. Raises NotFound or Gone."""
    statement = select(col(Initiative.document)).where(
        col(Initiative.id) == item_id, col(Initiative.kind).in_(kinds)
    )
    document = session.scalar(statement)
    if document is None:
        raise not_found_or_gone(session, item_id, title)
    return document


@router.page("/initiatives")
def finder_page(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    query, view = urls.from_form(request.query_params), finder.view_of(request.query_params)
    with store.snapshot() as session:
        found = search(session, query, facets=finder.facet_names())
        # Only a page without results shows what each condition costs.
        removable = [] if found.total else active_filters.chips(query, found, view.url)
        relaxed = [
            (
                chip,
                search(session, urls.condition_of(urls.drop_filter(query, chip.parameter, chip.value))).total,
            )
            for chip in removable
        ]
        cards = request.app.state.cards
        page = finder.finder_page(session, query, view, found, relaxed, cards, settings.base)
    feed = settings.base + urls.url(page.filter_bar.params, urls.FEED)
    alternates = [Link("alternate", feed, MEDIA_TYPE)]
    context = page._asdict() | {"alternates": alternates, "state": found.revision}
    return render(request, "initiatives.html", context)


@router.page("/initiatives/{id}")
def initiative_page(request: Request, store: StoreDep, settings: SettingsDep, id: ItemPath) -> Response:
    with store.snapshot() as session:
        at = state_for(session, id, N_("取組"))
        document = stored_document(session, id, ("measure", "bureau_project"), N_("取組"))
        plan = plan_of(session, json.loads(document)["plan"], settings)
    item = json.loads(with_url(document, id, settings.base))
    used = {tag["target"] for tag in item["sdgs"]}
    context = {
        "item": item,
        "plan": plan,
        "targets": {one["code"]: one["text_en"] for one in sdg_targets() if one["code"] in used},
        "state": at,
    }
    return render(request, "initiative.html", context)
