"""P6: how long two server processes on one store serve the old answer after an import by a third."""

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from benchmarks.postgres import Cluster
from benchmarks.report import Report, spread
from benchmarks.servers import ROOT, Server, hoshin_environment, ours, serve
from benchmarks.variants import Store

SECTION: Final = "Freshness after an import by another process"
PATH: Final = "/api/v1/initiatives?limit=100"
_REVISION: Final = re.compile(rb'"revision":(\d+)')
MAX_WAIT: Final = 5.0


class _Importer:
    """The process that changes the plan."""

    def __init__(self, url: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.plan_change"],
            env=os.environ | hoshin_environment(url),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._line()

    def _line(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the importing process ended")
        return line

    def change(self) -> tuple[float, int]:
        """When the changed plan was committed, and as which revision."""
        assert self._process.stdin
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        said: dict[str, Any] = json.loads(self._line())
        return said["committed"], said["revision"]

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(20)


class _Poller(threading.Thread):
    """Asks one server every millisecond until it answers with another revision than at first."""

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        self.before = self._revision()
        self.fresh_at = float("inf")

    def _revision(self) -> int:
        self._connection.request("GET", PATH)
        found = _REVISION.search(self._connection.getresponse().read())
        return int(found[1]) if found else -1

    def run(self) -> None:
        until = time.monotonic() + MAX_WAIT
        while time.monotonic() < until:
            if self._revision() != self.before:
                self.fresh_at = time.monotonic()
                break
            time.sleep(0.001)
        self._connection.close()


def on_sqlite(report: Report, store: Store, times: int) -> None:
    """On a copy, because the plan is changed."""
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "changed.db"
        shutil.copyfile(store.file, copy)
        _freshness(report, "SQLite", f"sqlite:///{copy}", times)


def on_postgresql(report: Report, store: Store, running: Cluster, times: int) -> None:
    _freshness(report, "PostgreSQL", running.fill("bench_changed", store.plan_files), times)


@contextmanager
def _importer(url: str) -> Iterator[_Importer]:
    opened = _Importer(url)
    try:
        yield opened
    finally:
        opened.close()


def _freshness(report: Report, engine: str, url: str, times: int) -> None:
    with serve(*ours(url)) as first, serve(*ours(url)) as second, _importer(url) as importer:
        servers = (first, second)
        importer.change()  # what is prepared once is not of interest
        late = [one for _ in range(times) for one in _late(servers, importer)]
        work = [one for _ in range(times) for one in _work(servers, importer)]
    report.table(
        SECTION,
        "| engine | old answers after the commit, ms, min / median / max | work of the first new answer, CPU ms |",
        [f"| {engine} | {spread(late, 0)} | {spread(work, 1)} |"],
    )
    report.judge(
        f"P6 nothing old, two processes, {engine}",
        "≤ 250 ms after the commit",
        f"worst {max(late):.0f} ms of {len(late)}",
        max(late) <= 250,
    )
    report.judge(
        f"P6 first new answer, {engine}",
        "≤ 20 ms of CPU",
        f"worst {max(work):.1f} ms of {len(work)}",
        max(work) <= 20,
    )


def _late(servers: tuple[Server, ...], importer: _Importer) -> list[float]:
    """Milliseconds from the commit to each server's first new answer."""
    pollers = [_Poller(server) for server in servers]
    for poller in pollers:
        poller.start()
    committed, _ = importer.change()
    for poller in pollers:
        poller.join()
    return [max(0.0, poller.fresh_at - committed) * 1e3 for poller in pollers]


def _work(servers: tuple[Server, ...], importer: _Importer) -> list[float]:
    """Milliseconds of CPU for the first answer after a change that everybody has noticed."""
    _, revision = importer.change()
    time.sleep(0.4)
    taken = []
    for server in servers:
        before = server.cpu()
        body = server.get(PATH)[2]
        taken.append((server.cpu() - before) * 1e3)
        found = _REVISION.search(body)
        if not found or int(found[1]) != revision:
            raise ValueError("an old answer 400 ms after the commit")
    return taken
