"""What the event loop answers itself, and what it leaves to a worker thread rather than wait."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from app import at_once
from app.db import Store
from app.importer.load import import_text
from tests.world import P22, plan_2022, text_of

LIST = "/api/v1/initiatives"
PATHS = (
    f"{LIST}?q=花&sdg=11&facet=pillar&facet=sdg",
    "/api/v1/measures",
    "/api/v1/bureau-projects?limit=2",
    f"{LIST}/{P22}-b01",
    "/initiatives?pillar=守り",
    f"/initiatives/{P22}-b01",
)
WORKER = "AnyIO worker thread"


@pytest.fixture
def threads(store: Store, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A store with one plan, of which something was asked before, and the names of the threads that asked
    it since, one for each statement."""
    monkeypatch.setattr(at_once, "SOME", 10)
    import_text(store, text_of(plan_2022()))
    client.get(LIST)
    seen: list[str] = []

    def note(*_: object) -> None:
        seen.append(threading.current_thread().name)

    event.listen(store.engine, "before_cursor_execute", note)
    yield seen
    event.remove(store.engine, "before_cursor_execute", note)


def by_workers(threads: list[str]) -> set[bool]:
    """Whether worker threads asked; both where some did."""
    return {name == WORKER for name in threads}


@pytest.mark.parametrize("path", PATHS)
def test_a_small_question_is_answered_at_once_where_the_database_is_a_file(
    client: TestClient, threads: list[str], path: str, engine: str
) -> None:
    assert client.get(path).status_code == 200
    assert by_workers(threads) == {engine == "postgresql"}


@pytest.mark.parametrize(
    "path", [f"{LIST}.csv", "/plans", f"/plans/{P22}", "/api/v1/facets", "/initiatives.xlsx"]
)
def test_what_may_be_long_is_a_workers(client: TestClient, threads: list[str], path: str) -> None:
    assert client.get(path).status_code == 200
    assert by_workers(threads) == {True}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", PATHS)
def test_what_takes_too_many_steps_is_a_workers_and_the_answer_the_same(
    client: TestClient, threads: list[str], path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_once, "STEPS", 0)
    long = client.get(path)
    assert by_workers(threads) == {False, True}
    monkeypatch.setattr(at_once, "STEPS", 1_000_000)
    threads.clear()
    assert client.get(path).content == long.content
    assert by_workers(threads) == {False}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_limit_of_steps_is_for_each_answer(client: TestClient, threads: list[str]) -> None:
    for _ in range(300):  # together far more than the limit
        client.get(PATHS[0])
    assert by_workers(threads) == {False}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_locked_database_lets_the_event_loop_go_on(
    client: TestClient, threads: list[str], store: Store
) -> None:
    with (
        closing(sqlite3.connect(str(store.file), isolation_level=None)) as other,
        ThreadPoolExecutor() as pool,
    ):
        other.execute("BEGIN EXCLUSIVE")
        waiting = pool.submit(client.get, LIST)
        while WORKER not in threads:
            assert client.get("/health/live").status_code == 200
        assert not waiting.done()
        other.execute("ROLLBACK")
        assert waiting.result().status_code == 200
    threads.clear()
    assert client.get(LIST).status_code == 200
    assert by_workers(threads) == {False}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_connection_that_failed_is_made_anew(client: TestClient, threads: list[str], store: Store) -> None:
    client.get(LIST)
    store.engine.dispose()  # closes the loop's connection too
    assert client.get(LIST).status_code == 200
    assert by_workers(threads) == {False, True}
    threads.clear()
    assert client.get(LIST).status_code == 200
    assert by_workers(threads) == {False}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("threads")
def test_a_locked_database_is_opened_by_a_worker(client: TestClient, store: Store) -> None:
    store.engine.dispose()
    with (
        closing(sqlite3.connect(str(store.file), isolation_level=None)) as other,
        ThreadPoolExecutor() as pool,
    ):
        other.execute("BEGIN EXCLUSIVE")
        waiting = pool.submit(client.get, LIST)
        for _ in range(20):
            assert client.get("/health/live").status_code == 200
        assert not waiting.done()
        other.execute("ROLLBACK")
        assert waiting.result().status_code == 200


def test_what_is_asked_wrongly_is_refused_at_once_too(client: TestClient, threads: list[str]) -> None:
    assert client.get(f"{LIST}?pillar=ない").status_code == 400
    assert client.get(f"{LIST}/{P22}-b99").status_code == 404
    assert client.get("/api/v1/measures?sdg=18").status_code == 400
