"""Small stores in memory: SQLite databases kept as bytes, each read through connections of its own."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache

from sqlalchemy import Connection, Engine, NullPool, StaticPool, create_engine, event
from sqlmodel import Session

from app.db.revision_cache import RevisionCache
from app.db.schema import config, load_code_lists
from app.db.store import Snapshot
from app.models.types import json_text
from app.settings import Settings


class MemoryStore:
    """A store that does not change. It takes no file, so nothing of it is left behind."""

    def __init__(self, data: bytes) -> None:
        self.size = len(data)
        self._cache = RevisionCache()
        self._engine = create_engine(
            "sqlite://", creator=lambda: _connect(data), poolclass=NullPool, json_serializer=json_text
        )
        _begin_explicitly(self._engine)

    @contextmanager
    def snapshot(self, settings: Settings, info: dict[str, object]) -> Iterator[Session]:
        """A read-only session; `info` is what is known of it already."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only=ON")
            given = {"revision_cache": self._cache, "settings": settings, **info}
            with Snapshot(connection, given) as session:
                yield session


@contextmanager
def writing(raw: sqlite3.Connection) -> Iterator[Connection]:
    """The one transaction that fills a database in memory."""
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool, json_serializer=json_text)
    _begin_explicitly(engine)
    with engine.begin() as connection:
        yield connection


@contextmanager
def new_database() -> Iterator[sqlite3.Connection]:
    """A database with the schema and the code lists; `serialize()` gives its bytes."""
    with closing(_connect(_empty())) as raw:
        yield raw


@cache
def _empty() -> bytes:
    """Made once in a process, because the migrations take half a second."""
    from alembic import command  # noqa: PLC0415 - heavy, see app/db/schema.py

    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as raw:
        with writing(raw) as connection:
            command.upgrade(config(connection), "head")
            load_code_lists(connection)
        return raw.serialize()


def _connect(data: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.deserialize(data)
    return connection


def _begin_explicitly(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is sent below
        connection.execute("PRAGMA trusted_schema=OFF")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")
