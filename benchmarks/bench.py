"""`make bench` and `make bench-quick`: every variant and peer in one run, verdicts written down.

Answers are compared before anything is timed. What cannot be measured is a line of the report and fails
the run at its end.
"""

import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import typer

from app.db.schema import open_store
from app.settings import Settings
from benchmarks.browser_waits import waits
from benchmarks.cached_answers import warm
from benchmarks.comparison import compare, first_plan
from benchmarks.freshness import on_postgresql, on_sqlite
from benchmarks.growth import growth, pages
from benchmarks.layers import layers
from benchmarks.overload import overload
from benchmarks.postgres import Cluster, cluster
from benchmarks.questions import questions
from benchmarks.report import CONSOLE, Report
from benchmarks.results import Surroundings, write
from benchmarks.servers import ROOT
from benchmarks.startup import start
from benchmarks.store_import import derive, made_with
from benchmarks.variants import Store
from benchmarks.word_search import search

ROUNDS: Final = 3
STARTS: Final = 7
CHANGES: Final = 8
NO_WRK: Final = (
    "負荷をかける wrk が見つかりません。Debian・Ubuntu では `sudo apt-get install wrk`、"
    "macOS では `brew install wrk` で入れてから、もう一度実行してください。"
)


class Run:
    """One run: its stores, its database server, and how long each look takes."""

    def __init__(self, stores: list[Store], *, quick: bool, large_postgresql: bool) -> None:
        self.report = Report()
        self.stores = stores
        self.quick = quick
        self.large_postgresql = large_postgresql
        self.load_seconds = 1.0 if quick else 2.0
        self.client_seconds = 0.2 if quick else 0.4
        self.running: Cluster | None = None

    def measure(self, data: Path) -> None:
        with ExitStack() as opened:
            self.report.attempt(
                "PostgreSQL", lambda: self._postgresql(opened.enter_context(cluster(data / "postgresql")))
            )
            for store in self.stores:
                self._size(store)
            self._once()

    def _postgresql(self, running: Cluster) -> None:
        self.running = running
        for number, store in enumerate(self.stores):
            if store.name != "1M" or self.large_postgresql:
                url = running.database(store.name, store.plan_files)
                self.stores[number] = replace(store, postgresql=url)

    def _processes(self) -> Sequence[int]:
        return self.running.processes() if self.running else ()

    def _size(self, store: Store) -> None:
        attempt, name = self.report.attempt, store.name
        attempt(
            f"{name}: 温まった応答と上限（P1）",
            lambda: warm(self.report, store, ROUNDS, self.load_seconds),
        )
        attempt(
            f"{name}: 手書きSQL・他の枠組みとの比較（P2）",
            lambda: compare(self.report, store, self._processes, ROUNDS, self.client_seconds),
        )
        attempt(f"{name}: 画面とJSON（P7）", lambda: pages(self.report, store, ROUNDS, self.client_seconds))
        attempt(f"{name}: 検索（P4、SQLite）", lambda: search(self.report, store, "SQLite", store.url, 100))
        if url := store.postgresql:
            attempt(
                f"{name}: 検索（P4、PostgreSQL）", lambda: search(self.report, store, "PostgreSQL", url, 50)
            )

    def _once(self) -> None:
        attempt, report = self.report.attempt, self.report
        small, large = self.stores[0], self.stores[-1]
        middle = next((one for one in self.stores if one.name == "100k"), small)
        if large is not small:
            attempt("件数による伸び（P3）", lambda: growth(report, small, large, ROUNDS, self.client_seconds))
        attempt("過負荷（P5）", lambda: overload(report, middle, ROUNDS, self.load_seconds))
        attempt("登録の反映（P6、SQLite）", lambda: on_sqlite(report, small, CHANGES))
        if (running := self.running) is not None:
            attempt("登録の反映（P6、PostgreSQL）", lambda: on_postgresql(report, small, running, CHANGES))
        attempt("起動（P8）", lambda: start(report, small, STARTS))
        attempt("人が待つ時間（P11）", lambda: waits(report, ROUNDS))
        if not self.quick:
            attempt(f"一括登録と派生データ（P9、{middle.name}）", lambda: derive(report, middle))
        for store in self.stores:
            made_with(report, store)
        attempt("層ごとの時間", lambda: self._layers(small))
        if large is not small:
            attempt("層ごとの時間（最大）", lambda: self._layers(large))

    def _layers(self, store: Store) -> None:
        unfiltered, _, one_plan, _ = questions(first_plan(store))
        layers(self.report, store, unfiltered if store.small else one_plan)


def main(
    data: Annotated[Path, typer.Argument(help="60.db と files-60 などがあるディレクトリ")],
    sizes: Annotated[list[str], typer.Option("--size", help="測る大きさ（60、100k、1M）。小さい順")],
    quick: Annotated[bool, typer.Option("--quick", help="短く測る")] = False,
    postgresql_1m: Annotated[bool, typer.Option(help="PostgreSQL でも100万件を測る")] = False,
    results: Annotated[Path, typer.Option(help="結果を書くファイル")] = ROOT / "benchmarks/RESULTS.md",
) -> None:
    """測定し、結果を書きます。目標を外れたものか、測れなかったものがあれば状態1で終わります。"""
    if shutil.which("wrk") is None:
        CONSOLE.print(NO_WRK, style="red")
        raise typer.Exit(2)
    around = Surroundings()
    stores = [Store(size, data / f"{size}.db", data / f"files-{size}") for size in sizes]
    for store in stores:
        open_store(Settings(database_url=store.url)).close()  # brings an older one up to date
    run = Run(stores, quick=quick, large_postgresql=postgresql_1m)
    run.measure(data)
    write(results, run.report, around)
    for target in run.report.targets:
        if target.met is False:
            CONSOLE.print(f"目標未達: {target.name}: {target.figure}（目標 {target.target}）", markup=False)
    for trouble in run.report.troubles:
        CONSOLE.print(f"測れず: {trouble}", style="red", markup=False)
    CONSOLE.print(f"結果: {results}")
    raise typer.Exit(1 if run.report.failed else 0)


if __name__ == "__main__":
    typer.run(main)
