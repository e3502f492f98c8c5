"""Pillars of measures (施策の柱) and their directions (柱の方針)."""

from typing import Annotated, Final

from sqlmodel import Field, Relationship

from app.i18n.messages import N_
from app.models.columns import CODE, PLAN, SOURCE, URL, Column, Heading
from app.models.plan import Plan
from app.models.public import Public, SourceRef
from app.models.resource import plan_resource
from app.models.types import Code, OrderedItem, PrintedItem
from app.settings import Settings


class Pillar(PrintedItem, table=True):
    name: str = Field(sa_type=Code)

    plan: Plan = Relationship(sa_relationship_kwargs={"lazy": "joined", "innerjoin": True})
    directions: list["Direction"] = Relationship(
        sa_relationship_kwargs={"lazy": "selectin", "order_by": "Direction.position"}
    )


class Direction(OrderedItem, table=True):
    pillar_id: str = Field(sa_type=Code, foreign_key="pillar.id", index=True)
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


PILLARS: Final = plan_resource("pillars", N_("柱"), Pillar, PillarPublic, pillar_public)
# The API shows directions inside their pillar.
DIRECTION_COLUMNS: Final = (
    CODE,
    Column("ID", "id", "柱の方針のID", required=True),
    PLAN,
    Column("柱ID", "pillar", "方針が属する柱のID", required=True),
    Column("柱の方針", "text", "柱の方針（原文のまま）", required=True),
    Column("原文の行", "line", "元の文書の行番号", "integer", required=True),
)
