"""What people see of imports and rebuilds: progress, the changes of a plan, the rejected files."""

import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from app.cli.console import err, out, print_plain
from app.cli.numbered_workbook import NUMBERED, give_numbers, renew
from app.db.store import Store
from app.importer.bulk_import import check_claims, import_files, passed_over, plan_claims, plan_files
from app.importer.findings import Finding, printable
from app.importer.given_file import read_given
from app.importer.given_report import GivenReport
from app.importer.import_plan import import_file
from app.importer.mending import mend_plan
from app.importer.outcome import Outcome
from app.importer.rebuild import outdated_plans, rebuild
from app.importer.report_file import is_report_id
from app.models.vocabulary import Action
from app.search import index

# Findings shown of one file of a directory; `hoshin check` shows them all.
MAX_FINDINGS: Final = 20
MAX_FILES: Final = 200
MAX_NAMES: Final = 20


class _Meter(Progress):
    """A bar of plans with the rate of initiatives, on `err`."""

    def __init__(self, plans: int) -> None:
        super().__init__(
            TextColumn("計画"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("取組{task.fields[initiatives]:,}件 {task.fields[rate]:,.0f}件/秒 残り"),
            TimeRemainingColumn(),
            console=err,
            transient=True,
        )
        self.began = time.monotonic()
        self.initiatives = 0
        self.bar = self.add_task("", total=plans, initiatives=0, rate=0.0)

    def count_plan(self, initiatives: int) -> None:
        self.initiatives += initiatives
        rate = self.initiatives / self._seconds()
        self.update(self.bar, advance=1, initiatives=self.initiatives, rate=rate)

    def summary(self) -> str:
        seconds = self._seconds()
        return f"取組{self.initiatives:,}件、{seconds:,.1f}秒（{self.initiatives / seconds:,.0f}件/秒）"

    def _seconds(self) -> float:
        return max(time.monotonic() - self.began, 1e-9)


def import_one(store: Store, file: Path, *, dry_run: bool = False, replace: bool = False) -> None:
    """Import a plan file and print what it changes. Raises PlanFileError; then nothing was written."""
    columns = SpinnerColumn("line"), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=err, transient=True) as progress:
        progress.add_task(f"{file.name} を検査・登録しています", total=None)
        outcome = import_file(store, file, dry_run=dry_run, replace=replace)
    _print_outcome(outcome, dry_run=dry_run)
    give_numbers(file, outcome, dry_run=dry_run)
    for notice in renew(file, outcome):
        print_plain(err, notice, "bold yellow")


def _print_outcome(outcome: Outcome, *, dry_run: bool) -> None:
    plan = f"{outcome.title}（{outcome.plan_id}）"
    print_cautions(outcome.cautions)
    if not outcome.changes:
        print_plain(out, f"{plan}は登録済みの内容と同じです。何も変えていません。")
        return
    head = "登録すると次のように変わります" if dry_run else f"登録しました（改訂番号 {outcome.revision}）"
    numbers = "、".join(f"{action.label}{outcome.count(action)}件" for action in Action)
    print_plain(out, f"{plan}: {head}。{numbers}")
    if outcome.notice:
        print_plain(err, outcome.notice, "bold yellow")
    if not dry_run:
        return
    # Words of the pages, which a real import does not need.
    from app.cli.forecast import MAX_CHANGES, print_forecast  # noqa: PLC0415

    if outcome.planned is not None:
        print_forecast(outcome)
        print_plain(err, "画面で確かめるには、hoshin preview FILE を実行してください。")
    else:  # of a report
        for change in outcome.changes[:MAX_CHANGES]:
            print_plain(out, f"  {Action(change.action).label} {change.id}")


def check_report(given: GivenReport) -> None:
    """Check a report without its plan and print what it says. Raises PlanFileError."""
    report = given.prepare()
    said = report.file
    numbers = f"状況{len(said.states)}件、結果{len(said.results)}件、確認{len(said.reviews)}件"
    print_plain(out, f"誤りはありません: {report.title}（{said.id}）、{numbers}")
    print_cautions(given.cautions(report))


def print_cautions(cautions: Sequence[Finding], name: str = "") -> None:
    if cautions:
        head = f"{name}確かめたほうがよいところが{len(cautions)}か所あります（このままでも登録できます）。"
        print_plain(err, head, "bold yellow")
    for caution in cautions[:MAX_FINDINGS]:
        print_plain(err, f"  {caution}")


