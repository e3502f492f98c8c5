"""Initiatives, measures and bureau projects: the API, the finder, and the page of an initiative."""

import json
from datetime import datetime
from typing import Annotated, Final, NamedTuple

from fastapi import Query, Request, Response
from sqlalchemy import select
from sqlmodel import Session, col

from app.i18n.messages import N_
from app.models import Initiative
from app.models.continuation import NO_CONTINUATIONS
from app.models.initiative import (
    INITIATIVE_COLUMNS,
    InitiativePublic,
    each_initiative_public,
    with_time,
    with_url,
)
from app.models.promises import promises
from app.models.reference import targets_by_code
from app.models.report_vocabulary import ReviewFacet
from app.models.vocabulary import Review
from app.pages import active_filters, finder, finder_facets, urls
from app.pages.places import mentioned, places_of
from app.pages.plan_shares import MAX_SHARES, plan_shares
from app.pages.plan_words import only_plan, plan_words
from app.pages.reports import reports_of
from app.pages.result_view import ResultView, view_of
from app.pages.templating import render
from app.publication.catalogues.signposting import Link
from app.publication.feeds.atom import MEDIA_TYPE
from app.routers.old_revisions import RevisionParam, RevisionsDep, line_of, old_context
from app.routers.resource_routes import ItemPath
from app.search.continuations import OfItem, continuations_of
from app.search.facets import FacetOption, facets_json
from app.search.filters import ContentFilter, ContentQuery, InitiativeQuery, ListQuery, SortedFilter
from app.search.kpi_list import kpis_above
from app.search.lookup import not_found_or_gone, plan_of, state_for
from app.search.query import SearchResult, search, whole_result
from app.search.synonyms import other_words
from app.settings import Settings
from app.web.dependencies import SettingsDep, StoreDep
from app.web.openapi import ITEM_PROBLEMS, PROBLEMS, answers, csv_answers
from app.web.pagination import Page
from app.web.responses import Listing, csv_list, json_item, json_list
from app.web.routing import Router

router = Router(tags=["取組"])


class CountedListing(Listing[InitiativePublic]):
    """A list with the facets that were asked for, all of one revision; null where none was."""

    facets: dict[str, list[FacetOption]] | None


class Kinds(NamedTuple):
    """Initiatives of some kinds in the API. A list of a single kind takes no parameter `kind`."""

    name: str
    title: str
    kinds: tuple[str, ...]
    list_query: type[ContentQuery | ListQuery]
    csv_query: type[ContentFilter]


INITIATIVES: Final = Kinds("initiatives", N_("取組"), ("measure", "bureau_project"), ListQuery, SortedFilter)
_KINDS: Final = (
    INITIATIVES,
    Kinds("measures", N_("区の取組"), ("measure",), ContentQuery, ContentFilter),
    Kinds("bureau-projects", N_("局事業"), ("bureau_project",), ContentQuery, ContentFilter),
)


def _add_list(kinds: Kinds, operation: str) -> None:
    parameters = Annotated[kinds.list_query, Query()]  # type: ignore[name-defined]

    @router.get(
        f"/api/v1/{kinds.name}",
        summary=f"{kinds.title}の一覧",
        responses=answers(CountedListing, PROBLEMS),
        operation_id=f"list_{operation}",
    )
    def list_initiatives(request: Request, store: StoreDep, query: parameters) -> Response:
        if not isinstance(query, ListQuery):
            query = ListQuery.model_validate(query.model_dump() | {"kind": kinds.kinds})
        with store.snapshot() as session:
            found = search(session, query, facets=query.facet)
            continued = continuations_of(session, [item_id for item_id, _document in found.documents])
        settings: Settings = request.app.state.settings
        items = (
            _public(document, item_id, changed_at, settings, continued.get(item_id))
            for (item_id, document), changed_at in zip(found.documents, found.changed, strict=True)
        )
        counts = facets_json(found.facets) if query.facet else "null"
        page = Page(found.total, query.limit, query.offset)
        return json_list(request, items, page, found.revision, [f'"facets":{counts}'])


def _add_csv(kinds: Kinds, operation: str) -> None:
    parameters = Annotated[kinds.csv_query, Query()]  # type: ignore[name-defined]

    @router.whole_list(
        f"/api/v1/{kinds.name}.csv",
        summary=f"{kinds.title}の一覧（CSV）",
        responses=csv_answers(),
        operation_id=f"csv_{operation}",
    )
    def csv_initiatives(store: StoreDep, settings: SettingsDep, query: parameters) -> Response:
        if not isinstance(query, SortedFilter):
            query = SortedFilter.model_validate(query.model_dump() | {"kind": kinds.kinds})
        with store.snapshot() as session:
            revision, documents = whole_result(session, query)
            items = each_initiative_public(documents, settings.base)
            return csv_list(INITIATIVE_COLUMNS, items, revision, kinds.name, kinds.title)


