"""/api/v1/themes."""

from fastapi import APIRouter
from sqlmodel import col

from app.collection import Resource, add_routes
from app.listing import Column, absent_word
from app.models import Theme
from app.models.public import Named, SourceRef
from app.models.theme import ThemePublic
from app.models.vocabulary import Absence, PassageKind
from app.settings import Settings

router = APIRouter(tags=["施策"])


def public(theme: Theme, settings: Settings) -> ThemePublic:
    def printed(kind: PassageKind) -> list[str]:
        return [passage.text for passage in theme.passages if passage.kind == kind]

    return ThemePublic(
        id=theme.id,
        plan=theme.plan_id,
        pillar=Named(id=theme.pillar.id, name=theme.pillar.name) if theme.pillar else None,
        name=theme.name,
        leads=printed(PassageKind.THEME_LEAD),
        captions=printed(PassageKind.CAPTION),
        source=SourceRef(document=theme.plan.source_document, line=theme.line, section=theme.section),
        absent={} if theme.pillar else {"pillar": Absence.NOT_STATED.value},
        url=f"{settings.base}/plans/{theme.plan_id}#{theme.id}",
    )


COLUMNS = (
    Column("ID", "id", lambda item: item["id"]),
    Column("計画ID", "plan", lambda item: item["plan"]),
    Column("柱ID", "pillar.id", lambda item: item["pillar"]["id"] if item["pillar"] else None),
    Column(
        "柱",
        "pillar.name",
        lambda item: item["pillar"]["name"] if item["pillar"] else absent_word(item, "pillar"),
    ),
    Column("施策", "name", lambda item: item["name"]),
    Column("リード文", "leads", lambda item: item["leads"]),
    Column("写真・図の説明", "captions", lambda item: item["captions"]),
    Column("節", "source.section", lambda item: item["source"]["section"]),
    Column("原文の行", "source.line", lambda item: item["source"]["line"]),
    Column("URL", "url", lambda item: item["url"]),
)

add_routes(
    router,
    Resource(
        name="themes",
        title="施策",
        table=Theme,
        key=col(Theme.id),
        shape=ThemePublic,
        public=public,
        columns=COLUMNS,
        order=(col(Theme.plan_id), col(Theme.position)),
        plan_id=col(Theme.plan_id),
    ),
)
