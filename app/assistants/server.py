"""The tools over the Model Context Protocol at /mcp: streamable HTTP without sessions, by the official SDK.

Imported only when HOSHIN_MCP is true: the SDK is the extra `hoshin[mcp]`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from httpx import ASGITransport, AsyncClient
from mcp.server import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from starlette.types import ASGIApp, Receive, Scope, Send

from app import __version__
from app.assistants.tools import Tools

PATH: Final = "/mcp"
# Bytes of one message to the server: a call of a tool is some hundred.
MAX_BODY: Final = 65_536
_ABOUT: Final = """自治体の計画（運営方針など）を、原文のまま、根拠とともに答えます。読むだけで、書き換えはできません。

- text は原文のままです。要約せずに引用し、url（公開のアドレス）を添えてください。
- basis が stated は原文に記載、layout は紙面の配置、editorial は編集による推定です。editorial を区の方針として述べないでください。
- review が confirmed のものだけが、担当課の確認済みです。
- 計画に書かれていないことは、書かれていないと答えてください。absent に理由があります。
"""


class Assistants:
    """Answers /mcp; everything else is the service's. The tools ask the service itself, within the process."""

    def __init__(self, service: ASGIApp) -> None:
        self.service = service
        client = AsyncClient(transport=ASGITransport(service), base_url="http://hoshin")
        self.server = MCPServer("hoshin", "方針データ", instructions=_ABOUT, version=__version__)
        tools = Tools(client)
        for tool in (
            tools.find_initiatives,
            tools.read_initiative,
            tools.list_work_of_organisation,
            tools.count_initiatives,
            tools.compare_years,
            tools.search_plan_text,
        ):
            self.server.add_tool(
                tool, annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False)
            )
        self.app = self.server.streamable_http_app(
            streamable_http_path=PATH,
            json_response=True,
            stateless_http=True,
            max_request_body_size=MAX_BODY,
            # What it answers is public, whatever name the service is asked by.
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        own = scope["type"] == "http" and scope["path"] == PATH
        await (self.app if own else self.service)(scope, receive, send)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with self.server.session_manager.run():
            yield
