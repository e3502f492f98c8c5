"""/api/v1/passages."""

from fastapi import APIRouter
from sqlmodel import col

from app.collection import Resource, add_routes
from app.listing import Column
from app.models import Passage
from app.models.passage import PassagePublic
from app.models.public import SourceRef
from app.settings import Settings

router = APIRouter(tags=["文章"])


def public(passage: Passage, settings: Settings) -> PassagePublic:
    return PassagePublic(
        id=passage.id,
        plan=passage.plan_id,
        kind=passage.kind,
        text=passage.text,
        pillar=passage.pillar_id,
        theme=passage.theme_id,
        parent=passage.parent_id,
        source=SourceRef(document=passage.plan.source_document, line=passage.line, section=passage.section),
        url=f"{settings.base}/plans/{passage.plan_id}#{passage.id}",
    )


COLUMNS = (
    Column("ID", "id", lambda item: item["id"]),
    Column("計画ID", "plan", lambda item: item["plan"]),
    Column("種類", "kind", lambda item: item["kind"]),
    Column("本文", "text", lambda item: item["text"]),
    Column("柱ID", "pillar", lambda item: item["pillar"]),
    Column("施策ID", "theme", lambda item: item["theme"]),
    Column("親ID", "parent", lambda item: item["parent"]),
    Column("節", "source.section", lambda item: item["source"]["section"]),
    Column("原文の行", "source.line", lambda item: item["source"]["line"]),
    Column("URL", "url", lambda item: item["url"]),
)

add_routes(
    router,
    Resource(
        name="passages",
        title="文章",
        table=Passage,
        key=col(Passage.id),
        shape=PassagePublic,
        public=public,
        columns=COLUMNS,
        order=(col(Passage.plan_id), col(Passage.position)),
        plan_id=col(Passage.plan_id),
    ),
)
