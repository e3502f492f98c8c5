"""The commit watcher: the version of the database, which changes with every commit of any process."""

import sqlite3

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from app.db.engines import connect
from app.db.store import Store


class CommitWatcher:
    """Reads the version on a connection of its own: microseconds on SQLite, one statement on PostgreSQL."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._file: sqlite3.Connection | None = None
        self._server: Connection | None = None
        self._opened = 0
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
            self._server = self._store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._server.detach()  # so that it takes no reader's place in the pool
        writes: int = self._server.execute(text("SELECT writes FROM store")).scalar_one()
        return writes

    def close(self) -> None:
        self._opened += 1
        for connection in (self._file, self._server):
            if connection is not None:
                connection.close()
        self._file = self._server = None
