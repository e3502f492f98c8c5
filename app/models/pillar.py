"""Pillars of measures (施策の柱) and their directions (柱の方針)."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from sqlalchemy import JSON, Text
from sqlmodel import Field, Relationship

from app.i18n.messages import N_
from app.models.amount import AmountPublic
from app.models.columns import PLAN, SOURCE, URL, Column, Heading, of_plans
from app.models.continuation import ContinuationOfItem
from app.models.organisation import OrganisationOfItem
from app.models.plan import PILLAR_TERM, Plan
from app.models.public import Public, SourceRef
from app.models.resource import plan_resource
from app.models.sdg import SdgTagPublic
from app.models.types import Code, PrintedItem, one_of
from app.models.vocabulary import Basis
from app.settings import Settings


class Pillar(PrintedItem, table=True):
    """`name` is made of the number where none is printed; `name_basis` says so. `sdgs`, `organisations` and
    `amounts` are its own, in their public form."""

    __table_args__ = (one_of("name_basis", Basis),)

    name: str = Field(sa_type=Code)
    name_basis: str = Field(sa_type=Code)
    number: str | None
    sdgs: list[dict[str, Any]] = Field(sa_type=JSON)
    organisations: list[dict[str, Any]] = Field(sa_type=JSON)
    amounts: list[dict[str, Any]] = Field(sa_type=JSON)

    plan: Plan = Relationship(sa_relationship_kwargs={"lazy": "joined", "innerjoin": True})
    directions: list["Direction"] = Relationship(
        sa_relationship_kwargs={"lazy": "selectin", "order_by": "Direction.position"}
    )


class Direction(PrintedItem, table=True):
    pillar_id: str = Field(sa_type=Code, foreign_key="pillar.id", index=True)
    text: str
    folded: str = Field(sa_type=Text, sa_column_kwargs={"server_default": ""})


# The end of the name of a pillar without a printed one.
UNNAMED: Final = "（名称の記載なし）"


def pillar_name(entry: Mapping[str, Any], number: int, term: str | None) -> str:
    """The printed name of a pillar, else one made of its printed number or its place in the plan."""
    name: str | None = entry["name"]
    word, printed = term or PILLAR_TERM, str(entry["number"] or number)
    return name or f"{printed if word in printed else word + printed}{UNNAMED}"


class DirectionPublic(Public):
    id: str
    text: Annotated[str, Heading("柱の方針", "柱の方針（原文のまま）")]
    line: int | None
    page: int | None


class PillarPublic(Public):
    id: Annotated[str, Heading("ID", "柱のID")]
    plan: Annotated[str, PLAN]
    name: Annotated[str, Heading("柱", "施策の柱の名称（原文のまま）")]
    name_basis: Annotated[str, Heading("名称の根拠", "名称が印刷されているか", Basis)]
    number: Annotated[str | None, Heading("番号", "印刷された番号")]
    directions: list[DirectionPublic]
    sdgs: list[SdgTagPublic]
    organisations: list[OrganisationOfItem]
    amounts: list[AmountPublic]
    source: Annotated[SourceRef, *SOURCE]
    continues: list[ContinuationOfItem]
    continued_by: list[ContinuationOfItem]
    url: Annotated[str, URL]


def pillar_public(pillar: Pillar, settings: Settings) -> PillarPublic:
    return PillarPublic.of(
        pillar,
        plan=pillar.plan_id,
        source=pillar.plan.source_of(pillar),
        continues=[],
        continued_by=[],
        url=f"{settings.base}/pillars/{pillar.id}",
    )


PILLARS: Final = plan_resource("pillars", N_("柱"), Pillar, PillarPublic, pillar_public)
# The API shows directions inside their pillar.
DIRECTION_COLUMNS: Final = of_plans(
    (
        Column("ID", "id", "柱の方針のID", required=True),
        PLAN,
        Column("柱ID", "pillar", "方針が属する柱のID", required=True),
        Column("柱の方針", "text", "柱の方針（原文のまま）", required=True),
        Column("原文の行", "line", "元の文書の行番号", "integer"),
        Column("原文のページ", "page", "元の文書に印刷されたページ番号", "integer"),
    )
)
