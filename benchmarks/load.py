"""Load on a server and its cost: wrk for quick answers, a bounded client for slow ones."""

import http.client
import os
import re
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from benchmarks.servers import LOAD_CORE, Server

# Seconds. A slower answer is requested once, not in every round.
SLOW_ANSWER: Final = 4.0
_UNITS: Final = {"us": 1e-3, "ms": 1.0, "s": 1e3}


@dataclass(frozen=True)
class Load:
    """Result of a load."""

    rps: float
    # Microseconds of the server's CPU per request.
    cpu: float
    # Milliseconds.
    p99: float
    requests: int
    # Answers other than 2xx and 3xx.
    refused: int
    seconds: float

    @property
    def good(self) -> float:
        """Successful answers per second."""
        return max(self.requests - self.refused, 0) / max(self.seconds, 1e-9)


def wrk(
    server: Server,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    seconds: float = 2,
    connections: int = 32,
) -> Load:
    """A steady load from one thread on the other core."""
    given = [part for pair in (headers or {}).items() for part in ("-H", ": ".join(pair))]
    length = f"{max(1, round(seconds))}s"
    command = ["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{connections}", f"-d{length}", "--latency"]
    before, began = server.cpu(), time.monotonic()
    said = subprocess.run(
        [*command, "--timeout", "20s", *given, f"http://127.0.0.1:{server.port}{path}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    used, took = server.cpu() - before, time.monotonic() - began
    requests = int(_figure(r"(\d+) requests in", said))
    late = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    return Load(
        rps=_figure(r"Requests/sec:\s+([\d.]+)", said),
        cpu=used / max(requests, 1) * 1e6,
        p99=float(late[1]) * _UNITS[late[2]] if late else 0.0,
        requests=requests,
        refused=int(_figure(r"Non-2xx or 3xx responses: (\d+)", said)),
        seconds=took,
    )


def _figure(pattern: str, said: str) -> float:
    found = re.search(pattern, said)
    return float(found[1]) if found else 0.0


def one_by_one(server: Server, path: str, seconds: float) -> Load:
    """Requests on one connection, at least one, until the time is over."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=180)
    taken: list[float] = []
    refused = 0
    before, began = server.cpu(), time.monotonic()
    while not taken or time.monotonic() - began < seconds:
        asked = time.monotonic()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        taken.append(time.monotonic() - asked)
        refused += answer.status >= 400
    used, took = server.cpu() - before, time.monotonic() - began
    connection.close()
    taken.sort()
    late = taken[min(len(taken) - 1, len(taken) * 99 // 100)]
    return Load(len(taken) / took, used / len(taken) * 1e6, late * 1e3, len(taken), refused, took)


class Gauge:
    """Measurement of the addresses of one question, one request after the other."""

    def __init__(self, server: Server, paths: Sequence[str], seconds: float) -> None:
        self.server, self.paths, self.seconds = server, paths, seconds
        # Microseconds of CPU for the whole answer, per round.
        self.cpu: list[float] = []
        # Milliseconds until a single client has the whole answer, per round.
        self.wall: list[float] = []

    def round(self) -> None:
        if self.wall and self.wall[0] > SLOW_ANSWER * 1e3:
            return
        with on_load_core():
            loads = [one_by_one(self.server, path, self.seconds) for path in self.paths]
        if wrong := [path for path, load in zip(self.paths, loads, strict=True) if load.refused]:
            raise ValueError(f"refused under load: {wrong}")
        self.cpu.append(sum(load.cpu for load in loads))
        self.wall.append(sum(1e3 / load.rps for load in loads))


@contextmanager
def on_load_core() -> Iterator[None]:
    """Keep this thread away from the server's core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {int(LOAD_CORE)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
