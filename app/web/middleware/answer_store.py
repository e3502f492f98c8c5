"""The stored answers: a segmented LRU, bounded in bytes.

A new answer is on probation; when it is asked for again it is protected. Answers on probation are
dropped first, so that questions asked once drive out nothing that is asked often.
"""

from collections import OrderedDict
from dataclasses import dataclass
from time import monotonic
from typing import Final

from starlette.types import Message

from app.web.middleware.cache_key import Key

# Bytes of memory that a stored answer takes beside its key, body and headers.
_OVERHEAD: Final = 2048
# Bytes of the largest answer: copied in some 10 ms.
_MAX_ANSWER: Final = 16 * 1024 * 1024
# The share of protected answers, in eighths.
_PROTECTED: Final = 6

Pairs = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """One complete answer of 200; its headers lack only those of one request. `version` and `era` are
    those of the store that it was read from (app/web/middleware/response_cache.py)."""

    stored_at: float
    version: object
    era: int
    route: str
    headers: Pairs
    not_modified_headers: Pairs
    etag: bytes
    last_modified: bytes | None
    body: Message
    size: int

    def age_headers(self) -> Pairs:
        """What the answer adds when it could not be checked against the store."""
        age = str(int(monotonic() - self.stored_at)).encode()
        return [(b"age", age), (b"warning", b'111 - "Revalidation Failed"')]


def size_of(key: Key, headers: Pairs, body_size: int) -> int:
    """The bytes that an answer takes with its key."""
    names = sum(len(name) + len(value) for name, value in headers)
    return len(key[0]) + len(key[1]) + body_size + 2 * names + _OVERHEAD


class AnswerStore:
    """At most `max_size` bytes of answers, keys included; of one answer at most an eighth, and no more than
    a turn of the event loop copies."""

    def __init__(self, max_size: int) -> None:
        self.max_size = max_size
        self.max_answer = min(max_size // 8, _MAX_ANSWER)
        self.size = 0
        self._probation: OrderedDict[Key, StoredAnswer] = OrderedDict()
        self._protected: OrderedDict[Key, StoredAnswer] = OrderedDict()
        self._protected_size = 0

    def __len__(self) -> int:
        return len(self._probation) + len(self._protected)

    def get(self, key: Key) -> StoredAnswer | None:
        """The stored answer, which is now the last to be dropped."""
        if (found := self._protected.get(key)) is not None:
            self._protected.move_to_end(key)
        elif (found := self._probation.pop(key, None)) is not None:
            self._protect(key, found)
        return found

    def put(self, key: Key, answer: StoredAnswer) -> None:
        """Store an answer in the place of the one that has its key, else on probation."""
        protected = key in self._protected
        self.drop(key)
        if answer.size > self.max_answer:
            return
        self.size += answer.size
        if protected:
            self._protect(key, answer)
        else:
            self._probation[key] = answer
        while self.size > self.max_size:
            self.size -= self._probation.popitem(last=False)[1].size

    def drop(self, key: Key) -> None:
        if (before := self._probation.pop(key, None)) is not None:
            self.size -= before.size
        elif (before := self._protected.pop(key, None)) is not None:
            self.size -= before.size
            self._protected_size -= before.size

    def _protect(self, key: Key, answer: StoredAnswer) -> None:
        """Add to the protected answers; the ones used least go back on probation."""
        self._protected[key] = answer
        self._protected_size += answer.size
        while self._protected_size > self.max_size // 8 * _PROTECTED:
            old, demoted = self._protected.popitem(last=False)
            self._protected_size -= demoted.size
            self._probation[old] = demoted
