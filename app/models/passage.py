"""Passages: every printed piece that is none of the others; and printed tables."""

from dataclasses import replace
from typing import Annotated, Any, Final

from sqlalchemy import JSON, Text
from sqlmodel import Field, Relationship, col

from app.i18n.messages import N_
from app.models.columns import PLAN, SOURCE, URL, Column, Heading, of_plans
from app.models.plan import Plan
from app.models.public import Public, SourceRef
from app.models.resource import plan_resource
from app.models.types import Code, PrintedItem, one_of
from app.models.vocabulary import PassageKind
from app.settings import Settings


class Passage(PrintedItem, table=True):
    """`folded` is the search field (app/search/folding.py): the text, and as it is corrected."""

    __table_args__ = (one_of("kind", PassageKind),)

    kind: str = Field(sa_type=Code)
    text: str
    folded: str = Field(sa_type=Text, sa_column_kwargs={"server_default": ""})
    # Indexed: without an index each deleted row causes a scan of the table.
    pillar_id: str | None = Field(default=None, sa_type=Code, foreign_key="pillar.id", index=True)
    theme_id: str | None = Field(default=None, sa_type=Code, foreign_key="theme.id", index=True)
    parent_id: str | None = Field(default=None, sa_type=Code, foreign_key="passage.id", index=True)

    plan: Plan = Relationship(sa_relationship_kwargs={"lazy": "joined", "innerjoin": True})


class PrintedTable(PrintedItem, table=True):
    """A printed table with its cells; `rows` have ids, which KPIs refer to."""

    __tablename__ = "printed_table"

    pillar_id: str | None = Field(default=None, sa_type=Code)
    theme_id: str | None = Field(default=None, sa_type=Code)
    caption: str | None
    columns: list[str] = Field(sa_type=JSON)
    rows: list[dict[str, Any]] = Field(sa_type=JSON)


class PassagePublic(Public):
    id: Annotated[str, Heading("ID", "文章のID")]
    plan: Annotated[str, PLAN]
    kind: Annotated[str, Heading("種類", "文章の種類", PassageKind)]
    text: Annotated[str, Heading("本文", "文書の本文（原文のまま）")]
    pillar: Annotated[str | None, Heading("柱ID", "文章が属する柱のID")]
    theme: Annotated[str | None, Heading("施策ID", "文章が属する施策のID")]
    parent: Annotated[str | None, Heading("親ID", "この文章が説明する文章のID")]
    source: Annotated[SourceRef, *SOURCE]
    url: Annotated[str, URL]


def passage_public(passage: Passage, settings: Settings) -> PassagePublic:
    return PassagePublic.of(
        passage,
        plan=passage.plan_id,
        pillar=passage.pillar_id,
        theme=passage.theme_id,
        parent=passage.parent_id,
        source=passage.plan.source_of(passage),
        url=f"{settings.base}/plans/{passage.plan_id}#{passage.id}",
    )


PASSAGES: Final = replace(
    plan_resource("passages", N_("文章"), Passage, PassagePublic, passage_public),
    searched=col(Passage.folded),
)


# The API shows tables in the document of the plan.
TABLE_CELL_COLUMNS: Final = of_plans(
    (
        PLAN,
        Column("表ID", "table", "印刷された表のID", required=True),
        Column("表題", "caption", "表に印刷された題"),
        Column("柱ID", "pillar", "表が属する柱のID"),
        Column("施策ID", "theme", "表が属する施策のID"),
        Column("行ID", "row", "表の行のID。指標がこのIDを指すことがある", required=True),
        Column("行番号", "row_number", "表のなかで何行目か", "integer", required=True),
        Column("列番号", "column_number", "表のなかで何列目か", "integer", required=True),
        Column("列の見出し", "column", "印刷された列の見出し"),
        Column("セル", "cell", "セルの文字（原文のまま）"),
        *SOURCE,
    )
)
