"""P3 and P7: what a larger store costs who asks about one plan, and what a page costs beside its JSON."""

import statistics
from contextlib import ExitStack
from typing import Final

from benchmarks.comparing import first_plan
from benchmarks.inside import explain
from benchmarks.load import Gauge, wrk
from benchmarks.outcome import Report, ratios, spread
from benchmarks.questions import PAGE, Question, questions
from benchmarks.serving import ours, serve
from benchmarks.variants import THREE, Store, listing
from benchmarks.warm import LIST

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
        kept: list[list[float]] = [[], []]
        for _ in range(rounds):
            for n in (0, 1):
                kept[n].append(wrk(warm[n], LIST, seconds=seconds).cpu)
                lists[n].round()
                counts[n].round()
    measured = (
        ("warm list", kept, 1.25),
        ("one plan's list, uncached", [one.cpu for one in lists], 1.5),
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
    """The finder's page, which draws nine facets, against P2's list (total and three facets), the list
    alone, and the list with every facet."""
    asked = questions(first_plan(store))
    with serve(*ours(store.url, 0)) as server:
        for question in asked:
            paths = {
                "page": f"/initiatives?{question.query(limit=PAGE)}",
                "three": f"/api/v1/initiatives?{question.query(limit=PAGE, facet=THREE)}",
                "alone": listing(question),
                "facets": f"/api/v1/facets?{question.query()}",
            }
            gauges = {name: Gauge(server, (path,), seconds) for name, path in paths.items()}
            for _ in range(rounds):
                for gauge in gauges.values():
                    gauge.round()
            _page(report, store, question, gauges)


def _page(report: Report, store: Store, question: Question, gauges: dict[str, Gauge]) -> None:
    page, three, alone, facets = (statistics.median(gauge.cpu) for gauge in gauges.values())
    every = alone + facets
    report.table(
        PAGES,
        "| store | question | page, min / median / max | list with three facets | list alone "
        "| list and every facet | page ÷ each |",
        [
            f"| {store.name} | {question.name} | {spread(gauges['page'].cpu, 0)} | {three:,.0f} | {alone:,.0f} "
            f"| {every:,.0f} | {page / three:.2f} / {page / alone:.2f} / {page / every:.2f} |"
        ],
    )
    # The target is for a plan; over every plan of a large store the page's facets are P2's matter.
    judged = store.small or question.plan is not None
    found = page / three
    report.judge(
        f"P7 {store.name}, {question.name}",
        "page ≤ 3 × P2's list",
        f"{found:.2f}; ÷ list alone {page / alone:.2f}, ÷ list and every facet {page / every:.2f}",
        found <= 3 if judged else None,
    )
    if judged and found > 3:
        title = f"P7 {store.name}, {question.name}: the statements"
        explain(report, title, store.url, tuple(gauges["page"].paths))
