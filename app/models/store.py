"""State of the store: one row."""

from typing import Final

from sqlmodel import Field

from app.models.types import Table

# Version of the data derived from the stored plan files: initiative JSON, facet index, search index.
# A change to how one is built raises it; `hoshin serve` then rebuilds older stores.
DERIVED_VERSION: Final = 2


class StoreState(Table, table=True):
    """`writes` grows with every commit, a rebuild's too. `derived_version` is that of the derived data.
    During a rebuild they are not `complete`, and the service is not ready."""

    __tablename__ = "store"

    id: int = Field(primary_key=True)
    writes: int
    derived_version: int
    complete: bool
