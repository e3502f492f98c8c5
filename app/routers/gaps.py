"""/gaps: which facts each initiative's text states, as a page and as CSV."""

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import Field

from app.errors import BadRequest, FieldError
from app.i18n.messages import _
from app.i18n.numbers import plain_number
from app.models.initiative import initiatives_public
from app.pages import gaps, gaps_beside, urls
from app.pages.filter_bar import MAX_READ, filter_bar, window
from app.pages.plan_words import words_in_scope
from app.pages.templating import render
from app.search.facets import facet_names
from app.search.filters import MAX_VALUES, SortedFilter
from app.search.query import search
from app.web.dependencies import SettingsDep, StoreDep
from app.web.openapi import csv_answers
from app.web.responses import csv_list
from app.web.routing import Router

router = Router(tags=["取組"])


class GapsFilter(SortedFilter):
    """A filter, and what the text must not state."""

    missing: list[gaps.FactName] = Field(
        default=[],
        max_length=MAX_VALUES,
        description="原文に書かれていない項目。複数あるときは、そのすべてが書かれていない取組",
    )


@router.whole_list(
    "/api/v1/gaps.csv",
    summary="原文に書かれていないこと（CSV）",
    responses=csv_answers(),
)
def csv_gaps(store: StoreDep, settings: SettingsDep, query: Annotated[GapsFilter, Query()]) -> Response:
    with store.snapshot() as session:
        found = search(session, query)
    facts = gaps.read_facts(initiatives_public(found.documents, settings.base), plain_number)
    rows = gaps.csv_rows(gaps.with_missing(facts, query.missing))
    return csv_list(gaps.COLUMNS, rows, found.revision, "gaps", "原文に書かれていないこと")


@router.page("/gaps")
def gaps_page(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    query = urls.from_form(request.query_params)
    missing = missing_facts(request)
    with store.snapshot() as session:
        whole = {"limit": MAX_READ, "offset": 0}
        found = search(session, query.model_copy(update=whole), facets=facet_names())
        words = words_in_scope(session, found)
        apart = gaps_beside.count_beside(session, query)
    read = gaps.read_facts(initiatives_public(found.documents, settings.base))
    rows = gaps.with_missing(read, missing)
    own = [("missing", name) for name in missing]
    build = urls.builder(request, own)
    context = {
        "filter_bar": filter_bar(query, found, build, own, words=words),
        "read": len(read),
        "words": words,
        "apart": apart,
        "facts": gaps.FACTS,
        "totals": gaps.count_facts(read),
        "missing": missing,
        "rows": rows[query.offset : query.offset + query.limit],
        "window": window(query, len(rows), urls.query_params(query, "offset"), build),
        "shown": urls.query_params(query, "limit", "offset"),
        "state": found.revision,
    }
    return render(request, "gaps.html", context)


def missing_facts(request: Request) -> list[str]:
    """The facts that must be missing. Raises BadRequest for a name that is none."""
    given = [name for name in dict.fromkeys(request.query_params.getlist("missing")) if name.strip()]
    if any(name not in gaps.NAMES for name in given):
        raise BadRequest(
            [
                FieldError(
                    parameter="missing",
                    detail=_("この項目はありません。使える値のいずれかを指定してください。"),
                    allowed=list(gaps.NAMES),
                )
            ]
        )
    return given
