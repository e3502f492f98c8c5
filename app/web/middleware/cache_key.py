"""What a finished answer is found by: the parts of a request that its bytes depend on."""

import re
from functools import lru_cache
from typing import Final

from app.web.middleware.response_headers import REQUEST_ID, accepts_gzip

_PRIVATE: Final = (b"cookie", b"authorization", b"range")
CONDITIONS: Final = (b"if-none-match", b"if-modified-since")
_ESCAPE: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

Pairs = list[tuple[bytes, bytes]]


def asked(headers: Pairs) -> tuple[bool, bytes | None, bytes | None] | None:
    """Of a request whether it takes gzip, its condition and its id; None for one that is somebody's own."""
    gzip, condition, request_id = False, None, None
    for name, value in headers:
        if name == b"accept-encoding":
            gzip = _gzip(value)
        elif name in CONDITIONS:
            condition = value
        elif name == b"x-request-id":
            request_id = value if REQUEST_ID.fullmatch(value.decode("latin-1")) else None
        elif name in _PRIVATE:
            return None
    return gzip, condition, request_id


@lru_cache(maxsize=256)
def _gzip(accepted: bytes) -> bool:
    return accepts_gzip(accepted.decode("latin-1"))


@lru_cache(maxsize=2048)
def canonical(query: bytes) -> bytes:
    """One spelling of a query: escapes in capitals, none where none is needed. The order of its
    parameters stays: answers repeat it in their links."""

    def spelled(escape: re.Match[bytes]) -> bytes:
        code = int(escape[1], 16)
        return bytes([code]) if code in _UNRESERVED else escape[0].upper()

    return _ESCAPE.sub(spelled, query)
