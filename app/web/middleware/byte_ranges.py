"""Byte ranges (RFC 9110, 14) of the answers that say `Accept-Ranges: bytes`: files and CSV lists.

Tools that read a file by its address ask for its end, then for columns or pieces. A range is cut out of the whole
answer, which the cache holds; a range of the bytes as they are, never of their gzip.
"""

import re
from typing import Final, NamedTuple
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.i18n.messages import N_, _
from app.web.error_forms import MEDIA_TYPE, ProblemDocument

_NOT_PASSED_ON: Final = (b"range", b"if-range", b"accept-encoding")
# Of a refusal: it has a body of its own.
_OF_THE_WHOLE: Final = (b"content-length", b"content-type", b"content-disposition", b"etag", b"last-modified")
# One range; of several the client gets the whole answer, as it may.
_RANGE: Final = re.compile(rb"bytes\s*=\s*([0-9]{0,20})\s*-\s*([0-9]{0,20})\s*", re.IGNORECASE)
_UNSATISFIABLE: Final = N_("範囲がファイルの外です")


class Range(NamedTuple):
    """What a request asks for: positions, both included. Without a first one, the last bytes of that number."""

    first: int | None
    last: int | None
    condition: bytes | None

    def within(self, size: int) -> range:
        """The positions of an answer of this size; empty if there are none."""
        if self.first is None:
            return range(max(size - (self.last or 0), 0), size)
        return range(self.first, size if self.last is None else min(self.last + 1, size))


class ByteRanges:
    """Wraps the cache and cuts its answers."""

    def __init__(self, app: ASGIApp, root_path: str = "") -> None:
        self.app = app
        self.root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = _range_of(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        if wanted is None:
            await self.app(scope, receive, send)
            return
        headers = [pair for pair in scope["headers"] if pair[0] not in _NOT_PASSED_ON]
        await self.app(
            {**scope, "headers": headers}, receive, _Cut(wanted, self.root_path + scope["path"], send)
        )


class _Cut:
    """Sends of an answer the part that was asked for."""

    def __init__(self, wanted: Range, path: str, send: Send) -> None:
        self.wanted = wanted
        self.path = path
        self.send = send
        # The positions to send; None for an answer that stays whole.
        self.part: range | None = None
        self.at = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._start(message)
        elif self.part is None:
            await self.send(message)
        elif message["type"] == "http.response.body":
            await self._body(message)

    async def _start(self, message: Message) -> None:
        named = dict(message["headers"])
        if (
            message["status"] != 200
            or named.get(b"accept-ranges") != b"bytes"
            or self.wanted.condition not in (None, named.get(b"etag"), named.get(b"last-modified"))
        ):
            await self.send(message)
            return
        size = int(named[b"content-length"])
        self.part = self.wanted.within(size)
        if not self.part:
            await self._refuse(message, named, size)
            return
        span = f"bytes {self.part.start}-{self.part.stop - 1}/{size}"
        headers = [pair for pair in message["headers"] if pair[0] != b"content-length"]
        headers += [(b"content-length", b"%d" % len(self.part)), (b"content-range", span.encode())]
        await self.send({**message, "status": 206, "headers": headers})

    async def _body(self, message: Message) -> None:
        assert self.part is not None  # noqa: S101 - an answer that is cut
        body, begin = message.get("body", b""), self.at
        self.at += len(body)
        if not self.part:
            return
        piece = body[max(self.part.start - begin, 0) : max(self.part.stop - begin, 0)]
        if piece or not message.get("more_body", False):
            await self.send({**message, "body": piece})

    async def _refuse(self, message: Message, named: dict[bytes, bytes], size: int) -> None:
        """416 with the size, from which a client can ask again."""
        document = ProblemDocument(
            type="about:blank",
            title=_(_UNSATISFIABLE),
            status=416,
            detail=_("このファイルは%(n)sバイトです。範囲は0から数えて指定してください。", n=size),
            instance=quote(self.path, errors="replace"),
            request_id=named[b"x-request-id"].decode(),
            errors=[],
        )
        body = document.model_dump_json().encode()
        headers = [pair for pair in message["headers"] if pair[0] not in _OF_THE_WHOLE]
        headers += [
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", b"%d" % len(body)),
            (b"content-range", b"bytes */%d" % size),
        ]
        await self.send({**message, "status": 416, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})


def _range_of(scope: Scope) -> Range | None:
    """The one range that a request asks for. None for none, and for what is no range: it is ignored."""
    ranges = conditions = None
    for name, value in scope["headers"]:
        if name == b"range":
            ranges = value if ranges is None else b""
        elif name == b"if-range":
            conditions = value.strip() if conditions is None else b""
    found = _RANGE.fullmatch(ranges) if ranges is not None else None
    if found is None or not any(found.groups()):
        return None
    first, last = (int(one) if one else None for one in found.groups())
    if first is not None and last is not None and last < first:
        return None
    return Range(first, last, conditions)
