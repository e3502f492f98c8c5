"""The real service on loopback, run from the project's own environment."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.request import urlopen

ROOT: Final = Path(__file__).parent.parent
BIN: Final = ROOT / ".venv/bin"
_START_SECONDS: Final = 60
# Seconds after an import in which the service may still serve the old answer.
FRESH_AFTER: Final = 0.25


class Service:
    """One database, served with different settings one after the other, always at one address."""

    def __init__(self, directory: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        self.directory = directory
        clean = {name: value for name, value in os.environ.items() if not name.startswith("HOSHIN_")}
        self.environment = {
            **clean,
            "HOSHIN_PORT": str(port),
            "HOSHIN_DATABASE_URL": f"sqlite:///{directory / 'hoshin.db'}",
        }

    @contextmanager
    def running(self, **settings: str) -> Iterator[None]:
        log = (self.directory / "service.log").open("ab")
        process = subprocess.Popen(  # noqa: S603 - the project's own program
            [BIN / "hoshin", "serve"],
            env=self.environment | settings,
            stdout=log,
            stderr=log,
        )
        try:
            self._wait(process)
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)
            log.close()

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        for _ in range(_START_SECONDS * 5):
            if process.poll() is not None:
                raise RuntimeError((self.directory / "service.log").read_text("utf-8"))
            try:
                with urlopen(f"{self.base}/health/ready", timeout=5):  # noqa: S310 - loopback
                    return
            except (URLError, ConnectionError):
                time.sleep(0.2)
        raise RuntimeError("the service does not get ready")

    def hoshin(self, *arguments: str | Path) -> str:
        """Run one command of the program beside the service, as an operator does."""
        done = subprocess.run(  # noqa: S603 - the project's own program
            [BIN / "hoshin", *arguments], env=self.environment, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def withdraw(self, plan_id: str) -> None:
        program = (
            "from app.importer.withdraw import withdraw_plan; from app.db.schema import open_store; "
            "from app.settings import read_settings; "
            f"withdraw_plan(open_store(read_settings()), {plan_id!r}, 'conformance')"
        )
        subprocess.run([BIN / "python", "-c", program], env=self.environment, cwd=ROOT, check=True)  # noqa: S603

    def load(self, plan: Mapping[str, Any]) -> str:
        file = self.directory / "plan.json"
        file.write_text(json.dumps(plan, ensure_ascii=False), "utf-8")
        said = self.hoshin("import", file)
        time.sleep(FRESH_AFTER)
        return said


def world_plan(edit: str = "pass") -> dict[str, Any]:
    """The tests' small plan of 2022, edited by a Python statement on `plan` if one is given."""
    program = (
        "import json; from tests.world import plan_2022, entry, signed, P22; plan = plan_2022(); "
        f"{edit}; print(json.dumps(signed(plan)))"
    )
    done = subprocess.run(  # noqa: S603 - the project's own program
        [BIN / "python", "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    plan: dict[str, Any] = json.loads(done.stdout)
    return plan