def _add_item(kinds: Kinds, operation: str) -> None:
    @router.get(
        f"/api/v1/{kinds.name}/{{id}}",
        summary=f"{kinds.title}1件",
        responses=answers(InitiativePublic, ITEM_PROBLEMS),
        operation_id=f"get_{operation.removesuffix('s')}",
    )
    def get_initiative(
        revisions: RevisionsDep, settings: SettingsDep, id: ItemPath, revision: RevisionParam = None
    ) -> Response:
        with revisions.snapshot(id, revision, kinds.title) as reading:
            state = reading.dated(state_for(reading.session, id, kinds.title))
            document, changed_at = stored_document(reading.session, id, kinds)
            said = continuations_of(reading.session, [id]).get(id)
        return json_item(_public(document, id, changed_at, settings, said), state)


for _add in (_add_list, _add_csv, _add_item):
    for _kinds in _KINDS:
        _add(_kinds, _kinds.name.replace("-", "_"))


def _public(
    document: str, item_id: str, changed_at: datetime, settings: Settings, said: OfItem | None
) -> str:
    members = said.members if said else NO_CONTINUATIONS
    return with_time(with_url(document, item_id, settings.base, members), settings.last_change(changed_at))


def stored_document(session: Session, item_id: str, kinds: Kinds = INITIATIVES) -> tuple[str, datetime]:
    """The document of one initiative, and when it last changed. Raises NotFound or Gone."""
    statement = select(col(Initiative.document), col(Initiative.changed_at)).where(
        col(Initiative.id) == item_id, col(Initiative.kind).in_(kinds.kinds)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise not_found_or_gone(session, item_id, kinds.title)
    return row[0], row[1]


@router.page("/initiatives")
def finder_page(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    query, view = urls.from_form(request.query_params), view_of(request.query_params)
    with store.snapshot() as session:
        found = search(session, query, facets=finder_facets.facet_names(session, query))
        advice = finder.Advice() if found.total else _advice(session, query, found, view)
        cards = request.app.state.cards
        page = finder.finder_page(session, query, view, found, advice, cards, settings.base)
        # A word or a goal across plans; everything across plans would tell nothing.
        asked = (query.q or query.sdg or query.pillar) and found.total and only_plan(found) is None
        asked = asked and len(found.facets["plan"]) <= MAX_SHARES
        shares = list(plan_shares(session, found.facets["plan"], settings)) if asked else []
    feed = settings.base + urls.url(page.filter_bar.params, urls.FEED)
    alternates = [Link("alternate", feed, MEDIA_TYPE)]
    context = page._asdict() | {"alternates": alternates, "shares": shares, "state": found.revision}
    return render(request, "initiatives.html", context)


def _advice(
    session: Session, query: InitiativeQuery, result: SearchResult, view: ResultView
) -> finder.Advice:
    """What each condition of an empty result costs, and the other words that find something under them."""

    def without(chip: active_filters.Chip) -> int:
        rest = urls.drop_filter(query, chip.parameter, chip.value)
        return search(session, urls.condition_of(rest)).total

    relaxed = [(chip, without(chip)) for chip in active_filters.chips(query, result, view.url)]
    offers = []
    for words in other_words(query.q or ""):
        asked = query.model_copy(update={"q": words, "offset": 0})
        condition = urls.condition_of(asked)
        total = search(session, condition).total
        hits = finder.passages_beside(session, condition, result)
        if total or (hits and hits.total):
            address = view.url(urls.query_params(asked))
            offers.append(finder.Offer(words, address, total, hits.total if hits else 0))
    return finder.Advice(relaxed, offers)


@router.page("/initiatives/{id}")
def initiative_page(
    request: Request,
    revisions: RevisionsDep,
    settings: SettingsDep,
    id: ItemPath,
    revision: RevisionParam = None,
) -> Response:
    with revisions.snapshot(id, revision, N_("取組")) as reading:
        session = reading.session
        at = state_for(session, id, N_("取組"))
        document, _changed = stored_document(session, id)
        item = json.loads(with_url(document, id, settings.base))
        plan = plan_of(session, item["plan"], settings)
        words = plan_words(session, plan.id)
        places = places_of(session, mentioned(item["kpis"]) - {id}, plan, reading.query)
        above = kpis_above(session, item)
        line = line_of(revisions, reading, id, "initiative")
        reports = reports_of(session, plan.id)
    context = {
        "item": item,
        "plan": plan,
        "places": places,
        "promises": promises(item),
        "kpis_above": above,
        "line": line,
        "reports": reports,
        "rejected_goals": any(
            one["current"] and (one["facet"], one["decision"]) == (ReviewFacet.SDG, Review.REJECTED)
            for one in item["reviews"]
        ),
        "words": words,
        "targets": targets_by_code(),
        "state": at,
    }
    return render(request, "initiative.html", context | old_context(reading.old))
