"""Organisations (組織): who issues plans, and the bureaus named in them.

Plans share organisations. An organisation keeps its id, and each plan the name that it prints; the
organisation itself bears that of the newest plan.
"""

from datetime import date
from typing import Annotated, Any, Final, cast

from pydantic import Field as Alias
from sqlalchemy import JSON
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, col

from app.i18n.messages import N_
from app.models.columns import CODE, URL, Column, Heading, columns_of
from app.models.public import Public
from app.models.resource import Resource
from app.models.types import Code, Table, one_of
from app.models.vocabulary import Basis, OrganisationKind, Role
from app.settings import Settings


class Organisation(Table, table=True):
    __table_args__ = (one_of("kind", OrganisationKind),)

    id: str = Field(sa_type=Code, primary_key=True)
    kind: str = Field(sa_type=Code)
    municipality_code: str = Field(sa_type=Code)
    parent_id: str | None = Field(default=None, sa_type=Code, foreign_key="organisation.id")
    parent_basis: str | None = Field(default=None, sa_type=Code)
    parent_source: str | None
    successor_of: list[dict[str, str]] = Field(sa_type=JSON)

    # Not loaded with every plan's issuer: only answers about organisations need it.
    named_by: list["PlanOrganisation"] = Relationship(
        sa_relationship_kwargs={"lazy": "select", "order_by": "PlanOrganisation.plan_id"}
    )


class PlanOrganisation(Table, table=True):
    """Plans that name an organisation, with its printed name. It is deleted with the last of them."""

    __tablename__ = "plan_organisation"

    plan_id: str = Field(sa_type=Code, primary_key=True, foreign_key="plan.id")
    organisation_id: str = Field(sa_type=Code, primary_key=True, foreign_key="organisation.id", index=True)
    position: int
    name: str = Field(sa_type=Code)


class Predecessor(Public):
    """An organisation that one follows, since a day, by a citable source."""

    id: str
    on: date
    source: str


class OrganisationOfItem(Public):
    id: Annotated[str, Heading("組織ID", "所管・連携する組織のID")]
    name: Annotated[str, Heading("組織", "所管・連携する組織の名称")]
    role: Annotated[str, Heading("組織の役割", "組織の役割", Role)]
    part: Annotated[str | None, Heading("組織の担当部分", "組織が受け持つ部分を示す、印刷された語句")]
    basis: Annotated[str, Heading("組織の根拠", "組織との関係の根拠", Basis)]
    reason: Annotated[str | None, Heading("組織の理由", "編集による組織の理由")]
    evidence: Annotated[str | None, Heading("組織の根拠語句", "組織との関係が拠る原文の語句")]
    from_: Annotated[
        str | None,
        Alias(alias="from"),
        Heading("組織を述べる項目ID", "組織を述べる柱・施策のID。取組自身が述べるものは空"),
    ]


class OrganisationPublic(Public):
    id: Annotated[str, Heading("ID", "組織のID")]
    name: Annotated[str, Heading("名称", "文書に印刷された名称")]
    kind: Annotated[str, Heading("種類", "組織の種類", OrganisationKind)]
    municipality_code: str
    parent: Annotated[str | None, Heading("上位組織ID", "上の組織のID")]
    plans: Annotated[list[str], Heading("計画ID", "この組織が出てくる計画のID")]
    names: Annotated[dict[str, str], Heading("計画ごとの名称", "計画のIDごとの、印刷された名称（JSON）")]
    parent_basis: Annotated[str | None, Heading("上位組織の根拠", "上位の組織の根拠", Basis)]
    parent_source: Annotated[str | None, Heading("上位組織の出典", "上位の組織の出典")]
    successor_of: Annotated[
        list[Predecessor], Column("前身の組織ID", "successor_of.id", "この組織の前身のID", many=True)
    ]
    url: Annotated[str, URL]


def _fiscal_year(named: PlanOrganisation) -> tuple[str, str]:
    """The year in a plan's id, with which the newest plan is found."""
    return named.plan_id.split("-")[1], named.plan_id


def organisation_public(organisation: Organisation, settings: Settings) -> OrganisationPublic:
    return OrganisationPublic.of(
        organisation,
        parent=organisation.parent_id,
        name=max(organisation.named_by, key=_fiscal_year).name,
        plans=[named.plan_id for named in organisation.named_by],
        names={named.plan_id: named.name for named in organisation.named_by},
        url=f"{settings.base}/organisations/{organisation.id}",
    )


ORGANISATIONS: Final = Resource(
    name="organisations",
    title=N_("組織"),
    table=Organisation,
    key=col(Organisation.id),
    shape=OrganisationPublic,
    public=organisation_public,
    columns=(
        CODE._replace(description="組織が属する団体のコード（6桁、文字列）", value=None),
        *columns_of(OrganisationPublic),
    ),
    order=(col(Organisation.id),),
    plan_id=col(PlanOrganisation.plan_id),
    shared=col(PlanOrganisation.organisation_id),
    options=lambda: (selectinload(cast(Any, Organisation.named_by)),),
)
