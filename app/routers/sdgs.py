"""/api/v1/sdg-goals and the page of one goal."""

from typing import Annotated

from fastapi import Path, Request, Response

from app.models import SdgGoal
from app.models.initiative import initiatives_public
from app.models.sdg import NUMBER, SDG_GOALS, sdg_goal_public
from app.pages.groups import groups, plan_titles
from app.pages.plan_shares import plan_shares
from app.pages.templating import render
from app.pages.urls import WORKBOOK, url
from app.routers.resource_routes import add_routes
from app.search.filters import InitiativeFilter, InitiativeQuery
from app.search.query import search
from app.search.shared_options import count_plans
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
        query = InitiativeQuery.model_validate({"sdg": [number]})
        found = search(session, query, facets=("plan",))
        stated = search(session, InitiativeFilter.model_validate({"sdg": [number], "basis": "stated"}))
        items = initiatives_public(found.documents, settings.base)
        several = count_plans(session) > 1
        plans = list(plan_shares(session, found.facets["plan"], settings)) if several else []
        titles = plan_titles(session, (item["plan"] for item in items)) if several else {}
        goal = sdg_goal_public(session.get_one(SdgGoal, int(number)), settings)
    context = {
        "goal": goal,
        "groups": groups(items, titles),
        "plans": plans,
        "total": found.total,
        "stated": stated.total,
        "finder": url([("sdg", number)]),
        "workbook": url([("sdg", number)], WORKBOOK),
        "state": found.revision,
    }
    return render(request, "sdg.html", context)
