"""/api/v1/sdg-goals and the page of one goal."""

from typing import Annotated

from fastapi import Path, Request, Response

from app.models import SdgGoal
from app.models.initiative import initiatives_public
from app.models.sdg import NUMBER, SDG_GOALS, sdg_goal_public
from app.pages.groups import groups
from app.pages.templating import render
from app.pages.urls import url
from app.routers.resource_routes import add_routes
from app.search.filters import InitiativeFilter, SortedFilter
from app.search.query import search
from app.web.dependencies import SettingsDep, StoreDep
from app.web.routing import Router

router = Router(tags=["SDGs"])


add_routes(router, SDG_GOALS)


@router.page("/sdgs/{number}")
def sdg_page(
    request: Request,
    store: StoreDep,
    settings: SettingsDep,
    number: Annotated[str, Path(pattern=f"^(?:{NUMBER.pattern})$")],
) -> Response:
    with store.snapshot() as session:
        found = search(session, SortedFilter.model_validate({"sdg": [number]}))
        stated = search(session, InitiativeFilter.model_validate({"sdg": [number], "basis": "stated"}))
        goal = sdg_goal_public(session.get_one(SdgGoal, int(number)), settings)
    context = {
        "goal": goal,
        "groups": groups(initiatives_public(found.documents, settings.base)),
        "total": found.total,
        "stated": stated.total,
        "finder": url([("sdg", number)]),
        "state": found.revision,
    }
    return render(request, "sdg.html", context)
