"""RESULTS.md: verdicts, machine and measurements."""

import os
import platform
import re
import sqlite3
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.report import Report
from benchmarks.servers import ROOT
from benchmarks.variants import PEERS_PYTHON

_OURS: Final = ("fastapi", "starlette", "sqlalchemy", "sqlmodel", "pydantic", "jinja2", "uvicorn")
_PEERS: Final = ("datasette", "django", "django-ninja", "uvicorn")
READING: Final = """
- "Ours" is `hoshin serve` with its defaults and its log. Uncached means `HOSHIN_CACHE_MB=0` and nothing else:
  no answer is kept, and what the service prepares once a revision is kept, as in service.
- The ceiling is a raw ASGI callable on uvicorn without an access log that sends the same bytes. For a 304 it
  sends the whole answer of 200, as the target says. No server has settings of the allocator.
- CPU is that of the server's processes (for PostgreSQL also the database's) by their CPU clocks, divided by
  the requests. It is the steady figure; requests a second and waiting times suffer from whatever else the
  machine does. Verdicts of P1, P2, P3, P7 and P8 are taken on CPU.
- Kept answers: wrk with one thread and 32 connections on one core, the server on the other. Uncached answers:
  one client that asks one request after the other.
- Every round measures all variants one after the other; a ratio is taken within a round, and the middle one is
  printed. A variant that takes more than four seconds an answer is measured once.
- "By hand" is the service's own page of documents, total and options of three facets to the letter, by one SQL
  statement with JSON made by the database, on the standard library's sqlite3, sent by a raw ASGI callable
  (`benchmarks/hand_statement.py`). It reads tables of its own, the relational ones of 2026-11 with their indexes
  (`benchmarks/hand_tables.py`), and so do the peers.
- "Ours" counts every facet of the API, both numbers of each option, in one request; by hand and the peers count
  three. Datasette gives one number of an option. The peers (`benchmarks/peers/`) give less of an item.
- A facet does not narrow itself. Datasette's do, so it needs a second request where a goal was asked for;
  "requests" says how many an answer takes.
- The database's own share: the statements of one request are recorded and executed once more through the driver,
  within one snapshot, every row fetched; beside it the statement by hand through its driver.
- Health checks in the first burst are those asked within a second of the load's begin.
- Bulk import and rebuild run as commands on a terminal of their own. The figures of the largest store are from
  the making of its data.
"""


@dataclass
class Surroundings:
    """The machine, looked at before the run and after it."""

    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    load: tuple[float, float, float] = field(default_factory=os.getloadavg)

    def lines(self) -> list[str]:
        took = (datetime.now(UTC) - self.began).total_seconds()
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
        ours = ", ".join(f"{name} {version(name)}" for name in _OURS)
        before, after = self.load[0], os.getloadavg()[0]
        return [
            f"{self.began:%Y-%m-%d %H:%M} UTC, {took / 60:.1f} minutes, commit {_commit()}. "
            f"{found[1] if found else platform.machine()}, {os.cpu_count()} cores, {_memory()} GB; "
            f"{platform.platform()}. Load before {before:.1f}, after {after:.1f}"
            + (" (others used the machine)." if before > 1 else "."),
            "",
            f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {ours}. Peers: {_peers()}.",
        ]


def _commit() -> str:
    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], capture_output=True, text=True, cwd=ROOT, check=False)
        return done.stdout.strip()

    changed = " with changes" if git("status", "--porcelain", "--", "app", "benchmarks") else ""
    return (git("rev-parse", "--short", "HEAD") or "unknown") + changed


def _memory() -> int:
    found = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    return int(found[1]) // 1024**2 if found else 0


def _peers() -> str:
    asked = (
        "import importlib.metadata as m, sys; print(', '.join(f'{n} {m.version(n)}' for n in sys.argv[1:]))"
    )
    if not PEERS_PYTHON.exists():
        return "none installed"
    command = [str(PEERS_PYTHON), "-c", asked, *_PEERS]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"


def write(file: Path, report: Report, around: Surroundings) -> None:
    lines = ["# Results", "", *around.lines(), ""]
    lines += ["| target | | figure | verdict |", "|---|---|---|---|"]
    # By number, and within one in the order of measuring.
    lines += [target.row() for target in sorted(report.targets, key=lambda one: one.name.split()[0])]
    missed = sum(target.met is False for target in report.targets)
    met = sum(target.met is True for target in report.targets)
    lines += ["", f"{met} met, {missed} missed, {len(report.troubles)} could not be measured."]
    if report.troubles:
        lines += ["", "## Not measured", "", *(f"- {_plain(trouble)}" for trouble in report.troubles)]
    for title, section in report.sections.items():
        lines += ["", f"## {title}", "", *section]
    lines += ["", "## How to read this", READING.rstrip()]
    if report.details:
        lines += ["", "## Details of what was missed"]
        for title, section in report.details.items():
            lines += ["", f"### {title}", "", *section]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", "utf-8")


def _plain(trouble: str) -> str:
    return " ".join(trouble.split())
