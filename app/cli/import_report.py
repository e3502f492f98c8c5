"""What people see of an import: what one plan changes; of many a bar with rate and time left, and what was
refused."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from app.db.store import Store
from app.importer.bulk_import import Imported, Refusal, import_plans, plan_files, preparing
from app.importer.import_plan import Outcome, import_file
from app.importer.rebuild import outdated_plans, rebuild
from app.models.vocabulary import Action
from app.search import index

SHOWN: Final = 20
"""Findings shown of one file; `hoshin check` shows them all."""
MOST_FILES: Final = 200
MOST_CHANGES: Final = 200
_COLUMNS: Final = (
    TextColumn("計画"),
    BarColumn(),
    MofNCompleteColumn(),
    TextColumn("取組{task.fields[initiatives]:,}件 {task.fields[rate]:,.0f}件/秒 残り"),
    TimeRemainingColumn(),
)


def import_one(store: Store, file: Path, out: Console, err: Console, *, dry_run: bool = False) -> None:
    """Import a plan file and say what it changes. Raises PlanFileError; then nothing was written."""
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=err, transient=True
    ) as progress:
        progress.add_task(f"{file.name} を検査・登録しています", total=None)
        outcome = import_file(store, file, dry_run=dry_run)
    _print_outcome(outcome, out, dry_run=dry_run)


def _print_outcome(outcome: Outcome, out: Console, *, dry_run: bool) -> None:
    if not outcome.changes:
        out.print(
            f"{outcome.title}（{outcome.plan_id}）は登録済みの内容と同じです。何も変えていません。",
            highlight=False,
            soft_wrap=True,
        )
        return
    head = "登録すると次のように変わります" if dry_run else f"登録しました（改訂番号 {outcome.revision}）"
    numbers = "、".join(f"{action.label}{outcome.count(action)}件" for action in Action)
    out.print(f"{outcome.title}（{outcome.plan_id}）: {head}。{numbers}", highlight=False, soft_wrap=True)
    if dry_run:
        table = Table("操作", "種類", "ID", box=None)
        for change in outcome.changes[:MOST_CHANGES]:
            table.add_row(Action(change.action).label, change.type, change.id)
        out.print(table)


def import_directory(
    open_store: Callable[[], Store], directory: Path, out: Console, err: Console, *, dry_run: bool
) -> bool:
    """Import every plan file of a directory; says whether all of them were accepted. The store is opened
    while the other process starts."""
    paths = plan_files(directory)
    refused: list[tuple[Path, Refusal]] = []
    changed = initiatives = refusals = 0
    began = time.monotonic()
    with preparing(paths) as plans, Progress(*_COLUMNS, console=err, transient=True) as progress:
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
            index.optimize(connection)
        store.vacuum()
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


def complete_store(store: Store, out: Console, err: Console) -> None:
    """Bring the derived data of an older version up to date, or finish a rebuild that was interrupted, and
    say so. Raises StoreError."""
    if outdated_plans(store) >= 0:
        err.print("検索と集計のデータを、この版の hoshin に合わせて作り直します。")
        rebuild_store(store, out, err)


def rebuild_store(store: Store, out: Console, err: Console, *, force: bool = False) -> None:
    """Rebuild the derived data with a bar, and say how long it took. Raises StoreError."""
    plans = initiatives = 0
    began = time.monotonic()
    with Progress(*_COLUMNS, console=err, transient=True) as progress:
        bar = progress.add_task("", total=outdated_plans(store, force=force), initiatives=0, rate=0.0)
        for plan in rebuild(store, force=force):
            plans += 1
            initiatives += plan.initiatives
            rate = initiatives / max(time.monotonic() - began, 1e-9)
            progress.update(bar, advance=1, initiatives=initiatives, rate=rate)
    seconds = max(time.monotonic() - began, 1e-9)
    out.print(
        f"検索と集計のデータを作り直しました。計画{plans:,}件、取組{initiatives:,}件、"
        f"{seconds:,.1f}秒（{initiatives / seconds:,.0f}件/秒）",
        highlight=False,
        soft_wrap=True,
    )


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
