"""Identifiers that outlive an address: they are derived from ids in the data file, never from a URL."""

from typing import Final
from uuid import UUID, uuid5

# Never change it: every portal and every feed reader would take all entries for new ones.
NAMESPACE: Final = UUID("6d3f0b62-5c1e-5f5a-9a5e-0c9b8f6a2d41")


def uuid_of(key: str) -> str:
    """The UUID of a plan, an item, a file or an organisation, the same on every installation."""
    return str(uuid5(NAMESPACE, key))
