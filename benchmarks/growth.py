"""P3 and P7: the cost of one plan's answers in a larger store, and of a page compared with its JSON."""

import statistics
from contextlib import ExitStack
from typing import Final

from benchmarks.cached_answers import LIST
from benchmarks.comparison import first_plan
from benchmarks.in_process import explain
from benchmarks.load import Gauge, wrk
from benchmarks.questions import PAGE, Question, questions
from benchmarks.report import Report, ratios, spread
from benchmarks.servers import ours, serve
from benchmarks.variants import Store, facet_names, listing, our_addresses

GROWTH: Final = "Growth: the same question in a small and in a large store (CPU, µs)"
PAGES: Final = "Uncached page beside its JSON (CPU, µs)"


def growth(report: Report, small: Store, large: Store, rounds: int, seconds: float) -> None:
    """Both stores in one interleaved run."""
    with ExitStack() as opened:
        warm = [opened.enter_context(serve(*ours(one.url))) for one in (small, large)]
        cold = [opened.enter_context(serve(*ours(one.url, 0))) for one in (small, large)]
        plans = [Question("plan", first_plan(one), None) for one in (small, large)]
        lists = [Gauge(cold[n], (listing(plans[n]),), seconds) for n in (0, 1)]
        counts = [Gauge(cold[n], (f"/api/v1/facets?{plans[n].query()}",), seconds) for n in (0, 1)]
        cached: list[list[float]] = [[], []]
        for _ in range(rounds):
            for n in (0, 1):
                cached[n].append(wrk(warm[n], LIST, seconds=seconds).cpu)
                lists[n].round()
                counts[n].round()
    measured = (
        ("warm list", cached, 1.25),
        ("one plan's list, uncached", [one.cpu for one in lists], 1.2),
        ("one plan's facets, uncached", [one.cpu for one in counts], None),
    )
    for name, (before, after), limit in measured:
        grown = ratios(after, before)
        middle = statistics.median(grown)
        report.table(
            GROWTH,
            "| answer | from | to | small, min / median / max | large, min / median / max | growth |",
            [
                f"| {name} | {small.name} | {large.name} | {spread(before, 0)} | {spread(after, 0)} | {middle:.2f} |"
            ],
        )
        report.judge(
            f"P3 {name}, {small.name} → {large.name}",
            f"≤ {limit} ×" if limit else "",
            f"{middle:.2f}",
            middle <= limit if limit else None,
        )
        if limit and middle > limit:
            explain(report, f"P3 {name}: the statements", large.url, (listing(plans[1]),))


def pages(report: Report, store: Store, rounds: int, seconds: float) -> None:
    """The finder's page against the list with every facet, and against the list alone."""
    asked = questions(first_plan(store))
    with serve(*ours(store.url, 0)) as server:
        with_facets = our_addresses(facet_names(server))
        for question in asked:
            paths = {
                "page": (f"/initiatives?{question.query(limit=PAGE)}",),
                "every facet": with_facets(question),
                "alone": (listing(question),),
            }
            gauges = {name: Gauge(server, path, seconds) for name, path in paths.items()}
            for _ in range(rounds):
                for gauge in gauges.values():
                    gauge.round()
            _page(report, store, question, gauges)


def _page(report: Report, store: Store, question: Question, gauges: dict[str, Gauge]) -> None:
    page, every, alone = (statistics.median(gauge.cpu) for gauge in gauges.values())
    found = page / every
    report.table(
        PAGES,
        "| store | question | page, min / median / max | list with every facet | list alone | page ÷ each |",
        [
            f"| {store.name} | {question.name} | {spread(gauges['page'].cpu, 0)} | {every:,.0f} | {alone:,.0f} "
            f"| {found:.2f} / {page / alone:.2f} |"
        ],
    )
    report.judge(
        f"P7 {store.name}, {question.name}",
        "page ≤ 3 × the list with every facet",
        f"{found:.2f}; ÷ list alone {page / alone:.2f}",
        found <= 3,
    )
    if found > 3:
        title = f"P7 {store.name}, {question.name}: the statements"
        explain(report, title, store.url, tuple(gauges["page"].paths))
