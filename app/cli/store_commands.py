"""The commands about the store as a whole: rebuild, verify, export, and the schema of its files."""

import codecs
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.japanese import Commands

cli = Commands()


@cli.command()
def rebuild() -> None:
    """検索と集計のデータを、登録されている計画ファイルから作り直します。

    ふだんは要りません。新しい版の hoshin は、起動するときに古いデータを自分で作り直します。
    作り直している間、サービスは新しい応答を作らず、準備中（503）と答えます。途中で止まったら、次の起動で
    続きから始めます。
    計画の内容・ID・改訂番号は変わりません。

    例: hoshin rebuild
    """
    from app.cli.import_report import rebuild_store
    from app.db.schema import open_store
    from app.settings import read_settings

    rebuild_store(open_store(read_settings(), create=False), force=True)


@cli.command()
def verify() -> None:
    """登録されているデータが、登録したときのままかを調べます。

    データベースの壊れと参照、計画ファイルの控えの指紋（SHA-256）、そこから作り直した全データとの違い、件数を調べ、
    違いを1行ずつ、直し方とともに示します。違いがなければ 0、あれば 1 で終わります。何も書き込みません。

    例: hoshin verify
    """
    from app.cli.opening import open_existing
    from app.cli.verification_report import verify_store
    from app.settings import read_settings

    if not verify_store(open_existing(read_settings())):
        raise typer.Exit(1)


@cli.command()
def export(
    directory: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="書き出し先。空か、前の写しのフォルダ")
    ] = None,
    sqlite: Annotated[
        Path | None,
        typer.Option(
            "--sqlite", metavar="FILE", help="すべての計画の表を、1つのSQLiteファイルに書き出します"
        ),
    ] = None,
) -> None:
    """条件を付けない画面・API・目録・ファイルのすべてを、静的な写しとして書き出します。

    どのウェブサーバーでも公開でき、サービスが止まっている間も読めます。途中で失敗すれば、前の写しが残ります。
    --sqlite を付けると、すべての計画の表を1つのファイルにします。Datasette などでそのまま開けます。

    例: hoshin export mirror && python3 -m http.server --directory mirror
    例: hoshin export --sqlite plans.sqlite
    """
    from app.cli import exports
    from app.cli.console import err, print_plain
    from app.cli.opening import open_complete
    from app.db.publication import register_publication
    from app.settings import read_settings

    if directory is None and sqlite is None:
        print_plain(err, "書き出し先の DIR か --sqlite FILE を指定してください。", "bold red")
        raise typer.Exit(2)
    settings = read_settings()
    store = open_complete(settings)
    register_publication(store)
    if directory is not None:
        exports.export_mirror(settings, store, directory)
    if sqlite is not None:
        exports.export_tables(settings, store, sqlite)


@cli.command()
def schema(
    report: Annotated[
        bool, typer.Option("--report", help="計画ではなく、報告のファイルの形を表示します")
    ] = False,
) -> None:
    """計画ファイルか報告のファイルの JSON Schema を表示します。"""
    from app.routers.service import report_schema
    from app.routers.service import schema as file_schema

    is_utf8 = codecs.lookup(sys.stdout.encoding).name == "utf-8"
    shown = report_schema() if report else file_schema()
    typer.echo(json.dumps(shown, ensure_ascii=not is_utf8, indent=2))
