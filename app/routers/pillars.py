"""/api/v1/pillars and the page of one pillar."""

from fastapi import Request, Response

from app.collection import ItemPath, add_routes
from app.filters import InitiativeFilter, SortedFilter
from app.finder import address
from app.finder_view import groups
from app.language import N_
from app.models import Pillar
from app.query import search
from app.reading import Config, Reader
from app.resources.initiatives import public as initiatives
from app.resources.pillars import PILLARS, public
from app.resources.plans import public as plan_public
from app.routing import Router
from app.tombstones import missing, state_for

router = Router(tags=["柱"])


add_routes(router, PILLARS)


@router.get("/pillars/{id}", include_in_schema=False)
def pillar_page(request: Request, store: Reader, settings: Config, id: ItemPath) -> Response:
    with store.snapshot() as session:
        at = state_for(session, id, N_("柱"))
        pillar = session.get(Pillar, id)
        if pillar is None:
            raise missing(session, id, N_("柱"))
        shown, plan = public(pillar, settings), plan_public(pillar.plan, settings)
        found = search(session, SortedFilter(pillar=[id]))
        stated = search(session, InitiativeFilter(pillar=[id], basis="stated"))
    items = initiatives(found.documents, settings.base)
    context = {
        "pillar": shown,
        "plan": plan,
        "groups": groups(items),
        "total": found.total,
        "stated": stated.total,
        "finder": address([("plan", shown.plan), ("pillar", shown.name)]),
        "state": at,
    }
    return request.app.state.pages.TemplateResponse(request, "pillar.html", context)  # type: ignore[no-any-return]
