"""Passages as they leave the house."""

from typing import Final

from sqlmodel import col

from app.collection import Resource
from app.columns import CODE, PLAN, SOURCE, URL, Column
from app.language import N_
from app.models import Passage
from app.models.passage import PassagePublic
from app.models.public import SourceRef
from app.models.vocabulary import PassageKind
from app.settings import Settings


def public(passage: Passage, settings: Settings) -> PassagePublic:
    return PassagePublic(
        id=passage.id,
        plan=passage.plan_id,
        kind=passage.kind,
        text=passage.text,
        pillar=passage.pillar_id,
        theme=passage.theme_id,
        parent=passage.parent_id,
        source=SourceRef(document=passage.plan.source_document, line=passage.line, section=passage.section),
        url=f"{settings.base}/plans/{passage.plan_id}#{passage.id}",
    )


PASSAGES: Final = Resource(
    name="passages",
    title=N_("文章"),
    table=Passage,
    key=col(Passage.id),
    shape=PassagePublic,
    public=public,
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
