"""Clients beside a load: probes that measure latency, and slow readers."""

import asyncio
import contextlib
import socket
import time
from dataclasses import dataclass, field
from typing import Final

# Seconds between two bytes of a slow reader.
READ_EVERY: Final = 0.1
_HEALTH_EVERY: Final = 0.02


@dataclass
class Seen:
    """Answers of the probes: status, milliseconds and whether Retry-After was sent."""

    answers: list[tuple[int, float, bool]] = field(default_factory=list)
    # For each health check the seconds since the first one and its milliseconds.
    health: list[tuple[float, float]] = field(default_factory=list)

    def took(self, status: int) -> list[float]:
        """The milliseconds of the answers of one status, sorted."""
        return sorted(took for found, took, _ in self.answers if found == status)

    @property
    def retry_after(self) -> bool:
        """Whether every 503 had the header Retry-After."""
        return all(there for status, _, there in self.answers if status == 503)


async def ask(port: int, path: str) -> tuple[int, float, bool]:
    """One request on a connection of its own."""
    began = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        said = await reader.read()
    finally:
        writer.close()
    head = said.partition(b"\r\n\r\n")[0].lower()
    took = (time.monotonic() - began) * 1e3
    return int(head.split(b" ", 2)[1]), took, b"\r\nretry-after:" in head


async def _probe(port: int, path: str, until: float, into: Seen) -> None:
    while time.monotonic() < until:
        into.answers.append(await ask(port, path))
        await asyncio.sleep(0.01)


async def _health(port: int, until: float, into: Seen) -> None:
    began = time.monotonic()
    while time.monotonic() < until:
        asked = time.monotonic()
        into.health.append((asked - began, (await ask(port, "/health/live"))[1]))
        await asyncio.sleep(_HEALTH_EVERY)


async def watch(port: int, path: str, seconds: float, probes: int) -> Seen:
    """Send requests and health checks for a while."""
    seen, until = Seen(), time.monotonic() + seconds
    asking = [_probe(port, path, until, seen) for _ in range(probes)]
    await asyncio.gather(_health(port, until, seen), *asking)
    return seen


class SlowReaders:
    """Clients that request a long answer and read it byte by byte, slowly."""

    def __init__(self, port: int, path: str, readers: int) -> None:
        self.port, self.path, self.readers = port, path, readers
        # Number of clients that have read the first byte.
        self.begun = 0
        self._all_begun = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(self, patience: float) -> None:
        """Wait until every answer has begun."""
        self._tasks = [asyncio.create_task(self._read()) for _ in range(self.readers)]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._all_begun.wait()

    async def _read(self) -> None:
        client = socket.socket()
        # Room for little: what the client does not read must wait at the server.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        client.setblocking(False)
        loop = asyncio.get_running_loop()
        try:
            await loop.sock_connect(client, ("127.0.0.1", self.port))
            await loop.sock_sendall(client, f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            read = await loop.sock_recv(client, 1)
            self.begun += len(read)
            if self.begun == self.readers:
                self._all_begun.set()
            while read:
                await asyncio.sleep(READ_EVERY)
                read = await loop.sock_recv(client, 1)
        finally:
            client.close()

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def recovery_time(port: int, path: str, usual: float, patience: float = 10) -> float:
    """Seconds until the latency is back to its usual value."""
    began = time.monotonic()
    while time.monotonic() - began < patience:
        status, took, _ = await ask(port, path)
        if status == 200 and took < max(5 * usual, 50):
            break
        await asyncio.sleep(0.02)
    return time.monotonic() - began
