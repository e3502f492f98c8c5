"""Clients that stand beside a load: some that ask and take the time, some that hardly read."""

import asyncio
import contextlib
import socket
import time
from dataclasses import dataclass, field
from typing import Final

READ_EVERY: Final = 0.1
"""Seconds between two bytes of a slow reader."""
_HEALTH_EVERY: Final = 0.02


@dataclass
class Seen:
    """What the probes were answered: status, milliseconds and whether Retry-After was there."""

    answers: list[tuple[int, float, bool]] = field(default_factory=list)
    health: list[tuple[float, float]] = field(default_factory=list)
    """Of each health check the seconds since the first one and the milliseconds it took."""

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
    """Ask for a while what everybody asks, and all the time whether the process lives."""
    seen, until = Seen(), time.monotonic() + seconds
    asking = [_probe(port, path, until, seen) for _ in range(probes)]
    await asyncio.gather(_health(port, until, seen), *asking)
    return seen


class SlowReaders:
    """Clients that ask for a long answer and then read a byte now and then."""

    def __init__(self, port: int, path: str, readers: int) -> None:
        self.port, self.path, self.readers = port, path, readers
        self.begun = 0
        """How many have read the first byte."""
        self._all_begun = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(self, patience: float) -> None:
        """Until every answer has begun to come."""
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


async def normal_again(port: int, path: str, usual: float, patience: float = 10) -> float:
    """Seconds until an answer is as quick as usual again."""
    began = time.monotonic()
    while time.monotonic() - began < patience:
        status, took, _ = await ask(port, path)
        if status == 200 and took < max(5 * usual, 50):
            break
        await asyncio.sleep(0.02)
    return time.monotonic() - began
