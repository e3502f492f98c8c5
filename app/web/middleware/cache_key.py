"""What an answer depends on: the key under which its bytes are stored.

The application gets a request that is made of the key and of nothing else, so what the key does not have
(cookies, credentials, the Host header, ranges) cannot change an answer. Everything else that a request
asks for, a request id, 304 or no body, is done to the complete answer.
"""

import re
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from starlette.types import Scope

# Path, query, whether gzip is accepted.
Key = tuple[bytes, bytes, bool]
# The headers behind the key.
VARY: Final = "Accept-Encoding"
# The headers that are read at all.
_READ: Final = frozenset((b"accept-encoding", b"if-none-match", b"if-modified-since", b"x-request-id"))
# Bytes of a list of encodings; of a longer one nothing is accepted.
_MAX_ENCODINGS: Final = 1024
# Bytes of a list of ETags; what is beyond names nothing.
_MAX_ETAGS: Final = 16_384
_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_WEIGHT: Final = re.compile(rb"q=(0(?:\.[0-9]*)?|1(?:\.0*)?)")
_ESCAPE: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
# An escape with small letters, or of a character that needs none.
_OTHER_SPELLING: Final = re.compile(
    rb"%(?![0189A-F][0-9A-F]|2[0-9A-CF]|3[A-F]|40|5[B-E]|60|7[B-DF])[0-9A-Fa-f]{2}"
)
_UNRESERVED: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# The forms of a date in HTTP; the first is the one that is sent.
_DATES: Final = ("%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y")


class Condition(NamedTuple):
    """The condition of a request: its If-None-Match, else its If-Modified-Since."""

    etags: bytes | None
    since: bytes | None

    def names(self, etag: bytes, last_modified: bytes | None) -> bool:
        """Whether it names the answer with this ETag and date. A date that cannot be read names none."""
        if self.etags is not None:
            # A weak comparison, as RFC 9110 asks for If-None-Match.
            tags = [tag.strip().removeprefix(b"W/") for tag in self.etags[:_MAX_ETAGS].split(b",")]
            return tags == [b"*"] or etag in tags
        if self.since is None or last_modified is None:
            return False
        since, changed = _http_date(self.since), _http_date(last_modified)
        return since is not None and changed is not None and changed <= since


def parse_request(scope: Scope) -> tuple[Key, Condition | None, bytes | None]:
    """The key, the condition and the harmless id of a request. The lines of one header are one list (RFC
    9110, 5.3); a header that takes one value and has two is as good as none."""
    encodings = etags = since = request_id = None
    for name, value in scope["headers"]:
        if name not in _READ:
            continue
        if name == b"accept-encoding":
            encodings = value if encodings is None else b"%b,%b" % (encodings[:_MAX_ENCODINGS], value)
        elif name == b"if-none-match":
            etags = value if etags is None else b"%b,%b" % (etags[:_MAX_ETAGS], value)
        elif name == b"if-modified-since":
            since = value if since is None else b""
        else:
            request_id = value if request_id is None else b""
    gzip = encodings is not None and len(encodings) <= _MAX_ENCODINGS and accepts_gzip(encodings)
    key = (scope["raw_path"], normalize_query(scope["query_string"]), gzip)
    condition = None if etags is None and since is None else Condition(etags, since)
    if request_id is not None and not _REQUEST_ID.fullmatch(request_id):
        request_id = None
    return key, condition, request_id


def request_of(scope: Scope, key: Key) -> Scope:
    """The request that the application gets: what the key says, asked by nobody and at no host."""
    own: Scope = {"method": "GET", "query_string": key[1], "headers": [], "client": None, "server": None}
    return {**scope, **own}


# Behind a bound on the length: 256 kilobytes at most.
@lru_cache(maxsize=256)
def accepts_gzip(encodings: bytes) -> bool:
    """Whether gzip is accepted, and no less than the bytes as they are."""
    weights: dict[bytes, float] = {}
    for one in encodings.lower().split(b","):
        coding, _, parameter = one.partition(b";")
        weights[coding.strip()] = min(_weight(parameter.strip()), weights.get(coding.strip(), 1.0))
    gzip = weights.get(b"gzip", weights.get(b"*", 0.0))
    return gzip > 0 and gzip >= weights.get(b"identity", 0.0)


def _weight(parameter: bytes) -> float:
    if not parameter:
        return 1.0
    found = _WEIGHT.fullmatch(parameter.replace(b" ", b""))
    return float(found[1]) if found else 0.0


def normalize_query(query: bytes) -> bytes:
    """One spelling of a query: escapes in capitals, none where none is needed. The order of its
    parameters stays: answers repeat it in their links."""

    def normalize(escape: re.Match[bytes]) -> bytes:
        code = int(escape[1], 16)
        return bytes([code]) if code in _UNRESERVED else escape[0].upper()

    return _ESCAPE.sub(normalize, query) if _OTHER_SPELLING.search(query) else query


def _http_date(written: bytes) -> datetime | None:
    """The moment of a date in HTTP, None for anything else."""
    for form in _DATES:
        try:
            return datetime.strptime(written.decode("ascii").strip(), form)
        except ValueError:
            continue
    return None
