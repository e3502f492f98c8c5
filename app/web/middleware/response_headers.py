"""The ASGI layer around the application: what every answer carries, whoever made it.

Request id, security headers, CORS for the API, strong ETags per encoding, 304, HEAD, gzip. It stands
outside the framework's own error handling, so that a 500 carries all of it too.
"""

import gzip
import hashlib
import re
import secrets
from collections.abc import Sequence
from email.utils import mktime_tz, parsedate_tz
from functools import cache
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, X-Request-Id, Content-Disposition",
}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}
_COMPRESSIBLE: Final = re.compile(r"text/|application/(.*json|.*xml|javascript)|image/svg")
_MIN_GZIP: Final = 860
"""Below about one packet the gzip frame costs more than it saves."""
_REFUSED: Final = re.compile(r"q=0(\.0*)?")
Pairs = tuple[tuple[bytes, bytes], ...]
REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")


class ResponseHeaders:
    """Wraps the application; buffers each answer, which is finished before its first byte is sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Headers(scope=scope)
        given = request.get("x-request-id", "")
        request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        # A copy, into which the framework writes the route that it finds.
        inner = {**scope, "method": "GET" if scope["method"] == "HEAD" else scope["method"]}
        answer = _Answer(send)
        try:
            await self.app(inner, receive, answer.collect)
        except Exception:
            # The framework has already answered 500 and logged; it raises again for its server.
            if answer.status != 500:
                raise
        policy = policy_of(inner)
        if scope["method"] == "OPTIONS" and policy.cross_origin:
            answer.status, answer.headers, answer.body = 204, MutableHeaders(headers=_PREFLIGHT), bytearray()
        answer.headers["X-Request-Id"] = request_id
        own = {name for name, _ in answer.headers.raw}
        fixed = fixed_headers(policy, answer.status, answer.headers.get("content-type", ""))
        answer.headers.raw.extend(pair for pair in fixed if pair[0] not in own)
        status, body = _finish(answer, request)
        await _send(send, status, answer.headers, b"" if scope["method"] == "HEAD" else body)


class _Answer:
    """One answer as the application sends it; what is no part of it (a test's view) passes through."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.status = 500
        self.headers = MutableHeaders()
        self.body = bytearray()

    async def collect(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = MutableHeaders(raw=list(message.get("headers", [])))
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
        else:
            await self.send(message)


def _finish(answer: _Answer, request: Headers) -> tuple[int, bytes]:
    """Encode a complete answer, name its bytes by an ETag, and shorten it to 304 where they are known."""
    headers, body = answer.headers, bytes(answer.body)
    if answer.status == 200:
        body = _encode(headers, request, body)
        headers["ETag"] = etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if not_modified(request, etag, headers.get("last-modified")):
            for name in ("content-length", "content-type", "content-encoding"):
                if name in headers:
                    del headers[name]
            return 304, b""
    if answer.status != 204:
        headers["Content-Length"] = str(len(body))
    return answer.status, body


def fixed_headers(policy: RoutePolicy, status: int, content_type: str) -> Pairs:
    """The headers that depend on nothing but the route's policy and the kind of answer."""
    cross_origin = policy.cross_origin and not content_type.startswith("text/html")
    return _fixed_headers(cross_origin, policy.cache_control if status < 400 else policy.error_cache_control)


@cache
def _fixed_headers(cross_origin: bool, cache_control: str) -> Pairs:
    named = {
        **_COMMON,
        **(_CROSS_ORIGIN if cross_origin else _SAME_ORIGIN),
        "Cache-Control": cache_control,
        "Vary": "Accept-Encoding",
    }
    return tuple((name.lower().encode(), value.encode()) for name, value in named.items())


def _encode(headers: MutableHeaders, request: Headers, body: bytes) -> bytes:
    compressible = _COMPRESSIBLE.match(headers.get("content-type", ""))
    if not compressible or len(body) < _MIN_GZIP or not accepts_gzip(request.get("accept-encoding", "")):
        return body
    headers["Content-Encoding"] = "gzip"
    return gzip.compress(body, compresslevel=6, mtime=0)  # no time in it: same bytes, same ETag


def accepts_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding allows gzip."""
    qualities = {}
    for part in accepted.lower().split(","):
        name, _, quality = part.partition(";")
        qualities[name.strip()] = not _REFUSED.fullmatch(quality.replace(" ", ""))
    return qualities.get("gzip", qualities.get("*", False))


def not_modified(request: Headers, etag: str, last_modified: str | None) -> bool:
    """Whether a conditional request names what would be sent."""
    if (wanted := request.get("if-none-match")) is not None:
        return wanted.strip() == "*" or etag in _etags(wanted)
    if (asked := request.get("if-modified-since")) is None:
        return False
    since, changed = parsedate_tz(asked), parsedate_tz(last_modified)
    return since is not None and changed is not None and mktime_tz(changed) <= mktime_tz(since)


def _etags(listed: str) -> Sequence[str]:
    # A weak comparison, as RFC 9110 asks for If-None-Match.
    return [tag.strip().removeprefix("W/") for tag in listed.split(",")]


async def _send(send: Send, status: int, headers: MutableHeaders, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers.raw})
    await send({"type": "http.response.body", "body": body})
