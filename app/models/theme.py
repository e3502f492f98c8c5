"""Themes (施策): the headings of 主な取組. A column beside the pillars is a theme without a pillar."""

from typing import Annotated, Any, Final

from sqlalchemy import JSON
from sqlmodel import Field, Relationship

from app.i18n.messages import N_
from app.models.amount import AmountPublic
from app.models.columns import PLAN, SOURCE, URL, Column, Heading
from app.models.continuation import ContinuationOfItem
from app.models.organisation import OrganisationOfItem
from app.models.passage import Passage
from app.models.pillar import Pillar
from app.models.plan import Plan
from app.models.public import Named, Public, SourceRef
from app.models.resource import plan_resource
from app.models.sdg import SdgTagPublic
from app.models.types import Code, PrintedItem
from app.models.vocabulary import Absence, PassageKind
from app.settings import Settings


class Theme(PrintedItem, table=True):
    """`parent_id` is the theme above; `pillar_id` its pillar or that of a theme above. `path` are the names and
    ids of the themes above, from the top. `sdgs`, `organisations` and `amounts` are its own, in their public
    form."""

    pillar_id: str | None = Field(default=None, sa_type=Code, foreign_key="pillar.id", index=True)
    parent_id: str | None = Field(default=None, sa_type=Code, index=True)
    name: str = Field(sa_type=Code)
    number: str | None
    path: list[dict[str, str]] = Field(sa_type=JSON)
    sdgs: list[dict[str, Any]] = Field(sa_type=JSON)
    organisations: list[dict[str, Any]] = Field(sa_type=JSON)
    amounts: list[dict[str, Any]] = Field(sa_type=JSON)

    plan: Plan = Relationship(sa_relationship_kwargs={"lazy": "joined", "innerjoin": True})
    pillar: Pillar | None = Relationship(sa_relationship_kwargs={"lazy": "joined"})
    passages: list[Passage] = Relationship(
        sa_relationship_kwargs={"lazy": "selectin", "order_by": "Passage.position"}
    )


class ThemePublic(Public):
    """`leads` and `captions` are printed under the heading and belong to all its measures."""

    id: Annotated[str, Heading("ID", "施策のID")]
    plan: Annotated[str, PLAN]
    pillar: Annotated[
        Named | None,
        Column("柱ID", "pillar.id", "施策が属する柱のID"),
        Column("柱", "pillar.name", "施策が属する柱の名称"),
    ]
    name: Annotated[str, Heading("施策", "施策の見出し（原文のまま）")]
    leads: Annotated[list[str], Heading("リード文", "見出しの下の文（原文のまま）")]
    captions: Annotated[list[str], Heading("写真・図の説明", "写真や図に添えられた文（原文のまま）")]
    number: Annotated[str | None, Heading("番号", "印刷された番号")]
    path: Annotated[
        list[Named],
        Column("上位の施策ID", "path.id", "この施策の上にある施策のID（上から）", many=True),
        Column("上位の施策", "path.name", "この施策の上にある施策の見出し（上から）", many=True),
    ]
    sdgs: list[SdgTagPublic]
    organisations: list[OrganisationOfItem]
    amounts: list[AmountPublic]
    source: Annotated[SourceRef, *SOURCE]
    absent: dict[str, str]
    continues: list[ContinuationOfItem]
    continued_by: list[ContinuationOfItem]
    url: Annotated[str, URL]


def theme_public(theme: Theme, settings: Settings) -> ThemePublic:
    def printed(kind: PassageKind) -> list[str]:
        return [passage.text for passage in theme.passages if passage.kind == kind]

    return ThemePublic.of(
        theme,
        plan=theme.plan_id,
        leads=printed(PassageKind.THEME_LEAD),
        captions=printed(PassageKind.CAPTION),
        source=theme.plan.source_of(theme),
        absent={} if theme.pillar else {"pillar": Absence.NOT_STATED.value},
        continues=[],
        continued_by=[],
        url=f"{settings.base}/plans/{theme.plan_id}#{theme.id}",
    )


THEMES: Final = plan_resource("themes", N_("施策"), Theme, ThemePublic, theme_public)
