"""`hoshin`: serve, import, check and describe plan files."""

import codecs
import json
import logging
import socket
import sys
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.exc import SQLAlchemyError
from typer import rich_utils

from app.cli import server
from app.cli.console import err, escape_unencodable, out, print_plain
from app.cli.import_report import import_directory, import_forced, import_one, rebuild_store
from app.cli.mirror import ExportError
from app.cli.mirror import export as export_mirror
from app.cli.opening import open_complete, open_existing, open_to_serve
from app.cli.verification_report import verify_store
from app.db.schema import open_store
from app.db.store import StoreError, advice_on
from app.importer.bulk_import import plan_files
from app.importer.findings import PlanFileError
from app.importer.json_text import read_file
from app.importer.prepare import check_text
from app.importer.withdraw import WithdrawalError, withdraw_plan
from app.main import create_app
from app.routers.service import schema as file_schema
from app.settings import Settings, SettingsError, read_settings

MAX_FINDINGS: Final = 200

cli = typer.Typer(
    help="区の運営方針をデータとして公開するサービスです。初めてのときは hoshin serve だけで動きます。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

rich_utils.ARGUMENTS_PANEL_TITLE = "引数"
rich_utils.OPTIONS_PANEL_TITLE = "オプション"
rich_utils.COMMANDS_PANEL_TITLE = "コマンド"
rich_utils.ERRORS_PANEL_TITLE = "誤り"
rich_utils.REQUIRED_LONG_STRING = "[必須]"

PlanFileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="計画ファイル（JSON）。形は hoshin schema で確かめられます")
]


def main() -> None:
    """Run the command line; expected errors end with status 1 and a sentence, not with a traceback."""
    escape_unencodable()
    try:
        cli(prog_name="hoshin")
    except SettingsError as error:
        _fail(f"設定に誤りがあります。\n{error}")
    except PlanFileError as error:
        _print_findings(error)
        sys.exit(1)
    except (StoreError, ExportError, WithdrawalError) as error:
        _fail(str(error))
    except SQLAlchemyError as error:
        logging.getLogger(__name__).debug("database error", exc_info=error)
        _fail(advice_on(error))


def _fail(message: str) -> NoReturn:
    print_plain(err, message, "bold red")
    sys.exit(1)


def _print_findings(error: PlanFileError) -> None:
    number = len(error.findings)
    print_plain(err, f"{error.stage}で{number}件の誤りが見つかりました。何も書き込んでいません。", "bold red")
    for finding in error.findings[:MAX_FINDINGS]:
        print_plain(err, f"  {finding}")
    if number > MAX_FINDINGS:
        print_plain(err, f"  ほか{number - MAX_FINDINGS}件")
    print_plain(err, "直してから、もう一度 hoshin check FILE で確かめてください。")


@cli.command()
def serve() -> None:
    """サービスを起動します。

    データベースがなければ作り、令和4年度旭区運営方針を登録します。登録済みのデータには触れません。
    HOSHIN_OFFICIAL か HOSHIN_PUBLISHER を設定したサービスには登録しません。先に hoshin import で計画を登録してください。

    例: HOSHIN_PORT=8080 hoshin serve
    """
    settings = read_settings()
    store = open_to_serve(settings)
    application = create_app(settings, store)
    with _listen(settings) as listening:
        print_plain(out, f"公開URL: {settings.base}/  （止めるには Ctrl+C）")
        server.run(application, listening)


