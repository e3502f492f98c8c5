"""Plans (運営方針): one organisation, one fiscal year."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field, Relationship, UniqueConstraint

from app.models.organisation import Organisation
from app.models.public import Named, Public
from app.models.types import Code, Table, Utc


class Plan(Table, table=True):
    __table_args__ = (UniqueConstraint("municipality_code", "fiscal_year"),)

    id: str = Field(sa_type=Code, primary_key=True)
    municipality_code: str = Field(sa_type=Code)
    fiscal_year: int = Field(index=True)
    title: str = Field(sa_type=Code, index=True)
    issuer_id: str = Field(sa_type=Code, foreign_key="organisation.id", index=True)
    pillar_term: str
    source_document: str
    source_sha256: str | None
    source_text_sha256: str | None
    source_text_length: int | None
    source_url: str | None
    source_published: date | None
    counts: dict[str, int] = Field(sa_type=JSON)
    # The numbers of its initiatives, which follow each other; the last is below the first if it has none.
    first_number: int = Field(sa_type=BigInteger)
    last_number: int = Field(sa_type=BigInteger)
    derived_version: int
    revision_id: int = Field(foreign_key="revision.id")
    created_at: datetime = Field(sa_type=Utc)
    updated_at: datetime = Field(sa_type=Utc)

    issuer: Organisation = Relationship(sa_relationship_kwargs={"lazy": "joined", "innerjoin": True})


class FiscalPeriod(Public):
    start: date
    end: date


class PlanSource(Public):
    """The printed sheet; `license` is what the operator states, null while nothing is stated."""

    document: str
    sha256: str | None
    text_sha256: str | None
    text_length: int | None
    url: str | None
    published: date | None
    license: str | None


class PlanPublic(Public):
    id: str
    title: str
    issuer: Named
    municipality_code: str
    fiscal_year: int
    fiscal_year_label: str
    period: FiscalPeriod
    pillar_term: str
    source: PlanSource
    counts: dict[str, int]
    revision: int
    created_at: datetime
    updated_at: datetime
    url: str


class PlanDocument(Public):
    """Everything that the sheet prints, in printed order; each item names its `type`."""

    plan: PlanPublic
    items: list[dict[str, Any]]
    corrections: dict[str, list[dict[str, str]]]
