"""Old answers: only while the database cannot be read, with their age, never after a withdrawal."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError, SQLAlchemyError
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.import_plan import import_text
from app.importer.withdraw import withdraw_plan
from app.web.middleware import response_cache
from app.web.middleware.byte_ranges import ByteRanges
from app.web.middleware.response_cache import ResponseCache
from tests.conftest import Clock
from tests.world import P22, P23, entry, plan_2022, plan_2023, signed, text_of

REASON = "誤って登録したため"
LIST = "/api/v1/initiatives"
LISTS = (
    "/",
    "/initiatives",
    "/data",
    LIST,
    f"{LIST}.csv",
    "/api/v1/plans",
    "/api/v1/facets",
    "/catalog.ttl",
    "/data.json",
    "/sitemap.xml",
    "/initiatives.atom",
    "/api/3/action/package_search",
)
ITEMS = (f"/plans/{P22}", f"/api/v1/plans/{P22}", f"/initiatives/{P22}-b01", f"{LIST}/{P22}-b01")
SITE = (
    "/about",
    "/data/machine-readability",
    "/api",
    "/guide",
    "/accessibility",
    "/health/live",
    "/health/ready",
    "/api/v1/openapi.json",
    "/robots.txt",
)
CHANGES = ("/api/v1/changes?limit=1000", "/api/v1/changes.csv", "/changes.atom")


def fail(store: Store, error: Exception) -> None:
    """Every statement from now on raises the error; a fault of the application those of requests alone."""

    def broken(*_: object) -> None:
        if isinstance(error, SQLAlchemyError) or threading.current_thread().name != "commits":
            raise error

    event.listen(store.engine, "before_cursor_execute", broken)


@contextmanager
def noticed(client: TestClient) -> Iterator[None]:
    """Waits at the end until the commit watcher has seen a commit that is made meanwhile."""
    assert isinstance(client.app, ByteRanges)
    cache = client.app.app
    assert isinstance(cache, ResponseCache)
    before = cache._committed
    yield
    for _ in range(200):
        if cache._committed != before:
            return
        time.sleep(response_cache.CHECK_INTERVAL / 4)
    raise AssertionError("the commit was not noticed")


UNREADABLE = OperationalError("SELECT", {}, Exception("no database"))
MALFORMED = DatabaseError("SELECT", {}, Exception("database disk image is malformed"))
WRONG_STATEMENT = ProgrammingError("SELECT", {}, Exception("no such column"))
CHANGED = plan_2022()
entry(CHANGED, f"{P22}-b02")["text"] = "公園の花壇と広場の整備"


def test_after_the_last_plan_is_withdrawn_nothing_of_it_is_served(warm: TestClient, store: Store) -> None:
    before = {path: warm.get(path).status_code for path in (*LISTS, *ITEMS, *SITE, *CHANGES)}
    assert set(before.values()) == {200}
    withdraw_plan(store, P22, REASON, clock=Clock())
    assert {path: warm.get(path).status_code for path in LISTS} == dict.fromkeys(LISTS, 503)
    assert {path: warm.get(path).status_code for path in ITEMS} == dict.fromkeys(ITEMS, 410)
    assert {path: warm.get(path).status_code for path in SITE} == dict.fromkeys(SITE, 200)
    for path in CHANGES:
        answer = warm.get(path)
        assert answer.status_code == 200, path
        assert REASON in answer.text, path


def test_after_a_withdrawal_no_older_answer_is_served_even_without_a_database(
    warm: TestClient, store: Store
) -> None:
    with noticed(warm):
        import_text(store, text_of(plan_2023()), clock=Clock())
    assert P22 in warm.get(LIST).text
    with noticed(warm):
        withdraw_plan(store, P22, REASON, replaced_by=P23, clock=Clock())
    fail(store, UNREADABLE)
    assert warm.get(LIST).status_code == 503


@pytest.mark.parametrize("error", [UNREADABLE, MALFORMED], ids=["away", "malformed"])
def test_an_old_answer_is_served_while_the_database_cannot_be_read(
    warm: TestClient, store: Store, error: Exception
) -> None:
    first = warm.get(LIST)
    with noticed(warm):
        import_text(store, text_of(signed(CHANGED)), clock=Clock())
    fail(store, error)
    old = warm.get(LIST)
    assert (old.status_code, old.content) == (200, first.content)
    assert old.headers["age"].isdigit()
    assert "111" in old.headers["warning"]
    known = warm.get(LIST, headers={"If-None-Match": first.headers["etag"]})
    assert known.status_code == 304
    assert "age" in known.headers
    for own in ({"Cookie": "_ga=x"}, {"Authorization": "x"}):
        assert warm.get(LIST, headers=own).content == first.content


@pytest.mark.parametrize(
    ("error", "status"),
    [(WRONG_STATEMENT, 503), (RuntimeError("a fault of the application"), 500)],
    ids=["wrong statement", "other fault"],
)
def test_no_old_answer_hides_a_fault_of_the_application(
    warm: TestClient, store: Store, error: Exception, status: int
) -> None:
    warm.get(LIST)
    with noticed(warm):
        import_text(store, text_of(signed(CHANGED)), clock=Clock())
    fail(store, error)
    assert warm.get(LIST).status_code == status


def test_an_old_answer_is_not_served_for_more_than_a_day(
    warm: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm.get(LIST)
    monkeypatch.setattr(response_cache, "MAX_AGE", -1.0)
    fail(store, UNREADABLE)
    assert warm.get(LIST).status_code == 200
    monkeypatch.setattr(response_cache, "MAX_STALE", -1.0)
    assert warm.get(LIST).status_code == 503
