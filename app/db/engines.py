"""The engines of SQLite, and the limits of both databases. PostgreSQL: app/db/postgresql.py."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from app.models.types import json_text

# Connections for the requests that run at once (app/web/middleware/load_shedding.py) and health checks.
# More would take other replicas' share of the server's.
READERS: Final = 10
POOL_TIMEOUT: Final = 2.0
# Prepared statements of a connection to SQLite: a query shape has several.
STATEMENTS: Final = 512
BUSY_TIMEOUT_MS: Final = 5000
# How long one import waits for another to end.
WRITER_TIMEOUT_MS: Final = 60_000

# Memory for the pages of a bulk import's transaction: with less, SQLite writes some before the commit, reads
# them again, and keeps readers out meanwhile.
WRITER_CACHE_KB: Final = 16_000

_WAL_FIXED_IN: Final = ((3, 44, 6), (3, 50, 7), (3, 51, 3))


def journal_mode(version: tuple[int, ...]) -> str:
    """WAL where the library's WAL-reset corruption is fixed, else DELETE."""
    fixed = version >= _WAL_FIXED_IN[-1] or any(
        version[:2] == release[:2] and version >= release for release in _WAL_FIXED_IN
    )
    return "WAL" if fixed else "DELETE"


# Device and inode of the file at a path, None where there is none.
FileIdentity = tuple[int, int] | None


def file_identity(file: Path) -> FileIdentity:
    """What tells a file apart from one that took its place."""
    try:
        found = os.stat(file)  # before each snapshot; Path.stat takes twice as long
    except OSError:
        return None
    return found.st_dev, found.st_ino


def connect(file: Path, identity: FileIdentity) -> sqlite3.Connection:
    """A connection to the file with this identity. Raises sqlite3.Error."""
    # mode=rw: a missing file is an error and not an empty database. A file URI, because SQLAlchemy's own
    # form breaks on names with `?` or `%`.
    address = f"{file.resolve().as_uri()}?mode=rw"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False, cached_statements=STATEMENTS)
    if file_identity(file) != identity:
        connection.close()
        raise sqlite3.OperationalError("the file was replaced")
    return connection


def set_log_aside(file: Path) -> None:
    """Move the write-ahead log of a file that was replaced out of SQLite's way, which would read its pages
    into the new file."""
    with suppress(FileNotFoundError):
        os.rename(f"{file}-wal", f"{file}-wal.old")
        os.remove(f"{file}-shm")


def sqlite_engine(file: Path, identity: FileIdentity, *, writer: bool = False) -> Engine:
    """An engine for readers, or for one writer, of the file with this identity only."""
    engine = create_engine(
        "sqlite:///",
        creator=lambda: connect(file, identity),
        json_serializer=json_text,
        poolclass=QueuePool,
        # One writer is reused for the next plan of a bulk import; more only queue for the lock.
        pool_size=1 if writer else READERS,
        max_overflow=READERS if writer else 0,
        pool_timeout=POOL_TIMEOUT,
        pool_use_lifo=True,  # the connection used last has its statements and pages in memory
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is sent below
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute(f"PRAGMA journal_mode={journal_mode(sqlite3.sqlite_version_info)}")
        if writer:
            connection.execute(f"PRAGMA cache_size=-{WRITER_CACHE_KB}")
        else:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if writer:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={WRITER_TIMEOUT_MS}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            # While a commit waits for readers to end, no new reader may begin: not for a minute.
            connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        else:
            # On the driver's connection, for speed: every answer begins with it.
            connection.connection.cursor().execute("BEGIN")

    return engine
