"""P2: a full filtered answer without a cache, compared with hand-written SQL and the peers."""

import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from benchmarks import hand_statement
from benchmarks.database_share import database_share
from benchmarks.in_process import application, explain, is_uncached
from benchmarks.load import Gauge
from benchmarks.questions import Question, questions
from benchmarks.report import CONSOLE, Report, ratios, spread
from benchmarks.variants import (
    HAND,
    OURS,
    OURS_THREE,
    PEERS,
    POSTGRESQL,
    WARM,
    Store,
    Variant,
    listing,
    variants,
)

SECTION: Final = (
    "A full filtered answer: page of 20, total, facets (every one for ours, three for the others)"
)
INSIDE: Final = "The same within one process, without a server (CPU, milliseconds)"
MEMORY: Final = "Resident memory of each server after its questions, MB"
_HEADER: Final = (
    "| store | question | variant | requests | CPU µs, min / median / max | ÷ by hand | client waits ms |"
)


def first_plan(store: Store) -> str:
    connection = sqlite3.connect(f"{store.file.resolve().as_uri()}?mode=ro", uri=True)
    try:
        found: str = connection.execute("SELECT id FROM plan ORDER BY id LIMIT 1").fetchone()[0]
        return found
    finally:
        connection.close()


def compare(
    report: Report, store: Store, processes: Callable[[], Sequence[int]], rounds: int, seconds: float
) -> None:
    asked = questions(first_plan(store))
    if not is_uncached(store.url, listing(asked[0]), 0) or is_uncached(store.url, listing(asked[0]), 64):
        raise AssertionError("what is called uncached is kept, or what is called warm is not")
    with variants(report, store, processes) as running:
        gauges = _equal(report, store, running, asked, seconds)
        for number in range(rounds):
            CONSOLE.print(f"  {store.name}: {number + 1}/{rounds}回目")
            for key, gauge in list(gauges.items()):
                try:
                    gauge.round()
                except Exception as error:  # one variant's trouble is not the others'
                    report.trouble(f"{key[1]}, {store.name}, {key[0].name}", error)
                    del gauges[key]
        addresses = {variant.name: variant.addresses for variant in running}
        for question in asked:
            measured = {name: gauge for (of, name), gauge in gauges.items() if of == question}
            if HAND in measured and OURS in measured:
                _judge(report, store, question, measured)
                paths = addresses[OURS](question)
                _inside(report, store, question, paths)
                what = f"P2 {store.name}, {question.name}: データベースの時間"
                report.attempt(what, partial(database_share, report, store, question, paths[0]))
        for variant in running:
            report.table(
                MEMORY,
                "| store | variant | MB |",
                [f"| {store.name} | {variant.name} | {variant.server.memory()} |"],
            )


def _equal(
    report: Report, store: Store, running: list[Variant], asked: tuple[Question, ...], seconds: float
) -> dict[tuple[Question, str], Gauge]:
    """Every variant's answers against those by hand; only those that are equal are timed."""
    gauges: dict[tuple[Question, str], Gauge] = {}
    for question in asked:
        mark = next(one for one in running if one.name == HAND).answer(question)
        equal = []
        for variant in running:
            try:
                difference = variant.answer(question).difference(mark)
            except Exception as error:  # what cannot be read is not equal
                report.trouble(f"{variant.name}, {store.name}, {question.name}", error)
                continue
            if difference:
                report.trouble(f"{variant.name}, {store.name}, {question.name}", ValueError(difference))
                continue
            gauges[question, variant.name] = Gauge(variant.server, variant.addresses(question), seconds)
            equal.append(variant.name)
        report.table(
            "Equality, looked at before anything was timed",
            "| store | question | total | variants whose answers are equal |",
            [f"| {store.name} | {question.name} | {mark.total:,} | {', '.join(equal)} |"],
        )
    return gauges


def _judge(report: Report, store: Store, question: Question, measured: dict[str, Gauge]) -> None:
    mark = measured[HAND].cpu
    for name, gauge in measured.items():
        of_mark = _against(gauge.cpu, mark)
        report.table(
            SECTION,
            _HEADER,
            [
                f"| {store.name} | {question.name} | {name} | {len(gauge.paths)} | {spread(gauge.cpu, 0)} "
                f"| {statistics.median(of_mark):.2f} | {statistics.median(gauge.wall):,.2f} |"
            ],
        )
    _against_hand(report, store, question, measured)
    ours = measured[OURS].cpu
    peers = {
        name: statistics.median(_against(measured[name].cpu, ours)) for name in PEERS if name in measured
    }
    if peers:
        figure = ", ".join(f"{name} {ratio:.1f}" for name, ratio in peers.items())
        report.judge(
            f"P2 {store.name}, {question.name}, peers",
            "each ≥ 3 × ours (CPU)",
            figure,
            len(peers) == len(PEERS) and min(peers.values()) >= 3,
        )


def limit(store: Store, question: Question) -> float | None:
    """How many times the statement by hand the service may take; None where the figure is only reported."""
    if store.small or question.plan is not None:
        return 2.5
    return 1.0 if store.name in ("100k", "1M") else None


def _against_hand(report: Report, store: Store, question: Question, measured: dict[str, Gauge]) -> None:
    mark, ours = measured[HAND].cpu, measured[OURS]
    found, most = statistics.median(_against(ours.cpu, mark)), limit(store, question)
    beside = [
        f"; {short} {statistics.median(_against(measured[name].cpu, mark)):.2f}"
        for name, short in ((OURS_THREE, "three facets"), (POSTGRESQL, "PostgreSQL"), (WARM, "warm"))
        if name in measured
    ]
    report.judge(
        f"P2 {store.name}, {question.name}",
        f"≤ {most} × by hand (CPU)" if most else "",
        f"{found:.2f} with every facet{''.join(beside)}",
        found <= most if most else None,
    )
    if most and found > most:
        title = f"P2 {store.name}, {question.name}: the statements"
        report.attempt(title, lambda: explain(report, title, store.url, tuple(ours.paths)))


def _against(ours: list[float], theirs: list[float]) -> list[float]:
    """Round by round; a slow variant has fewer rounds."""
    rounds = min(len(ours), len(theirs))
    return ratios(ours[:rounds], theirs[:rounds])


def _inside(report: Report, store: Store, question: Question, paths: tuple[str, ...]) -> None:
    hand = hand_statement.connect(str(store.hand.resolve()))
    times = 20 if store.small or question.plan else 3
    with application(store.url) as opened:
        ours = opened.seconds(paths, times) * 1e3
        mark = _milliseconds(lambda: hand_statement.answer(hand, question.pairs), times)
    hand.close()
    report.table(
        INSIDE,
        "| store | question | ours | by hand | ÷ |",
        [f"| {store.name} | {question.name} | {ours:,.2f} | {mark:,.2f} | {ours / mark:.2f} |"],
    )


def _milliseconds(run: Callable[[], object], times: int) -> float:
    best = float("inf")
    for _ in range(times):
        before = time.process_time()
        run()
        best = min(best, time.process_time() - before)
    return best * 1e3
