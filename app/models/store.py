"""State of the store: one row."""

from datetime import datetime
from typing import Final

from sqlmodel import Field

from app.models.types import Table, Utc

# Version of the data derived from the stored plan files: initiative JSON, facet index, search index.
# A change to how one is built raises it; `hoshin serve` then rebuilds older stores.
DERIVED_VERSION: Final = 7


class StoreState(Table, table=True):
    """`uuid` is made with the store and tells it from any other; a copy has the same. `writes` grows with
    every commit, a rebuild's too. `derived_version` is that of the derived data. During a rebuild they are
    not `complete`, and the service is not ready. `publication_sha256` is the digest of what a service last
    published with the data (app/db/publication.py), `publication_at` when that last changed."""

    __tablename__ = "store"

    id: int = Field(primary_key=True)
    uuid: str
    writes: int
    derived_version: int
    complete: bool
    publication_sha256: str | None
    publication_at: datetime | None = Field(sa_type=Utc)
