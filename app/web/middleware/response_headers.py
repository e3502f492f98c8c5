"""What every answer carries, whichever layer gave it.

Request id, security headers, CORS and cache life by the route's policy, strong ETags per encoding, gzip.
The layer stands outside the framework's own error handling, so that a 500 carries all of it.
"""

import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence
from email.utils import formatdate, mktime_tz, parsedate_tz
from functools import cache
from time import time
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.middleware.cache_key import VARY
from app.web.routing import RoutePolicy, policy_of

_COMMON: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_SAME_ORIGIN: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
}
_CROSS_ORIGIN: Final = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, X-Request-Id, Content-Disposition, Content-Range",
}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}
_COMPRESSIBLE: Final = re.compile(r"text/|application/(.*json|.*xml|javascript)|image/svg")
# Bytes; below about one packet the gzip frame costs more than it saves.
_MIN_GZIP: Final = 860
# Bytes of the headers that an answer brings itself: with the others it stays below 4 KB, the most that
# proxies take as they are shipped (nginx: `proxy_buffer_size`).
MAX_OWN_HEADERS: Final = 2400
# Bytes that the event loop compresses and digests itself, in some 2 ms; a worker thread does more.
_MAX_ON_LOOP: Final = 65_536
# Bytes of a body that are sent at once.
_PIECE: Final = 262_144
# Headers of a 200 that a 304 lacks.
BODY_HEADERS: Final = (b"content-length", b"content-type", b"content-encoding")
Pairs = tuple[tuple[bytes, bytes], ...]


class ResponseHeaders:
    """Wraps the application and buffers each answer, which is complete before its first byte is sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope["state"]
        # A copy, into which the framework writes the route that it finds.
        inner = {**scope}
        answer = BufferedAnswer(send)
        try:
            await self.app(inner, receive, answer.collect)
        except Exception:
            # The framework has already answered 500; it raises again for its server.
            if answer.status != 500:
                raise
        policy = policy_of(inner)
        state["route"] = getattr(inner.get("route"), "path", "-")
        status, headers, body = answer.status, MutableHeaders(raw=answer.headers), answer.chunks
        if scope["method"] == "OPTIONS" and policy.cross_origin:
            status, headers, body = 204, MutableHeaders(headers=_PREFLIGHT), []
        if sum(len(name) + len(value) + 4 for name, value in headers.raw) > MAX_OWN_HEADERS:
            # What is in it stands in the answer, too, or is found from the plan's page.
            del headers["Link"]
        headers["X-Request-Id"] = state["request_id"]
        add_fixed_headers(headers, policy, status)
        if status == 200:
            gzipped = state["gzip"] and _compressible(headers, answer.size)
            if gzipped:
                headers["Content-Encoding"] = "gzip"
            if answer.size > _MAX_ON_LOOP:
                body, headers["ETag"] = await run_in_threadpool(_encode, body, gzipped=gzipped)
            else:
                body, headers["ETag"] = _encode(body, gzipped=gzipped)
        if status not in (204, 304):
            headers["Content-Length"] = str(sum(map(len, body)))
        await send({"type": "http.response.start", "status": status, "headers": headers.raw})
        await send_body(body, send)


class BufferedAnswer:
    """One answer as the application sends it; what is no part of it (a test's view) passes through. The
    pieces of a large body are never joined."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.chunks: list[bytes] = []
        self.size = 0
        self.complete = False

    async def collect(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message.get("headers", []))
        elif message["type"] == "http.response.body":
            if chunk := message.get("body", b""):
                self.chunks.append(chunk)
                self.size += len(chunk)
            self.complete = not message.get("more_body", False)
        else:
            await self.send(message)


async def send_body(chunks: Sequence[bytes], send: Send) -> None:
    """Send the pieces of a body; the server is given the next one when it has room for it."""
    for chunk in chunks[:-1]:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": chunks[-1] if chunks else b""})


def add_fixed_headers(headers: MutableHeaders, policy: RoutePolicy, status: int) -> None:
    """Add what depends on nothing but the policy and the kind of answer. The answer's own headers stay."""
    cross_origin = policy.cross_origin and not headers.get("content-type", "").startswith("text/html")
    cache_control = policy.cache_control if status < 400 else policy.error_cache_control
    own = {name for name, _ in headers.raw}
    ranges = policy.ranges and status == 200
    fixed = _fixed_headers(cross_origin, cache_control, ranges=ranges)
    headers.raw.extend(pair for pair in fixed if pair[0] not in own)


@cache
def _fixed_headers(cross_origin: bool, cache_control: str, *, ranges: bool) -> Pairs:
    named = {
        **_COMMON,
        **(_CROSS_ORIGIN if cross_origin else _SAME_ORIGIN),
        "Cache-Control": cache_control,
        "Vary": VARY,
        **({"Accept-Ranges": "bytes"} if ranges else {}),
    }
    return tuple((name.lower().encode(), value.encode()) for name, value in named.items())


def _compressible(headers: MutableHeaders, size: int) -> bool:
    return size >= _MIN_GZIP and _COMPRESSIBLE.match(headers.get("content-type", "")) is not None


def _encode(chunks: Sequence[bytes], *, gzipped: bool) -> tuple[list[bytes], str]:
    """The body as it is sent, in pieces, and its ETag."""
    digest = hashlib.sha256()
    encoded = []
    for piece in _gzip(chunks) if gzipped else _pieces(chunks):
        digest.update(piece)
        encoded.append(piece)
    return encoded, f'"{digest.hexdigest()[:32]}"'


def _gzip(chunks: Sequence[bytes]) -> Iterator[bytes]:
    # A gzip frame without a time: same bytes, same ETag.
    compressor = zlib.compressobj(level=6, wbits=zlib.MAX_WBITS | 16)
    for piece in _pieces(chunks):
        if compressed := compressor.compress(piece):
            yield compressed
    yield compressor.flush()


def _pieces(chunks: Sequence[bytes]) -> Iterator[bytes]:
    """The chunks, none longer than a piece."""
    for chunk in chunks:
        if len(chunk) <= _PIECE:
            yield chunk
        else:
            yield from (chunk[start : start + _PIECE] for start in range(0, len(chunk), _PIECE))


def past_dates(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers with no Last-Modified that is to come, but that of a second ago: revisions may be ahead
    of the clock (decision 0029), dates in HTTP must not be. A condition is compared with the date itself."""
    return [(name, _past(value) if name == b"last-modified" else value) for name, value in headers]


def _past(http_date: bytes) -> bytes:
    changed, now = parsedate_tz(http_date.decode("latin-1")), time()
    return formatdate(now - 1, usegmt=True).encode() if changed and mktime_tz(changed) > now else http_date
