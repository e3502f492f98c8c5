"""P9: a bulk import of many plan files, its rate and its memory; also how the stores are made.

python -m benchmarks.importing FILES STORE    writes the store, and beside it STORE.json with the figures
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from benchmarks.outcome import CONSOLE, Report
from benchmarks.serving import ROOT, Server, family, hoshin_environment, resident
from benchmarks.variants import Store

SECTION: Final = "Bulk import"
LOOK_EVERY: Final = 0.05


@dataclass(frozen=True)
class Imported:
    """One run of `hoshin import DIR` into a new store."""

    initiatives: int
    seconds: float
    cpu: float
    """Of all its processes."""
    busiest: float
    """CPU of the process that had most to do: with a core for each, the import cannot be faster."""
    peak_mb: int
    """Resident memory of all its processes at once; pages that they share count twice."""


def run(files: Path, store: Path) -> Imported:
    """Import the files with the command that people use, and watch it."""
    store.unlink(missing_ok=True)
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "import", str(files)],
        env=os.environ | hoshin_environment(f"sqlite:///{store.resolve()}"),
        cwd=ROOT,
    )
    peak, busy = 0, dict[int, float]()
    while process.poll() is None:
        pids = family(process.pid)
        peak = max(peak, sum(resident(pid) for pid in pids))
        for pid in pids:
            busy[pid] = max(busy.get(pid, 0.0), Server(pid, 0).cpu())
        time.sleep(LOOK_EVERY)
    if process.returncode:
        raise RuntimeError(f"import ended with {process.returncode}")
    connection = sqlite3.connect(store)
    (number,) = connection.execute("SELECT count(*) FROM initiative").fetchone()
    connection.close()
    seconds = time.monotonic() - began
    return Imported(number, seconds, sum(busy.values()), max(busy.values()), peak // 1024)


def bulk(report: Report, store: Store) -> None:
    """The files of one store into a fresh one."""
    with tempfile.TemporaryDirectory(dir=store.file.parent) as directory:
        done = run(store.plan_files, Path(directory) / "fresh.db")
    _row(report, f"{store.name}, this run", done)
    rate, bound = done.initiatives / done.seconds, done.initiatives / done.busiest
    report.judge(
        f"P9 rate, {store.name}",
        "≥ 5,000 initiatives/s",
        f"{rate:,.0f} by the clock; {done.initiatives / done.cpu:,.0f} a second of CPU, "
        f"{bound:,.0f} by its busiest process",
        rate >= 5000,
    )
    report.judge(f"P9 peak memory, {store.name}", "≤ 300 MB", f"{done.peak_mb} MB", done.peak_mb <= 300)


def written_down(report: Report, store: Store) -> None:
    """What was measured when the store was made."""
    figures = store.file.with_suffix(".json")
    if figures.exists():
        _row(report, f"{store.name}, when its store was made", Imported(**json.loads(figures.read_text())))


def _row(report: Report, name: str, done: Imported) -> None:
    report.table(
        SECTION,
        "| import | initiatives | s | initiatives/s | CPU s, all / busiest process | peak MB |",
        [
            f"| {name} | {done.initiatives:,} | {done.seconds:,.0f} | {done.initiatives / done.seconds:,.0f} "
            f"| {done.cpu:,.0f} / {done.busiest:,.0f} | {done.peak_mb} |"
        ],
    )


def main(
    files: Annotated[Path, typer.Argument(help="計画ファイルのディレクトリ")],
    store: Annotated[Path, typer.Argument(help="作るデータベース（あれば作り直す）")],
) -> None:
    """計画ファイルを新しいデータベースに登録し、その速さを隣の .json に書きます。"""
    part = store.with_suffix(".part")
    done = run(files, part)
    part.rename(store)
    store.with_suffix(".json").write_text(json.dumps(asdict(done)) + "\n", "utf-8")
    CONSOLE.print(f"{store}: 取組{done.initiatives:,}件、{done.initiatives / done.seconds:,.0f}件/秒")


if __name__ == "__main__":
    typer.run(main)
