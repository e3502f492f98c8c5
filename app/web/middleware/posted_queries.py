"""POST with a query as its body, as CKAN's clients send it: answered like the GET with the same parameters.

A list becomes a repeated parameter, an object its JSON. Stands outside the cap on work: a body that comes slowly
holds no place there, and one that waits in the queue is read already.
"""

import asyncio
import json
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from fastapi import FastAPI, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import BadRequest, FieldError, Problem
from app.i18n.messages import N_, _
from app.web.error_handlers import answer
from app.web.middleware.response_headers import add_fixed_headers
from app.web.routing import find_route, policy_of

# Bytes of a body; the parameters of an action are a few hundred.
MAX_BODY: Final = 65_536
# Seconds until a body has come.
MAX_SECONDS: Final = 10.0
# Parameters whose value is a list.
_LISTS: Final = ("facet.field",)


class TooLarge(Problem):
    status = 413
    title = N_("本文が大きすぎます")


class TooSlow(Problem):
    status = 408
    title = N_("本文が届きません")


class PostedQueries:
    """Wraps the application below the cache: an answer to POST is not stored. `paths` are the beginnings of the
    addresses that take a query as a body."""

    def __init__(self, app: ASGIApp, application: FastAPI, paths: tuple[str, ...]) -> None:
        self.app = app
        self.application = application
        self.paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].startswith(self.paths):
            await self.app(scope, receive, send)
            return
        try:
            query = _query(await _body(receive))
        except Problem as problem:
            await self._refuse(scope, receive, send, problem)
            return
        whole = b"&".join(one for one in (scope["query_string"], query) if one)
        await self.app({**scope, "method": "GET", "query_string": whole}, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, problem: Problem) -> None:
        """Answer in the error form of the route, with what every answer carries."""
        asked = {**scope, "app": self.application, "route": find_route(self.application.routes, scope)}
        response = answer(Request(asked), problem)
        add_fixed_headers(response.headers, policy_of(asked), response.status_code)
        response.headers["X-Request-Id"] = scope["state"]["request_id"]
        scope["state"]["route"] = getattr(asked["route"], "path", "-")
        await response(scope, receive, send)


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    try:
        async with asyncio.timeout(MAX_SECONDS):
            while more:
                message = await receive()
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > MAX_BODY:
                    raise TooLarge(_("本文は%(n)sバイトまでです。条件を減らしてください。", n=MAX_BODY))
    except TimeoutError as error:
        detail = _("本文が%(n)s秒のうちに届きませんでした。もう一度送ってください。", n=int(MAX_SECONDS))
        raise TooSlow(detail) from error
    return body


def _query(body: bytes) -> bytes:
    """The members of a body as a query. Raises BadRequest for what is neither an object in JSON nor a form."""
    if not body.strip():
        return b""
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        found = _form(body)
    if not isinstance(found, dict):
        detail = _('本文はJSONのオブジェクトにしてください（例 {"id": "hoshin-141127-2022"}）。')
        raise BadRequest([FieldError(parameter="body", detail=detail)])
    return urlencode(
        [
            (name, one if isinstance(one, str) else json.dumps(one, ensure_ascii=False))
            for name, value in found.items()
            for one in (value if isinstance(value, list) and name not in _LISTS else [value])
            if one is not None
        ],
        errors="replace",
    ).encode()


def _form(body: bytes) -> dict[str, list[str]] | None:
    """A form's fields, None for what is none."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=True, max_num_fields=100
        )
    except ValueError:
        return None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields
