"""The request log: every 5xx and slow answer with its cause, every answer by setting, nobody exposed."""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from app.db.store import Store
from app.importer.import_plan import import_text
from app.main import create_app
from app.settings import Settings
from app.web.middleware import load_shedding, request_log, response_cache
from app.web.middleware.load_shedding import LoadShedding
from app.web.middleware.response_cache import ResponseCache
from tests.conftest import BASE
from tests.world import P22, plan_2022, text_of

LIST = "/api/v1/initiatives"
LINE = re.compile(
    r"time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z id=(?P<id>\S+) method=(?P<method>\S+) route=(?P<route>\S+) "
    r"status=(?P<status>\d+) bytes=(?P<bytes>\d+) ms=(?P<ms>\d+\.\d)( cause=(?P<cause>\S+))?( detail=(?P<detail>\S+))?"
)
# A query, a header and an address that must not be logged.
QUERY = {"q": "秘密の語"}
HEADERS = {"X-Request-Id": "request-1", "User-Agent": "secret-agent", "X-Forwarded-For": "203.0.113.7"}


@pytest.fixture(autouse=True)
def _captured(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    caplog.set_level(logging.INFO, request_log.log.name)
    monkeypatch.setattr(request_log, "SLOW", 1000.0)  # a busy machine makes other answers slow


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, str]]:
    """The fields of the lines so far; each must have the documented form."""
    found = []
    for record in caplog.records:
        if record.name == request_log.log.name:
            for line in record.getMessage().splitlines():
                match = LINE.fullmatch(line)
                assert match is not None, line
                found.append({name: value for name, value in match.groupdict().items() if value})
    return found


def failing(message: str = "秘密の語") -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise OperationalError("SELECT :q", {"q": "秘密の語"}, Exception(message))

    return fail


