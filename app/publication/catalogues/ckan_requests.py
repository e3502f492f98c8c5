"""POST as CKAN's clients send it: a read action with its parameters as a JSON body.

It is answered like the GET with the same parameters. A list becomes a repeated parameter, an object its JSON.
"""

import json
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import BadRequest, FieldError, Problem
from app.i18n.messages import N_, _
from app.publication.catalogues.ckan_envelope import ACTION, ALIAS, failure

# Bytes of a body; the parameters of an action are a few hundred.
MAX_BODY: Final = 65_536


class TooLarge(Problem):
    status = 413
    title = N_("本文が大きすぎます")


class CkanRequests:
    """Wraps the application below the cache: an answer to POST is not stored."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self.app = app
        self.base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] == "http"
            and scope["method"] == "POST"
            and scope["path"].startswith((ACTION, ALIAS))
        ):
            try:
                query = _query(await _body(receive))
            except Problem as problem:
                content = failure(self.base, scope["path"], problem)
                await JSONResponse(content, problem.status)(scope, receive, send)
                return
            # In place: the layers above read from it which route answered.
            own = scope["query_string"]
            scope.update(method="GET", query_string=b"&".join(one for one in (own, query) if one))
        await self.app(scope, receive, send)


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MAX_BODY:
            raise TooLarge(_("本文は%(n)sバイトまでです。条件を減らしてください。", n=MAX_BODY))
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
            # CKAN takes a list as one value only in these.
            for one in (value if isinstance(value, list) and name != "facet.field" else [value])
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
