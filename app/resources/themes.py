"""Themes as they leave the house."""

from typing import Final

from sqlmodel import col

from app.collection import Resource
from app.columns import CODE, PLAN, SOURCE, URL, Column
from app.language import N_
from app.models import Theme
from app.models.public import Named, SourceRef
from app.models.theme import ThemePublic
from app.models.vocabulary import Absence, PassageKind
from app.settings import Settings


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


THEMES: Final = Resource(
    name="themes",
    title=N_("施策"),
    table=Theme,
    key=col(Theme.id),
    shape=ThemePublic,
    public=public,
    columns=(
        CODE,
        Column("ID", "id", "施策のID", required=True),
        PLAN,
        Column("柱ID", "pillar.id", "施策が属する柱のID"),
        Column("柱", "pillar.name", "施策が属する柱の名称"),
        Column("施策", "name", "施策の見出し（原文のまま）", required=True),
        Column("リード文", "leads", "見出しの下の文（原文のまま）", many=True),
        Column("写真・図の説明", "captions", "写真や図に添えられた文（原文のまま）", many=True),
        *SOURCE,
        URL,
    ),
    order=(col(Theme.plan_id), col(Theme.position)),
    plan_id=col(Theme.plan_id),
)
