"""Pillars of measures (施策の柱) and their directions (柱の方針)."""

from typing import Final

from sqlmodel import Field, Relationship, col

from app.i18n.messages import N_
from app.models.columns import CODE, PLAN, SOURCE, URL, Column
from app.models.plan import Plan
from app.models.public import Public, SourceRef
from app.models.resource import Resource
from app.models.types import Code, PlanItem, PrintedItem
from app.settings import Settings


class Pillar(PrintedItem, table=True):
    name: str = Field(sa_type=Code)

    plan: Plan = Relationship(sa_relationship_kwargs={"lazy": "joined", "innerjoin": True})
    directions: list["Direction"] = Relationship(
        sa_relationship_kwargs={"lazy": "selectin", "order_by": "Direction.position"}
    )


class Direction(PlanItem, table=True):
    pillar_id: str = Field(sa_type=Code, foreign_key="pillar.id", index=True)
    position: int
    line: int
    text: str


class DirectionPublic(Public):
    id: str
    text: str
    line: int


class PillarPublic(Public):
    id: str
    plan: str
    name: str
    directions: list[DirectionPublic]
    source: SourceRef
    url: str


def pillar_public(pillar: Pillar, settings: Settings) -> PillarPublic:
    return PillarPublic.of(
        pillar,
        plan=pillar.plan_id,
        source=SourceRef.of(pillar, document=pillar.plan.source_document),
        url=f"{settings.base}/pillars/{pillar.id}",
    )


PILLARS: Final = Resource(
    name="pillars",
    title=N_("柱"),
    table=Pillar,
    key=col(Pillar.id),
    shape=PillarPublic,
    public=pillar_public,
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
