"""/api/v1/sdg-goals and the page of one goal."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from sqlmodel import col

from app.collection import Resource, add_routes
from app.filters import SortedFilter
from app.finder import address
from app.listing import Column, state
from app.models import SdgGoal
from app.models.sdg import SdgGoalPublic, SdgTargetPublic
from app.query import find
from app.reading import Config, Reader
from app.routers.initiatives import public as initiatives
from app.settings import Settings

router = APIRouter(tags=["SDGs"])


def public(goal: SdgGoal, settings: Settings) -> SdgGoalPublic:
    return SdgGoalPublic(
        goal=goal.number,
        name=goal.name,
        name_en=goal.name_en,
        title_en=goal.title_en,
        color=goal.color,
        uri=goal.uri,
        targets=[
            SdgTargetPublic(code=target.code, text_en=target.text_en, uri=target.uri)
            for target in goal.targets
        ],
        url=f"{settings.base}/sdgs/{goal.number}",
    )


COLUMNS = (
    Column("目標", "goal", lambda item: item["goal"]),
    Column("名称", "name", lambda item: item["name"]),
    Column("英語名", "name_en", lambda item: item["name_en"]),
    Column("英語の正式名", "title_en", lambda item: item["title_en"]),
    Column("色", "color", lambda item: item["color"]),
    Column("ターゲット", "targets.code", lambda item: [one["code"] for one in item["targets"]]),
    Column("国連URI", "uri", lambda item: item["uri"]),
    Column("URL", "url", lambda item: item["url"]),
)

add_routes(
    router,
    Resource(
        name="sdg-goals",
        title="SDGs目標",
        table=SdgGoal,
        key=col(SdgGoal.number),
        shape=SdgGoalPublic,
        public=public,
        columns=COLUMNS,
        order=(col(SdgGoal.number),),
        read_key=lambda text: int(text) if text.isdecimal() and len(text) <= 2 else 0,
    ),
)


@router.get("/sdgs/{number}", include_in_schema=False)
def sdg_page(
    request: Request, store: Reader, settings: Config, number: Annotated[int, Path(ge=1, le=17)]
) -> Response:
    with store.snapshot() as session:
        at = state(session)
        goal = public(session.get_one(SdgGoal, number), settings)
        chosen = SortedFilter.model_validate({"sdg": [str(number)]})
        found = find(session, chosen)
        stated = find(session, chosen.model_copy(update={"basis": "stated"}))
    context = {
        "goal": goal,
        "target_texts": {target.code: target.text_en for target in goal.targets},
        "items": initiatives(found.documents, settings.base),
        "stated": stated.total,
        "finder": address([("sdg", str(number))]),
        "state": at,
    }
    return request.app.state.pages.TemplateResponse(request, "sdg.html", context)  # type: ignore[no-any-return]
