"""/api/v1/facets and /api/v1/matrix: counts for the same parameters as the list of initiatives."""

from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Query, Response
from pydantic import Field

from app.collection import PROBLEMS, answers
from app.errors import BadRequest, FieldError
from app.facets import Facets, facets
from app.filters import InitiativeFilter
from app.listing import json_item, state
from app.matrix import Matrix, matrix
from app.options import check_values
from app.query import count
from app.reading import Reader

router = APIRouter(tags=["集計"])

Axis = Literal["pillar", "theme", "sdg", "bureau", "kind", "kpi"]


class MatrixQuery(InitiativeFilter):
    """A filter and the two facets that are crossed."""

    rows: Axis = Field(default="pillar", description="行にする項目")
    columns: Axis = Field(default="sdg", description="列にする項目")


@router.get("/api/v1/facets", summary="絞り込みの選択肢と件数", responses=answers(Facets, PROBLEMS))
def get_facets(store: Reader, query: Annotated[InitiativeFilter, Query()]) -> Response:
    with store.snapshot() as session:
        at = state(session)
        chosen = check_values(session, query)
        found = facets(session, query, chosen, count(session, query))
    return json_item(found, at)


@router.get("/api/v1/matrix", summary="2つの項目のクロス集計", responses=answers(Matrix, PROBLEMS))
def get_matrix(store: Reader, query: Annotated[MatrixQuery, Query()]) -> Response:
    if query.rows == query.columns:
        # A cell would have to mean both "this or that" and "this and that".
        others = [axis for axis in get_args(Axis) if axis != query.rows]
        detail = "rows と columns には別の項目を指定してください。"
        raise BadRequest([FieldError(parameter="columns", detail=detail, allowed=others)])
    with store.snapshot() as session:
        at = state(session)
        chosen = check_values(session, query)
        found = matrix(session, query, chosen, query.rows, query.columns)
    return json_item(found, at)
