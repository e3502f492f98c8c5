"""/api/v1/organisations and the page of one organisation."""

from fastapi import Request, Response

from app.i18n.messages import N_
from app.models.initiative import initiatives_public
from app.models.organisation import ORGANISATIONS, organisation_public
from app.pages import organisation_roles
from app.pages.groups import groups, plan_titles
from app.pages.templating import render
from app.pages.urls import WORKBOOK, url
from app.routers.resource_routes import ItemPath, add_routes, read_row
from app.search.filters import InitiativeFilter, InitiativeQuery
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
        found = search(session, InitiativeQuery(bureau=[id]), check=False)
        issued = search(session, InitiativeFilter(issuer=id), check=False)
        roles = organisation_roles.roles_by_plan(session, shown)
        partly = organisation_roles.documents_in_other_roles(session, id)
        relatives = organisation_roles.relatives(session, shown)
        items = initiatives_public(found.documents, settings.base)
        others = initiatives_public(partly, settings.base)
        titles = plan_titles(session, (one["plan"] for one in (*items, *others))) if len(roles) > 1 else {}
    # Plans may name it differently: its id means all of them.
    own = ("bureau", shown.id if len(set(shown.names.values())) > 1 else shown.name)
    issuer = ("issuer", shown.id)
    context = {
        "organisation": shown,
        "groups": groups(items, titles),
        "total": found.total,
        "issued": issued.total,
        "plans": roles,
        "others": groups(others, titles),
        "other_total": sum(sum(one.others) for one in roles),
        "relatives": relatives,
        "finder": url([own]),
        "finder_issued": url([issuer]),
        "workbook": url([own], WORKBOOK),
        "workbook_issued": url([issuer], WORKBOOK),
        "state": at,
    }
    return render(request, "organisation.html", context)