def import_forced(store: Store, paths: Sequence[Path], *, replace: bool = False) -> None:
    """Write again what the store holds of these plans, and all derived data. Raises PlanFileError."""
    claims = plan_claims(paths)
    for path in paths:
        source = read_given(path, store)
        if isinstance(source, GivenReport):  # its plan is written again with it
            complete_store(store)
            import_one(store, path)
            continue
        plan = source.prepare()
        check_claims(plan.plan_id, claims)
        if mend_plan(store, plan):
            print_plain(
                out, f"{plan.title}（{plan.plan_id}）: 書き直しました。内容と改訂番号は変わりません。"
            )
        else:
            complete_store(store)
            import_one(store, path, replace=replace)
    if outdated_plans(store):
        rebuild_store(store, force=outdated_plans(store) < 0)
    else:  # there is no other plan
        list(rebuild(store))


def import_directory(store: Store, directory: Path, *, dry_run: bool, replace: bool = False) -> bool:
    """Import every plan file of a directory; return whether there are any and all of them were accepted."""
    paths = plan_files(directory)
    notices: list[str] = []
    cautions: list[tuple[str, Sequence[Finding]]] = []
    rejected: list[tuple[str, Sequence[Finding]]] = []
    changed = reports = rejections = 0
    with _Meter(len(paths)) as meter:
        for path, initiatives, result in import_files(store, paths, dry_run=dry_run, replace=replace):
            meter.count_plan(initiatives)
            if isinstance(result, Outcome):
                changed += bool(result.changes)
                reports += bool(result.changes) and is_report_id(result.plan_id)
                if result.cautions and len(cautions) < MAX_FILES:
                    cautions.append((f"{path}: ", result.cautions))
                if result.notice:
                    notices.append(f"{path}: {result.notice}")
                give_numbers(path, result, directory / NUMBERED, dry_run=dry_run)
                notices += renew(path, result)
                continue
            rejections += 1
            if rejections <= MAX_FILES:
                # Not the error itself: its traceback holds the whole plan in memory.
                head = f"{path}: {result.stage}（{len(result.findings)}件の誤り）"
                rejected.append((head, result.findings[:MAX_FINDINGS]))
    if changed and not dry_run:
        with store.writing() as connection:
            index.optimize(connection)
        store.vacuum()
    verb = "登録すると変わる計画" if dry_run else "登録・更新した計画"
    told = f"{verb}{changed - reports:,}件" + (f"、報告{reports:,}件" if reports else "")
    print_plain(
        out,
        f"{len(paths):,}ファイル: {told}、変更なし{len(paths) - changed - rejections:,}件、"
        f"誤りのあるファイル{rejections:,}件。{meter.summary()}",
    )
    for notice in notices[:MAX_FILES]:
        print_plain(err, notice, "bold yellow")
    for name, found in cautions:
        print_cautions(found, name)
    _print_rejected(rejected, rejections)
    _print_passed_over(passed_over(directory))
    if not paths:
        print_plain(
            err,
            f"{directory} に計画ファイル（*.json、*.xlsx）がありません。場所を確かめてください。",
            "bold red",
        )
    return bool(paths) and not rejections


def _print_passed_over(others: Sequence[Path]) -> None:
    if others:
        names = "、".join(
            printable(path.name) + ("/" if path.is_dir() else "") for path in others[:MAX_NAMES]
        )
        more = "" if len(others) <= MAX_NAMES else f" ほか{len(others) - MAX_NAMES:,}件"
        print_plain(err, f"計画ファイル（*.json、*.xlsx）ではないので飛ばしました: {names}{more}")


def _print_rejected(rejected: Iterable[tuple[str, Sequence[Finding]]], number: int) -> None:
    for head, findings in rejected:
        print_plain(err, head, "bold red")
        for finding in findings:
            print_plain(err, f"  {finding}")
    if number > MAX_FILES:
        print_plain(err, f"ほか{number - MAX_FILES:,}ファイル")
    if number:
        print_plain(
            err, "誤りのあるファイルだけ、何も書き込んでいません。直してから、もう一度登録してください。"
        )


def complete_store(store: Store) -> None:
    """Rebuild the derived data of an older version, or finish an interrupted rebuild. Raises StoreError."""
    if outdated_plans(store) >= 0:
        print_plain(err, "検索と集計のデータを、この版の hoshin に合わせて作り直します。")
        rebuild_store(store)


def rebuild_store(store: Store, *, force: bool = False) -> None:
    """Rebuild the derived data, and print how long it took. Raises StoreError."""
    plans = 0
    with _Meter(outdated_plans(store, force=force)) as meter:
        for plan in rebuild(store, force=force):
            plans += 1
            meter.count_plan(plan.initiatives)
    print_plain(out, f"検索と集計のデータを作り直しました。計画{plans:,}件、{meter.summary()}")
