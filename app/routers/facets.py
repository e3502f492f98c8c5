"""Counts of initiatives: /api/v1/facets, /api/v1/matrix and /matrix, with the parameters of their list."""

from typing import Annotated, get_args

from fastapi import Query, Request, Response
from pydantic import Field

from app.errors import BadRequest, FieldError
from app.i18n.messages import _
from app.pages import labels, matrix_table, urls
from app.pages.decoration import pillar_hues
from app.pages.filter_bar import filter_bar
from app.pages.plan_words import only_plan, words_in_scope
from app.pages.templating import render
from app.search.dimensions import CROSSINGS
from app.search.facets import Facets, facet_names
from app.search.filters import Axis, FacetsFilter, InitiativeFilter
from app.search.matrix import Matrix
from app.search.query import search
from app.web.dependencies import StoreDep
from app.web.openapi import PROBLEMS, answers, csv_answers
from app.web.responses import csv_list, json_item
from app.web.routing import Router

router = Router(tags=["集計"])


class MatrixQuery(InitiativeFilter):
    """A filter and the two facets that are crossed."""

    rows: Axis = Field(default="pillar", description="行にする項目")
    columns: Axis = Field(default="sdg", description="列にする項目")


@router.get("/api/v1/facets", summary="絞り込みの選択肢と件数", responses=answers(Facets, PROBLEMS))
def get_facets(store: StoreDep, query: Annotated[FacetsFilter, Query()]) -> Response:
    with store.snapshot() as session:
        found = search(session, query, facets=query.facet or facet_names())
    return json_item(Facets(total=found.total, facets=dict(found.facets)), found.revision)


@router.get("/api/v1/matrix", summary="2つの項目のクロス集計", responses=answers(Matrix, PROBLEMS))
def get_matrix(store: StoreDep, query: Annotated[MatrixQuery, Query()]) -> Response:
    _reject_same(query.rows, query.columns)
    with store.snapshot() as session:
        found = search(session, query, crossing=(query.rows, query.columns))
    return json_item(found.crossed(), found.revision)


@router.get(
    "/api/v1/matrix.csv",
    summary="2つの項目のクロス集計（CSV）",
    responses=csv_answers(),
    response_class=Response,
)
def csv_matrix(store: StoreDep, query: Annotated[MatrixQuery, Query()]) -> Response:
    _reject_same(query.rows, query.columns)
    with store.snapshot() as session:
        found = search(session, query, crossing=(query.rows, query.columns))
    matrix = found.crossed()
    columns = matrix_table.columns(matrix, labels.parameter_titles()[query.rows])
    name = f"matrix-{query.rows}-{query.columns}"
    return csv_list(columns, matrix_table.csv_rows(matrix), found.revision, name, "クロス集計")


def _reject_same(rows: str, columns: str) -> None:
    """Raises BadRequest for a dimension crossed with itself: its cells would mean both OR and AND."""
    if rows == columns:
        others = [axis for axis in get_args(Axis) if axis != rows]
        detail = _("rows と columns には別の項目を指定してください。")
        raise BadRequest([FieldError(parameter="columns", detail=detail, allowed=others)])


@router.page("/matrix")
def matrix_page(request: Request, store: StoreDep) -> Response:
    query = urls.from_form(request.query_params)
    rows, columns = axes_of(request)
    with store.snapshot() as session:
        found = search(session, query, facets=facet_names(), crossing=(rows, columns))
        words = words_in_scope(session, found)
        hues = pillar_hues(session, only_plan(found))
    several = only_plan(found) is None
    # Themes of several plans together are no table.
    offered = [pair for pair in CROSSINGS if not (several and "theme" in pair) or pair == (rows, columns)]
    own = [("rows", rows), ("columns", columns)]
    context = {
        "rows": rows,
        "columns": columns,
        "words": words,
        "hues": hues,
        "offered": [(r, c, matrix_table.title(r, c, words.titles)) for r, c in offered],
        "heading": matrix_table.title(rows, columns, words.titles),
        "table": matrix_table.table(found.crossed(), query, (rows, columns), folded=several),
        "filter_bar": filter_bar(query, found, urls.builder(request, own), own, words=words),
        "shown": urls.query_params(query),
        "state": found.revision,
    }
    return render(request, "matrix.html", context)


def axes_of(request: Request) -> tuple[str, str]:
    """The dimensions of rows and columns. Raises BadRequest for an invalid one."""
    axes = {"rows": "pillar", "columns": "sdg"}
    axes |= {name: request.query_params[name] for name in axes if request.query_params.get(name)}
    wrong = [name for name, value in axes.items() if value not in get_args(Axis)]
    if wrong:
        detail = _("この項目は行や列にできません。")
        raise BadRequest(
            [FieldError(parameter=name, detail=detail, allowed=list(get_args(Axis))) for name in wrong]
        )
    _reject_same(axes["rows"], axes["columns"])
    return axes["rows"], axes["columns"]
