"""/api/v1/pillars and the page of one pillar."""

from fastapi import APIRouter, Request, Response
from sqlmodel import col

from app.collection import ItemPath, Resource, add_routes
from app.filters import SortedFilter
from app.finder import address, groups
from app.listing import Column, state
from app.models import Pillar
from app.models.pillar import DirectionPublic, PillarPublic
from app.models.public import SourceRef
from app.query import find
from app.reading import Config, Reader
from app.routers.initiatives import public as initiatives
from app.routers.plans import public as plan_public
from app.settings import Settings
from app.tombstones import missing

router = APIRouter(tags=["柱"])


def public(pillar: Pillar, settings: Settings) -> PillarPublic:
    return PillarPublic(
        id=pillar.id,
        plan=pillar.plan_id,
        name=pillar.name,
        directions=[
            DirectionPublic(id=direction.id, text=direction.text, line=direction.line)
            for direction in pillar.directions
        ],
        source=SourceRef(document=pillar.plan.source_document, line=pillar.line, section=pillar.section),
        url=f"{settings.base}/pillars/{pillar.id}",
    )


COLUMNS = (
    Column("ID", "id", lambda item: item["id"]),
    Column("計画ID", "plan", lambda item: item["plan"]),
    Column("柱", "name", lambda item: item["name"]),
    Column("柱の方針", "directions", lambda item: [one["text"] for one in item["directions"]]),
    Column("節", "source.section", lambda item: item["source"]["section"]),
    Column("原文の行", "source.line", lambda item: item["source"]["line"]),
    Column("URL", "url", lambda item: item["url"]),
)

add_routes(
    router,
    Resource(
        name="pillars",
        title="柱",
        table=Pillar,
        key=col(Pillar.id),
        shape=PillarPublic,
        public=public,
        columns=COLUMNS,
        order=(col(Pillar.plan_id), col(Pillar.position)),
        plan_id=col(Pillar.plan_id),
    ),
)


@router.get("/pillars/{id}", include_in_schema=False)
def pillar_page(request: Request, store: Reader, settings: Config, id: ItemPath) -> Response:
    with store.snapshot() as session:
        at = state(session)
        pillar = session.get(Pillar, id)
        if pillar is None:
            raise missing(session, id, "柱")
        shown, plan = public(pillar, settings), plan_public(pillar.plan, settings)
        chosen = SortedFilter(pillar=[id])
        found = find(session, chosen)
        stated = find(session, chosen.model_copy(update={"basis": "stated"}))
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
