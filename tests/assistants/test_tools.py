"""The tools of /mcp, called by the official client over HTTP."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from mcp.client import Client
from starlette.testclient import TestClient

from app.db.schema import open_store
from app.importer.import_plan import import_text
from app.main import create_app
from app.settings import Settings
from tests.conftest import MakeSettings
from tests.world import P22, P23, plan_2022, plan_2023, text_of

Json = dict[str, Any]


@pytest.fixture(scope="module")
def tools_address(make_settings: MakeSettings) -> Iterator[str]:
    """The service with the world's plans and the tools switched on, on a port."""
    settings = make_settings("sqlite").model_copy(update={"mcp": True})
    store = open_store(settings)
    for plan in (plan_2022(), plan_2023()):
        import_text(store, text_of(plan))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(settings, store), log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/mcp"
        server.should_exit = True
        thread.join()


def call(tools_address: str, tool: str, **arguments: Any) -> Json:
    """What a tool answers; of a refusal its words."""

    async def ask() -> Json:
        async with Client(tools_address) as client:
            result = await client.call_tool(tool, arguments)
            text = "".join(getattr(part, "text", "") for part in result.content)
            return {"refused": text} if result.is_error else json.loads(text)

    return asyncio.run(ask())


def test_the_tools_say_what_they_are_for(tools_address: str) -> None:
    async def look() -> tuple[str | None, list[Any]]:
        async with Client(tools_address) as client:
            return client.instructions, (await client.list_tools()).tools

    instructions, tools = asyncio.run(look())
    assert instructions is not None
    assert "editorial は編集による推定" in instructions
    assert [tool.name for tool in tools] == [
        "find_initiatives",
        "read_initiative",
        "list_work_of_organisation",
        "count_initiatives",
        "compare_years",
        "search_plan_text",
    ]
    for tool in tools:
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert tool.description
        assert all(one.get("description") for one in tool.input_schema["properties"].values())


def test_a_found_initiative_has_its_text_basis_and_address(tools_address: str, world: TestClient) -> None:
    found = call(tools_address, "find_initiatives", plan=P22, words="絵本")
    stored = world.get("/api/v1/initiatives", params={"plan": P22, "q": "絵本"}).json()
    assert found["total"] == stored["meta"]["total"] == len(found["items"])
    for short, item in zip(found["items"], stored["items"], strict=True):
        assert (short["id"], short["text"]) == (item["id"], item["text"])
        assert short["url"].endswith(f"/initiatives/{item['id']}")
        assert [tag["basis"] for tag in short["sdgs"]] == [tag["basis"] for tag in item["sdgs"]]
    page = call(tools_address, "find_initiatives", plan=P22, limit=2)
    assert len(page["items"]) == 2
    assert (page["not_shown"], page["next_offset"]) == (page["total"] - 2, 2)


def test_the_work_of_a_bureau_is_all_that_it_is_responsible_for(
    tools_address: str, world: TestClient
) -> None:
    name = world.get("/api/v1/facets", params={"facet": "bureau", "plan": P22}).json()["facets"]["bureau"][0]
    found = call(tools_address, "list_work_of_organisation", organisation=name["label"], plan=P22)
    assert found["total"] == name["count"] == len(found["items"])
    assert all(name["label"] in [one["name"] for one in item["organisations"]] for item in found["items"])


def test_one_initiative_is_read_with_its_grounds_and_how_to_cite_it(tools_address: str) -> None:
    first = call(tools_address, "find_initiatives", plan=P22, limit=1)["items"][0]
    item = call(tools_address, "read_initiative", id=first["id"])
    assert item["text"] == first["text"]
    assert all("reason" in tag for tag in item["sdgs"])
    assert item["cite"].endswith(first["url"])


def test_the_whole_text_is_searched(tools_address: str, world: TestClient) -> None:
    found = call(tools_address, "search_plan_text", words="花", plan=P22)
    stored = world.get("/api/v1/passages", params={"q": "花", "plan": P22}).json()
    assert found["passages"]["total"] == stored["meta"]["total"] > 0
    assert [one["text"] for one in found["passages"]["items"]] == [one["text"] for one in stored["items"]]
    assert found["initiatives"]["total"] > 0


def test_counts_and_a_comparison(tools_address: str, world: TestClient) -> None:
    table = call(tools_address, "count_initiatives", rows="kind", columns="pillar", plan=P22)
    matrix = world.get("/api/v1/matrix", params={"rows": "kind", "columns": "pillar", "plan": P22}).json()
    assert table["total"] == matrix["total"]
    assert {row["value"]: row["count"] for row in table["rows"]} == {
        row["value"]: row["count"] for row in matrix["rows"] if row["count"]
    }
    compared = call(tools_address, "compare_years", earlier=P22, later=P23)
    assert compared["total"] == sum(compared["counts"].values()) > 0


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("find_initiatives", {"organisation": "存在しない局"}, "使える値"),
        ("find_initiatives", {"sdg": "18"}, "sdg"),
        ("find_initiatives", {"limit": "many"}, "limit"),
        ("read_initiative", {"id": "no-such"}, "ありません"),
        ("read_initiative", {}, "id"),
        ("count_initiatives", {"rows": "colour"}, "rows"),
        ("compare_years", {"earlier": P22, "later": "141127-1999"}, "141127-1999"),
        ("no_such_tool", {}, "no_such_tool"),
    ],
)
def test_a_wrong_question_is_told_in_words(
    tools_address: str, tool: str, arguments: Json, words: str
) -> None:
    try:
        answer = call(tools_address, tool, **arguments)
    except Exception as error:  # an error of the protocol, for a tool that does not exist
        answer = {"refused": str(error)}
    assert words in answer["refused"]


def test_a_body_without_end_is_refused(tools_address: str) -> None:
    answer = httpx.post(tools_address, content=b"x" * 100_000, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


def test_nothing_answers_unless_it_is_switched_on(world: TestClient) -> None:
    assert world.post("/mcp", json={}).status_code == 404
    assert not Settings().mcp
