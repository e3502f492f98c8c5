"""The facet index: everything that an initiative can be found by, in one table (app/search/dimensions.py).

Derived data: the relational tables stay the truth, and `hoshin rebuild` makes it from the kept files.
"""

from sqlalchemy import BigInteger, Index, SmallInteger, UniqueConstraint
from sqlmodel import Field

from app.models.types import Code, Table


class FacetTerm(Table, table=True):
    """One value of one dimension. `key` is the id of a pillar, theme or organisation, else the value
    itself; `label` is what the value is called, in NFC, which is how names are compared."""

    __tablename__ = "facet_term"
    __table_args__ = (
        UniqueConstraint("key", "dimension"),
        Index("ix_facet_term_label", "dimension", "label"),
    )

    # The import counts them itself: it writes terms and the rows that name them together.
    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    dimension: str = Field(sa_type=Code)
    key: str = Field(sa_type=Code)
    label: str = Field(sa_type=Code)


class Facet(Table, table=True):
    """One value of one initiative, which stands here by its number. `any_basis` is 1 if the initiative
    has the value whatever it rests on, `stated` is 1 if it has the value by what the plan itself says.
    An initiative without a value of a dimension has the value `none` there; one whose values are all
    editorial has `none` with `any_basis` 0 and `stated` 1. Both numbers of an option are so sums."""

    # No foreign keys: each row would be checked twice, and the import writes a plan's rows together.
    __table_args__ = (
        Index("ix_facet_number", "number", "term_id", "any_basis", "stated"),
        {"sqlite_with_rowid": False},
    )

    term_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    number: int = Field(primary_key=True, sa_type=BigInteger)
    any_basis: int = Field(sa_type=SmallInteger)
    stated: int = Field(sa_type=SmallInteger)


class PlanFacet(Table, table=True):
    """One value that a plan offers, zeros included, with how many of its initiatives have it.
    `position` is its place among the plan's values, null for a value that is counted but not offered:
    the issuer among the bureaus."""

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
