"""The answer to what comes when there is no room: made once for a path, sent with its own request id."""

import secrets
from collections import OrderedDict
from typing import Final

from fastapi import FastAPI, Request
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from app.errors import Unavailable
from app.i18n.messages import _
from app.web.error_handlers import answer
from app.web.middleware.response_headers import REQUEST_ID, ResponseHeaders
from app.web.routing import find_route

_PATHS: Final = 256
"""Paths whose refusal is kept; a crowd asks for few."""
_STAND_IN: Final = secrets.token_hex(16).encode()
"""The request id of the refusal that is kept."""

Pairs = list[tuple[bytes, bytes]]


class Refusals:
    """Refuses every request. A refusal that is made anew costs twice as much, a page seven times."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._delivered = ResponseHeaders(self._answer)
        self._kept: OrderedDict[str, tuple[Pairs, bytes]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path not in self._kept:
            self._kept[path] = await self._made(scope, receive)
            if len(self._kept) > _PATHS:
                self._kept.popitem(last=False)
        headers, body = self._kept[path]
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = (given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)).encode()
        body = body.replace(_STAND_IN, request_id)
        own = [(b"x-request-id", request_id), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": Unavailable.status, "headers": headers + own})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def _made(self, scope: Scope, receive: Receive) -> tuple[Pairs, bytes]:
        """The headers but for those of one request, and the body."""
        sent: dict[str, Message] = {}

        async def collect(message: Message) -> None:
            sent[message["type"]] = message

        asked = {**scope, "method": "GET", "headers": [(b"x-request-id", _STAND_IN)], "state": {}}
        asked["route"] = find_route(self._app.routes, asked)
        await self._delivered(asked, receive, collect)
        made: Pairs = sent["http.response.start"]["headers"]
        of_all = [pair for pair in made if pair[0] not in (b"x-request-id", b"content-length")]
        return of_all, sent["http.response.body"]["body"]

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        busy = Unavailable(_("ただいま混み合っています。少し待ってからやり直してください。"))
        inside = {**scope, "app": self._app}
        await answer(Request(inside, receive), busy)(inside, receive, send)
