"""What staff ask, as six tools: each reads the service's own API, so filters, counts and limits are the same."""

from typing import Annotated, Any, Final, Literal
from urllib.parse import quote

from httpx import AsyncClient, Response
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from app.assistants.short_answers import (
    Json,
    full_initiative,
    short_initiative,
    short_list,
    short_pair,
    short_table,
)

MAX_ITEMS: Final = 50
Plan = Annotated[str, Field(max_length=200, description="計画のID（例 141127-2022）。空ならすべての計画")]
Year = Annotated[str, Field(max_length=20, description="年度（2022、R4、令和4年度）。空ならすべて")]
Words = Annotated[str, Field(max_length=200, description="本文にある言葉。空白で区切ると、すべてを含むもの")]
Organisation = Annotated[str, Field(max_length=200, description="組織の名称かID（例 道路局）")]
Limit = Annotated[int, Field(ge=1, le=MAX_ITEMS, description="返す件数")]
Offset = Annotated[int, Field(ge=0, le=10_000, description="先頭から飛ばす件数")]
Axis = Literal["pillar", "theme", "viewpoint", "sdg", "bureau", "kind", "kpi", "state", "review"]


class Tools:
    """The tools; `client` reaches the service itself."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def find_initiatives(  # noqa: PLR0913, PLR0917 - each is what a question may name
        self,
        words: Words = "",
        plan: Plan = "",
        year: Year = "",
        pillar: Annotated[str, Field(max_length=200, description="柱の名称かID")] = "",
        sdg: Annotated[str, Field(pattern=r"^([1-9]|1[0-7]|none)?$", description="SDGsの目標の番号")] = "",
        organisation: Organisation = "",
        stated_only: Annotated[
            bool, Field(description="編集による推定を除き、原文に記載のあるものだけ")
        ] = False,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> Json:
        """取組を探す。本文はそのまま、事実には根拠（basis）と公開のアドレスが付く。"""
        answer = await self._read(
            "/api/v1/initiatives",
            q=words,
            plan=plan,
            year=year,
            pillar=pillar,
            sdg=sdg,
            bureau=organisation,
            basis="stated" if stated_only else "",
            limit=limit,
            offset=offset,
        )
        return short_list(answer, [short_initiative(item) for item in answer["items"]])

    async def read_initiative(
        self, id: Annotated[str, Field(min_length=1, max_length=100, description="取組のID")]
    ) -> Json:
        """取組1件を、根拠・理由・指標・前の計画とのつながり・引用の形とともに読む。"""
        return full_initiative(await self._read(f"/api/v1/initiatives/{quote(id, safe='')}"))

    async def list_work_of_organisation(
        self, organisation: Organisation, plan: Plan = "", year: Year = "", offset: Offset = 0
    ) -> Json:
        """その組織（局など）が所管する取組をすべて挙げる。例：道路局はこの区で何をしますか。"""
        answer = await self._read(
            "/api/v1/initiatives", bureau=organisation, plan=plan, year=year, limit=MAX_ITEMS, offset=offset
        )
        return short_list(answer, [short_initiative(item) for item in answer["items"]])

    async def count_initiatives(
        self,
        rows: Annotated[Axis, Field(description="行にする項目")] = "pillar",
        columns: Annotated[Axis, Field(description="列にする項目（行と別のもの）")] = "sdg",
        words: Words = "",
        plan: Plan = "",
        year: Year = "",
    ) -> Json:
        """取組の件数を、二つの項目で数える（柱×SDGs、所管局×柱など）。"""
        return short_table(
            await self._read("/api/v1/matrix", rows=rows, columns=columns, q=words, plan=plan, year=year)
        )

    async def compare_years(
        self,
        earlier: Annotated[str, Field(max_length=100, description="前の計画のID")],
        later: Annotated[str, Field(max_length=100, description="後の計画のID")],
        limit: Limit = 20,
        offset: Offset = 0,
    ) -> Json:
        """二つの計画を比べる。つながりは計画に記載のあるものと、未確認の候補（proposal）を分けて示す。"""
        asked: dict[str, Any] = {"from": earlier, "to": later}
        answer = await self._read("/api/v1/compare", **asked, limit=limit, offset=offset)
        return {
            **short_list(answer, [short_pair(pair) for pair in answer["items"]]),
            "counts": answer["counts"],
        }

    async def search_plan_text(self, words: Words, plan: Plan = "", limit: Limit = 20) -> Json:
        """取組のほか、目標・方針・見出し・写真の説明など、計画の本文全体から言葉を探す。"""
        asked: dict[str, Any] = {"q": words, "plan": plan, "limit": limit}
        passages = await self._read("/api/v1/passages", **asked)
        items = await self._read("/api/v1/initiatives", **asked)
        return {
            "passages": short_list(
                passages,
                [
                    {name: one[name] for name in ("id", "kind", "text", "plan", "url")}
                    for one in passages["items"]
                ],
            ),
            "initiatives": short_list(items, [short_initiative(item) for item in items["items"]]),
        }

    async def _read(self, path: str, **parameters: str | int) -> Json:
        """The API's answer. Raises ToolError with the problem in words."""
        given = {name: value for name, value in parameters.items() if value != ""}
        answer = await self._client.get(path, params=given)
        if answer.status_code != 200:
            raise ToolError(_problem(answer))
        found: Json = answer.json()
        return found


def _problem(answer: Response) -> str:
    """What the API says is wrong, with the values that it takes."""
    problem = answer.json()
    said = [] if problem["errors"] else [problem["detail"]]
    for error in problem["errors"]:
        allowed = "、".join((error["allowed"] or [])[:30])
        said.append(f"{error['parameter']}: {error['detail']}" + (f" 使える値: {allowed}" if allowed else ""))
    return "\n".join(said)
