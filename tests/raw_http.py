"""A real server on a socket, and requests that no client library would send."""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from json import loads
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from app.cli.connections import Limits
from app.cli.http_protocol import Protocol
from app.cli.server import Server


@dataclass(frozen=True)
class Answer:
    status: int
    # Names in lower case.
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Wire:
    """Sends targets unchanged, without any percent encoding."""

    port: int
    connection: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=30)

    def send(self, target: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
        given = {"Host": "hoshin.example.jp", **(headers or {})}
        self.connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in given.items():
            self.connection.putheader(name, value)
        self.connection.endheaders()
        answer = self.connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, found, answer.read())

    def send_bytes(self, *pieces: bytes) -> bytes:
        """What the server sends until it closes the connection, for bytes sent piece by piece."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(0.02)
            received = b""
            while more := connection.recv(65_536):
                received += more
            return received


@contextmanager
def on_a_socket(app: ASGIApp, port: int = 0, limits: Limits | None = None) -> Iterator[Wire]:
    """The application behind uvicorn, on a free port if none is named."""
    server = Server(
        uvicorn.Config(
            app,
            port=port,
            http=Protocol,
            log_level="critical",
            lifespan="off",
            ws="none",
            timeout_keep_alive=60,
        ),
        limits or Limits(),
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    wire = Wire(server.servers[0].sockets[0].getsockname()[1])
    try:
        yield wire
    finally:
        wire.connection.close()
        server.should_exit = True
        thread.join()
