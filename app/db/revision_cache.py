"""What was worked out about the newest revision of the store, until there is a newer one.

Which values a parameter may have and what the options of a facet are called changes with an import and
never between two: each question would ask for the same few lists again.
"""

from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

from sqlmodel import Session

MOST: Final = 256
"""Things that are kept of one revision; then it begins anew."""

Value = TypeVar("Value")


class RevisionCache:
    """Of one process. Readers of an older snapshot may come in between: they find nothing, and it
    begins anew with theirs."""

    def __init__(self, *, results: bool = True) -> None:
        self.results: Final = results
        """Whether results are kept too, as the setting for finished answers says (app/web/middleware/response_cache.py)."""
        self._current: tuple[Hashable, dict[Hashable, Any]] = (None, {})

    def of(self, revision: Hashable, key: Hashable, make: Callable[[], Value]) -> Value:
        current = self._current  # taken once: another thread may put a newer revision in its place
        if current[0] != revision or len(current[1]) >= MOST:
            current = self._current = (revision, {})
        if key not in current[1]:
            current[1][key] = make()
        found: Value = current[1][key]
        return found


def cached(session: Session, key: Hashable, make: Callable[[], Value]) -> Value:
    """What `make` gives, made once a revision; nobody may change it. Where the snapshot does not know
    which revision it reads, it is made."""
    if (revision := session.info.get("revision")) is None:
        return make()
    cache: RevisionCache = session.info["revision_cache"]
    return cache.of(revision, key, make)


def cached_result(session: Session, key: Hashable, make: Callable[[], Value]) -> Value:
    """The same of something that answers a question, where the operator lets answers be kept."""
    cache: RevisionCache = session.info["revision_cache"]
    return cached(session, key, make) if cache.results else make()
