"""/tags: why editors gave an initiative a goal or a pillar, and how to dispute it."""

from fastapi import Request, Response

from app import finder, tags
from app.condition import READ_AT_ONCE, condition, window
from app.facets import facet_names
from app.query import search
from app.reading import Config, Reader
from app.reference import sdg_targets
from app.resources.initiatives import public
from app.routing import Router

router = Router(include_in_schema=False)


@router.get("/tags")
def tags_page(request: Request, store: Reader, settings: Config) -> Response:
    query = finder.from_form(request.query_params)
    with store.snapshot() as session:
        whole = {"limit": READ_AT_ONCE, "offset": 0}
        found = search(session, query.model_copy(update=whole), facets=facet_names())
    items = public(found.documents, settings.base)
    every = tags.editorial(items)
    shown = every[query.offset : query.offset + query.limit]
    used = {tag.fact.get("target") for tag in shown}
    context = {
        "condition": condition(request, query, found),
        "total": found.total,
        "read": len(items),
        "goals": tags.goals(items),
        "untagged": sum(not item["sdgs"] for item in items),
        "number": len(every),
        "goal_tags": sum(tag.goal is not None for tag in every),
        "sections": tags.sections(shown),
        "window": window(request, query, len(every)),
        "targets": {one["code"]: one["text_en"] for one in sdg_targets() if one["code"] in used},
        "state": found.revision,
    }
    return request.app.state.pages.TemplateResponse(request, "tags.html", context)  # type: ignore[no-any-return]
