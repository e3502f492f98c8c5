"""Commands of the service under measurement, run on a terminal so that they show progress bars."""

import os
import pty
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, replace
from typing import Final

from benchmarks.servers import ROOT, Server, clean_environment, family, resident

LOOK_EVERY: Final = 0.05
# Only the end of a command's output is stored.
KEPT: Final = 20_000
_BAR: Final = re.compile("[━╸╺]")
_CONTROL: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[─│╭╮╰╯]+")


@dataclass(frozen=True)
class Done:
    """One run of a command."""

    initiatives: int
    seconds: float
    # CPU seconds of all its processes.
    cpu: float
    # CPU seconds of the busiest process: the lower limit of the run's duration.
    busiest: float
    # Resident memory of all its processes at once. Shared pages count twice.
    peak_mb: int
    # Whether a progress bar was drawn.
    bar: bool
    last_line: str

    def of(self, initiatives: int) -> "Done":
        return replace(self, initiatives=initiatives)


class _Terminal(threading.Thread):
    """Reader of the terminal output of a command."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._reading, self.writing = pty.openpty()
        self.bar = False
        self._said = b""

    def run(self) -> None:
        while True:
            try:
                read = os.read(self._reading, 65536)
            except OSError:  # the command has ended
                break
            if not read:
                break
            self._said = (self._said + read)[-KEPT:]
            self.bar = self.bar or bool(_BAR.search(read.decode(errors="replace")))
        os.close(self._reading)

    @property
    def lines(self) -> list[str]:
        plain = _CONTROL.sub("", self._said.decode(errors="replace"))
        return [line.strip() for line in re.split(r"[\r\n]+", plain) if line.strip()]


def run(arguments: list[str], environment: dict[str, str]) -> Done:
    """Run `hoshin` with these arguments and measure it. Raises RuntimeError if it fails."""
    terminal = _Terminal()
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        env=clean_environment() | environment | {"TERM": "xterm-256color", "COLUMNS": "200"},
        cwd=ROOT,
        stdout=terminal.writing,
        stderr=terminal.writing,
    )
    os.close(terminal.writing)
    terminal.start()
    peak, busy = 0, dict[int, float]()
    while process.poll() is None:
        pids = family(process.pid)
        peak = max(peak, sum(resident(pid) for pid in pids))
        for pid in pids:
            busy[pid] = max(busy.get(pid, 0.0), Server(pid, 0).cpu())
        time.sleep(LOOK_EVERY)
    seconds = time.monotonic() - began
    terminal.join()
    lines = terminal.lines
    if process.returncode:
        said = " ".join(lines[-3:]) or "nothing"
        raise RuntimeError(f"hoshin {arguments[0]} ended with {process.returncode}: {said}")
    last_line = lines[-1] if lines else ""
    return Done(0, seconds, sum(busy.values()), max(busy.values()), peak // 1024, terminal.bar, last_line)
