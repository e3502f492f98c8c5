"""Initiatives: /api/v1/initiatives (and its measures and bureau projects), the finder, the item page."""

import json
from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import select
from sqlmodel import Session, col

from app import finder
from app.collection import ITEM_PROBLEMS, PROBLEMS, ItemPath, answers, csv_answers
from app.facets import facets
from app.filters import ContentFilter, ContentQuery, InitiativeQuery, SortedFilter
from app.listing import Column, Listing, Page, absent_word, csv_list, json_item, json_list, state
from app.models import Initiative
from app.models.initiative import InitiativePublic
from app.options import check_values
from app.query import find
from app.reading import Config, Reader
from app.routers.plans import plan_of
from app.tombstones import missing

router = APIRouter()
LISTING: Final = answers(Listing[InitiativePublic], PROBLEMS)
Kind = Literal["measure", "bureau_project"]


def with_url(document: str, item_id: str, base: str) -> str:
    """A stored document as it is served: the address is the one member that depends on the settings."""
    return f'{document[:-1]},"url":"{base}/initiatives/{item_id}"}}'


def listed(request: Request, store: Reader, query: InitiativeQuery) -> Response:
    """The query's page as JSON."""
    with store.snapshot() as session:
        at = state(session)
        check_values(session, query)
        found = find(session, query)
    base = request.app.state.settings.base
    items = (with_url(document, item_id, base) for item_id, document in found.documents)
    return json_list(request, items, Page(query.limit, query.offset, found.total), at)


def as_csv(request: Request, store: Reader, query: SortedFilter, names: tuple[str, str]) -> Response:
    """The query's whole result as CSV."""
    with store.snapshot() as session:
        at = state(session)
        check_values(session, query)
        found = find(session, query)
    return csv_list(COLUMNS, public(found.documents, request.app.state.settings.base), at, names)


def public(documents: Iterable[tuple[str, str]], base: str) -> list[dict[str, Any]]:
    """Stored documents as the API shows them, parsed."""
    return [json.loads(with_url(document, item_id, base)) for item_id, document in documents]


@router.get("/api/v1/initiatives", tags=["取組"], summary="取組の一覧", responses=LISTING)
def list_initiatives(request: Request, store: Reader, query: Annotated[InitiativeQuery, Query()]) -> Response:
    return listed(request, store, query)


@router.get("/api/v1/measures", tags=["取組"], summary="区の取組の一覧", responses=LISTING)
def list_measures(request: Request, store: Reader, query: Annotated[ContentQuery, Query()]) -> Response:
    return listed(request, store, _of_kind(query, "measure"))


@router.get("/api/v1/bureau-projects", tags=["取組"], summary="局事業の一覧", responses=LISTING)
def list_bureau_projects(
    request: Request, store: Reader, query: Annotated[ContentQuery, Query()]
) -> Response:
    return listed(request, store, _of_kind(query, "bureau_project"))


def _of_kind(query: ContentFilter, kind: Kind) -> InitiativeQuery:
    return InitiativeQuery.model_validate(query.model_dump() | {"kind": [kind]})


CSV: Final[dict[str, Any]] = {"responses": csv_answers(), "response_class": Response, "tags": ["取組"]}


@router.get("/api/v1/initiatives.csv", summary="取組の一覧（CSV）", **CSV)
def csv_initiatives(request: Request, store: Reader, query: Annotated[SortedFilter, Query()]) -> Response:
    return as_csv(request, store, query, ("hoshin-initiatives", "方針データ_取組"))


@router.get("/api/v1/measures.csv", summary="区の取組の一覧（CSV）", **CSV)
def csv_measures(request: Request, store: Reader, query: Annotated[ContentFilter, Query()]) -> Response:
    whole = SortedFilter.model_validate(query.model_dump() | {"kind": ["measure"]})
    return as_csv(request, store, whole, ("hoshin-measures", "方針データ_区の取組"))


@router.get("/api/v1/bureau-projects.csv", summary="局事業の一覧（CSV）", **CSV)
def csv_bureau_projects(
    request: Request, store: Reader, query: Annotated[ContentFilter, Query()]
) -> Response:
    whole = SortedFilter.model_validate(query.model_dump() | {"kind": ["bureau_project"]})
    return as_csv(request, store, whole, ("hoshin-bureau-projects", "方針データ_局事業"))


ITEM: Final[dict[str, Any]] = {"responses": answers(InitiativePublic, ITEM_PROBLEMS), "tags": ["取組"]}


@router.get("/api/v1/initiatives/{id}", summary="取組1件", **ITEM)
def get_initiative(request: Request, store: Reader, id: ItemPath) -> Response:
    return _item(request, store, id, ("measure", "bureau_project"), "取組")


@router.get("/api/v1/measures/{id}", summary="区の取組1件", **ITEM)
def get_measure(request: Request, store: Reader, id: ItemPath) -> Response:
    return _item(request, store, id, ("measure",), "区の取組")


