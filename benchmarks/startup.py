"""P8: the time to start the service and the memory it starts with, against the bare libraries.

Judged is the import of the application. The whole start, until `hoshin serve` answers, is reported.
"""

import json
import os
import statistics
import subprocess
import sys
from typing import Final, NamedTuple

from benchmarks.report import Report, ratios, spread
from benchmarks.servers import LOAD_CORE, ROOT, ours, serve, uvicorn
from benchmarks.variants import Store

SECTION: Final = "Start"
_TIMED: Final = """
import json, time
clock, cpu = time.perf_counter(), time.process_time()
import {module}
print(json.dumps([(time.perf_counter() - clock) * 1e3, (time.process_time() - cpu) * 1e3]))
"""
LIMIT: Final = 1.4
HEAVIEST: Final = 25


def start(report: Report, store: Store, rounds: int) -> None:
    _imports(report, rounds)
    mine, bare = (
        _starts(ours(store.url), rounds),
        _starts((uvicorn("benchmarks.minimal_app:app"), {}), rounds),
    )
    report.table(
        SECTION,
        "| from the start to the first answer | CPU ms, min / median / max | resident MB |",
        [
            f"| {name} | {spread(one.cpu, 0)} | {one.memory} |"
            for name, one in (("ours", mine), ("bare", bare))
        ],
    )
    whole = statistics.median(mine.cpu) / statistics.median(bare.cpu)
    report.judge("P8 start until the first answer (CPU)", "", f"{whole:.2f} × the bare libraries", None)
    found = mine.memory / bare.memory
    figure = f"{found:.2f} ({mine.memory} MB ÷ {bare.memory} MB)"
    report.judge("P8 resident memory after the start", "≤ 1.5 × the bare libraries", figure, found <= 1.5)


class _Starts(NamedTuple):
    """CPU milliseconds until the first answer, and the resident megabytes after it."""

    cpu: list[float]
    memory: int


def _starts(command: tuple[list[str], dict[str, str]], rounds: int) -> _Starts:
    cpu, memory = [], []
    for _ in range(rounds):
        with serve(*command) as server:
            cpu.append(server.cpu() * 1e3)
            server.get("/health/live")
            memory.append(server.memory())
    return _Starts(cpu, round(statistics.median(memory)))


def _imports(report: Report, rounds: int) -> None:
    modules = {"app.main": "ours", "benchmarks.minimal_app": "bare"}
    taken: dict[str, list[list[float]]] = {name: [] for name in modules}
    for module in modules:
        _import(module)  # writes the byte code and fills the page cache
    for _ in range(rounds):
        for module in modules:
            taken[module].append(_import(module))
    for number, unit in enumerate(("clock", "CPU")):
        mine, bare = ([one[number] for one in taken[module]] for module in modules)
        found = statistics.median(ratios(mine, bare))
        report.table(
            SECTION,
            "| import, ms | ours, min / median / max | bare, min / median / max | ÷ |",
            [f"| {unit} | {spread(mine, 0)} | {spread(bare, 0)} | {found:.2f} |"],
        )
        if unit == "CPU":
            target = f"≤ {LIMIT} × the bare libraries"
            report.judge("P8 import time (CPU)", target, f"{found:.2f}", found <= LIMIT)
            if found > LIMIT:
                report.details["P8: the heaviest imports of app.main"] = _heaviest()


def _import(module: str) -> list[float]:
    # Without stored byte code every start would compile the modules of ours that changed, and
    # never those of the libraries.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    output = subprocess.run(
        ["taskset", "-c", LOAD_CORE, sys.executable, "-c", _TIMED.format(module=module)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=environment,
    ).stdout
    found: list[float] = json.loads(output.splitlines()[-1])
    return found


def _heaviest() -> list[str]:
    """Modules that app.main loads and the bare application does not, by their own time."""

    def times(module: str) -> dict[str, int]:
        said = subprocess.run(
            [sys.executable, "-X", "importtime", "-c", f"import {module}"],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        ).stderr
        found = {}
        for line in said.splitlines():
            own, _, rest = line.removeprefix("import time:").partition("|")
            if own.strip().isdecimal():
                found[rest.partition("|")[2].strip()] = int(own)
        return found

    bare, mine = times("benchmarks.minimal_app"), times("app.main")
    packages: dict[str, int] = {}
    for module, own in mine.items():
        if module not in bare:
            package = ".".join(module.split(".")[: 2 if module.startswith("app.") else 1])
            packages[package] = packages.get(package, 0) + own
    ordered = sorted(packages.items(), key=lambda pair: -pair[1])[:HEAVIEST]
    return ["| package | own time, µs |", "|---|---|", *(f"| {name} | {own:,} |" for name, own in ordered)]
