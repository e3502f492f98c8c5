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

_COMMON: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_PAGE: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
}
_DATA: Final = {
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
_DATA_CACHE: Final = "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400"
_COMPRESSIBLE: Final = re.compile(r"text/|application/(.*json|.*xml|javascript)|image/svg")
_MIN_GZIP: Final = 860
"""Below about one packet the gzip frame costs more than it saves."""
_REFUSED: Final = re.compile(r"q=0(\.0*)?")
_FILES: Final = re.compile(
    r"/catalog\.\w+|/data\.json|/[^/]+\.(?:atom|xlsx)|/robots\.txt|/sitemap[^/]*\.xml|/\.well-known/[^/]+"
    r"|/plans/[^/]+\.(ttl|jsonld|rdf|stratml\.xml)|/plans/[^/]+/(linkset\.json|files/.*)"
)
"""What machines read outside the API: catalogues, feeds, the files of a plan."""
Pairs = tuple[tuple[bytes, bytes], ...]
REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")


class Delivery:
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
        if scope["method"] == "OPTIONS" and is_data(scope["path"]):
            headers = MutableHeaders(headers=_PREFLIGHT | {"X-Request-Id": request_id})
            headers.raw.extend(_fixed(scope, ""))
            await _send(send, 204, headers, b"")
            return
        head = scope["method"] == "HEAD"
        answer = _Answer(send)
        try:
            await self.app({**scope, "method": "GET"} if head else scope, receive, answer.collect)
        except Exception:
            # The framework has already answered 500 and logged; it raises again for its server.
            if answer.status != 500:
                raise
        answer.headers["X-Request-Id"] = request_id
        own = {name for name, _ in answer.headers.raw}
        fixed = _fixed(scope, answer.headers.get("content-type", ""))
        answer.headers.raw.extend(pair for pair in fixed if pair[0] not in own)
        status, body = _finish(answer, request)
        await _send(send, status, answer.headers, b"" if head else body)


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
    headers["Content-Length"] = str(len(body))
    return answer.status, body


def is_data(path: str) -> bool:
    """Whether the path belongs to machines: open to every origin, errors as problem documents."""
    return path.startswith("/api/") or _FILES.fullmatch(path) is not None


def _fixed(scope: Scope, content_type: str) -> Pairs:
    """The headers that depend on nothing but the kind of answer."""
    # Who is refused a file that a page offers gets a page.
    data = is_data(scope["path"]) and not content_type.startswith("text/html")
    if scope["path"].startswith("/health/"):
        caching = "no-store"
    elif data and not content_type.startswith("application/problem"):
        caching = _DATA_CACHE
    else:
        caching = "no-cache"
    return _of_kind(data, caching)


@cache
def _of_kind(data: bool, caching: str) -> Pairs:
    named = {**_COMMON, **(_DATA if data else _PAGE), "Cache-Control": caching, "Vary": "Accept-Encoding"}
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
