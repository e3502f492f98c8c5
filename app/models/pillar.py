"""Pillars of measures (施策の柱) and their directions (柱の方針)."""

from sqlmodel import Field, Relationship

from app.models.plan import Plan
from app.models.public import Public, SourceRef
from app.models.types import Code, Table


class Pillar(Table, table=True):
    id: str = Field(sa_type=Code, primary_key=True)
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id", index=True)
    position: int
    line: int
    section: str | None
    name: str = Field(sa_type=Code)

    plan: Plan = Relationship(sa_relationship_kwargs={"lazy": "joined", "innerjoin": True})
    directions: list["Direction"] = Relationship(
        sa_relationship_kwargs={"lazy": "selectin", "order_by": "Direction.position"}
    )


class Direction(Table, table=True):
    id: str = Field(sa_type=Code, primary_key=True)
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id", index=True)
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
