"""Reading without a change of thread, where the database does not make anybody wait.

To hand a question to a worker thread and back costs more than SQLite needs for one plan. So a small
question is first asked on the event loop itself, where nothing may wait: a lock or more than a few
milliseconds of work end the attempt, and a worker thread answers as if there had been none.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.db import Snapshot, Store

STEPS: Final = 100_000
"""Steps of SQLite's virtual machine that one answer may take, some three milliseconds: ten times what the
finder needs for a plan of the size of a ward's."""
SOME: Final = 10_000
"""Steps from one look at the sum to the next."""

_endpoints: Final[set[Callable[..., Any]]] = set()
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def at_once(endpoint: Endpoint) -> Endpoint:
    """Marks an endpoint whose own work is small whatever it finds: one that reads a page of a list."""
    _endpoints.add(endpoint)
    return endpoint


def is_at_once(endpoint: Callable[..., Any]) -> bool:
    return endpoint in _endpoints


class NotAtOnceError(Exception):
    """The database would have made the event loop wait."""


class AtOnce:
    """The store as the event loop reads it: on one connection that stays open, without waiting."""

    def __init__(self, store: Store) -> None:
        self.possible: Final = store.file is not None
        """A server's answer has to be waited for, so there only worker threads ask."""
        self._store = store
        self._connection: Connection | None = None
        self._opening = Lock()
        self._looks = 0
        event.listen(store.engine, "engine_disposed", lambda _engine: self.close())

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """As Store.snapshot. Raises NotAtOnceError where the database is locked, has much to do or fails,
        and where no connection is ready."""
        connection = self._connection
        if connection is None:
            raise NotAtOnceError
        self._looks = 0
        driver: Any = connection.connection.dbapi_connection
        try:
            driver.execute("BEGIN")
            with Snapshot(connection, self._store.kept) as session:
                yield session
        except (DBAPIError, sqlite3.Error) as error:
            raise NotAtOnceError from error  # a worker thread waits, or meets it again and tells
        finally:
            driver.rollback()

    @property
    def ready(self) -> bool:
        return self._connection is not None

    def open(self) -> None:
        """Have a connection ready, for which a worker thread may have to wait."""
        with self._opening:
            if self._connection is None:
                connection = self._store.engine.connect()
                connection.detach()  # it is no worker's
                driver: Any = connection.connection.dbapi_connection
                driver.execute("PRAGMA busy_timeout=0")
                driver.set_progress_handler(self._too_long, SOME)
                # For SQLAlchemy one transaction that does not end: to begin and end one with each answer
                # takes it four times as long as SQLite.
                connection.begin()
                driver.rollback()
                self._connection = connection

    def _too_long(self) -> bool:
        self._looks += 1
        return self._looks > STEPS // SOME

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
