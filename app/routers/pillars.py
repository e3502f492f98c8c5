"""/api/v1/pillars and the page of one pillar."""

from fastapi import Request, Response

from app.i18n.messages import N_
from app.models.initiative import initiatives_public
from app.models.pillar import PILLARS, pillar_public
from app.models.plan import plan_public
from app.pages.groups import groups
from app.pages.plan_words import plan_words
from app.pages.templating import render
from app.pages.urls import WORKBOOK, url
from app.routers.old_revisions import RevisionParam, RevisionsDep, line_of, old_context
from app.routers.resource_routes import ItemPath, add_routes, read_row
from app.search.filters import InitiativeFilter, SortedFilter
from app.search.lookup import state_for
from app.search.query import search
from app.web.dependencies import SettingsDep
from app.web.routing import Router

router = Router(tags=["柱"])


add_routes(router, PILLARS)


@router.page("/pillars/{id}")
def pillar_page(
    request: Request,
    revisions: RevisionsDep,
    settings: SettingsDep,
    id: ItemPath,
    revision: RevisionParam = None,
) -> Response:
    with revisions.snapshot(id, revision, N_("柱")) as reading:
        session = reading.session
        at = state_for(session, id, N_("柱"))
        pillar = read_row(session, PILLARS, id)
        shown, plan = pillar_public(pillar, settings), plan_public(pillar.plan, settings)
        words = plan_words(session, shown.plan)
        found = search(session, SortedFilter(pillar=[id]))
        line = line_of(revisions, reading, id, "pillar")
        stated = search(session, InitiativeFilter(pillar=[id], basis="stated"))
    items = initiatives_public(found.documents, settings.base)
    context = {
        "pillar": shown,
        "plan": plan,
        "words": words,
        "groups": groups(items),
        "line": line,
        "total": found.total,
        "stated": stated.total,
        "finder": url([("plan", shown.plan), ("pillar", shown.name)]),
        "workbook": url([("plan", shown.plan), ("pillar", shown.name)], WORKBOOK),
        "state": at,
    }
    return render(request, "pillar.html", context | old_context(reading.old))
