"""Servers under measurement, on a core of their own, observed through /proc, ended by their id."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SERVER_CORE: Final = "0"
LOAD_CORE: Final = "1" if (os.cpu_count() or 1) > 1 else "0"
START_SECONDS: Final = 40
ROOT: Final = Path(__file__).parent.parent

Pairs = list[tuple[str, str]]


class StartError(Exception):
    """A server did not start. The message holds the end of its output."""


@dataclass(frozen=True)
class Server:
    """A server that answers. `others` names the processes that work for it, such as a database's."""

    pid: int
    port: int
    others: Callable[[], Sequence[int]] = tuple

    def cpu(self) -> float:
        """Seconds of CPU so far, to the nanosecond."""
        return sum(_cpu(pid) for pid in (self.pid, *self.others()))

    def memory(self) -> int:
        """Resident megabytes."""
        return resident(self.pid) // 1024

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, Pairs, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=180)
        try:
            connection.request("GET", path, headers=dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def given(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[Pairs, bytes]:
        """Headers and body of an answer of 200. Raises ValueError for any other."""
        status, pairs, body = self.get(path, headers)
        if status != 200:
            raise ValueError(f"{path}: {status} {body[:300]!r}")
        return pairs, body


def _cpu(pid: int) -> float:
    """The id of another process's CPU clock, computed as clock_getcpuclockid(3) does."""
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0


def resident(pid: int) -> int:
    """Resident kilobytes, 0 for a process that is gone."""
    try:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(found[1]) if found else 0


def family(pid: int) -> list[int]:
    """A process and its descendants."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def uvicorn(app: str, python: str = sys.executable) -> list[str]:
    """The command for the ceiling, the statement by hand and the peers: a bare server without an access log."""
    quiet = ["--no-access-log", "--log-level", "error", "--no-server-header"]
    return [python, "-m", "uvicorn", app, *quiet, "--backlog", "2048", "--port"]


def ours(url: str, cache_mb: int | None = None) -> tuple[list[str], dict[str, str]]:
    """Command and environment of this service on a store, as people start it. Answers are kept, or not,
    by `cache_mb` alone; every other setting has its default."""
    command = ["sh", "-c", 'HOSHIN_PORT=$1 exec "$0" -m app serve', sys.executable]
    return command, hoshin_environment(url, cache_mb)


def clean_environment() -> dict[str, str]:
    """The environment of this process without settings of the service."""
    return {name: value for name, value in os.environ.items() if not name.startswith("HOSHIN_")}


def hoshin_environment(url: str, cache_mb: int | None = None) -> dict[str, str]:
    kept = {} if cache_mb is None else {"HOSHIN_CACHE_MB": str(cache_mb)}
    return {"HOSHIN_DATABASE_URL": url} | kept


@contextmanager
def serve(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    *,
    ready: str = "/health/live",
    others: Callable[[], Sequence[int]] = tuple,
) -> Iterator[Server]:
    """Start a command that ends with the option for a port, and wait until it answers."""
    port = free_port()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            ["taskset", "-c", SERVER_CORE, *command, str(port)],
            env=clean_environment() | dict(environment or {}),
            cwd=ROOT,
            stdout=said,
            stderr=said,
        )
        server = Server(process.pid, port, others)
        try:
            if not _answers(process, server, ready):
                said.seek(0)
                end = said.read().decode(errors="replace")[-500:]
                raise StartError(f"{' '.join(command[:4])}: {end or 'no answer'}")
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(process: "subprocess.Popen[bytes]", server: Server, ready: str) -> bool:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if server.get(ready)[0] == 200:
                return True
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.05)
    return False
