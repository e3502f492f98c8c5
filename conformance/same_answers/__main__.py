"""Command line of the comparison of two checkouts; see conformance/README.md."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import Progress

from conformance.same_answers import answers, mirrors, plans
from conformance.same_answers.checkout import Checkout, CheckoutError, now
from conformance.same_answers.differences import Rule, Side
from conformance.same_answers.engines import ENGINES, NewDatabase, databases
from conformance.same_answers.plans import Step
from conformance.same_answers.report import Report, progress
from conformance.same_answers.requests import Request, stored_requests

HERE: Final = Path(__file__).parents[2]
err = Console(stderr=True)
out = Console()


class Run:
    """One comparison of two checkouts."""

    def __init__(self, sides: tuple[Checkout, Checkout], work: Path, report: Report, bars: Progress) -> None:
        self.sides = sides
        self.work = work
        self.report = report
        self.bars = bars
        self.ignore_style = False

    def engine(
        self, engine: str, steps: dict[str, list[Step]], requests: Sequence[Request], *, mirror: bool
    ) -> None:
        """Fill a store for each side, export it if requested, and compare the services on it."""
        with databases(engine, self.work) as new:
            for store, own in steps.items():
                urls, (first, second) = self._filled(engine, store, own, new)
                rule = Rule(first, second, self.ignore_style)
                if mirror:
                    self._mirrors(store, urls, rule)
                self._answers(
                    f"{engine} {store}", urls, rule, [one for one in requests if one.store == store]
                )

    def _both(self, doing: Callable[[int], object]) -> None:
        """Run a step for both sides at once, each in its own process."""
        with ThreadPoolExecutor(2) as pool:
            for _ in pool.map(doing, range(2)):
                pass

    def _filled(
        self, engine: str, store: str, steps: list[Step], new: NewDatabase
    ) -> tuple[list[str], list[Side]]:
        urls = [new(f"same_answers_{store}_{name}") for name in ("before", "after")]
        filled = [Side(), Side()]
        task = self.bars.add_task(f"{engine} {store} 登録", total=2 * len(steps))

        def fill(side: int) -> None:
            for step in steps:
                filled[side].steps.append((step.name, _next_second()))
                self.sides[side].run(urls[side], *step.arguments)
                self.bars.advance(task)
            filled[side].end = now() + timedelta(seconds=1)

        self._both(fill)
        return urls, filled

    def _mirrors(self, store: str, urls: Sequence[str], rule: Rule) -> None:
        kind = f"静的な写し {store}"
        folders = [self.work / f"mirror-{store}-{name}" for name in ("before", "after")]
        task = self.bars.add_task(f"{kind} 書き出し", total=2)

        def export(side: int) -> None:
            self.sides[side].run(urls[side], "export", folders[side])
            self.bars.advance(task)

        self._both(export)
        rule.before.version, rule.after.version = (mirrors.version_of(one) for one in folders)
        mirrors.compare(kind, folders[0], folders[1], rule, self.report, self.bars)

    def _answers(self, kind: str, urls: Sequence[str], rule: Rule, requests: Sequence[Request]) -> None:
        with ExitStack() as running:
            before, after = (
                running.enter_context(
                    side.serving(url, self.work / f"serve-{kind.replace(' ', '-')}-{name}.log")
                )
                for side, url, name in zip(self.sides, urls, ("before", "after"), strict=True)
            )
            rule.before.version, rule.after.version = answers.version_of(before), answers.version_of(after)
            answers.Comparison(kind, (before, after), rule, self.report).run(requests, self.bars)


def _next_second() -> datetime:
    """Wait for the next full second: the times of two steps always differ."""
    begun = now().replace(microsecond=0) + timedelta(seconds=1)
    time.sleep(max(0.0, (begun - now()).total_seconds()))
    return begun


def main(
    before: Annotated[Path, typer.Option(help="比べる前のチェックアウト（.venv があるもの）")],
    requests: Annotated[int, typer.Option(min=1, help="要求の数（エンジンごと）")] = 5000,
    seed: Annotated[int, typer.Option(help="要求を選ぶ乱数の種")] = 1,
    engine: Annotated[list[str] | None, typer.Option(help="sqlite、postgresql（既定は両方）")] = None,
    work: Annotated[Path, typer.Option(help="作業用のフォルダ。要求の一覧があれば使い直します")] = Path(
        "var/same-answers"
    ),
    mirror: Annotated[bool, typer.Option(help="静的な写しも比べるか")] = True,
    ignore_style: Annotated[
        bool,
        typer.Option(
            "--ignore-style",
            help='スタイルシートの中身と、画面の <div class="scroll…"> のタグと行の前後の空白を比べません',
        ),
    ] = False,
) -> None:
    """前のチェックアウトと、このチェックアウトが、同じ計画ファイルに同じ応答を返すかを確かめます。

    違いがあれば状態1で終わります。比べない点は conformance/README.md にあります。
    """
    started = time.monotonic()
    engines = list(dict.fromkeys(engine or ENGINES))
    if wrong := [one for one in engines if one not in ENGINES]:
        raise typer.BadParameter(f"{'、'.join(wrong)} は使えません。使えるのは {'、'.join(ENGINES)} です。")
    sides = Checkout("前", before.resolve()), Checkout("今", HERE)
    folder = work.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    report = Report(out, folder / "differences.txt")
    try:
        for side in sides:
            side.check()
        steps = plans.write_files(folder / "files")
        listed = stored_requests(
            folder, {name: plans.read_files(own) for name, own in steps.items()}, requests, seed
        )
        with progress(err) as bars:
            run = Run(sides, folder, report, bars)
            run.ignore_style = ignore_style
            for number, one in enumerate(engines):
                run.engine(one, steps, listed, mirror=mirror and number == 0)
    except CheckoutError as error:
        err.print(str(error), style="bold red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(2) from error
    same = report.finish(time.monotonic() - started)
    raise typer.Exit(0 if same else 1)


if __name__ == "__main__":
    typer.run(main)
