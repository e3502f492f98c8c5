"""Organisations (組織): who issues plans, and the bureaus named in them.

An organisation is shared by every plan that names it and keeps one name: a bureau that is renamed
by a reform is a new organisation with a new id.
"""

from sqlmodel import Field, Relationship

from app.models.public import Public
from app.models.types import Code, Table, one_of
from app.models.vocabulary import OrganisationKind


class Organisation(Table, table=True):
    __table_args__ = (one_of("kind", OrganisationKind),)

    id: str = Field(sa_type=Code, primary_key=True)
    name: str = Field(sa_type=Code, index=True)
    kind: str = Field(sa_type=Code)
    municipality_code: str = Field(sa_type=Code)
    parent_id: str | None = Field(default=None, sa_type=Code, foreign_key="organisation.id")

    # Not loaded with every plan's issuer: only the answers about organisations ask for it.
    named_by: list["PlanOrganisation"] = Relationship(
        sa_relationship_kwargs={"lazy": "select", "order_by": "PlanOrganisation.plan_id"}
    )


class PlanOrganisation(Table, table=True):
    """Which plans name an organisation; it leaves with the last of them."""

    __tablename__ = "plan_organisation"

    plan_id: str = Field(sa_type=Code, primary_key=True, foreign_key="plan.id")
    organisation_id: str = Field(sa_type=Code, primary_key=True, foreign_key="organisation.id", index=True)
    position: int


class OrganisationPublic(Public):
    id: str
    name: str
    kind: str
    municipality_code: str
    parent: str | None
    plans: list[str]
    url: str
