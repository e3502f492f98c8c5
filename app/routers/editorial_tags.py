"""/tags: why editors gave an initiative a goal or a pillar, and how to dispute it."""

from fastapi import Request, Response

from app.models.initiative import initiatives_public
from app.models.reference import targets_by_code
from app.pages import editorial_tags, urls
from app.pages.filter_bar import MAX_READ, filter_bar, window
from app.pages.plan_words import words_in_scope
from app.pages.templating import render
from app.search.facets import facet_names
from app.search.query import search
from app.web.dependencies import SettingsDep, StoreDep
from app.web.routing import Router

router = Router()


@router.page("/tags")
def tags_page(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    query, build = urls.from_form(request.query_params), urls.builder(request)
    with store.snapshot() as session:
        whole = {"limit": MAX_READ, "offset": 0}
        found = search(session, query.model_copy(update=whole), facets=facet_names())
        words = words_in_scope(session, found)
    items = initiatives_public(found.documents, settings.base)
    every = editorial_tags.collect_tags(items)
    shown = every[query.offset : query.offset + query.limit]
    goal_tags = sum(tag.goal is not None for tag in every)
    context = {
        "filter_bar": filter_bar(query, found, build, words=words),
        "read": len(items),
        "goals": editorial_tags.count_goals(items),
        "untagged": sum(not item["sdgs"] for item in items),
        "goal_tags": goal_tags,
        "pillar_tags": len(every) - goal_tags,
        "rejected": editorial_tags.rejected_tags(items),
        "sections": editorial_tags.group_tags(shown),
        "window": window(query, len(every), urls.query_params(query, "offset"), build),
        "targets": targets_by_code(),
        "state": found.revision,
    }
    return render(request, "tags.html", context)
