"""A query that comes as the body of a POST, while the service is busy and while the body is slow."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from app.web.middleware import posted_queries
from app.web.middleware.load_shedding import WORKING, LoadShedding
from app.web.middleware.posted_queries import PostedQueries
from tests.world import P22

SEARCH = "/api/action/package_search"
Receive = Callable[[], Awaitable[Message]]


@pytest.fixture
def posting(world: TestClient) -> PostedQueries:
    layer = world.app.app.app  # type: ignore[attr-defined]
    assert isinstance(layer, PostedQueries)
    return layer


def scope_of(path: str, method: str) -> Scope:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
        "server": ("test", 80),
        "scheme": "http",
        "state": {"request_id": "request-1", "gzip": False},
    }


async def stalled() -> Message:
    """A client that never sends the rest of its body."""
    await asyncio.Event().wait()
    raise AssertionError


def sending(body: dict[str, Any]) -> Receive:
    """A client that sends its body at once, and then waits for the answer."""
    messages = [{"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}]

    async def receive() -> Message:
        return messages.pop() if messages else await stalled()

    return receive


async def ask(layer: PostedQueries, path: str, receive: Receive, method: str = "POST") -> tuple[int, bytes]:
    """Status and body of one answer."""
    sent: list[Message] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await layer(scope_of(path, method), receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def test_bodies_that_do_not_come_hold_no_place(posting: PostedQueries) -> None:
    async def test() -> None:
        slow = [asyncio.create_task(ask(posting, SEARCH, stalled)) for _ in range(WORKING + 2)]
        await asyncio.sleep(0)
        async with asyncio.timeout(10):
            for path in ("/api/v1/plans", "/api/3/action/package_list", SEARCH):
                assert (await ask(posting, path, stalled, "GET"))[0] == 200
        for task in slow:
            assert not task.done()
            task.cancel()

    asyncio.run(test())


def test_a_request_that_waits_in_the_queue_keeps_its_query(posting: PostedQueries) -> None:
    async def test() -> None:
        shedding = posting.app
        assert isinstance(shedding, LoadShedding)
        async with asyncio.timeout(20), shedding.heavy._places:
            waiting = asyncio.create_task(ask(posting, SEARCH, sending({"fq": f"name:{P22}"})))
            for _ in range(5):
                await asyncio.sleep(0)
            assert shedding.heavy.waiting == 1
        status, body = await waiting
        assert (status, json.loads(body)["result"]["count"]) == (200, 1)

    asyncio.run(test())


def test_a_body_that_does_not_come_is_told(posting: PostedQueries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posted_queries, "MAX_SECONDS", 0.05)
    status, body = asyncio.run(ask(posting, SEARCH, stalled))
    assert status == 408
    assert "届きませんでした" in json.loads(body)["error"]["message"]
