"""Organisations (組織): who issues plans, and the bureaus named in them.

Plans share organisations. The name of an organisation is fixed: a bureau renamed by a reform is a new
organisation with a new id.
"""

from typing import Annotated, Any, Final, cast

from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, col

from app.i18n.messages import N_
from app.models.columns import CODE, URL, Heading, columns_of
from app.models.public import Public
from app.models.resource import Resource
from app.models.types import Code, Table, one_of
from app.models.vocabulary import OrganisationKind
from app.settings import Settings


class Organisation(Table, table=True):
    __table_args__ = (one_of("kind", OrganisationKind),)

    id: str = Field(sa_type=Code, primary_key=True)
    name: str = Field(sa_type=Code, index=True)
    kind: str = Field(sa_type=Code)
    municipality_code: str = Field(sa_type=Code)
    parent_id: str | None = Field(default=None, sa_type=Code, foreign_key="organisation.id")

    # Not loaded with every plan's issuer: only answers about organisations need it.
    named_by: list["PlanOrganisation"] = Relationship(
        sa_relationship_kwargs={"lazy": "select", "order_by": "PlanOrganisation.plan_id"}
    )


class PlanOrganisation(Table, table=True):
    """Plans that name an organisation. It is deleted with the last of them."""

    __tablename__ = "plan_organisation"

    plan_id: str = Field(sa_type=Code, primary_key=True, foreign_key="plan.id")
    organisation_id: str = Field(sa_type=Code, primary_key=True, foreign_key="organisation.id", index=True)
    position: int


class OrganisationPublic(Public):
    id: Annotated[str, Heading("ID", "組織のID")]
    name: Annotated[str, Heading("名称", "文書に印刷された名称")]
    kind: Annotated[str, Heading("種類", "組織の種類", OrganisationKind)]
    municipality_code: str
    parent: Annotated[str | None, Heading("上位組織ID", "上の組織のID")]
    plans: Annotated[list[str], Heading("計画ID", "この組織が出てくる計画のID")]
    url: Annotated[str, URL]


def organisation_public(organisation: Organisation, settings: Settings) -> OrganisationPublic:
    return OrganisationPublic.of(
        organisation,
        parent=organisation.parent_id,
        plans=[named.plan_id for named in organisation.named_by],
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
