"""The revision cache: results about the newest revision, such as the options of a facet.

They change with an import and never between two, and many queries need the same few.
"""

from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

from sqlmodel import Session

# With so many results of one revision the cache is emptied.
MAX_RESULTS: Final = 256

Value = TypeVar("Value")


class RevisionCache:
    """Per process, for one revision. A read from another revision empties it. `cache_answers` says whether
    `cached_answer` caches; it follows the setting of the response cache."""

    def __init__(self, *, cache_answers: bool = True) -> None:
        self.cache_answers: Final = cache_answers
        self._current: tuple[Hashable, dict[Hashable, Any]] = (None, {})

    def get(self, revision: Hashable, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The cached result of `compute`."""
        current = self._current  # read once: another thread may replace it
        if current[0] != revision or len(current[1]) >= MAX_RESULTS:
            current = self._current = (revision, {})
        if key not in current[1]:
            current[1][key] = compute()
        result: Value = current[1][key]
        return result


def cached(session: Session, key: Hashable, compute: Callable[[], Value]) -> Value:
    """The result of `compute`, computed once a revision and shared: nobody may change it. Not cached in a
    snapshot whose revision was not read."""
    if (revision := session.info.get("revision")) is None:
        return compute()
    cache: RevisionCache = session.info["revision_cache"]
    return cache.get(revision, key, compute)


def cached_answer(session: Session, key: Hashable, compute: Callable[[], Value]) -> Value:
    """`cached` for what answers a query, where the operator has answers cached."""
    cache: RevisionCache = session.info["revision_cache"]
    return cached(session, key, compute) if cache.cache_answers else compute()
