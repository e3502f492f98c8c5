"""Themes (施策): the headings of 主な取組. A column beside the pillars is a theme without a pillar."""

from sqlmodel import Field, Relationship

from app.models.passage import Passage
from app.models.pillar import Pillar
from app.models.plan import Plan
from app.models.public import Named, Public, SourceRef
from app.models.types import Code, Table


class Theme(Table, table=True):
    id: str = Field(sa_type=Code, primary_key=True)
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id", index=True)
    pillar_id: str | None = Field(default=None, sa_type=Code, foreign_key="pillar.id", index=True)
    position: int
    line: int
    section: str | None
    name: str = Field(sa_type=Code)

    plan: Plan = Relationship(sa_relationship_kwargs={"lazy": "joined", "innerjoin": True})
    pillar: Pillar | None = Relationship(sa_relationship_kwargs={"lazy": "joined"})
    passages: list[Passage] = Relationship(
        sa_relationship_kwargs={"lazy": "selectin", "order_by": "Passage.position"}
    )


class ThemePublic(Public):
    """`leads` and `captions` are printed under the heading and belong to all its measures."""

    id: str
    plan: str
    pillar: Named | None
    name: str
    leads: list[str]
    captions: list[str]
    source: SourceRef
    absent: dict[str, str]
    url: str
