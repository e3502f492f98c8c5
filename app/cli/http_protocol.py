"""The protocol of `hoshin serve`: uvicorn's, with limits for the head of a request and refusals in Japanese
that reach the client."""

import asyncio
import secrets
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.types import Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.cli.connections import ConnectionWatch
from app.errors import RETRY_AFTER
from app.i18n.messages import _, current_language
from app.web.error_forms import MEDIA_TYPE, ProblemDocument
from app.web.error_handlers import HTTP_TITLES
from app.web.middleware.response_headers import add_fixed_headers
from app.web.routing import API

# Bytes of a URL; the parser's own limit, here before more of it is kept.
MAX_URL: Final = 65_535
# Bytes of the other lines of a head; the parser would copy a header without end again and again.
MAX_HEADERS_SIZE: Final = 32_768
MAX_HEADERS: Final = 100
# Bytes of a body, which no request of the service needs.
MAX_BODY: Final = 1024 * 1024
# Requests that a client may send ahead of their answers.
MAX_PIPELINED: Final = 100
# Bytes that a refused client may go on sending.
MAX_DISCARDED: Final = 16 * 1024 * 1024
_ASCII: Final = "".join(map(chr, range(128)))


class Protocol(HttpToolsProtocol):
    """Takes URLs in raw UTF-8, as `curl` sends what is typed, and refuses with a problem document what is no
    URL or too large."""

    def __init__(
        self,
        config: Config,
        server_state: ConnectionWatch,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.watch = server_state
        self.since = 0.0
        # Whether the next bytes begin a request; whether its head is incomplete.
        self._begins, self._in_head = True, False
        # Bytes of an incomplete request, at least 1 as soon as it begins.
        self._received = 0
        self._refused_with = 400
        # Bytes discarded after a refusal; None before one.
        self._discarded: int | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.since = self.loop.time()
        if not self.watch.admit(self):
            self.app = self._answer_health_only

    def has_request(self) -> bool:
        """Whether a request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete and self._discarded is None

    def data_received(self, data: bytes) -> None:
        if self._discarded is not None:
            self._discarded += len(data)
            if self._discarded > MAX_DISCARDED:
                self.transport.abort()
            return
        if self._begins and not data.isascii():
            line, end, rest = data.partition(b"\r\n")
            data = quote(line, safe=_ASCII).encode() + end + rest
        self._received += len(data)
        super().data_received(data)
        if self._received and self._discarded is None and not self.transport.is_closing():
            self._check_incomplete()

    def _check_incomplete(self) -> None:
        """Refuse a request that is too large before all of it is there."""
        if self._in_head or self._begins:
            if self._received - len(self.url if self._in_head else b"") > MAX_HEADERS_SIZE:
                self._refused_with = 431
                self.send_400_response("")
        elif self.cycle.response_complete and self._received > MAX_BODY:
            self._linger()
        elif self.cycle.transport is self.transport:
            # Where its answer closes the connection, the body may still be under way.
            write, is_closing = self.transport.write, self.transport.is_closing
            closing = SimpleNamespace(write=write, is_closing=is_closing, close=self._linger)
            self.cycle.transport = closing  # type: ignore[assignment]

    def on_message_begin(self) -> None:
        self._begins, self._in_head = False, True
        self._received = self._received or 1
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        if len(self.url) + len(url) > MAX_URL:
            self._refused_with = 414
            raise ValueError("URL too long")
        super().on_url(url)

    def on_headers_complete(self) -> None:
        if len(self.headers) > MAX_HEADERS or (
            # Only then can they be too long.
            self._received > MAX_HEADERS_SIZE
            and sum(len(name) + len(value) + 4 for name, value in self.headers) > MAX_HEADERS_SIZE
        ):
            self._refused_with = 431
            raise ValueError("headers too long")
        if len(self.pipeline) >= MAX_PIPELINED:
            raise ValueError("too many requests ahead")
        super().on_headers_complete()
        self._in_head = False

    def on_message_complete(self) -> None:
        self._begins, self._received = True, 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self.since = self.loop.time()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse the request and close the connection. `msg` is the parser's word, which helps nobody."""
        if self.cycle is not None and not self.cycle.response_complete:
            if self._in_head or self._begins or self.cycle.response_started or self.pipeline:
                # Another answer is under way, for which this one would be taken.
                self.transport.close()
                return
            self.cycle.disconnected = True
        headers, body = _refusal(self._refused_with)
        lines = b"".join(b"%b: %b\r\n" % pair for pair in headers.raw)
        self.transport.write(STATUS_LINE[self._refused_with] + lines + b"\r\n" + body)
        self._linger()

    def _linger(self) -> None:
        """Close the connection, but read on for a moment where the client is still sending: unread bytes
        would make the kernel reset the connection, and the client lose the answer."""
        if not self._received or self.transport.is_closing():
            self.transport.close()
            return
        self._discarded, self.since = 0, self.loop.time()
        self.transport.write_eof()
        self.flow.resume_reading()
        self.loop.call_later(self.watch.limits.linger, self.transport.close)

    async def _answer_health_only(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application of a connection above the limit."""
        if scope["path"].endswith(("/health/live", "/health/ready")):  # also below a path
            await self.config.loaded_app(scope, receive, send)
            return
        headers, body = _refusal(503)
        await send({"type": "http.response.start", "status": 503, "headers": headers.raw})
        await send({"type": "http.response.body", "body": body})


def _refusal(status: int) -> tuple[MutableHeaders, bytes]:
    """Headers and body of a refusal, which ends the connection."""
    (title, detail), request_id = HTTP_TITLES[status], secrets.token_hex(8)
    document = ProblemDocument(
        type="about:blank",
        title=_(title),
        status=status,
        detail=_(detail),
        instance="",
        request_id=request_id,
        errors=[],
    )
    body = document.model_dump_json().encode()
    headers = MutableHeaders({"Content-Type": MEDIA_TYPE, "Content-Language": current_language()})
    headers |= {"Content-Length": str(len(body)), "Connection": "close", "X-Request-Id": request_id}
    if status == 503:
        headers["Retry-After"] = RETRY_AFTER
    add_fixed_headers(headers, API, status)
    return headers, body
