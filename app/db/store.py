"""The store: its engines, one snapshot per reading request, one writer at a time.

Two SELECTs outside a transaction can see two revisions. Readers therefore open an explicit transaction:
BEGIN on SQLite, REPEATABLE READ on PostgreSQL.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlmodel import Session

from app.db import engines, postgresql
from app.db.revision_cache import RevisionCache
from app.errors import CommandError
from app.settings import Settings

# PostgreSQL's advisory lock for one migration at a time: "hoshin".
_MIGRATION_LOCK: Final = 0x68_6F_73_68_69_6E


class StoreError(CommandError):
    """The database cannot be used; the message says why and what to do."""


class MissingDatabaseError(StoreError):
    """The SQLite file does not exist; only `hoshin import` and `hoshin serve` create one."""


@dataclass(slots=True, eq=False)
class Opened:
    """What is open of one database; on SQLite of the file with this identity."""

    identity: engines.FileIdentity
    engine: Engine
    writer: Engine
    revision_cache: RevisionCache


class Store:
    """The database of one process."""

    def __init__(self, settings: Settings) -> None:
        self.settings: Final = settings
        self.file: Path | None = settings.sqlite_file
        # How often this process wrote.
        self.written = 0
        if self.file is not None and not self.file.exists():
            raise MissingDatabaseError(
                f"データベース {self.file} がありません。hoshin import で作成してください。"
            )
        self._replacing = Lock()
        self._damaged: Opened | None = None
        self._opened = self._open()
        self._last_identity = self._opened.identity

    def _open(self) -> Opened:
        cache = RevisionCache(cache_answers=self.settings.cache_mb > 0)
        if self.file is None:
            try:
                engine = postgresql.postgresql_engine(self.settings.database)
            except ValueError as error:
                raise StoreError(str(error)) from error
            return Opened(None, engine, postgresql.engine_for(engine, "writing"), cache)
        identity = engines.file_identity(self.file)
        reader = engines.sqlite_engine(self.file, identity)
        writer = engines.sqlite_engine(self.file, identity, writer=True)
        return Opened(identity, reader, writer, cache)

    def opened(self) -> Opened:
        """The engines of the file that stands at the path now. Where it was replaced or deleted, nothing
        that was opened or cached of the old one is used again."""
        if self.file is None or engines.file_identity(self.file) == self._opened.identity:
            return self._opened
        with self._replacing:
            identity = engines.file_identity(self.file)
            if identity != self._opened.identity:
                self.close()
                if identity not in (None, self._last_identity):
                    engines.set_log_aside(self.file)
                self._opened = self._open()
                self._last_identity = identity or self._last_identity
        return self._opened

    @property
    def engine(self) -> Engine:
        return self.opened().engine

    @property
    def writer(self) -> Engine:
        return self.opened().writer

    @property
    def damaged(self) -> bool:
        """Whether an answer found damage in the file that is open."""
        return self._damaged is self.opened()

    def report_damage(self, error: Exception) -> None:
        """Note that the file is damaged, if the error says so; a damaged index alone can be rebuilt."""
        if getattr(error, "sqlite_errorname", "") in ("SQLITE_CORRUPT", "SQLITE_NOTADB"):
            self._damaged = self._opened

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A read-only session in which every statement sees the same revision."""
        opened = self.opened()
        with opened.engine.connect() as connection:
            connection.begin()
            info = {"revision_cache": opened.revision_cache, "settings": self.settings}
            with Snapshot(connection, info) as session:
                yield session

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The only writer: everything is committed at the end, or nothing is."""
        opened = self.opened()
        try:
            with opened.writer.connect() as connection, connection.begin():
                if self.file is None:
                    connection.exec_driver_sql("LOCK TABLE revision IN EXCLUSIVE MODE")
                yield connection
        finally:
            self.written += 1
        if self.opened() is not opened:
            raise StoreError(
                "書き込んでいる間に、データベースのファイルが差し替えられました。もう一度実行してください。"
            )

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
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
                yield connection
                if self.file is not None and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise StoreError("データベースの更新で参照が壊れるため、何も変えていません。")
            if self.file is not None:
                connection.invalidate()  # the next writer needs a connection with foreign keys

    def vacuum(self) -> None:
        """Have PostgreSQL update its statistics and visibility map, for index-only scans. Where a limit of
        the server's ends it, autovacuum does so later."""
        if self.file is None:
            with suppress(OperationalError):
                self._maintain("VACUUM (ANALYZE)")

    def purge(self) -> bool:
        """Write the database new, so that no free space in it holds what was deleted. Returns whether that
        was possible; a reader or a full disk can prevent it."""
        try:
            if self.file is None:
                self._maintain("VACUUM (FULL, ANALYZE)")
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

    def _maintain(self, statement: str) -> None:
        """Execute a statement of PostgreSQL that must not stand in a transaction."""
        with postgresql.engine_for(self.engine, "none").connect() as connection:
            connection.exec_driver_sql(statement)

    def close(self) -> None:
        self._opened.engine.dispose()
        self._opened.writer.dispose()


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
