"""A locked database does not block other requests: the event loop sends no statement."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.import_plan import import_text
from tests.world import P22, plan_2022, text_of

LIST = "/api/v1/initiatives"
PATHS = (
    f"{LIST}?q=花&sdg=11&facet=pillar&facet=sdg",
    f"{LIST}?pillar=ない",
    f"{LIST}/{P22}-b01",
    f"{LIST}/{P22}-b99",
    f"{LIST}.csv",
    "/api/v1/measures",
    "/api/v1/plans",
    "/api/v1/facets",
    "/initiatives?pillar=守り",
    f"/initiatives/{P22}-b01",
    f"/plans/{P22}",
    "/initiatives.xlsx",
    "/health/ready",
)
WORKER = "AnyIO worker thread"


@pytest.fixture(autouse=True)
def _plan(store: Store) -> None:
    import_text(store, text_of(plan_2022()))


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """Another connection holds an exclusive lock on the file."""
    with closing(sqlite3.connect(str(store.file), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def test_every_statement_is_sent_by_a_worker_thread(client: TestClient, store: Store) -> None:
    threads: set[str] = set()
    event.listen(
        store.engine, "before_cursor_execute", lambda *_: threads.add(threading.current_thread().name)
    )
    for path in PATHS:
        threads.clear()
        client.get(path)
        assert threads == {WORKER}, path


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", [LIST, "/initiatives", "/health/ready"])
def test_others_are_answered_while_a_request_waits_for_a_locked_database(
    client: TestClient, store: Store, path: str
) -> None:
    with ThreadPoolExecutor() as pool:
        with locked(store):
            waiting = pool.submit(client.get, path)
            for _ in range(20):
                assert client.get("/health/live").status_code == 200
            assert client.get(f"{LIST}?unknown=1").status_code == 400
            assert not waiting.done()
        assert waiting.result().status_code == 200


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_others_are_answered_while_a_new_connection_waits_for_a_locked_database(
    client: TestClient, store: Store
) -> None:
    assert client.get(LIST).status_code == 200
    store.engine.dispose()
    with ThreadPoolExecutor() as pool:
        with locked(store):
            waiting = pool.submit(client.get, LIST)
            for _ in range(20):
                assert client.get("/health/live").status_code == 200
            assert not waiting.done()
        assert waiting.result().status_code == 200
