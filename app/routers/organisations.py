"""/api/v1/organisations and the page of one organisation."""

from fastapi import Request, Response
from sqlalchemy import select
from sqlmodel import col

from app.i18n.messages import N_
from app.models import Plan
from app.models.initiative import initiatives_public
from app.models.organisation import ORGANISATIONS, organisation_public
from app.pages.groups import groups
from app.pages.templating import render
from app.pages.urls import url
from app.routers.resource_routes import ItemPath, add_routes, read_row
from app.search.filters import InitiativeFilter, SortedFilter
from app.search.lookup import state_for
from app.search.query import search
from app.web.dependencies import SettingsDep, StoreDep
from app.web.routing import Router

router = Router(tags=["組織"])


add_routes(router, ORGANISATIONS)


@router.page("/organisations/{id}")
def organisation_page(request: Request, store: StoreDep, settings: SettingsDep, id: ItemPath) -> Response:
    with store.snapshot() as session:
        at = state_for(session, id, N_("組織"))
        shown = organisation_public(read_row(session, ORGANISATIONS, id), settings)
        # An organisation that issues plans is no option among the bureaus, and the other way round.
        found = search(session, SortedFilter(bureau=[id]), check=False)
        issued = search(session, InitiativeFilter(issuer=id), check=False)
        titles = select(col(Plan.id), col(Plan.title)).where(col(Plan.id).in_(shown.plans))
        plans = session.execute(titles.order_by(col(Plan.id))).all()
    context = {
        "organisation": shown,
        "groups": groups(initiatives_public(found.documents, settings.base)),
        "total": found.total,
        "issued": issued.total,
        "plans": plans,
        "finder": url([("bureau", shown.name)]),
        "finder_issued": url([("issuer", shown.id)]),
        "state": at,
    }
    return render(request, "organisation.html", context)
