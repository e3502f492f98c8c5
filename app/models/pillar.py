"""Pillars of measures (施策の柱) and their directions (柱の方針)."""

from typing import Annotated, Final

from sqlmodel import Field, Relationship, col

from app.i18n.messages import N_
from app.models.columns import CODE, PLAN, SOURCE, URL, Column, Heading, columns_of
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
    text: Annotated[str, Heading("柱の方針", "柱の方針（原文のまま）")]
    line: int


class PillarPublic(Public):
    id: Annotated[str, Heading("ID", "柱のID")]
    plan: Annotated[str, PLAN]
    name: Annotated[str, Heading("柱", "施策の柱の名称（原文のまま）")]
    directions: list[DirectionPublic]
    source: Annotated[SourceRef, *SOURCE]
    url: Annotated[str, URL]


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
    columns=(CODE, *columns_of(PillarPublic)),
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
