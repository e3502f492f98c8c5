"""/names: what the texts of the plans name, and where they name one of them."""

from itertools import groupby
from operator import attrgetter
from typing import Annotated

from fastapi import Path, Request, Response

from app.db.revisions import current_revision
from app.errors import NotFound
from app.i18n.messages import _
from app.models.initiative import initiatives_public
from app.pages.groups import groups, plan_titles
from app.pages.templating import render
from app.pages.urls import WORKBOOK, read_query, url
from app.search import names
from app.search.dimensions import DIMENSIONS, NAMED
from app.search.filters import InitiativeFilter, Scope
from app.search.folding import fold
from app.search.named_words import KINDS
from app.search.query import search
from app.search.shared_options import count_plans
from app.search.values import resolve_values
from app.web.dependencies import SettingsDep, StoreDep
from app.web.routing import Router

router = Router()


@router.page("/names")
def names_page(request: Request, store: StoreDep) -> Response:
    query = read_query(Scope, request.query_params)
    scope = [(name, str(value)) for name, value in query if value is not None]
    with store.snapshot() as session:
        at = current_revision(session)
        resolve_values(session, query)
        found = names.list_names(session, query)
    by_dimension = sorted(found, key=lambda one: NAMED.index(one.dimension))
    context = {
        "sections": [
            (_(DIMENSIONS[name].title), name, list(of_name))
            for name, of_name in groupby(by_dimension, key=attrgetter("dimension"))
        ],
        "scope": scope,
        "most": names.MAX_NAMES if len(found) == names.MAX_NAMES else None,
        "finder": url(scope),
        "state": at,
    }
    return render(request, "names.html", context)


@router.page("/names/{words}")
def name_page(
    request: Request, store: StoreDep, settings: SettingsDep, words: Annotated[str, Path(max_length=200)]
) -> Response:
    with store.snapshot() as session:
        at = current_revision(session)
        kinds = names.kinds_of(session, words)
        if not kinds:
            detail = _(
                "「%(words)s」という語句の注釈はありません。語句の一覧から選んでください。", words=words
            )
            raise NotFound(detail)
        documents = names.documents_naming(session, words)
        found = {
            name: search(session, InitiativeFilter.model_validate({name: [words]}), check=False).total
            for name, of_name in KINDS.items()
            if {*of_name} & {*kinds}
        }
        others = names.other_texts(session, words)
        similar = names.similar_words(session, words)
        items = initiatives_public(documents, settings.base)
        titles = plan_titles(session, (one["plan"] for one in items)) if count_plans(session) > 1 else {}
    context = {
        "name": words,
        "kinds": kinds,
        "groups": groups(items, titles),
        "total": len(items),
        "searches": [
            (_(DIMENSIONS[name].title), n, url([(name, words)]), url([(name, words)], WORKBOOK))
            for name, n in found.items()
            if n
        ],
        "others": others,
        "similar": similar,
        "search_words": [fold(words)],
        "annotations": url([("words", words)], "/api/v1/annotations"),
        "table": url([("words", words)], "/api/v1/annotations.csv"),
        "state": at,
    }
    return render(request, "name.html", context)
