"""Requests beyond the capacity get 503; health checks and slow readers take no place."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from app.db.store import Store
from app.importer.import_plan import import_text
from app.settings import Settings
from app.web.middleware import load_shedding
from app.web.middleware.load_shedding import LoadShedding
from app.web.middleware.response_cache import ResponseCache
from tests.world import plan_2022, text_of

# What rejections are rendered for.
APPLICATION = FastAPI()
APPLICATION.state.settings = Settings()


class Slow:
    """An application whose answers wait for the event `go`."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.at_work = 0
        self.most = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not scope["path"].startswith("/health/"):
            self.at_work += 1
            self.most = max(self.most, self.at_work)
            await self.go.wait()
            self.at_work -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def receive() -> Message:
    return {"type": "http.request", "body": b""}


async def ask(app: LoadShedding, path: str = "/api/v1/plans") -> Message:
    """The first message of one answer."""
    sent: list[Message] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await app(scope_of(path), receive, send)
    return sent[0]


def scope_of(path: str) -> Scope:
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
        "server": ("test", 80),
        "scheme": "http",
        "state": {"request_id": "request-1", "gzip": False},
    }


Tasks = set[asyncio.Task[Message]]


async def split_when_done(tasks: list[asyncio.Task[Message]], number: int) -> tuple[Tasks, Tasks]:
    """The (finished, waiting) tasks as soon as so many are finished."""
    done: Tasks = set()
    waiting = set(tasks)
    while len(done) < number:
        finished, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        done |= finished
    return done, waiting


def run(test: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(30):
            await test()

    asyncio.run(bounded())


def test_requests_beyond_the_queue_get_503_and_the_rest_are_served() -> None:
    async def test() -> None:
        slow = Slow()
        app = LoadShedding(slow, APPLICATION, working=2, waiting=3)
        asked = [asyncio.create_task(ask(app)) for _ in range(9)]
        refused, waiting = await split_when_done(asked, 4)
        starts = [task.result() for task in refused]
        assert [start["status"] for start in starts] == [503] * 4
        assert all((b"retry-after", b"2") in start["headers"] for start in starts)
        assert slow.most == 2
        assert (await ask(app, "/health/live"))["status"] == 200
        slow.go.set()
        assert [(await task)["status"] for task in waiting] == [200] * 5
        assert (app.waiting, slow.at_work) == (0, 0)
        assert (await ask(app))["status"] == 200

    run(test)


def test_a_request_that_waits_too_long_gets_503() -> None:
    async def test() -> None:
        slow = Slow()
        app = LoadShedding(slow, APPLICATION, working=1, waiting=5)
        first = asyncio.create_task(ask(app))
        await asyncio.sleep(0)
        before, load_shedding.MAX_WAIT = load_shedding.MAX_WAIT, 0.01  # type: ignore[misc]
        try:
            assert (await ask(app))["status"] == 503
        finally:
            load_shedding.MAX_WAIT = before  # type: ignore[misc]
        slow.go.set()
        assert (await first)["status"] == 200
        assert app.waiting == 0

    run(test)


def test_a_slow_reader_holds_no_place() -> None:
    async def test() -> None:
        slow = Slow()
        slow.go.set()
        app = LoadShedding(slow, APPLICATION, working=1, waiting=1)
        reads = asyncio.Event()

        async def send_slowly(_message: MutableMapping[str, Any]) -> None:
            await reads.wait()

        reader = asyncio.create_task(app(scope_of("/api/v1/plans"), receive, send_slowly))
        await asyncio.sleep(0)
        assert (await ask(app))["status"] == 200
        assert not reader.done()
        reads.set()
        await reader

    run(test)


def test_a_slow_service_queues_only_requests_that_it_can_serve_soon() -> None:
    async def test() -> None:
        slow = Slow()
        app = LoadShedding(slow, APPLICATION, working=1, waiting=100)
        app.pace = load_shedding.MAX_EXPECTED_WAIT / 2
        asked = [asyncio.create_task(ask(app)) for _ in range(9)]
        refused, others = await split_when_done(asked, 5)
        assert [task.result()["status"] for task in refused] == [503] * 5
        slow.go.set()
        assert [(await task)["status"] for task in others] == [200] * 4
        assert app.pace < load_shedding.MAX_EXPECTED_WAIT / 2

    run(test)


def test_a_rejection_has_the_headers_and_the_id_of_its_request(client: TestClient, store: Store) -> None:
    shedding = client.app.app  # type: ignore[attr-defined]
    full = LoadShedding(shedding.app, shedding.app.app, waiting=0)
    refused = TestClient(ResponseCache(full, store, 0, access_log=False))
    for path in ("/api/v1/plans", "/initiatives", "/api/3/action/package_list"):
        first = refused.get(path, headers={"X-Request-Id": "one-of-ours"})
        second = refused.get(path)
        assert (first.status_code, first.headers["Retry-After"]) == (503, "2")
        assert first.headers["X-Request-Id"] == "one-of-ours"
        assert second.headers["X-Request-Id"] not in ("", "one-of-ours")
        assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
        assert "混み合っています" in first.text
        for one in (first, second):
            assert int(one.headers["Content-Length"]) == len(one.content)
    problem = refused.get("/api/v1/plans", headers={"X-Request-Id": "one-of-ours"}).json()
    assert (problem["instance"], problem["request_id"]) == ("/api/v1/plans", "one-of-ours")
    page = refused.get("/initiatives", headers={"X-Request-Id": "one-of-ours"})
    assert "one-of-ours" in page.text
    assert refused.head("/initiatives").content == b""


def test_the_service_answers_through_load_shedding(client: TestClient, store: Store) -> None:
    import_text(store, text_of(plan_2022()))
    assert client.get("/api/v1/plans").status_code == 200