@router.get("/api/v1/bureau-projects/{id}", summary="局事業1件", **ITEM)
def get_bureau_project(request: Request, store: Reader, id: ItemPath) -> Response:
    return _item(request, store, id, ("bureau_project",), "局事業")


def _item(request: Request, store: Reader, item_id: str, kinds: tuple[Kind, ...], title: str) -> Response:
    with store.snapshot() as session:
        at = state(session)
        document = stored_document(session, item_id, kinds, title)
    return json_item(with_url(document, item_id, request.app.state.settings.base), at)


def stored_document(session: Session, item_id: str, kinds: tuple[Kind, ...], title: str) -> str:
    """The document of one initiative. Raises NotFound or Gone."""
    statement = select(col(Initiative.document)).where(
        col(Initiative.id) == item_id, col(Initiative.kind).in_(kinds)
    )
    document = session.scalar(statement)
    if document is None:
        raise missing(session, item_id, title)
    return document


@router.get("/initiatives", include_in_schema=False)
def finder_page(request: Request, store: Reader, settings: Config) -> Response:
    query = finder.from_form(request.query_params)
    with store.snapshot() as session:
        at = state(session)
        chosen = check_values(session, query)
        found = find(session, query)
        counted = facets(session, query, chosen, found.total)
    items = public(found.documents, settings.base)
    context = {
        "query": query,
        "facets": counted.facets,
        "facet_titles": finder.FACET_TITLES,
        "total": found.total,
        "items": items,
        "groups": finder.groups(items) if query.sort == "document" else [finder.Group("", items)],
        "chips": finder.chips(query, counted),
        "links": finder.narrower(query) | finder.files(query) | finder.paging(query, found.total),
        "state": at,
    }
    return request.app.state.pages.TemplateResponse(request, "initiatives.html", context)  # type: ignore[no-any-return]


@router.get("/initiatives/{id}", include_in_schema=False)
def initiative_page(request: Request, store: Reader, settings: Config, id: ItemPath) -> Response:
    with store.snapshot() as session:
        at = state(session)
        document = stored_document(session, id, ("measure", "bureau_project"), "取組")
        plan = plan_of(session, json.loads(document)["plan"], settings)
    item = json.loads(with_url(document, id, settings.base))
    context = {"item": item, "plan": plan, "state": at}
    return request.app.state.pages.TemplateResponse(request, "initiative.html", context)  # type: ignore[no-any-return]


def _of(name: str, field: str) -> Column:
    """A column read from a nested object that may be absent."""
    headings = {"id": "ID", "name": "", "basis": "の根拠", "reason": "の理由", "evidence": "の根拠語句"}
    title = {"pillar": "柱", "theme": "施策"}[name]
    return Column(
        title + headings[field],
        f"{name}.{field}",
        lambda item: item[name][field] if item[name] else absent_word(item, name),
    )


def _each(name: str, field: str, heading: str) -> Column:
    """A column of one field of every member of a list, `;` between values."""
    return Column(
        heading,
        f"{name}.{field}",
        lambda item: [_word(one[field]) for one in item[name]] or absent_word(item, name),
    )


def _word(value: object) -> object:
    return "" if value is None else value


COLUMNS: Final = (
    Column("ID", "id", lambda item: item["id"]),
    Column("計画ID", "plan", lambda item: item["plan"]),
    Column("種類", "kind", lambda item: item["kind"]),
    Column("見出し", "label", lambda item: item["label"]),
    Column("見出しの根拠", "label_basis", lambda item: item["label_basis"]),
    Column("本文", "text", lambda item: item["text"]),
    _of("theme", "id"),
    _of("theme", "name"),
    *(_of("pillar", field) for field in ("id", "name", "basis", "reason", "evidence")),
    _each("organisations", "id", "組織ID"),
    _each("organisations", "name", "組織"),
    _each("organisations", "role", "組織の役割"),
    _each("organisations", "basis", "組織の根拠"),
    _each("sdgs", "goal", "SDGs目標"),
    _each("sdgs", "target", "SDGsターゲット"),
    _each("sdgs", "basis", "SDGsの根拠"),
    _each("sdgs", "reason", "SDGsの理由"),
    _each("sdgs", "evidence", "SDGsの根拠語句"),
    _each("sdgs", "review", "SDGsの確認状況"),
    _each("kpis", "id", "指標ID"),
    _each("kpis", "label", "指標"),
    Column(
        "読み替え",
        "corrections",
        lambda item: [f"{c['printed']}→{c['reading']}" for c in item["corrections"]],
    ),
    Column("関連する取組", "related.id", lambda item: [one["id"] for one in item["related"]]),
    Column("節", "source.section", lambda item: item["source"]["section"]),
    Column("原文の行", "source.line", lambda item: item["source"]["line"]),
    Column("URL", "url", lambda item: item["url"]),
)
