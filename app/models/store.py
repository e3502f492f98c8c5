"""The store itself: one row that says what state its derived data are in."""

from typing import Final

from sqlmodel import Field

from app.models.types import Table

# The version of all that is derived from the kept files: stored JSON, facet index, search index.
# Whoever changes how one of them is made raises it; `hoshin serve` then rebuilds older stores.
DERIVED_VERSION: Final = 1


class StoreState(Table, table=True):
    """`writes` grows with every commit, a rebuild's too. Derived data are of `derived_version`; while a
    rebuild runs they are not `complete`, and the service is not ready."""

    __tablename__ = "store"

    id: int = Field(primary_key=True)
    writes: int
    derived_version: int
    complete: bool
