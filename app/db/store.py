"""The store: one engine, one snapshot per reading request, one writer at a time.

Two SELECTs outside a transaction can see two revisions, on SQLite as on PostgreSQL. Readers
therefore open an explicit transaction: BEGIN on SQLite, REPEATABLE READ on PostgreSQL.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, text
from sqlmodel import Session

from app.db.revision_cache import RevisionCache
from app.models.types import json_text
from app.settings import Settings

READERS: Final = 10
"""Connections to read: for as many requests as are at work at once (app/web/middleware/load_shedding.py), and some health
checks. More would only take their share of the server's from other replicas."""
POOL_TIMEOUT: Final = 2.0
STATEMENTS: Final = 512
"""Statements that a connection to SQLite keeps ready: a shape of query has some of them."""
BUSY_TIMEOUT_MS: Final = 5000
WRITER_TIMEOUT_MS: Final = 60_000
"""How long one import waits for another to end."""

_MIGRATION_LOCK: Final = 0x68_6F_73_68_69_6E
_REBUILD_LOCK: Final = _MIGRATION_LOCK + 1
"""The number of PostgreSQL's advisory lock for one migration at a time: "hoshin"."""


_WAL_FIXED_IN: Final = ((3, 44, 6), (3, 50, 7), (3, 51, 3))


def journal_mode(version: tuple[int, ...]) -> str:
    """WAL only where the library's WAL-reset corruption is mended, DELETE elsewhere."""
    fixed = version >= _WAL_FIXED_IN[-1] or any(
        version[:2] == release[:2] and version >= release for release in _WAL_FIXED_IN
    )
    return "WAL" if fixed else "DELETE"


class StoreError(Exception):
    """The database cannot be used; the message says why and how to mend it."""


class MissingDatabaseError(StoreError):
    """The SQLite file is not there; only `hoshin import` and `hoshin serve` create one."""


_BUSY: Final = "ほかの登録が続いているため書き込めません。終わってから、もう一度実行してください。"
_BROKEN: Final = "データベースのファイルが壊れているか、別の種類のファイルです。控えから戻してください。"
_FULL: Final = "データベースに書き込めません。ディスクの空き容量を確かめてください。"
_UNREACHABLE: Final = (
    "データベースのサーバーに接続できません。HOSHIN_DATABASE_URL とサーバーの状態を確かめてください。"
)
_TROUBLES: Final = {
    "database is locked": _BUSY,
    "lock timeout": _BUSY,
    "readonly database": "データベースに書き込めません。ファイルとフォルダーの権限を確かめてください。",
    "disk is full": _FULL,
    "disk I/O error": _FULL,
    "not a database": _BROKEN,
    "malformed": _BROKEN,
    "unable to open": "データベースを開けません。HOSHIN_DATABASE_URL のパスと権限を確かめてください。",
    "connection": _UNREACHABLE,
}


