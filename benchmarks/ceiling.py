"""Cost of the server itself: a raw ASGI callable that sends one stored answer."""

import json
import os
from pathlib import Path

from starlette.types import Receive, Scope, Send

_KEPT = json.loads(Path(os.environ["CEILING_ANSWER"]).read_text("utf-8"))
_HEADERS = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in _KEPT["headers"]]
_START = {"type": "http.response.start", "status": _KEPT["status"], "headers": _HEADERS}
_BODY = {"type": "http.response.body", "body": bytes.fromhex(_KEPT["body"])}


async def app(scope: Scope, _receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await send(_START)
        await send(_BODY)
