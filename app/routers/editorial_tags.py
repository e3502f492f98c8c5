"""/tags: why editors gave an initiative a goal or a pillar, and how to dispute it."""

from typing import Final

from fastapi import Request, Response

from app.models.initiative import initiatives_public
from app.models.reference import targets_by_code
from app.pages import editorial_tags, urls
from app.pages.filter_bar import MAX_READ, filter_bar, window
from app.pages.plan_words import words_in_scope
from app.pages.templating import render
from app.search.facets import facet_names
from app.search.filters import InitiativeQuery
from app.search.query import search
from app.web.dependencies import SettingsDep, StoreDep
from app.web.routing import Router

router = Router()

WORKBOOK: Final = "/tags.xlsx"


def build_other(request: Request, query: InitiativeQuery, by: str) -> str:
    """The page of the same condition, put together in another way."""
    own = [] if by == editorial_tags.BY[0] else [("by", by)]
    return urls.builder(request, own)(urls.query_params(query, "offset"))


@router.page("/tags")
def tags_page(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    query, asked = urls.from_form(request.query_params), request.query_params.get("by")
    by = asked if asked in editorial_tags.BY else editorial_tags.BY[0]
    own = [] if by == editorial_tags.BY[0] else [("by", by)]
    build = urls.builder(request, own)
    with store.snapshot() as session:
        whole = {"limit": MAX_READ, "offset": 0}
        found = search(session, query.model_copy(update=whole), facets=facet_names())
        words = words_in_scope(session, found)
    items = initiatives_public(found.documents, settings.base)
    # An initiative is shown with all of its tags, a goal with its own alone.
    every = editorial_tags.collect_tags(items, None if own else query.sdg)
    if own:
        every = editorial_tags.of_each_initiative(every)
    shown = every[query.offset : query.offset + query.limit]
    goal_tags = sum(tag.goal is not None for tag in every)
    context = {
        "filter_bar": filter_bar(query, found, build, words=words),
        "by": by,
        "facets": found.facets,
        "words": words,
        "other": {name: build_other(request, query, name) for name in editorial_tags.BY},
        "workbook": urls.url(urls.query_params(query, "limit", "offset", "sort"), WORKBOOK),
        "read": len(items),
        "goals": editorial_tags.count_goals(items),
        "untagged": sum(not item["sdgs"] for item in items),
        "goal_tags": goal_tags,
        "pillar_tags": len(every) - goal_tags,
        "rejected": editorial_tags.rejected_tags(items),
        "sections": editorial_tags.group_tags(shown, by),
        "window": window(query, len(every), urls.query_params(query, "offset"), build),
        "targets": targets_by_code(),
        "state": found.revision,
    }
    return render(request, "tags.html", context)
