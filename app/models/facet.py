"""Facet index: the filter values of the initiatives (app/search/dimensions.py).

Derived data: `hoshin rebuild` builds it from the stored plan files.
"""

from sqlalchemy import BigInteger, Index, SmallInteger, UniqueConstraint
from sqlmodel import Field

from app.models.types import Code, Table


class FacetTerm(Table, table=True):
    """One value of one dimension. `key` is the id of a pillar, theme, viewpoint or organisation, else the
    value itself. `label` is its name in NFC, the form in which names are compared: where plans name one
    organisation differently, each name is a term. The dimensions `plan`, `issuer` and `series` name the plans
    themselves and have no rows of initiatives."""

    __tablename__ = "facet_term"
    __table_args__ = (
        UniqueConstraint("key", "dimension", "label"),
        Index("ix_facet_term_label", "dimension", "label"),
    )

    # The import assigns the ids: it writes terms and the rows that refer to them together.
    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    dimension: str = Field(sa_type=Code)
    key: str = Field(sa_type=Code)
    label: str = Field(sa_type=Code)


class Facet(Table, table=True):
    """One value of one initiative. `any_basis` is 1 if it has the value on any basis, `stated` is 1 if the
    plan itself states it. An initiative without a value has the value `none`; if all its values are
    editorial, `none` has `any_basis` 0 and `stated` 1. So both counts of an option are sums."""

    # No foreign keys: each row would be checked twice. The import writes all rows of a plan together.
    __table_args__ = (
        Index("ix_facet_number", "number", "term_id", "any_basis", "stated"),
        {"sqlite_with_rowid": False},
    )

    term_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    number: int = Field(primary_key=True, sa_type=BigInteger)
    any_basis: int = Field(sa_type=SmallInteger)
    stated: int = Field(sa_type=SmallInteger)


class PlanFacet(Table, table=True):
    """One value that a plan offers, with the number of its initiatives that have it, 0 included.
    `position` is its place among the plan's values, null where it is counted but not offered: the issuer
    among the bureaus."""

    __tablename__ = "plan_facet"
    __table_args__ = (
        Index("ix_plan_facet_term_id", "term_id", "plan_id", "any_basis", "stated"),
        {"sqlite_with_rowid": False},
    )

    plan_id: str = Field(sa_type=Code, primary_key=True)
    term_id: int = Field(primary_key=True, sa_type=BigInteger)
    position: int | None
    any_basis: int
    stated: int
