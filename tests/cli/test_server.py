"""`hoshin serve`: its first start, its second, and a start without the seed."""

import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from app.db.schema import open_store
from app.importer.import_plan import import_text
from app.settings import Settings
from tests.command_line import ENVIRONMENT
from tests.paths import ROOT
from tests.world import plan_2022, text_of


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


class Running:
    """A `hoshin serve` that has printed its URL."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.lines: list[str] = []
        self.up = threading.Event()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self.up.wait(100)
        self.url = next(line for line in self.lines if "公開URL" in line).split()[1]

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if "Application startup complete" in line:
                self.up.set()
        self.up.set()

    def end(self) -> int:
        """Stops the server; returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(60)
        self._reader.join()
        return status


@contextmanager
def running_server(cwd: Path, *prefix: str, **settings: str) -> Iterator[Running]:
    """The server, started by the command before it if one is given."""
    process = subprocess.Popen(
        [*prefix, sys.executable, "-m", "app", "serve"],
        cwd=cwd,
        env=ENVIRONMENT
        | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        | {"HOSHIN_PORT": str(free_port())}
        | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Running(process)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_the_first_start_imports_the_seed_and_the_second_leaves_newer_data_alone(tmp_path: Path) -> None:
    with running_server(tmp_path) as first:
        assert any("登録しました（改訂番号 1）。追加352件" in line for line in first.lines)
        assert re.fullmatch(r"http://127\.0\.0\.1:[0-9]+/", first.url)
        answer = httpx.get(f"{first.url}api/v1/initiatives").json()
        assert (answer["meta"]["total"], answer["meta"]["revision"]) == (46, 1)
        assert httpx.get(f"{first.url}health/ready").status_code == 200
        assert first.end() in (0, -signal.SIGTERM)
        assert not any("Traceback" in line for line in first.lines)
        assert any("Finished server process" in line for line in first.lines)
    store = open_store(Settings(database_url=f"sqlite:///{tmp_path}/var/hoshin.db"))
    import_text(store, text_of(plan_2022()))
    store.close()
    with running_server(tmp_path) as second:
        assert not any("登録" in line for line in second.lines)
        answer = httpx.get(f"{second.url}api/v1/plans").json()
        assert [one["id"] for one in answer["items"]] == ["141127-2022", "991015-2022"]
        assert answer["meta"]["revision"] == 2
        second.end()


def test_without_the_seed_the_service_starts_empty(tmp_path: Path) -> None:
    with running_server(tmp_path, HOSHIN_SEED="false") as running:
        answer = httpx.get(f"{running.url}api/v1/plans")
        assert answer.status_code == 503
        assert "hoshin import" in answer.json()["detail"]
        running.end()


def test_silent_clients_do_not_take_the_last_descriptor(tmp_path: Path) -> None:
    limited = ("sh", "-c", 'ulimit -n 64; exec "$@"', "sh")
    with running_server(tmp_path, *limited) as running, ExitStack() as stack:
        address = ("127.0.0.1", int(running.url.rstrip("/").rpartition(":")[2]))
        for _ in range(80):
            stack.enter_context(socket.create_connection(address))
        paths = ("health/live", "health/ready", "initiatives", "api/v1/initiatives.csv", "initiatives.xlsx")
        assert {httpx.get(f"{running.url}{path}").status_code for path in paths} == {200}
        while not any("replaced=" in line for line in running.lines):
            time.sleep(0.05)
        assert running.end() in (0, -signal.SIGTERM)
