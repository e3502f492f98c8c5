"""The commit watcher: the version of the database, which changes with every commit of any process."""

import sqlite3
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from app.db.engines import connect
from app.db.store import Store

_TAKEN: Final = text(
    "SELECT (SELECT coalesce(max(id), 0) FROM revision), (SELECT count(*) FROM change"
    " WHERE revision_id > :last AND action <> 'added' AND action <> 'changed')"
)


class CommitWatcher:
    """Reads the version on a connection of its own: microseconds on SQLite, one transaction on PostgreSQL."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._file: sqlite3.Connection | None = None
        self._server: Connection | None = None
        self._opened = 0
        self._revision = 0
        self._database = store.opened()

    def version(self) -> object:
        """A value that differs from the last one if anything was committed, None while the database does
        not answer."""
        try:
            writes = self._read()
            return (self._opened, writes)
        except (sqlite3.Error, SQLAlchemyError) as error:
            if "locked" not in str(error):  # a commit is under way
                self.close()
            return None

    def took_back(self) -> bool:
        """Whether what was committed since the last call is more than items added and changed: a withdrawal,
        or a change of what is stored about a revision."""
        try:
            with self._store.engine.connect() as connection:
                revision, taken = connection.execute(_TAKEN, {"last": self._revision}).one()
        except SQLAlchemyError:
            return True
        before, self._revision = self._revision, revision
        return bool(taken) or revision <= before

    def _read(self) -> int:
        if (database := self._store.opened()) is not self._database:  # another file
            self.close()
            self._database = database
        if self._store.file is not None:
            if self._file is None:
                self._file = connect(self._store.file, database.identity)
                self._file.execute("PRAGMA query_only=ON")
                self._file.execute("PRAGMA busy_timeout=0")
            version: int = self._file.execute("PRAGMA data_version").fetchone()[0]
            return version
        if self._server is None:
            self._server = self._store.engine.connect()
            self._server.detach()  # so that it takes no reader's place in the pool
        with self._server.begin():
            writes: int = self._server.execute(text("SELECT writes FROM store")).scalar_one()
        return writes

    def close(self) -> None:
        self._opened += 1
        for connection in (self._file, self._server):
            if connection is not None:
                connection.close()
        self._file = self._server = None
