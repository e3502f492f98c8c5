"""Pillars and their directions as they leave the house."""

from typing import Final

from sqlmodel import col

from app.collection import Resource
from app.columns import CODE, PLAN, SOURCE, URL, Column
from app.language import N_
from app.models import Pillar
from app.models.pillar import DirectionPublic, PillarPublic
from app.models.public import SourceRef
from app.settings import Settings


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


PILLARS: Final = Resource(
    name="pillars",
    title=N_("柱"),
    table=Pillar,
    key=col(Pillar.id),
    shape=PillarPublic,
    public=public,
    columns=(
        CODE,
        Column("ID", "id", "柱のID", required=True),
        PLAN,
        Column("柱", "name", "施策の柱の名称（原文のまま）", required=True),
        Column("柱の方針", "directions.text", "柱の方針（原文のまま）", many=True),
        *SOURCE,
        URL,
    ),
    order=(col(Pillar.plan_id), col(Pillar.position)),
    plan_id=col(Pillar.plan_id),
)
DIRECTIONS: Final = (
    CODE,
    Column("ID", "id", "柱の方針のID", required=True),
    PLAN,
    Column("柱ID", "pillar", "方針が属する柱のID", required=True),
    Column("柱の方針", "text", "柱の方針（原文のまま）", required=True),
    Column("原文の行", "line", "元の文書の行番号", "integer", required=True),
)
"""The columns of the directions, which the API shows inside their pillar."""
