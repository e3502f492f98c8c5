"""The protocol of `hoshin serve`: uvicorn's, with requests that its parser refuses answered in Japanese."""

import secrets
from typing import Final
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.i18n.messages import _, current_language
from app.web.error_forms import MEDIA_TYPE, ProblemDocument
from app.web.error_handlers import HTTP_TITLES
from app.web.middleware.response_headers import add_fixed_headers
from app.web.routing import API

# Bytes of a URL; the parser's own limit, here before more of it is kept.
MAX_URL: Final = 65_535
_ASCII: Final = "".join(map(chr, range(128)))


class Protocol(HttpToolsProtocol):
    """Takes URLs in raw UTF-8, as `curl` sends what is typed, and refuses what is no URL with a problem
    document."""

    # Whether the next bytes begin a request.
    _begins = True
    _refused_with = 400

    def data_received(self, data: bytes) -> None:
        if self._begins and not data.isascii():
            line, end, rest = data.partition(b"\r\n")
            data = quote(line, safe=_ASCII).encode() + end + rest
        super().data_received(data)

    def on_message_begin(self) -> None:
        self._begins = False
        super().on_message_begin()

    def on_message_complete(self) -> None:
        self._begins = True
        super().on_message_complete()

    def on_url(self, url: bytes) -> None:
        if len(self.url) + len(url) > MAX_URL:
            self._refused_with = 414
            raise ValueError("URL too long")
        super().on_url(url)

    def send_400_response(self, msg: str) -> None:
        """Refuse the request and close the connection. `msg` is the parser's word, which helps nobody."""
        status, request_id = self._refused_with, secrets.token_hex(8)
        title, detail = HTTP_TITLES[status]
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
        add_fixed_headers(headers, API, status)
        lines = b"".join(b"%b: %b\r\n" % pair for pair in headers.raw)
        self.transport.write(STATUS_LINE[status] + lines + b"\r\n" + body)
        self.transport.close()
