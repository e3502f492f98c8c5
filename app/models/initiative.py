"""Initiatives: what staff filter. A measure or a bureau project completes each one by (id, kind)."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Index, Text
from sqlmodel import Field, UniqueConstraint

from app.models.correction import CorrectionPublic
from app.models.kpi import KpiPublic
from app.models.public import Named, Public, SourceRef
from app.models.sdg import SdgTagPublic
from app.models.types import Code, Table, one_of
from app.models.vocabulary import Basis, InitiativeKind, Role


class Initiative(Table, table=True):
    """`document` is the finished public JSON (without `url`), written by the import: a list answer
    is one SELECT whatever is nested in it. `folded` and `folded_stated` are the search fields, see
    app/search.py; by its `number` both indexes know an initiative until its plan is written again."""

    __table_args__ = (
        UniqueConstraint("id", "kind"),
        one_of("kind", InitiativeKind),
        one_of("pillar_basis", Basis),
        CheckConstraint("(pillar_id IS NULL) = (pillar_basis IS NULL)", name="pillar_has_basis"),
        Index("ix_initiative_document_order", "plan_id", "position", unique=True),
        Index("ix_initiative_number", "number", "plan_id", "position", unique=True),
    )

    id: str = Field(sa_type=Code, primary_key=True)
    kind: str = Field(sa_type=Code)
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id")
    theme_id: str | None = Field(default=None, sa_type=Code, foreign_key="theme.id", index=True)
    pillar_id: str | None = Field(default=None, sa_type=Code, foreign_key="pillar.id", index=True)
    pillar_basis: str | None = Field(default=None, sa_type=Code)
    pillar_reason: str | None
    pillar_evidence: str | None
    position: int
    line: int
    section: str | None
    label: str = Field(sa_type=Code)
    label_basis: str = Field(sa_type=Code)
    text: str
    first_due: date | None
    folded: str = Field(sa_type=Text)
    folded_stated: str = Field(sa_type=Text)
    document: str = Field(sa_type=Text)
    number: int = Field(sa_type=BigInteger)


class InitiativeOrganisation(Table, table=True):
    __tablename__ = "initiative_organisation"
    __table_args__ = (
        one_of("role", Role),
        one_of("basis", Basis),
    )

    initiative_id: str = Field(sa_type=Code, primary_key=True, foreign_key="initiative.id")
    organisation_id: str = Field(sa_type=Code, primary_key=True, foreign_key="organisation.id", index=True)
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id", index=True)
    position: int
    role: str = Field(sa_type=Code)
    basis: str = Field(sa_type=Code)
    reason: str | None
    evidence: str | None


class PillarOfInitiative(Public):
    id: str
    name: str
    basis: str
    reason: str | None
    evidence: str | None


class OrganisationOfInitiative(Public):
    id: str
    name: str
    role: str
    basis: str
    reason: str | None
    evidence: str | None


class RelatedInitiative(Public):
    id: str
    label: str
    relation: str
    basis: str
    reason: str


class InitiativeDocument(Public):
    """An initiative without its address, as the import stores it."""

    id: str
    plan: str
    kind: str
    label: str
    label_basis: str
    text: str
    theme: Named | None
    pillar: PillarOfInitiative | None
    organisations: list[OrganisationOfInitiative]
    sdgs: list[SdgTagPublic]
    kpis: list[KpiPublic]
    corrections: list[CorrectionPublic]
    related: list[RelatedInitiative]
    source: SourceRef
    absent: dict[str, str]


class InitiativePublic(InitiativeDocument):
    url: str
