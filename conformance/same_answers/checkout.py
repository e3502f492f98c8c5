"""One checkout, used as its operator uses it: the command line, the environment and HTTP."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

BASE: Final = "https://hoshin.example.jp"
# Both sides publish under one address, so that no link differs.
COMMAND_SECONDS: Final = 1800
START_SECONDS: Final = 120
STOP_SECONDS: Final = 30


class CheckoutError(Exception):
    """A checkout cannot be run; the message says why."""


@dataclass(frozen=True)
class Checkout:
    """A directory with the program and its own environment. `title` names the side in the report."""

    title: str
    directory: Path

    @property
    def python(self) -> Path:
        return self.directory / ".venv/bin/python"

    def check(self) -> None:
        """Raises CheckoutError where the environment is missing."""
        if not self.python.exists():
            raise CheckoutError(
                f"{self.python} がありません。{self.directory} で make test-env を実行してください。"
            )

    def run(self, database: str, *arguments: str | Path) -> None:
        """Run one command to its end. Raises CheckoutError where it fails."""
        done = subprocess.run(  # noqa: S603 - the project's own program
            [self.python, "-m", "app", *map(str, arguments)],
            cwd=self.directory,
            env=_environment(database),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=COMMAND_SECONDS,
        )
        if done.returncode:
            said = (done.stdout + done.stderr)[-2000:]
            raise CheckoutError(
                f"{self.title}: {arguments[0]} が状態{done.returncode}で終わりました。\n{said}"
            )

    @contextmanager
    def serving(self, database: str, log: Path) -> Iterator[int]:
        """The service on a free port of loopback, which is yielded. It is stopped by its process id."""
        port = _free_port()
        settings = {"HOSHIN_PORT": str(port), "HOSHIN_CACHE_MB": "0"}  # no answer is cached
        with log.open("wb") as written:
            process = subprocess.Popen(  # noqa: S603 - the project's own program
                [self.python, "-m", "app", "serve"],
                cwd=self.directory,
                env=_environment(database) | settings,
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
            )
            try:
                self._wait(process, port, log)
                yield port
            finally:
                _stop(process)

    def _wait(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        end = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < end:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            try:
                connection.request("GET", "/health/ready")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
            finally:
                connection.close()
            time.sleep(0.2)
        raise CheckoutError(
            f"{self.title}: サービスが応答できる状態になりません。\n{log.read_text('utf-8')[-2000:]}"
        )


def _environment(database: str) -> dict[str, str]:
    """The caller's environment without settings and Python paths of its own, and those of the comparison."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("HOSHIN_") and name not in ("PYTHONPATH", "VIRTUAL_ENV")
    }
    return kept | {"HOSHIN_DATABASE_URL": database, "HOSHIN_BASE_URL": BASE, "PYTHONUTF8": "1"}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_SECONDS)


def now() -> datetime:
    return datetime.now(UTC)
