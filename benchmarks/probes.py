"""Clients that stand beside a load: some that ask and take the time, some that hardly read."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Final

READ_EVERY: Final = 0.05
"""Seconds between two bytes of a slow reader."""
_HEALTH_EVERY: Final = 0.02


@dataclass
class Seen:
    """What the probes were told: status, milliseconds and whether Retry-After was there."""

    answers: list[tuple[int, float, bool]] = field(default_factory=list)
    health: list[float] = field(default_factory=list)

    def took(self, status: int) -> list[float]:
        """The milliseconds of the answers of one status, sorted."""
        return sorted(took for found, took, _ in self.answers if found == status)

    @property
    def told_when(self) -> bool:
        """Whether every 503 said when to come again."""
        return all(told for status, _, told in self.answers if status == 503)


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
    while time.monotonic() < until:
        into.health.append((await ask(port, "/health/live"))[1])
        await asyncio.sleep(_HEALTH_EVERY)


async def watch(port: int, path: str, seconds: float, probes: int = 4) -> Seen:
    """Ask for a while what everybody asks, and all the time whether the process lives."""
    seen, until = Seen(), time.monotonic() + seconds
    asking = [_probe(port, path, until, seen) for _ in range(probes)]
    await asyncio.gather(_health(port, until, seen), *asking)
    return seen


async def read_slowly(port: int, path: str, readers: int, seconds: float) -> int:
    """Ask on many connections and read a byte now and then; says how many answers were begun."""
    until = time.monotonic() + seconds

    async def one() -> int:
        # Room for little: what the client does not read must wait at the server.
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=64)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        begun = 0
        try:
            while time.monotonic() < until:
                begun += len(await reader.read(1))
                await asyncio.sleep(READ_EVERY)
        finally:
            writer.transport.abort()
        return begun

    return sum(1 for read in await asyncio.gather(*(one() for _ in range(readers))) if read)


async def normal_again(port: int, path: str, usual: float, patience: float = 10) -> float:
    """Seconds until an answer is as quick as usual again."""
    began = time.monotonic()
    while time.monotonic() - began < patience:
        status, took, _ = await ask(port, path)
        if status == 200 and took < max(5 * usual, 50):
            break
        await asyncio.sleep(0.02)
    return time.monotonic() - began
