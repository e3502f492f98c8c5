"""The commands about editions: what is to be published is looked at, an old revision becomes the newest."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.console import err, out, print_plain
from app.cli.japanese import Commands

if TYPE_CHECKING:
    from app.db.store import Store
    from app.importer.outcome import Outcome

# Reasons shown why an old revision cannot be imported.
_MAX_FINDINGS = 20

cli = Commands()


@cli.command()
def rollback(
    plan_id: Annotated[str, typer.Argument(metavar="PLAN_ID", help="計画のID（例 141127-2022）")],
    revision: Annotated[
        int | None,
        typer.Argument(metavar="REVISION", help="戻す改訂（報告の改訂は除く）。省けば戻せる番号を示します"),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="理由（変更履歴に残ります）")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="書き込まずに、変わるところを示します")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="確かめずに戻します")] = False,
) -> None:
    """計画の内容を、前の改訂のものに戻します。

    前の改訂の登録ファイルを、新しい改訂として登録します。その後に加わった項目は取り下げられ（410）、その後に取り下げた
    項目は同じIDで戻ります（200）。履歴は消えません。消去した項目（hoshin erase）と取り下げた計画は戻せません。

    例: hoshin rollback 141127-2022 3 --dry-run
    """
    from app.cli.forecast import print_forecast
    from app.cli.opening import open_complete
    from app.importer.rollback import RollbackError, erased_since
    from app.settings import read_settings

    store = open_complete(read_settings(), only_read=dry_run)
    planned = _rollback(store, plan_id, revision, reason, dry_run=True)
    if not planned.changes:
        print_plain(
            out,
            f"{planned.title}（{plan_id}）: 改訂{revision}の内容は、いまの内容と同じです。何も変えていません。",
        )
        return
    print_plain(out, f"{planned.title}（{plan_id}）: 戻すと次のように変わります。{_numbers(planned)}")
    if planned.notice:
        print_plain(err, planned.notice, "bold yellow")
    print_forecast(planned)
    if erased := erased_since(store, plan_id):
        print_plain(
            err, f"消去した項目は、どの改訂にもないので戻りません: {'、'.join(erased)}", "bold yellow"
        )
    if dry_run:
        return
    if not yes and not _answered_yes():
        raise RollbackError("戻しませんでした。")
    outcome = _rollback(store, plan_id, revision, reason, dry_run=False)
    print_plain(
        out,
        f"{outcome.title}（{plan_id}）: 改訂{revision}の内容に戻しました（改訂番号 {outcome.revision}）。{_numbers(outcome)}",
    )


@cli.command()
def preview(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="計画ファイル")],
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="待ち受けるポート。0なら空いているもの")
    ] = 0,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="同じIDで登録済みの計画と表題が違っても、新しい版として表示します"),
    ] = False,
) -> None:
    """計画ファイルを登録する前に、公開したときの画面をこのコンピューターだけで見ます。

    登録されているデータの写しにこのファイルを加え、すべての画面に「確認用」と表示します。ほかのコンピューターからは
    見えません。Ctrl+C で終わると写しは消え、登録されているデータは変わりません。データベースが PostgreSQL か
    500 MB より大きいときは写さず、このファイルの計画だけを表示します。

    例: hoshin preview plan.json
    """
    from app.cli.preview import preview_file
    from app.settings import read_settings

    preview_file(read_settings(), file, port, replace=replace)


def _rollback(store: "Store", plan_id: str, revision: int | None, reason: str, *, dry_run: bool) -> "Outcome":
    from app.importer.findings import PlanFileError
    from app.importer.rollback import RollbackError, rollback_plan

    try:
        return rollback_plan(store, plan_id, revision, reason, dry_run=dry_run)
    except PlanFileError as error:
        shown = "\n".join(f"  {finding.message}" for finding in error.findings[:_MAX_FINDINGS])
        more = len(error.findings) - _MAX_FINDINGS
        rest = f"\n  ほか{more}件" if more > 0 else ""
        raise RollbackError(
            f"改訂{revision}の登録ファイルは、いまはそのまま登録できません（{error.stage}）。何も書き込んでいません。\n"
            f"{shown}{rest}\n必要なところを直した計画ファイルを、hoshin import で登録してください。"
        ) from error


def _numbers(outcome: "Outcome") -> str:
    from app.models.vocabulary import Action

    return "、".join(f"{action.label}{outcome.count(action)}件" for action in Action)


def _answered_yes() -> bool:
    try:
        return typer.confirm("戻しますか", err=True)
    except typer.Abort:  # no terminal, or Ctrl+C
        return False
