"""P2: the database's share of an answer: its statements through the driver alone, compared with the hand-written one.

The statements of one request are recorded with their values and executed again on a connection of the
service's own pool, so that its settings and its prepared statements are those of a request.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from benchmarks import hand_statement
from benchmarks.in_process import Application, application, explain, is_query
from benchmarks.load import SLOW_ANSWER
from benchmarks.questions import Question
from benchmarks.report import Report
from benchmarks.variants import Store

SECTION: Final = "The database's own share of an answer, milliseconds (SQLite: CPU; PostgreSQL: clock)"
RECORDINGS: Final = 3
TIMES: Final = 100

Statements = Sequence[tuple[str, Any]]


def database_share(report: Report, store: Store, question: Question, path: str) -> None:
    """Judged on SQLite, reported on PostgreSQL."""
    hand = hand_statement.connect(str(store.hand.resolve()))
    try:

        def mark() -> object:
            return hand_statement.answer(hand, question.pairs)

        _row(report, store, question, "SQLite", _measure(store.url, path, mark, time.process_time), path)
        if store.postgresql:
            found = _measure(store.postgresql, path, mark, time.perf_counter)
            _row(report, store, question, "PostgreSQL", found, path)
    finally:
        hand.close()


def _measure(
    url: str, path: str, mark: Callable[[], object], clock: Callable[[], float]
) -> tuple[int, float, float]:
    """The number of statements, their minimum seconds and those of the reference."""
    with application(url) as opened:
        statements = recorded(opened, path)
        with _driver(opened) as connection:
            sqlite = opened.store.engine.dialect.name == "sqlite"
            mine = their = float("inf")
            until = time.monotonic() + 2 * SLOW_ANSWER
            for _ in range(TIMES):
                mine = min(mine, _seconds(lambda: replay(connection, statements, begin=sqlite), clock))
                their = min(their, _seconds(mark, clock))
                if time.monotonic() > until:
                    break
    return len(statements), mine, their


def recorded(opened: Application, path: str) -> Statements:
    """The queries of one answer with their values, after the caches of the revision are filled."""
    opened.get(path)
    runs = []
    for _ in range(RECORDINGS):
        opened.statements.clear()
        opened.get(path)
        runs.append([one for one in opened.statements if is_query(one[0])])
    # The commit watcher may have queried during one of them.
    return min(runs, key=len)


@contextmanager
def _driver(opened: Application) -> Iterator[Any]:
    pooled = opened.store.engine.raw_connection()
    try:
        yield pooled.driver_connection
    finally:
        pooled.close()


def replay(connection: Any, statements: Statements, *, begin: bool) -> None:
    """Execute the statements on one snapshot. psycopg begins it with the first statement."""
    cursor = connection.cursor()
    if begin:
        cursor.execute("BEGIN")
    for statement, values in statements:
        cursor.execute(statement, values)
        cursor.fetchall()
    connection.rollback()
    cursor.close()


def _seconds(run: Callable[[], object], clock: Callable[[], float]) -> float:
    before = clock()
    run()
    return clock() - before


def _row(
    report: Report,
    store: Store,
    question: Question,
    engine: str,
    found: tuple[int, float, float],
    path: str,
) -> None:
    number, mine, mark = found
    share = mine / mark
    report.table(
        SECTION,
        "| store | question | engine | statements | ours | by hand on SQLite | ÷ |",
        [
            f"| {store.name} | {question.name} | {engine} | {number} | {mine * 1e3:,.3f} | {mark * 1e3:,.3f} "
            f"| {share:.2f} |"
        ],
    )
    judged = engine == "SQLite"
    name = f"P2 {store.name}, {question.name}, the database's share on {engine}"
    figure = f"{share:.2f} ({number} statements, every facet)"
    report.judge(name, "≤ 1.0 × by hand's", figure, share <= 1 if judged else None)
    if judged and share > 1:
        title = f"{name}: the statements"
        report.attempt(title, lambda: explain(report, title, store.url, (path,)))
