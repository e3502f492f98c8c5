"""Passages: every printed piece that is no pillar, direction, theme, measure or bureau project."""

from sqlmodel import Field, Relationship

from app.models.plan import Plan
from app.models.public import Public, SourceRef
from app.models.types import Code, Table, one_of
from app.models.vocabulary import PassageKind


class Passage(Table, table=True):
    __table_args__ = (one_of("kind", PassageKind),)

    id: str = Field(sa_type=Code, primary_key=True)
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id", index=True)
    kind: str = Field(sa_type=Code)
    position: int
    line: int
    section: str | None
    text: str
    pillar_id: str | None = Field(default=None, sa_type=Code, foreign_key="pillar.id")
    theme_id: str | None = Field(default=None, sa_type=Code, foreign_key="theme.id", index=True)
    parent_id: str | None = Field(default=None, sa_type=Code, foreign_key="passage.id")

    plan: Plan = Relationship(sa_relationship_kwargs={"lazy": "joined", "innerjoin": True})


class PassagePublic(Public):
    id: str
    plan: str
    kind: str
    text: str
    pillar: str | None
    theme: str | None
    parent: str | None
    source: SourceRef
    url: str
