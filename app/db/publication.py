"""What a service publishes with its data: a change of it is a change of everything it appears in."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select, update
from sqlmodel import col

from app import __version__
from app.db.revisions import count_write, next_moment
from app.db.store import Store
from app.models import StoreState
from app.models.store import DERIVED_VERSION
from app.settings import Settings

_PUBLISHED: Final = {
    "base",
    "publisher",
    "contact_name",
    "contact_email",
    "contact_url",
    "license_name",
    "license_url",
    "official",
    "language",
}
_STATE: Final = select(col(StoreState.publication_sha256), col(StoreState.publication_at))


def _digest(settings: Settings) -> str:
    """The digest of the published settings and of the release, which decides how the data are written."""
    published = {name: str(getattr(settings, name)) for name in sorted(_PUBLISHED)}
    return hashlib.sha256(json.dumps([published, __version__, DERIVED_VERSION]).encode()).hexdigest()


def register_publication(store: Store, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
    """Note in the store what its settings publish, and in the settings when that last changed. What a
    store publishes first is no change. Replicas with equal settings agree on the time."""
    settings, digest = store.settings, _digest(store.settings)
    with store.snapshot() as session:
        registered, at = session.connection().execute(_STATE).one()
    if registered != digest:
        with store.writing() as connection:
            registered, at = connection.execute(_STATE).one()  # another process may have been faster
            if registered != digest:
                if registered is not None:
                    at = next_moment(connection, clock().replace(microsecond=0))
                row = update(StoreState).values(publication_sha256=digest, publication_at=at)
                connection.execute(row)
                count_write(connection)
    settings._published_at = at  # the one place that sets it
