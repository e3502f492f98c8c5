"""What people see of a bulk import: a bar with rate and time left, and at the end what was refused."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app import search_index
from app.db import Store
from app.importer.bulk import Imported, Refusal, import_plans, plan_files, preparing

SHOWN: Final = 20
"""Findings shown of one file; `hoshin check` shows them all."""
MOST_FILES: Final = 200


def import_directory(
    open_store: Callable[[], Store], directory: Path, out: Console, err: Console, *, dry_run: bool
) -> bool:
    """Import every plan file of a directory; says whether all of them were accepted. The store is opened
    while the other process starts."""
    paths = plan_files(directory)
    columns = (
        TextColumn("計画"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("取組{task.fields[initiatives]:,}件 {task.fields[rate]:,.0f}件/秒 残り"),
        TimeRemainingColumn(),
    )
    refused: list[tuple[Path, Refusal]] = []
    changed = initiatives = refusals = 0
    began = time.monotonic()
    with preparing(paths) as plans, Progress(*columns, console=err, transient=True) as progress:
        store = open_store()
        bar = progress.add_task("", total=len(paths), initiatives=0, rate=0.0)
        for one in import_plans(store, plans, dry_run=dry_run):
            initiatives += one.initiatives
            changed += _changed(one)
            if isinstance(one.result, Refusal):
                refusals += 1
                refused += [(one.path, _short(one.result))] if refusals <= MOST_FILES else []
            rate = initiatives / max(time.monotonic() - began, 1e-9)
            progress.update(bar, advance=1, initiatives=initiatives, rate=rate)
    if changed and not dry_run:
        with store.writing() as connection:
            search_index.settle(connection)
    seconds = max(time.monotonic() - began, 1e-9)
    verb = "登録すると変わる計画" if dry_run else "登録・更新した計画"
    out.print(
        f"{len(paths):,}ファイル: {verb}{changed:,}件、変更なし{len(paths) - changed - refusals:,}件、"
        f"誤りのあるファイル{refusals:,}件。取組{initiatives:,}件、{seconds:,.1f}秒（{initiatives / seconds:,.0f}件/秒）",
        highlight=False,
        soft_wrap=True,
    )
    _print_refused(refused, refusals, err)
    return not refusals


def _changed(one: Imported) -> bool:
    return not isinstance(one.result, Refusal) and bool(one.result.changes)


def _short(refusal: Refusal) -> Refusal:
    return Refusal(f"{refusal.stage}（{len(refusal.findings)}件の誤り）", refusal.findings[:SHOWN])


def _print_refused(refused: Iterable[tuple[Path, Refusal]], number: int, err: Console) -> None:
    for path, refusal in refused:
        err.print(f"{path}: {refusal.stage}", style="bold red", markup=False, highlight=False, soft_wrap=True)
        for finding in refusal.findings:
            err.print(f"  {finding}", markup=False, highlight=False, soft_wrap=True)
    if number > MOST_FILES:
        err.print(f"ほか{number - MOST_FILES:,}ファイル")
    if number:
        err.print("誤りのあるファイルだけ、何も書き込んでいません。直してから、もう一度登録してください。")
