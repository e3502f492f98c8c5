"""P9: rate and memory of a bulk import and of a rebuild; also creates the stores.

python -m benchmarks.store_import FILES STORE    writes the store, and beside it STORE.json with the figures
"""

import json
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from benchmarks.commands import Done, run
from benchmarks.report import CONSOLE, Report
from benchmarks.servers import hoshin_environment
from benchmarks.variants import Store

SECTION: Final = "Bulk import and rebuild of derived data"
# Initiatives a second.
RATES: Final = {"import": 2500, "rebuild": 3000}
JUDGED: Final = "100k"
MOST_MB: Final = 300
_SAID: Final = re.compile(r"取組([0-9,]+)件、")


def imported(files: Path, store: Path) -> Done:
    """Import the files into a new store."""
    store.unlink(missing_ok=True)
    return _checked(["import", str(files)], store)


def rebuilt(store: Path) -> Done:
    """Rebuild the derived data of a copy of the store."""
    with tempfile.TemporaryDirectory(dir=store.parent) as directory:
        copy = Path(directory) / "rebuilt.db"
        shutil.copyfile(store, copy)
        return _checked(["rebuild"], copy)


def _checked(arguments: list[str], store: Path) -> Done:
    """Run a command of the service. Raises ValueError if it reports another number than the store holds."""
    done = run(arguments, hoshin_environment(f"sqlite:///{store.resolve()}"))
    connection = sqlite3.connect(store)
    (number,) = connection.execute("SELECT count(*) FROM initiative").fetchone()
    connection.close()
    said = _SAID.findall(done.last_line)
    if [int(one.replace(",", "")) for one in said] != [number]:
        raise ValueError(f"hoshin {arguments[0]} said {done.last_line!r} of {number:,} initiatives")
    return done.of(number)


def derive(report: Report, store: Store) -> None:
    """Import the files of a store into a fresh one, and rebuild the derived data of a copy of the store."""

    def fresh() -> Done:
        with tempfile.TemporaryDirectory(dir=store.file.parent) as directory:
            return imported(store.plan_files, Path(directory) / "fresh.db")

    measures: dict[str, Callable[[], Done]] = {"import": fresh, "rebuild": lambda: rebuilt(store.file)}
    for what, measure in measures.items():
        try:
            done = measure()
        except Exception as error:  # a command that fails is a target that is missed
            _not_measured(report, what, store, f"{type(error).__name__}: {error}")
            continue
        _row(report, f"{what} {store.name}, this run", done)
        _judge(report, what, store, done)


def made_with(report: Report, store: Store) -> None:
    """Report the import that created the store. Its memory is judged, its rate is not: the machine may
    have been busy."""
    file = store.file.with_suffix(".json")
    figures = json.loads(file.read_text()) if file.exists() else {}
    for what in RATES:
        found = figures.get(what, {"error": f"{file.name} has no figures"})
        if "error" in found:
            if store.name != JUDGED and not store.small:
                _not_measured(report, what, store, found["error"])
            continue
        done = Done(**found)
        _row(report, f"{what} {store.name}, when its store was made", done)
        if store.name != JUDGED:
            _judge(report, what, store, done)


def _judge(report: Report, what: str, store: Store, done: Done) -> None:
    rate, least = done.initiatives / done.seconds, RATES[what]
    judged = store.name == JUDGED
    report.judge(
        f"P9 {what}, {store.name}",
        f"≥ {least:,} initiatives/s with a progress bar" if judged else "",
        f"{rate:,.0f} by the clock; {done.initiatives / done.cpu:,.0f} a second of CPU, "
        f"{done.initiatives / done.busiest:,.0f} by its busiest process"
        + ("" if done.bar else "; no progress bar seen"),
        rate >= least and done.bar if judged else None,
    )
    report.judge(
        f"P9 {what}'s peak memory, {store.name}",
        f"≤ {MOST_MB} MB",
        f"{done.peak_mb} MB",
        done.peak_mb <= MOST_MB,
    )


def _not_measured(report: Report, what: str, store: Store, why: str) -> None:
    rate = f"≥ {RATES[what]:,} initiatives/s with a progress bar, " if store.name == JUDGED else ""
    target = f"{rate}≤ {MOST_MB} MB"
    report.judge(f"P9 {what}, {store.name}", target, f"not measured: {' '.join(why.split())[:300]}", False)


def _row(report: Report, name: str, done: Done) -> None:
    report.table(
        SECTION,
        "| command | initiatives | s | initiatives/s | CPU s, all / busiest process | peak MB | progress bar |",
        [
            f"| {name} | {done.initiatives:,} | {done.seconds:,.0f} | {done.initiatives / done.seconds:,.0f} "
            f"| {done.cpu:,.0f} / {done.busiest:,.0f} | {done.peak_mb} | {'yes' if done.bar else 'no'} |"
        ],
    )


def main(
    files: Annotated[Path, typer.Argument(help="計画ファイルのディレクトリ")],
    store: Annotated[Path, typer.Argument(help="作るデータベース（あれば作り直す）")],
) -> None:
    """計画ファイルを新しいデータベースに登録し、派生データを写しの上で作り直し、その速さを隣の .json に書きます。"""
    part = store.with_suffix(".part")
    done = imported(files, part)
    CONSOLE.print(f"{store}: 取組{done.initiatives:,}件、登録{done.initiatives / done.seconds:,.0f}件/秒")
    figures: dict[str, object] = {"import": asdict(done)}
    try:
        again = rebuilt(part)
        figures["rebuild"] = asdict(again)
        CONSOLE.print(f"{store}: 派生データの作り直し{again.initiatives / again.seconds:,.0f}件/秒")
    except (ValueError, RuntimeError) as error:
        figures["rebuild"] = {"error": str(error)}
        CONSOLE.print(f"{store}: 派生データの作り直しは測れませんでした: {error}", markup=False)
    part.rename(store)
    store.with_suffix(".json").write_text(json.dumps(figures, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    typer.run(main)
