"""The service below a path: `HOSHIN_BASE_URL=https://www.example.jp/hoshin`.

A proxy may take the path away or keep it. The layers below, the response cache among them, get the same
request either way; what they answer names the path itself (`Settings.root_path`).
"""

from collections.abc import Iterable
from urllib.parse import unquote

from starlette.routing import compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from app.settings import SettingsError


class BasePath:
    """Wraps the application and takes the path away from a request that has it. It is compared segment by
    segment and decoded, because clients encode alike what they need not."""

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self.app = app
        self._segments = [unquote(segment) for segment in root_path.split("/")]
        self._length = len(unquote(root_path))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(self._below(scope) if scope["type"] == "http" else scope, receive, send)

    def _below(self, scope: Scope) -> Scope:
        *first, rest = f"{scope['raw_path'].decode('latin-1')}/".split("/", len(self._segments))
        if [unquote(segment) for segment in first] != self._segments:
            return scope
        raw_path = f"/{rest}"[:-1] or "/"
        return {**scope, "path": scope["path"][self._length :] or "/", "raw_path": raw_path.encode("latin-1")}


def check_root_path(root_path: str, addresses: Iterable[str]) -> None:
    """Raises SettingsError where an address of the service begins with the path: nobody could tell whether
    a proxy took it away."""
    path = unquote(root_path)
    for address in addresses:
        beginning = "/".join(address.split("/")[: path.count("/") + 1])
        if compile_path(beginning)[0].match(path):
            raise SettingsError(
                f"HOSHIN_BASE_URL: パス {root_path} は、このサービスの {address} と見分けられないため使えません。"
                "ほかのパスにしてください（例 /hoshin）。"
            )
