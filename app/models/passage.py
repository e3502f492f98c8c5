"""Passages: every printed piece that is no pillar, direction, theme, measure or bureau project."""

from typing import Final

from sqlmodel import Field, Relationship, col

from app.i18n.messages import N_
from app.models.columns import CODE, PLAN, SOURCE, URL, Column
from app.models.plan import Plan
from app.models.public import Public, SourceRef
from app.models.resource import Resource
from app.models.types import Code, PrintedItem, one_of
from app.models.vocabulary import PassageKind
from app.settings import Settings


class Passage(PrintedItem, table=True):
    __table_args__ = (one_of("kind", PassageKind),)

    kind: str = Field(sa_type=Code)
    text: str
    # An index each: without it every row that is deleted would be looked for in all of the table.
    pillar_id: str | None = Field(default=None, sa_type=Code, foreign_key="pillar.id", index=True)
    theme_id: str | None = Field(default=None, sa_type=Code, foreign_key="theme.id", index=True)
    parent_id: str | None = Field(default=None, sa_type=Code, foreign_key="passage.id", index=True)

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


def passage_public(passage: Passage, settings: Settings) -> PassagePublic:
    return PassagePublic.of(
        passage,
        plan=passage.plan_id,
        pillar=passage.pillar_id,
        theme=passage.theme_id,
        parent=passage.parent_id,
        source=SourceRef.of(passage, document=passage.plan.source_document),
        url=f"{settings.base}/plans/{passage.plan_id}#{passage.id}",
    )


PASSAGES: Final = Resource(
    name="passages",
    title=N_("文章"),
    table=Passage,
    key=col(Passage.id),
    shape=PassagePublic,
    public=passage_public,
    columns=(
        CODE,
        Column("ID", "id", "文章のID", required=True),
        PLAN,
        Column("種類", "kind", "文章の種類", required=True, words=PassageKind),
        Column("本文", "text", "文書の本文（原文のまま）", required=True),
        Column("柱ID", "pillar", "文章が属する柱のID"),
        Column("施策ID", "theme", "文章が属する施策のID"),
        Column("親ID", "parent", "この文章が説明する文章のID"),
        *SOURCE,
        URL,
    ),
    order=(col(Passage.plan_id), col(Passage.position)),
    plan_id=col(Passage.plan_id),
)
