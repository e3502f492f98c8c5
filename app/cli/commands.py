"""`hoshin`: serve, import, check and describe plan files.

A command imports what it needs when it runs: to load everything takes longer than most of them.
"""

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from app.cli import edition_commands, link_commands, store_commands, workbook_commands
from app.cli.console import err, escape_unencodable, out, print_plain
from app.cli.japanese import Commands, print_usage_error

MAX_FINDINGS: Final = 200

cli = Commands(
    help="区の運営方針をデータとして公開するサービスです。初めてのときは hoshin serve だけで動きます。",
    no_args_is_help=True,
)

PlanFileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="計画ファイル（JSON）か、様式のExcel（XLSX）")
]


def main() -> None:
    """Run the command line; expected errors end with status 1 and a sentence, not with a traceback."""
    escape_unencodable()
    try:
        sys.exit(cli(prog_name="hoshin", standalone_mode=False))
    except typer.Abort:  # no terminal to answer on, or Ctrl+C
        print_plain(err, "中止しました。", "bold red")
        sys.exit(1)
    except typer.TyperException as error:
        print_usage_error(error)
        sys.exit(error.exit_code)
    except Exception as error:
        from app.cli.failures import print_failure

        if not print_failure(error):
            raise
        sys.exit(1)


@cli.command()
def serve() -> None:
    """サービスを起動します。

    データベースがなければ作り、令和4年度旭区運営方針を登録します。登録済みのデータには触れません。
    HOSHIN_OFFICIAL か HOSHIN_PUBLISHER を設定したサービスには登録しません。先に hoshin import で計画を登録してください。

    例: HOSHIN_PORT=8080 hoshin serve
    """
    from app.cli import server
    from app.cli.listening import listen
    from app.cli.opening import open_to_serve
    from app.db.publication import register_publication
    from app.main import create_app
    from app.settings import read_settings

    settings = read_settings()
    store = open_to_serve(settings)
    register_publication(store)
    application = create_app(settings, store)
    # Bound before the URL is printed.
    with listen(settings) as sockets:
        print_plain(out, f"公開URL: {settings.base}/  （止めるには Ctrl+C）")
        server.run(application, sockets)


@cli.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE|DIR",
            help="計画ファイル（JSON）か様式のExcel（XLSX）、またはそれだけを置いたディレクトリ",
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="書き込まずに、何が変わるかだけを表示します")
    ] = False,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="同じIDで登録済みの計画と表題が違っても、新しい版として登録します"),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="内容が同じでも、登録されているデータをすべて書き直します")
    ] = False,
) -> None:
    """計画ファイルか、計画についての報告のファイルを登録します。

    誤りがあれば何も書き込まず、すべての誤りを表示します。同じ内容をもう一度登録しても何も変わりません。
    ディレクトリを指定すると、中の計画ファイル（*.json、*.xlsx）を1件ずつ登録し、誤りのあるファイルと、計画ファイルで
    ないために飛ばしたものを最後に示します。
    番号のない行があるExcelは、番号を入れたものを隣に書き出します。次からはそれを使ってください。
    同じ団体・年度の登録済みの計画と表題が違うファイルは、別の計画と見なして登録しません。
    --force は hoshin verify が見つけた違いを直します。作り直している間、サービスは準備中（503）と答えます。

    例: hoshin import plan.json --dry-run
    """
    from app.cli.import_report import import_directory, import_forced, import_one
    from app.cli.opening import open_complete
    from app.importer.bulk_import import plan_files
    from app.settings import read_settings

    settings = read_settings()
    store = open_complete(settings, only_read=dry_run or force, create=True)
    if force and not dry_run:
        import_forced(store, plan_files(file) if file.is_dir() else [file], replace=replace)
    elif not file.is_dir():
        import_one(store, file, dry_run=dry_run, replace=replace)
    elif not import_directory(store, file, dry_run=dry_run, replace=replace):
        raise typer.Exit(1)


