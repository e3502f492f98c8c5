"""uvicorn as `hoshin serve` runs it: a crowd that comes at once keeps nobody waiting for long."""

import asyncio
import gc
import socket
import sys
from typing import Any, Final

import uvicorn

SWITCH: Final = 0.001
"""Seconds after which a thread that computes gives the interpreter to one that waits for it: the thread
that accepts and answers health checks asks for it at every event."""
YOUNG: Final = 10_000
"""Objects after which garbage is looked for. What waits is no garbage: with Python's 700 a crowd of a
thousand requests is searched through again and again, tens of milliseconds each."""
_AT_ONCE: Final = 256
"""Connections accepted before those that are there get their turn."""
_NO_FILES: Final = 0.2
"""Seconds until the next try where the process has no file left for a connection."""


class Server(uvicorn.Server):
    """Accepts all that have come. The event loop's own server takes one connection a turn (libuv does so
    since 1.45): the last of a thousand, and every health check behind it, would wait a thousand turns."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=[])
        doors: list[Any] = [_Door(self, listening) for listening in sockets or []]
        self.servers = doors

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        sys.setswitchinterval(SWITCH)
        gc.collect()
        gc.freeze()  # what is loaded by now stays
        gc.set_threshold(YOUNG, 50, 10)
        super().run(sockets=sockets)


class _Door:
    """One listening socket, as the server wants it: it is closed when the server stops."""

    def __init__(self, server: uvicorn.Server, listening: socket.socket) -> None:
        self._server = server
        self._listening = listening
        self._loop = asyncio.get_running_loop()
        self._entering: set[asyncio.Task[Any]] = set()
        listening.setblocking(False)
        self._open()

    def _open(self) -> None:
        if self._listening.fileno() >= 0:
            self._loop.add_reader(self._listening, self._accept)

    def close(self) -> None:
        self._loop.remove_reader(self._listening)

    async def wait_closed(self) -> None:
        """Nothing is left of it: uvicorn itself waits for connections and their requests."""

    def _accept(self) -> None:
        for _turn in range(_AT_ONCE):
            try:
                connection, _address = self._listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError:
                self.close()
                self._loop.call_later(_NO_FILES, self._open)
                return
            connection.setblocking(False)
            entering = self._loop.create_task(self._loop.connect_accepted_socket(self._protocol, connection))
            self._entering.add(entering)
            entering.add_done_callback(self._entering.discard)

    def _protocol(self) -> asyncio.Protocol:
        made: asyncio.Protocol = self._server.config.http_protocol_class(  # type: ignore[call-arg]
            config=self._server.config,
            server_state=self._server.server_state,
            app_state=self._server.lifespan.state,
            _loop=self._loop,
        )
        return made
