"""The key of a stored answer: the parts of a request that its bytes depend on."""

import re
from functools import lru_cache
from typing import Final

from starlette.types import Scope

from app.web.middleware.response_headers import REQUEST_ID, accepts_gzip

CONDITIONAL_HEADERS: Final = (b"if-none-match", b"if-modified-since")
_BYPASS_HEADERS: Final = (b"cookie", b"authorization", b"range")
_ESCAPE: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

# Path, query, whether gzip is accepted.
Key = tuple[bytes, bytes, bool]


def read_request(scope: Scope) -> tuple[Key, bytes | None, bytes | None] | None:
    """The key, the condition and the id that a request brings; None if it must bypass the cache."""
    gzip, condition, request_id = False, None, None
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            gzip = _accepts_gzip(value)
        elif name in CONDITIONAL_HEADERS:
            condition = value
        elif name == b"x-request-id":
            request_id = value if REQUEST_ID.fullmatch(value.decode("latin-1")) else None
        elif name in _BYPASS_HEADERS:
            return None
    key = (scope["raw_path"], normalized_query(scope["query_string"]), gzip)
    return key, condition, request_id


@lru_cache(maxsize=256)
def _accepts_gzip(accept_encoding: bytes) -> bool:
    return accepts_gzip(accept_encoding.decode("latin-1"))


@lru_cache(maxsize=2048)
def normalized_query(query: bytes) -> bytes:
    """One spelling of a query: escapes in capitals, none where none is needed. The order of its
    parameters stays: answers repeat it in their links."""

    def normalize(escape: re.Match[bytes]) -> bytes:
        code = int(escape[1], 16)
        return bytes([code]) if code in _UNRESERVED else escape[0].upper()

    return _ESCAPE.sub(normalize, query)