def trouble(error: Exception) -> str:
    """What to do about an error of the database, without its insides."""
    said = str(error.__cause__ or error)
    return next(
        (ours for theirs, ours in _TROUBLES.items() if theirs in said),
        "データベースを使えません。HOSHIN_DATABASE_URL とファイルの権限、空き容量を確かめてください。",
    )


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
            self.writer = _sqlite_engine(self.file, writer=True)
        else:
            self.engine = self.writer = _postgresql_engine(settings)
        self.written = 0
        """How often this process wrote."""
        self.revision_cache = RevisionCache(results=settings.cache_mb > 0)

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session in which every statement sees one and the same revision; it cannot write."""
        with self.engine.connect() as connection:
            if self.file is None:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            connection.begin()
            with Snapshot(connection, self.revision_cache) as session:
                yield session

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The only writer: all that it writes is committed at the end, or nothing is."""
        try:
            with self._writing() as connection:
                yield connection
        finally:
            self.written += 1

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self.writer.connect() as connection, connection.begin():
            if self.file is None:
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text(f"SET LOCAL lock_timeout = {WRITER_TIMEOUT_MS}"))
                connection.execute(text("LOCK TABLE revision IN EXCLUSIVE MODE"))
            yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """The only writer while tables change. On SQLite foreign keys are looked at only in the end:
        batch moves drop and rename tables, which enforced foreign keys would refuse."""
        with self.writer.connect() as connection:
            if self.file is not None:
                # On the driver's connection, because within a transaction it would do nothing.
                connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                if self.file is None:
                    connection.execute(text("SET LOCAL statement_timeout = 0"))
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
                yield connection
                if self.file is not None and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise StoreError("データベースの更新で参照が壊れるため、何も変えていません。")
            if self.file is not None:
                connection.invalidate()  # the next writer is one with foreign keys

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """One rebuild at a time on PostgreSQL; others wait. On SQLite two of them write plan after plan
        in turn, and neither writes what the other has written."""
        if self.file is not None:
            yield
            return
        with self.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET lock_timeout = 0"))
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text(f"SELECT pg_advisory_lock({_REBUILD_LOCK})"))
            try:
                yield
            finally:
                connection.invalidate()  # the lock ends with the connection

    @contextmanager
    def in_a_row(self) -> Iterator[None]:
        """For many writings one after the other: SQLite overwrites its rollback journal in place and does
        not make and delete a file each time. Every commit is as durable as otherwise."""
        self._keep_journal("PERSIST")
        try:
            yield
        finally:
            self._keep_journal("DELETE")

    def _keep_journal(self, how: str) -> None:
        if self.file is not None and journal_mode(sqlite3.sqlite_version_info) == "DELETE":
            with self.writer.connect() as connection:
                # On the driver's connection, because within a transaction it would do nothing.
                connection.connection.cursor().execute(f"PRAGMA journal_mode={how}")

    def vacuum(self) -> None:
        """After many writings: PostgreSQL learns what the tables hold, and reads indexes alone."""
        if self.file is None:
            with self.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("SET statement_timeout = 0"))
                connection.execute(text("VACUUM (ANALYZE)"))
                connection.invalidate()  # the next writer has the limits that every connection has

    def close(self) -> None:
        self.engine.dispose()
        self.writer.dispose()


class Snapshot(Session):
    """A session that reads on a connection which is in a transaction already."""

    def __init__(self, connection: Connection, revision_cache: RevisionCache) -> None:
        super().__init__(bind=connection, autoflush=False, info={"revision_cache": revision_cache})
        self._reading = connection

    def connection(self, *_: Any, **__: Any) -> Connection:
        """The connection itself: a transaction of the session within that of the connection would cost
        as much as a statement."""
        return self._reading

    def close(self) -> None:
        """Nothing to do where only the connection was asked: then the session holds nothing."""
        if self.in_transaction():
            super().close()


def _sqlite_engine(file: Path, *, writer: bool = False) -> Engine:
    # mode=rw: a missing file is an error and not an empty database. The address is passed as a file
    # URI by hand because SQLAlchemy's own form breaks on names with `?` or `%`.
    address = f"{file.resolve().as_uri()}?mode=rw"
    engine = create_engine(
        "sqlite:///",
        creator=lambda: sqlite3.connect(
            address, uri=True, check_same_thread=False, cached_statements=STATEMENTS
        ),
        json_serializer=json_text,
        poolclass=QueuePool,
        # One writer is kept for the next plan of a bulk import; more only queue for the lock.
        pool_size=1 if writer else READERS,
        max_overflow=READERS if writer else 0,
        pool_timeout=POOL_TIMEOUT,
        pool_use_lifo=True,  # the connection used last has its statements and pages at hand
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we send BEGIN ourselves, see below
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute(f"PRAGMA journal_mode={journal_mode(sqlite3.sqlite_version_info)}")
        if not writer:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if writer:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={WRITER_TIMEOUT_MS}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            # While the commit waits for readers to end, no new reader gets in: not for a minute.
            connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        else:
            # On the driver's connection: every answer begins with it.
            connection.connection.cursor().execute("BEGIN")

    return engine


def _postgresql_engine(settings: Settings) -> Engine:
    return create_engine(
        settings.database,
        pool_size=READERS,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT,
        pool_use_lifo=True,
        pool_pre_ping=True,
        json_serializer=json_text,
        connect_args={
            "connect_timeout": 5,
            # For readers; who writes or migrates takes the time that it takes.
            "options": "-c statement_timeout=10s -c lock_timeout=10s "
            "-c idle_in_transaction_session_timeout=60s -c timezone=UTC",
        },
    )