@cli.command()
def check(file: PlanFileArgument) -> None:
    """計画ファイルを検査します（報告のファイルも同じです）。

    データベースには触れません。誤りがなければ、件数と本文の文字数を表示します。報告が計画と合うかは、
    hoshin import --dry-run で確かめられます。
    Excelの誤りは、シート・行・列で示します。番号のない行には、登録のときに番号が付きます。
    誤りではなくても、計画期間より後の期日や、PDFから写した部首や外字のように、確かめたほうがよいところがあれば知らせます。
    """
    from app.cli.import_report import check_report, print_cautions
    from app.importer.given_file import read_given
    from app.importer.given_report import GivenReport

    source = read_given(file)
    if isinstance(source, GivenReport):
        check_report(source)
        return
    sheet = source.check()
    printed = len(sheet.printed_text())
    initiatives = len(sheet.initiatives)
    print_plain(
        out,
        f"誤りはありません: {sheet.file.plan.title}（{sheet.file.plan.id}）、取組{initiatives}件、本文{printed:,}文字",
    )
    print_cautions(source.cautions(sheet))
    if suspects := source.suspects():
        print_plain(err, f"直したほうがよい文字が{len(suspects)}種類あります（このままでも登録できます）。")
        for finding in suspects[:MAX_FINDINGS]:
            print_plain(err, f"  {finding}")


@cli.command()
def withdraw(
    plan_id: Annotated[str, typer.Argument(metavar="PLAN_ID", help="取り下げる計画のID（例 141127-2022）")],
    reason: Annotated[str, typer.Option("--reason", help="理由（変更履歴に残り、410の説明に出ます）")],
    replaced_by: Annotated[
        str | None, typer.Option("--replaced-by", help="代わりになる計画のID（登録済みのもの）")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="確かめずに取り下げます")] = False,
) -> None:
    """計画をまるごと取り下げます。

    一覧・目録・ファイルからすぐに消え、そのURLは 410 と理由を返します。履歴は残り、同じIDでは登録し直せません。
    画面から打ったときは、取り下げる前に確かめます。スクリプトの中では確かめません。

    例: hoshin withdraw 141127-2022 --reason 新しい版に統合したため --replaced-by 141127-2023
    """
    from app.cli.opening import open_complete
    from app.importer.withdraw import withdraw_plan
    from app.settings import read_settings

    store = open_complete(read_settings())
    # A script that withdrew plans before there was a question goes on without one.
    if not yes and sys.stdin.isatty():
        print_plain(err, f"「{plan_id}」を取り下げます。同じIDでは登録し直せません。")
        typer.confirm("取り下げますか", err=True, abort=True)
    outcome = withdraw_plan(store, plan_id, reason, replaced_by=replaced_by)
    print_plain(
        out,
        f"{outcome.title}（{plan_id}）: 取り下げました（改訂番号 {outcome.revision}）。{len(outcome.changes)}件",
    )


@cli.command()
def erase(
    item_id: Annotated[
        str,
        typer.Argument(metavar="ID", help="消去する項目のID（例 141127-2022-p1-t1-m2）。計画と組織は除く"),
    ],
    reason: Annotated[
        str, typer.Option("--reason", help="理由（変更履歴と410の説明に出ます。消す言葉は書かないこと）")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="確かめずに消去します")] = False,
) -> None:
    """誤って載せた個人の氏名など、1つの項目の言葉をすべての版から消去します。

    その項目と、その項目だけに付く指標・読み替え・関連を、登録ファイル・変更履歴・検索からも消します。URLは
    410 と理由を返します。取り消せません。控えと、すでに配ったファイル・写しからは消えません。

    例: hoshin erase 141127-2022-p1-t1-m2 --reason 個人の氏名を誤って載せたため
    """
    from app.cli.erasure import erase_words
    from app.cli.opening import open_complete
    from app.settings import read_settings

    erase_words(open_complete(read_settings()), item_id, reason, confirmed=yes)


cli.add_typer(edition_commands.cli)
cli.add_typer(link_commands.cli)
cli.add_typer(store_commands.cli)
cli.add_typer(workbook_commands.cli, name="workbook")
