"""Every answer comes from one revision, while imports swap two versions of a plan.

Every answer is compared with the known answers of the two versions. One test takes the snapshot away and
shows that the comparison notices.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, cycle
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session
from starlette.testclient import TestClient

from app.db.schema import open_store
from app.db.store import Snapshot, Store
from app.importer.import_plan import import_text
from app.main import create_app
from app.settings import Settings
from tests.conftest import BASE, served
from tests.world import P22, entry, plan_2022, signed, text_of

PATHS = (
    "/api/v1/initiatives?q=改",
    "/api/v1/initiatives?pillar=育ち",
    "/api/v1/initiatives.csv?q=改",
    "/api/v1/facets?q=改",
    "/api/v1/matrix?q=改",
    "/api/v1/pillars",
    f"/api/v1/plans/{P22}/document",
)


def versions() -> tuple[str, str]:
    """Two versions that differ in every measure without a tag, in a theme's pillar and in the title."""
    changed = plan_2022()
    for one in changed["document"]:
        if one["type"] == "measure" and not one.get("sdgs"):
            one["text"] += "（改）"
    entry(changed, f"{P22}-c1")["pillar"] = f"{P22}-p2"
    entry(changed, f"{P22}-p1")["name"] = "守る"
    entry(changed, f"{P22}-title")["text"] += "（改）"
    return text_of(plan_2022()), text_of(signed(changed))


def essence(answer: Any) -> tuple[int | None, str]:
    """The revision of an answer, None in a CSV, and its content without the revision."""
    if answer.headers["content-type"].startswith("text/csv"):
        return None, answer.text
    body = answer.json()
    about = body.get("meta") or body.get("plan") or {}
    revision = about.get("revision")
    for one in (about, *body.get("items", ())):
        for name in ("revision", "updated_at", "created_at"):
            one.pop(name, None)
    return revision, json.dumps(body, ensure_ascii=False)


class Known:
    """The answers of each path in both versions. Odd revisions are the first version."""

    def __init__(self, store: Store, client: TestClient) -> None:
        self.turns = cycle(versions())
        self.store = store
        self.answers: dict[str, tuple[str, str]] = {}
        found = []
        for _ in range(2):
            self.swap()
            found.append([essence(client.get(path))[1] for path in PATHS])
        self.answers = {path: (one, two) for path, one, two in zip(PATHS, *found, strict=True)}
        assert all(one != two for one, two in self.answers.values())

    def swap(self) -> None:
        assert import_text(self.store, next(self.turns)).revision

    def whole(self, path: str, answer: Any) -> bool:
        """Whether an answer comes from exactly one revision."""
        assert answer.status_code == 200, answer.text
        revision, body = essence(answer)
        first, second = self.answers[path]
        if revision is None:
            return body in (first, second)
        return body == (first if revision % 2 else second)


def client_on(settings: Settings, store: Store) -> TestClient:
    return TestClient(create_app(settings, store), base_url=BASE, raise_server_exceptions=False)


def impatient(settings: Settings) -> Store:
    """A store for the importer whose commits do not wait for an open reader."""
    store = Store(settings)

    def hurry(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA busy_timeout=20")

    if store.file is not None:
        event.listen(store.writer, "begin", hurry)
    return store


def torn_answers(settings: Settings, store: Store) -> int:
    """The number of answers that mix two versions when an import runs before each statement of each answer."""
    importer = impatient(settings)
    with client_on(settings, open_store(settings)) as quiet:
        known = Known(importer, quiet)
    torn = 0
    with client_on(settings, store) as client:
        for path in PATHS:
            for at in range(1, 9):
                left = count(at, -1)

                def interrupt(*_: object, left: Iterator[int] = left) -> None:
                    if next(left) == 1:
                        try:
                            known.swap()
                        except OperationalError:  # SQLite: the reader's snapshot keeps the import waiting
                            next(known.turns)

                event.listen(store.engine, "before_cursor_execute", interrupt)
                try:
                    torn += not known.whole(path, client.get(path))
                finally:
                    event.remove(store.engine, "before_cursor_execute", interrupt)
    importer.close()
    return torn


def test_an_import_between_any_two_statements_changes_nothing_in_the_answer(settings: Settings) -> None:
    assert torn_answers(settings, open_store(settings)) == 0


class Torn(Store):
    """A store without the snapshot: every statement sees the newest revision."""

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        with self.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")  # ends the BEGIN of the connection
            info = {"revision_cache": self.opened().revision_cache, "settings": self.settings}
            with Snapshot(connection, info) as session:
                yield session


def test_without_the_snapshot_the_same_imports_mix_two_versions_in_an_answer(settings: Settings) -> None:
    open_store(settings).close()
    assert torn_answers(settings, Torn(settings)) > 5


@pytest.mark.timeout(60)
def test_concurrent_readers_never_get_two_versions_in_one_answer(settings: Settings) -> None:
    store = open_store(settings)
    with client_on(settings, store) as client:
        known = Known(store, client)
        torn: list[str] = []
        read = count()
        done = threading.Event()

        def reader(paths: tuple[str, ...]) -> None:
            for path in cycle(paths):
                if done.is_set():
                    return
                next(read)
                if not known.whole(path, client.get(path)):
                    torn.append(path)

        readers = [threading.Thread(target=reader, args=(PATHS[n:] + PATHS[:n],)) for n in (0, 2, 4)]
        for thread in readers:
            thread.start()
        for _ in range(30):
            known.swap()
        done.set()
        for thread in readers:
            thread.join()
    assert torn == []
    assert next(read) > 30


def test_the_two_versions_give_the_expected_counts(engine: str, settings: Settings) -> None:
    first, second = versions()
    with served(settings, first) as client:
        assert client.get("/api/v1/initiatives?q=改").json()["meta"]["total"] == 0
    with served(settings, second) as client:
        assert client.get("/api/v1/initiatives?q=改").json()["meta"]["total"] == 3
        assert client.get("/api/v1/initiatives?pillar=育ち").json()["meta"]["total"] == 2
