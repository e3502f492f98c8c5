"""The store: one engine, one snapshot per reading request, one writer at a time.

Two SELECTs outside a transaction can see two revisions, on SQLite as on PostgreSQL. Readers
therefore open an explicit transaction: BEGIN on SQLite, REPEATABLE READ on PostgreSQL.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, text
from sqlmodel import Session

from app.settings import Settings

READERS: Final = 40
"""As many connections as the server has worker threads: no thread waits for a connection."""
POOL_TIMEOUT: Final = 2.0
BUSY_TIMEOUT_MS: Final = 5000

_DUMPS: Final = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
"""JSON as the tables hold it: Japanese as it is, not six bytes of ASCII a character."""

_WAL_FIXED_IN: Final = ((3, 44, 6), (3, 50, 7), (3, 51, 3))


def journal_mode(version: tuple[int, ...]) -> str:
    """WAL only where the library's WAL-reset corruption is mended, DELETE elsewhere."""
    fixed = version >= _WAL_FIXED_IN[-1] or any(
        version[:2] == release[:2] and version >= release for release in _WAL_FIXED_IN
    )
    return "WAL" if fixed else "DELETE"


class MissingDatabaseError(Exception):
    """The SQLite file is not there; only `hoshin import` and `hoshin serve` create one."""


class Store:
    """The database of one process."""

    def __init__(self, settings: Settings) -> None:
        self.file: Path | None = settings.sqlite_file
        if self.file is not None:
            if not self.file.exists():
                raise MissingDatabaseError(
                    f"データベース {self.file} がありません。hoshin import で作成してください。"
                )
            self.engine = _sqlite_engine(self.file)
        else:
            self.engine = _postgresql_engine(settings)

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session in which every statement sees one and the same revision; it cannot write."""
        with self.engine.connect() as connection:
            if self.file is None:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with Session(bind=connection, autoflush=False) as session:
                yield session

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The only writer: all that it writes is committed at the end, or nothing is."""
        with self.engine.connect() as connection:
            connection.info["writer"] = True
            try:
                with connection.begin():
                    if self.file is None:
                        connection.execute(text("LOCK TABLE revision IN EXCLUSIVE MODE"))
                    yield connection
            finally:
                connection.info.pop("writer", None)

    def close(self) -> None:
        self.engine.dispose()


def _sqlite_engine(file: Path) -> Engine:
    # mode=rw: a missing file is an error and not an empty database. The address is passed as a file
    # URI by hand because SQLAlchemy's own form breaks on names with `?` or `%`.
    address = f"{file.resolve().as_uri()}?mode=rw"
    engine = create_engine(
        "sqlite:///",
        creator=lambda: sqlite3.connect(address, uri=True, check_same_thread=False),
        poolclass=QueuePool,
        pool_size=READERS,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT,
        json_serializer=_DUMPS,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we send BEGIN ourselves, see below
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute(f"PRAGMA journal_mode={journal_mode(sqlite3.sqlite_version_info)}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.info.get("writer") else "BEGIN")

    return engine


def _postgresql_engine(settings: Settings) -> Engine:
    return create_engine(
        settings.database,
        pool_size=READERS,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT,
        pool_pre_ping=True,
        json_serializer=_DUMPS,
        connect_args={
            "connect_timeout": 5,
            "options": "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s -c timezone=UTC",
        },
    )
