"""/tags: why editors gave an initiative a goal or a pillar, and how to dispute it."""

from fastapi import Request, Response

from app.models.initiative import initiatives_public
from app.models.reference import sdg_targets
from app.pages import editorial_tags, urls
from app.pages.filter_bar import READ_AT_ONCE, filter_bar, window
from app.pages.templating import render
from app.search.facets import facet_names
from app.search.query import search
from app.web.dependencies import SettingsDep, StoreDep
from app.web.routing import Router

router = Router()


@router.page("/tags")
def tags_page(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    query = urls.from_form(request.query_params)
    with store.snapshot() as session:
        whole = {"limit": READ_AT_ONCE, "offset": 0}
        found = search(session, query.model_copy(update=whole), facets=facet_names())
    items = initiatives_public(found.documents, settings.base)
    every = editorial_tags.editorial(items)
    shown = every[query.offset : query.offset + query.limit]
    used = {tag.fact.get("target") for tag in shown}
    context = {
        "filter_bar": filter_bar(request, query, found),
        "total": found.total,
        "read": len(items),
        "goals": editorial_tags.goals(items),
        "untagged": sum(not item["sdgs"] for item in items),
        "number": len(every),
        "goal_tags": sum(tag.goal is not None for tag in every),
        "sections": editorial_tags.sections(shown),
        "window": window(request, query, len(every), urls.query_params(query)),
        "targets": {one["code"]: one["text_en"] for one in sdg_targets() if one["code"] in used},
        "state": found.revision,
    }
    return render(request, "tags.html", context)
