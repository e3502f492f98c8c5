"""Requests beyond the capacity get 503; health checks and slow readers take no place."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from itertools import count
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from app.db.store import Store
from app.errors import Cause, Unavailable
from app.importer.import_plan import import_text
from app.settings import Settings
from app.web.clients import while_awaited
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


class Connection:
    """A client that waits for its answer until it leaves."""

    def __init__(self) -> None:
        self.left = asyncio.Event()

    async def receive(self) -> Message:
        await self.left.wait()
        return {"type": "http.disconnect"}


async def receive() -> Message:
    return await Connection().receive()


HEAVY = "/data.json"


async def ask(
    app: LoadShedding, path: str = "/api/v1/plans", receive: Callable[[], Awaitable[Message]] = receive
) -> Message:
    """The first message of one answer."""
    sent: list[Message] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await app(scope_of(path), receive, send)
    return sent[0]


def scope_of(address: str) -> Scope:
    path, _, query = address.partition("?")
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
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
        assert (app.ordinary.waiting, slow.at_work) == (0, 0)
        assert (await ask(app))["status"] == 200

    run(test)


def test_a_request_that_waits_too_long_gets_503() -> None:
    async def test() -> None:
        slow = Slow()
        app = LoadShedding(slow, APPLICATION, working=1, waiting=5)
        first = asyncio.create_task(ask(app))
        await asyncio.sleep(0)
        app.ordinary.max_wait = 0.01
        assert (await ask(app))["status"] == 503
        slow.go.set()
        assert (await first)["status"] == 200
        assert app.ordinary.waiting == 0

    run(test)


@pytest.mark.parametrize("path", [HEAVY, "/plans/141127-2022?revision=1"])
def test_heavy_requests_take_turns_and_leave_the_other_places_free(
    three_plans: TestClient, path: str
) -> None:
    application = three_plans.app.app.app.app.app.app  # type: ignore[attr-defined]

    async def test() -> None:
        slow = Slow()
        app = LoadShedding(slow, application, working=2, waiting=1)
        heavy = [asyncio.create_task(ask(app, path)) for _ in range(8)]
        await asyncio.sleep(0)
        assert (app.heavy.waiting, app.ordinary.waiting, app.ordinary.is_full) == (7, 0, False)
        ordinary = asyncio.create_task(ask(app))
        await asyncio.sleep(0)
        assert slow.at_work == 2
        slow.go.set()
        assert (await ordinary)["status"] == 200
        assert [(await one)["status"] for one in heavy] == [200] * 8
        assert slow.most == 2
        assert (app.heavy.waiting, app.heavy.is_full) == (0, False)

    run(test)


def test_a_client_that_leaves_the_queue_takes_no_place(three_plans: TestClient) -> None:
    application = three_plans.app.app.app.app.app.app  # type: ignore[attr-defined]

    async def test() -> None:
        slow = Slow()
        app = LoadShedding(slow, application, working=1, waiting=5)
        for path in (HEAVY, "/api/v1/plans"):
            first = asyncio.create_task(ask(app, path))
            leaving = Connection()
            waits = asyncio.create_task(ask(app, path, leaving.receive))
            await asyncio.sleep(0)
            assert not waits.done()
            leaving.left.set()
            await waits
            assert slow.at_work == 1
            slow.go.set()
            assert (await first)["status"] == 200
            assert (await ask(app, path))["status"] == 200
            slow.go.clear()

    run(test)


def test_long_work_ends_at_its_next_step_when_the_client_has_left(three_plans: TestClient) -> None:
    application = three_plans.app.app.app.app.app.app  # type: ignore[attr-defined]
    begun, done = asyncio.Event(), []

    async def work(_scope: Scope, _receive: Receive, _send: Send) -> None:
        begun.set()
        loop = asyncio.get_running_loop()

        def steps() -> Iterator[int]:
            for number in count():
                done.append(number)
                asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result()
                yield number

        await run_in_threadpool(lambda: list(while_awaited(steps())))

    async def test() -> None:
        app = LoadShedding(work, application)
        leaving = Connection()
        asked = asyncio.create_task(ask(app, HEAVY, leaving.receive))
        await begun.wait()
        leaving.left.set()
        with pytest.raises(Unavailable) as refused:
            await asked
        assert refused.value.cause is Cause.CLIENT_LEFT
        assert done and not app.heavy.is_full

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
        app.ordinary.pace = load_shedding.MAX_EXPECTED_WAIT / 2
        asked = [asyncio.create_task(ask(app)) for _ in range(9)]
        refused, others = await split_when_done(asked, 5)
        assert [task.result()["status"] for task in refused] == [503] * 5
        slow.go.set()
        assert [(await task)["status"] for task in others] == [200] * 4
        assert app.ordinary.pace < load_shedding.MAX_EXPECTED_WAIT / 2

    run(test)


def test_a_rejection_has_the_headers_and_the_id_of_its_request(client: TestClient, store: Store) -> None:
    shedding = client.app.app.app.app  # type: ignore[attr-defined]
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