def slow(wait: Callable[[], Awaitable[object]]) -> ASGIApp:
    """An application that waits before each answer."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await FastAPI()(scope, receive, send)
            return
        await wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return app


# The causes of a 5xx


def no_plan(_store: Store) -> None:
    """A store as it is before the first import."""


def rebuilding(store: Store) -> None:
    import_text(store, text_of(plan_2022()))
    with store.writing() as connection:
        connection.execute(text("UPDATE store SET complete = false"))


def newer_store(store: Store) -> None:
    import_text(store, text_of(plan_2022()))
    with store.writing() as connection:
        connection.execute(text("UPDATE store SET derived_version = 1000000"))


def database(store: Store) -> None:
    import_text(store, text_of(plan_2022()))
    event.listen(store.engine, "before_cursor_execute", failing())


def old_schema(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))


CAUSES = [
    (no_plan, LIST, "no_plan"),
    (no_plan, "/initiatives", "no_plan"),
    (no_plan, "/api/3/action/package_list", "no_plan"),
    (no_plan, "/health/ready", "no_plan"),
    (rebuilding, LIST, "rebuilding"),
    (rebuilding, "/health/ready", "rebuilding"),
    (newer_store, LIST, "newer_store"),
    (database, LIST, "database"),
    (database, "/health/ready", "database"),
    (old_schema, "/health/ready", "old_schema"),
]


@pytest.mark.parametrize(("break_store", "path", "cause"), CAUSES)
def test_each_cause_of_a_503_is_named(
    client: TestClient,
    store: Store,
    caplog: pytest.LogCaptureFixture,
    break_store: Callable[[Store], None],
    path: str,
    cause: str,
) -> None:
    break_store(store)
    answer = client.get(path, params=QUERY, headers=HEADERS)
    assert answer.status_code == 503
    (line,) = lines(caplog)
    assert (line["id"], line["route"], line["status"], line["cause"]) == ("request-1", path, "503", cause)
    assert answer.headers["x-request-id"] == line["id"]
    assert int(line["bytes"]) == len(answer.content)


def test_a_database_error_is_named_by_class_and_code(
    client: TestClient, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    import_text(store, text_of(plan_2022()))
    with store.writing() as connection:
        connection.execute(text("DROP TABLE facet"))
    assert client.get(LIST, params={"sdg": "11"}).status_code == 503
    detail = lines(caplog)[0]["detail"]
    assert detail in ("OperationalError:SQLITE_ERROR", "ProgrammingError:42P01")


def test_an_unexpected_error_is_named_by_class_and_place(
    client: TestClient, store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: Store) -> None:
        raise RuntimeError("秘密の語")

    monkeypatch.setattr(Store, "snapshot", broken)
    assert client.get(LIST, params=QUERY, headers=HEADERS).status_code == 500
    (line,) = lines(caplog)
    assert (line["status"], line["cause"]) == ("500", "error")
    assert re.fullmatch(r"RuntimeError:.*initiatives\.py:\d+,test_request_log\.py:\d+", line["detail"])


@pytest.mark.parametrize(
    ("limits", "cause"),
    [
        ({"waiting": 0}, "queue_full"),
        ({"pace": 10.0}, "long_queue"),
        ({}, "waited_too_long"),
    ],
)
def test_each_cause_of_a_rejection_is_named(
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    client: TestClient,
    store: Store,
    limits: dict[str, float],
    cause: str,
) -> None:
    monkeypatch.setattr(load_shedding, "MAX_WAIT", 0.5)
    monkeypatch.setattr(load_shedding, "REJECT_DELAY", 0.01)
    release = asyncio.Event()
    application: FastAPI = client.app.app.app.app.app.app  # type: ignore[attr-defined]
    shedding = LoadShedding(slow(release.wait), application, working=1, waiting=int(limits.get("waiting", 9)))
    shedding.ordinary.pace = limits.get("pace", shedding.ordinary.pace)
    with (
        TestClient(ResponseCache(shedding, store, 0, access_log=False), base_url=BASE) as overloaded,
        ThreadPoolExecutor() as pool,
    ):
        queued = 0 if cause == "queue_full" else 1
        running = [pool.submit(overloaded.get, LIST) for _ in range(1 + queued)]
        # Where nothing may wait, even the first is rejected.
        while queued and not (shedding.ordinary.is_full and shedding.ordinary.waiting == queued):
            time.sleep(0.005)
        answer = overloaded.get(LIST, params=QUERY, headers=HEADERS)
        assert overloaded.portal is not None
        overloaded.portal.call(release.set)
        assert {one.result().status_code for one in running} <= {200, 503}
    assert (answer.status_code, answer.headers["x-request-id"]) == (503, "request-1")
    line = next(one for one in lines(caplog) if one["id"] == "request-1")
    assert (line["route"], line["cause"]) == (LIST, cause)


@pytest.fixture
def cached(settings: Settings, store: Store) -> Iterator[TestClient]:
    """The service on `store` with its cache and its access log."""
    import_text(store, text_of(plan_2022()))
    wanted = settings.model_copy(update={"cache_mb": 8, "access_log": True})
    with TestClient(create_app(wanted, store), base_url=BASE, raise_server_exceptions=False) as client:
        yield client


def test_a_stale_answer_in_place_of_a_5xx_is_logged(
    cached: TestClient, store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached.get(LIST)
    monkeypatch.setattr(response_cache, "MAX_AGE", -1.0)
    event.listen(store.engine, "before_cursor_execute", failing())
    answer = cached.get(LIST, headers=HEADERS)
    assert (answer.status_code, answer.headers["x-request-id"]) == (200, "request-1")
    line = next(one for one in lines(caplog) if one["id"] == "request-1")
    assert (line["status"], line["cause"], line["detail"]) == ("200", "stale_answer", "database")


# Slow answers


def test_a_slow_answer_is_logged(
    client: TestClient, store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_text(store, text_of(plan_2022()))
    assert client.get(f"/plans/{P22}").status_code == 200
    assert lines(caplog) == []
    monkeypatch.setattr(request_log, "SLOW", 0.05)
    event.listen(store.engine, "before_cursor_execute", lambda *_: time.sleep(0.06))
    client.get(f"/plans/{P22}", params=QUERY, headers=HEADERS)
    (line,) = lines(caplog)
    assert (line["id"], line["route"], line["cause"]) == ("request-1", "/plans/{id}", "slow")
    assert float(line["ms"]) >= 60


def test_a_slow_answer_that_queued_says_so(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    monkeypatch.setattr(request_log, "SLOW", 0.3)
    one_at_a_time = LoadShedding(slow(lambda: asyncio.sleep(0.25)), FastAPI(), working=1)
    app = ResponseCache(one_at_a_time, store, 0, access_log=False)
    with TestClient(app, base_url=BASE) as client, ThreadPoolExecutor() as pool:
        for one in [pool.submit(client.get, LIST) for _ in range(3)]:
            one.result()
    assert lines(caplog)[-1]["cause"] == "slow_queue"


# The access log


def test_the_access_log_has_a_line_for_every_answer(
    cached: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    etag = cached.get(LIST, headers=HEADERS).headers["etag"]
    cached.get(LIST, headers=HEADERS)
    cached.head(LIST)
    cached.get(LIST, headers={"If-None-Match": etag})
    generated = cached.get(f"{LIST}/{P22}-b01")
    cached.get(LIST, params={"kind": "nothing"})
    cached.get("/nothing")
    cached.post("/initiatives")
    cached.__exit__()  # the end of the service writes what is left
    logged = lines(caplog)
    shown = [(line["method"], line["route"], line["status"]) for line in logged]
    assert shown == [
        ("GET", LIST, "200"),
        ("GET", LIST, "200"),
        ("HEAD", LIST, "200"),
        ("GET", LIST, "304"),
        ("GET", f"{LIST}/{{id}}", "200"),
        ("GET", LIST, "400"),
        ("GET", "-", "404"),
        ("POST", "/initiatives", "405"),
    ]
    assert logged[0]["bytes"] == logged[1]["bytes"] != "0"
    assert [line["bytes"] for line in logged[2:4]] == ["0", "0"]
    assert logged[0]["id"] == logged[1]["id"] == "request-1"
    assert logged[4]["id"] == generated.headers["x-request-id"]
    assert not any("cause" in line for line in logged)


def test_access_lines_are_written_while_the_service_runs(
    cached: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    cached.get(LIST)
    for _ in range(100):
        if lines(caplog):
            break
        time.sleep(0.05)
    assert len(lines(caplog)) == 1


def test_without_the_setting_quick_answers_are_not_logged(
    client: TestClient, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    import_text(store, text_of(plan_2022()))
    client.get(LIST)
    client.get("/nothing")
    assert lines(caplog) == []


@pytest.mark.parametrize("break_store", [no_plan, database])
def test_the_log_exposes_nobody(
    client: TestClient,
    store: Store,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    break_store: Callable[[Store], None],
) -> None:
    break_store(store)
    client.get(f"/plans/{P22}-geheim", params=QUERY, headers=HEADERS)
    client.get(LIST, params=QUERY, headers=HEADERS | {"X-Request-Id": "forged\tid=1 status=200"})
    written = caplog.text + "".join(capfd.readouterr())
    assert "route=/plans/{id}" in written
    for secret in (
        "秘密",
        "%E7%A7%98",
        "geheim",
        "secret-agent",
        "203.0.113.7",
        "testclient",
        "forged",
        "SELECT",
    ):
        assert secret not in written, secret
