"""The store: its engines, one snapshot per reading request, one writer at a time.

Two SELECTs outside a transaction can see two revisions. Readers therefore open an explicit transaction:
BEGIN on SQLite, REPEATABLE READ on PostgreSQL.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
    SQLAlchemyError,
    TimeoutError,
)
from sqlmodel import Session

from app.db import engines
from app.db.revision_cache import RevisionCache
from app.settings import Settings

# PostgreSQL's advisory locks, for one migration and one rebuild at a time: "hoshin" and the next number.
_MIGRATION_LOCK: Final = 0x68_6F_73_68_69_6E
_REBUILD_LOCK: Final = _MIGRATION_LOCK + 1


class StoreError(Exception):
    """The database cannot be used; the message says why and what to do."""


class MissingDatabaseError(StoreError):
    """The SQLite file does not exist; only `hoshin import` and `hoshin serve` create one."""


_BUSY: Final = "ほかの登録が続いているため書き込めません。終わってから、もう一度実行してください。"
_BROKEN: Final = "データベースのファイルが壊れているか、別の種類のファイルです。控えから戻してください。"
_FULL: Final = "データベースに書き込めません。ディスクの空き容量を確かめてください。"
_UNREACHABLE: Final = (
    "データベースのサーバーに接続できません。HOSHIN_DATABASE_URL とサーバーの状態を確かめてください。"
)
_ADVICE: Final = {
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

_FAULTS_OF_OURS: Final = (DataError, IntegrityError, NotSupportedError, ProgrammingError)


def advice_on(error: Exception) -> str:
    """What to do about an error of the database, without its details."""
    reported = str(error.__cause__ or error)
    return next(
        (advice for part, advice in _ADVICE.items() if part in reported),
        "データベースを使えません。HOSHIN_DATABASE_URL とファイルの権限、空き容量を確かめてください。",
    )


def is_unreadable(error: SQLAlchemyError) -> bool:
    """Whether the database cannot be read; else the fault is in what the application asked of it."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, TimeoutError)  # no connection in time
    wrong_statement = getattr(error.orig, "sqlite_errorname", None) == "SQLITE_ERROR"
    return not (wrong_statement or isinstance(error, _FAULTS_OF_OURS))


class Store:
    """The database of one process."""

    def __init__(self, settings: Settings) -> None:
        self.settings: Final = settings
        self.file: Path | None = settings.sqlite_file
        if self.file is not None:
            if not self.file.exists():
                raise MissingDatabaseError(
                    f"データベース {self.file} がありません。hoshin import で作成してください。"
                )
            self.engine = engines.sqlite_engine(self.file)
            self.writer = engines.sqlite_engine(self.file, writer=True)
        else:
            self.engine = self.writer = engines.postgresql_engine(settings)
        # How often this process wrote.
        self.written = 0
        self.revision_cache = RevisionCache(cache_answers=settings.cache_mb > 0)

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A read-only session in which every statement sees the same revision."""
        with self.engine.connect() as connection:
            if self.file is None:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            connection.begin()
            info = {"revision_cache": self.revision_cache, "settings": self.settings}
            with Snapshot(connection, info) as session:
                yield session

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The only writer: everything is committed at the end, or nothing is."""
        try:
            with self.writer.connect() as connection, connection.begin():
                if self.file is None:
                    connection.exec_driver_sql(
                        f"SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = {engines.WRITER_TIMEOUT_MS};"
                        " LOCK TABLE revision IN EXCLUSIVE MODE"
                    )
                yield connection
        finally:
            self.written += 1

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """The only writer while tables change. SQLite checks foreign keys only at the end: batch
        migrations drop and rename tables, which enforced foreign keys would reject."""
        with self.writer.connect() as connection:
            if self.file is not None:
                # On the driver's connection: within SQLAlchemy's transaction it would do nothing.
                connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                if self.file is None:
                    connection.exec_driver_sql(
                        f"SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"
                    )
                yield connection
                if self.file is not None and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise StoreError("データベースの更新で参照が壊れるため、何も変えていません。")
            if self.file is not None:
                connection.invalidate()  # the next writer needs a connection with foreign keys

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """One rebuild at a time on PostgreSQL; others wait. On SQLite two rebuilds take turns, plan by
        plan, and skip what the other has written."""
        if self.file is not None:
            yield
            return
        with self._maintenance() as connection:
            # Released when the connection closes.
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({_REBUILD_LOCK})")
            yield

    def vacuum(self) -> None:
        """Have PostgreSQL update its statistics and visibility map, for index-only scans."""
        if self.file is None:
            with self._maintenance() as connection:
                connection.exec_driver_sql("VACUUM (ANALYZE)")

    def purge(self) -> bool:
        """Write the database new, so that no free space in it holds what was deleted. Returns whether that
        was possible; a reader or a full disk can prevent it."""
        try:
            if self.file is None:
                with self._maintenance() as connection:
                    connection.exec_driver_sql("VACUUM (FULL, ANALYZE)")
                return True
            raw = self.writer.raw_connection()
            try:
                cursor = raw.cursor()
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                (blocked, *_) = cursor.fetchone() or (True,)
            finally:
                raw.close()
        except (SQLAlchemyError, sqlite3.Error):
            return False
        return not blocked

    @contextmanager
    def _maintenance(self) -> Iterator[Connection]:
        """A connection to PostgreSQL without transaction and timeouts, closed afterwards."""
        with self.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SET statement_timeout = 0; SET lock_timeout = 0")
            try:
                yield connection
            finally:
                connection.invalidate()

    def close(self) -> None:
        self.engine.dispose()
        self.writer.dispose()


class Snapshot(Session):
    """A session on a connection that is already in a transaction."""

    def __init__(self, connection: Connection, info: dict[Any, Any]) -> None:
        super().__init__(bind=connection, autoflush=False, info=info)
        self._reading = connection

    def connection(self, *_: Any, **__: Any) -> Connection:
        """The connection itself: a transaction of the session's own would cost as much as a statement."""
        return self._reading

    def close(self) -> None:
        """Close the session if it was used; one whose connection alone was used holds nothing."""
        if self.in_transaction():
            super().close()