def _listen(settings: Settings) -> socket.socket:
    """The listening socket, bound before the URL is printed."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError:
        _fail(
            f"{settings.host} のポート {settings.port} で待ち受けられません。"
            "ほかのプログラムが使っているなら、HOSHIN_PORT を変えてください。"
        )


@cli.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE|DIR", help="計画ファイル（JSON）、または計画ファイルだけを置いたディレクトリ"
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="書き込まずに、何が変わるかだけを表示します")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="内容が同じでも、登録されているデータをすべて書き直します")
    ] = False,
) -> None:
    """計画ファイルを登録します。

    誤りがあれば何も書き込まず、すべての誤りを表示します。同じ内容をもう一度登録しても何も変わりません。
    --force は hoshin verify が見つけた違いを直します。作り直している間、サービスは準備中（503）と答えます。
    ディレクトリを指定すると、中の計画ファイル（*.json）を1件ずつ登録し、誤りのあるファイルを最後に示します。

    例: hoshin import plan.json --dry-run
    """
    settings = read_settings()
    store = open_complete(settings, only_read=dry_run or force, create=True)
    if force and not dry_run:
        import_forced(store, plan_files(file) if file.is_dir() else [file])
    elif not file.is_dir():
        import_one(store, file, dry_run=dry_run)
    elif not import_directory(store, file, dry_run=dry_run):
        raise typer.Exit(1)


@cli.command()
def check(file: PlanFileArgument) -> None:
    """計画ファイルを検査します。

    データベースには触れません。誤りがなければ、件数と本文の文字数を表示します。
    """
    sheet = check_text(read_file(file))
    printed = len(sheet.printed_text())
    initiatives = len(sheet.initiatives)
    print_plain(
        out,
        f"誤りはありません: {sheet.file.plan.title}（{sheet.file.plan.id}）、取組{initiatives}件、本文{printed:,}文字",
    )


@cli.command()
def withdraw(
    plan_id: Annotated[str, typer.Argument(metavar="PLAN_ID", help="取り下げる計画のID（例 141127-2022）")],
    reason: Annotated[str, typer.Option("--reason", help="理由（変更履歴に残り、410の説明に出ます）")],
    replaced_by: Annotated[
        str | None, typer.Option("--replaced-by", help="代わりになる計画のID（登録済みのもの）")
    ] = None,
) -> None:
    """計画をまるごと取り下げます。

    一覧・目録・ファイルからすぐに消え、そのURLは 410 と理由を返します。履歴は残り、同じIDでは登録し直せません。

    例: hoshin withdraw 141127-2022 --reason 新しい版に統合したため --replaced-by 141127-2023
    """
    outcome = withdraw_plan(open_complete(read_settings()), plan_id, reason, replaced_by=replaced_by)
    print_plain(
        out,
        f"{outcome.title}（{plan_id}）: 取り下げました（改訂番号 {outcome.revision}）。{len(outcome.changes)}件",
    )


@cli.command()
def rebuild() -> None:
    """検索と集計のデータを、登録されている計画ファイルから作り直します。

    ふだんは要りません。新しい版の hoshin は、起動するときに古いデータを自分で作り直します。
    作り直している間、サービスは新しい応答を作らず、準備中（503）と答えます。途中で止まったら、次の起動で
    続きから始めます。
    計画の内容・ID・改訂番号は変わりません。

    例: hoshin rebuild
    """
    rebuild_store(open_store(read_settings(), create=False), force=True)


@cli.command()
def verify() -> None:
    """登録されているデータが、登録したときのままかを調べます。

    データベースの壊れと参照、計画ファイルの控えの指紋（SHA-256）、そこから作り直した全データとの違い、件数を調べ、
    違いを1行ずつ、直し方とともに示します。違いがなければ 0、あれば 1 で終わります。何も書き込みません。

    例: hoshin verify
    """
    if not verify_store(open_existing(read_settings())):
        raise typer.Exit(1)


@cli.command()
def export(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="書き出し先。空か、前の写しのフォルダ")],
) -> None:
    """条件を付けない画面・API・目録・ファイルのすべてを、静的な写しとして書き出します。

    どのウェブサーバーでも公開でき、サービスが止まっている間も読めます。途中で失敗すれば、前の写しが残ります。

    例: hoshin export mirror && python3 -m http.server --directory mirror
    """
    settings = read_settings()
    store = open_complete(settings)
    with Progress(
        TextColumn("書き出しています"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=err
    ) as progress:
        task = progress.add_task("", total=None)
        copied = export_mirror(
            settings, store, directory, lambda done, total: progress.update(task, completed=done, total=total)
        )
    size = sum(one.bytes for one in copied)
    print_plain(out, f"{directory} に{len(copied):,}件（{size:,}バイト）を書き出しました。")


@cli.command()
def schema() -> None:
    """計画ファイルの JSON Schema を表示します。"""
    is_utf8 = codecs.lookup(sys.stdout.encoding).name == "utf-8"
    typer.echo(json.dumps(file_schema(), ensure_ascii=not is_utf8, indent=2))
