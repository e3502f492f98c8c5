"""P5: more uncached requests than the process can serve, and clients that read slowly."""

import asyncio
import resource
import statistics
from typing import Final

from benchmarks.load import Load, on_load_core, wrk
from benchmarks.probes import Seen, SlowReaders, ask, recovery_time, watch
from benchmarks.questions import PAGE
from benchmarks.report import Report
from benchmarks.servers import Server, ours, serve
from benchmarks.variants import Store

SECTION: Final = "Uncached load beyond capacity"
LIST: Final = f"/api/v1/initiatives?limit={PAGE}"
LONG: Final = "/api/v1/initiatives?limit=500"
MANY: Final = 1000
# More than may wait, whatever the store. The targets name 1,000; this load is reported.
BEYOND: Final = 2200
# Seconds in which wrk opens its connections.
BURST: Final = 1.0
PROBES: Final = 16
# Minimum rate under 1,000 connections, as a share of the best rate.
MIN_RATE_SHARE: Final = 0.5
READERS: Final = 300
# Seconds within which all of them must have begun to read.
MAX_BEGIN_WAIT: Final = 30.0
FILES: Final = 8192
_HEADER: Final = "| store | load | 2xx/s | ÷ best | p99 of all, ms | refused |"


def allow_files() -> None:
    """Raise the limit of open sockets to the machine's maximum. Servers inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if most < FILES:
        raise OSError(f"ulimit -n is {most}; the load needs {FILES}")


def overload(report: Report, store: Store, rounds: int, seconds: float) -> None:
    allow_files()
    with serve(*ours(store.url, 0)) as server, on_load_core():
        usual = statistics.median(asyncio.run(ask(server.port, LIST))[1] for _ in range(20))
        best, quiet = _rates(report, store, server, rounds, seconds)
        for connections in (MANY, BEYOND):
            _beyond_capacity(report, store, server, connections, best, usual)
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


def _beyond_capacity(
    report: Report, store: Store, server: Server, connections: int, best: float, usual: float
) -> None:
    """Connections that all open at once: some are served, the rest get a 503 soon."""

    async def beside() -> tuple[Load, Seen, float]:
        load = asyncio.to_thread(wrk, server, LIST, seconds=4, connections=connections)
        done, seen = await asyncio.gather(load, watch(server.port, LIST, 3.5, PROBES))
        return done, seen, await recovery_time(server.port, LIST, usual)

    load, seen, back = asyncio.run(beside())
    _row(report, store, f"{connections:,} connections", load.good, best, load.p99, load.refused)
    where = f"{connections:,} connections, {store.name}"
    judged = connections == MANY

    def judge(name: str, target: str, figure: str, met: bool) -> None:
        report.judge(f"P5 {name}{where}", target if judged else "", figure, met if judged else None)

    judge(
        "no collapse, ",
        f"≥ {MIN_RATE_SHARE:.2f} × the best rate",
        f"{load.good / best:.2f} ({load.good:,.0f}/s beside {load.refused / load.seconds:,.0f} refusals/s)",
        load.good >= MIN_RATE_SHARE * best,
    )
    judge("503, ", "if any, p99 ≤ 1,000 ms, with Retry-After", *_refused(seen))
    standing = [took for since, took in seen.health if since >= BURST]
    burst = [took for since, took in seen.health if since < BURST]
    for name, limit, taken in (("", 100, standing), (" in the first burst", 1000, burst)):
        judge(f"/health/live{name}, ", f"worst < {limit:,} ms", _spoken(taken), max(taken) < limit)
    judge("normal again after ", "≤ 2 s", f"{back:.2f} s", back <= 2)


def _refused(seen: Seen) -> tuple[str, bool]:
    """The rejections that the probes received, and whether they meet the target."""
    refusals = seen.took(503)
    if not refusals:
        return f"none among {len(seen.answers)} answers of probes", True
    middle, late = statistics.median(refusals), refusals[len(refusals) * 99 // 100]
    missing = "" if seen.retry_after else ", Retry-After missing"
    figure = f"{middle:,.0f} ms in the middle, p99 {late:,.0f} ms ({len(refusals)} seen){missing}"
    return figure, late <= 1000 and seen.retry_after


def _spoken(taken: list[float]) -> str:
    return f"{max(taken):.0f} ms of {len(taken)}, {statistics.median(taken):.0f} ms in the middle"


def _slow_readers(report: Report, store: Store, server: Server, quiet: float) -> None:
    """Many slow readers take no capacity from others."""

    readers = SlowReaders(server.port, LONG, READERS)

    async def beside() -> tuple[Load, Seen]:
        await readers.begin(MAX_BEGIN_WAIT)
        load = asyncio.to_thread(wrk, server, LIST, seconds=2, connections=8)
        found = await asyncio.gather(load, watch(server.port, LIST, 2, 1))
        await readers.end()
        return found

    done, seen = asyncio.run(beside())
    begun = readers.begun
    where = f"{begun} slow readers, {store.name}"
    _row(
        report, store, f"8 connections beside {begun} slow readers", done.good, quiet, done.p99, done.refused
    )
    figure = f"{done.good / quiet:.2f} × the rate without them ({begun} of {READERS} began to read)"
    report.judge(f"P5 {where}", "", figure, None)
    report.judge(f"P5 /health/live, {where}", "", _spoken([took for _, took in seen.health]), None)
