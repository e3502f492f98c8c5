"""P5: more uncached requests than the process can serve, and clients that read slowly."""

import asyncio
import resource
import statistics
import threading
from collections.abc import Callable
from typing import Any, Final

from benchmarks.load import Load, on_load_core, wrk
from benchmarks.outcome import Report
from benchmarks.probes import Seen, ask, normal_again, read_slowly, watch
from benchmarks.questions import PAGE
from benchmarks.serving import Server, ours, serve
from benchmarks.variants import Store

SECTION: Final = "Uncached load beyond capacity"
LIST: Final = f"/api/v1/initiatives?limit={PAGE}"
LONG: Final = "/api/v1/initiatives?limit=1000"
CROWD: Final = 1000
READERS: Final = 300
FILES: Final = 4096
_HEADER: Final = "| store | load | 2xx/s | ÷ best | p99 of all, ms | refused |"


def allow_files() -> None:
    """As many open sockets as the machine permits; servers inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if most < FILES:
        raise OSError(f"ulimit -n is {most}; the load needs {FILES}")


def overload(report: Report, store: Store, rounds: int, seconds: float) -> None:
    allow_files()
    with serve(*ours(store.url, 0)) as server, on_load_core():
        usual = statistics.median(asyncio.run(ask(server.port, LIST))[1] for _ in range(20))
        best, quiet = _rates(report, store, server, rounds, seconds)
        _crowded(report, store, server, best, usual)
        _slow_readers(report, store, server, quiet)


def _rates(report: Report, store: Store, server: Server, rounds: int, seconds: float) -> tuple[float, float]:
    """Interleaved: the best rate at few connections, the rate at 256."""
    loads: dict[int, list[Load]] = {8: [], 32: [], 64: [], 256: []}
    for _ in range(rounds):
        for connections, done in loads.items():
            done.append(wrk(server, LIST, seconds=seconds, connections=connections))
    good = {connections: statistics.median(one.good for one in done) for connections, done in loads.items()}
    best = max(good.values())
    for connections, done in loads.items():
        late = statistics.median(one.p99 for one in done)
        _row(
            report,
            store,
            f"{connections} connections",
            good[connections],
            best,
            late,
            sum(one.refused for one in done),
        )
    report.judge(
        f"P5 256 connections, uncached, {store.name}",
        "≥ 0.80 × the best rate",
        f"{good[256] / best:.2f} ({good[256]:,.0f}/s of {best:,.0f}/s)",
        good[256] >= 0.8 * best,
    )
    return best, good[8]


def _row(
    report: Report, store: Store, name: str, good: float, best: float, late: float, refused: int
) -> None:
    report.table(
        SECTION,
        _HEADER,
        [f"| {store.name} | {name} | {good:,.0f} | {good / best:.2f} | {late:,.0f} | {refused:,} |"],
    )


def _beside(load: Callable[[], Load], clients: Any) -> tuple[Load, Any]:
    """A load in a thread, and clients in this one's event loop."""
    done: list[Load] = []
    thread = threading.Thread(target=lambda: done.append(load()))
    thread.start()
    try:
        found = asyncio.run(clients)
    finally:
        thread.join()
    return done[0], found


def _crowded(report: Report, store: Store, server: Server, best: float, usual: float) -> None:
    """A thousand connections: some are served, the rest is told at once to come again."""
    load, seen = _beside(
        lambda: wrk(server, LIST, seconds=4, connections=CROWD), watch(server.port, LIST, 3.5)
    )
    back = asyncio.run(normal_again(server.port, LIST, usual))
    _row(report, store, f"{CROWD} connections", load.good, best, load.p99, load.refused)
    where = f"{CROWD} connections, {store.name}"
    report.judge(f"P5 2xx, {where}", "", f"{load.good / best:.2f} × the best rate", None)
    refusals = seen.took(503)
    if refusals:
        late = refusals[len(refusals) * 99 // 100]
        told = "" if seen.told_when else ", Retry-After missing"
        report.judge(
            f"P5 503, {where}",
            "p99 ≤ 1,000 ms, with Retry-After",
            f"{statistics.median(refusals):.0f} ms in the middle, p99 {late:.0f} ms ({len(refusals)} seen){told}",
            late <= 1000 and seen.told_when,
        )
    else:
        report.judge(f"P5 503, {where}", "503 comes", f"none among {len(seen.answers)} answers", False)
    _health(report, where, seen)
    report.judge(f"P5 normal again after {where}", "≤ 2 s", f"{back:.2f} s", back <= 2)


def _health(report: Report, where: str, seen: Seen) -> None:
    worst = max(seen.health)
    report.judge(
        f"P5 /health/live, {where}",
        "worst < 100 ms",
        f"{worst:.0f} ms of {len(seen.health)}, {statistics.median(seen.health):.0f} ms in the middle",
        worst < 100,
    )


def _slow_readers(report: Report, store: Store, server: Server, quiet: float) -> None:
    """Many who hardly read take no place from others."""

    async def clients() -> tuple[int, Seen]:
        reading = asyncio.create_task(read_slowly(server.port, LONG, READERS, 6))
        seen = await watch(server.port, LIST, 4, probes=1)
        return await reading, seen

    def load() -> Load:
        # The readers first: three hundred long answers are made before the load begins.
        threading.Event().wait(2.5)
        return wrk(server, LIST, seconds=2, connections=8)

    done, (begun, seen) = _beside(load, clients())
    where = f"{begun} slow readers, {store.name}"
    _row(
        report, store, f"8 connections beside {begun} slow readers", done.good, quiet, done.p99, done.refused
    )
    report.judge(
        f"P5 {where}",
        "≥ 0.80 × the rate without them",
        f"{done.good / quiet:.2f}",
        begun == READERS and done.good >= 0.8 * quiet,
    )
    report.judge(
        f"P5 /health/live, {where}",
        "",
        f"worst {max(seen.health):.0f} ms of {len(seen.health)}",
        None,
    )
