"""`hoshin workbook`: the workbooks that people in an office write."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli import report_form_commands
from app.cli.console import out, print_plain
from app.cli.japanese import Commands

if TYPE_CHECKING:
    from app.db.store import Store

Json = dict[str, Any]

cli = Commands(no_args_is_help=True)


@cli.callback()
def workbook() -> None:
    """計画をExcelで書くための様式を作ります。

    1. hoshin workbook new で様式を作ります（前の年度から始めるなら --from）。
    2. Excelで書きます。書き方は、様式の初めのシートにあります。
    3. hoshin check FILE.xlsx が、直すところをシート・行・列で示します。
    4. hoshin import FILE.xlsx が登録し、番号の入ったExcelを隣に書き出します。

    計画がどうなったかの報告は report、編集者の推定の確認は review が様式を作ります。書いた後は同じです。
    """


@cli.command()
def new(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="書き出すファイル（省けば 計画の様式.xlsx など）")
    ] = None,
    earlier: Annotated[
        str | None,
        typer.Option("--from", metavar="PLAN_ID", help="元にする登録済みの計画のID（例 141127-2022）"),
    ] = None,
    year: Annotated[
        str | None,
        typer.Option("--year", help="新しい計画の年度（例 R5、2023、令和5年度）。--from とともに書きます"),
    ] = None,
) -> None:
    """計画の様式（Excel）を作ります。

    何も付けなければ空の様式です。--from と --year を付けると、前の計画を写した下書きになります。文とタグはそのまま残り、
    番号は「前の計画の番号」に移ります。額、実績、確認の結果、読み替え、取下げは写しません。同じ名前のファイルがあれば、上書きせずに
    別の名前で書き出します。

    例: hoshin workbook new
        hoshin workbook new --from 141127-2022 --year R5
    """
    from app.cli.new_file import write_new
    from app.workbook.findings import TemplateError
    from app.workbook.template import draft_of_next, empty_workbook

    if (earlier is None) != (year is None):
        raise TemplateError("--from と --year は、どちらも書いてください。例: --from 141127-2022 --year R5")
    if earlier is None or year is None:
        path = write_new(file or Path("計画の様式.xlsx"), empty_workbook())
        print_plain(out, f"{path} に空の様式を書き出しました。初めのシート「書き方」を見て書いてください。")
        return
    from app.cli.opening import open_existing
    from app.settings import read_settings

    store = open_existing(read_settings())
    plan, content = draft_of_next(_newest(store, earlier), year)
    path = write_new(file or Path(f"{plan}の下書き.xlsx"), content)
    print_plain(
        out,
        f"{path} に {earlier} を元にした {plan} の下書きを書き出しました。文を新しい計画のとおりに直し、"
        f"hoshin check {path} で確かめてください。",
    )


def _newest(store: "Store", plan_id: str) -> Json:
    from sqlmodel import col, select

    from app.importer.kept_files import current_form
    from app.models import Revision
    from app.workbook.findings import TemplateError

    with store.snapshot() as session:
        of_plan = select(col(Revision.file)).where(
            col(Revision.plan_id) == plan_id, col(Revision.report_id).is_(None)
        )
        file = session.exec(of_plan.order_by(col(Revision.id).desc()).limit(1)).first()
        known = session.exec(select(col(Revision.plan_id)).distinct().limit(10)).all()
    if file is None:
        raise TemplateError(f"計画「{plan_id}」は登録されていません。登録されている計画: {'、'.join(known)}")
    found: Json = json.loads(current_form(file))
    if not found.get("document"):
        raise TemplateError(f"計画「{plan_id}」は取り下げられています。")
    return found


cli.add_typer(report_form_commands.cli)
