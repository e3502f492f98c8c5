"""Runs the command in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.paths import ROOT

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("HOSHIN_")}


class Ended(NamedTuple):
    status: int
    out: str
    err: str


def hoshin(*arguments: str | Path, cwd: Path, **settings: str) -> Ended:
    """Runs the command to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        cwd=cwd,
        env=ENVIRONMENT | {"PYTHONPATH": str(ROOT)} | settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    return Ended(done.returncode, done.stdout, done.stderr)
