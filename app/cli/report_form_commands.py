"""`hoshin workbook report` and `review`: the workbooks in which an office reports on a plan."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.console import out, print_plain
from app.cli.japanese import Commands

if TYPE_CHECKING:
    from app.models.report_vocabulary import ReportKind

cli = Commands()

PlanArgument = Annotated[str, typer.Argument(metavar="PLAN_ID", help="登録済みの計画のID（例 141127-2022）")]
FileArgument = Annotated[
    Path | None,
    typer.Argument(metavar="FILE", help="書き出すファイル（省けば PLAN_IDの年度末の報告.xlsx など）"),
]
KeyOption = Annotated[
    str | None,
    typer.Option(
        "--key", help="報告の記号。計画の中で報告を見分けます（例 final-2023。省けば midterm、final、review）"
    ),
]


@cli.command()
def report(
    plan_id: PlanArgument,
    file: FileArgument = None,
    kind: Annotated[str, typer.Option("--kind", help="中間 か 年度末")] = "年度末",
    key: KeyOption = None,
    by_bureau: Annotated[
        bool, typer.Option("--by-bureau", help="状況のシートを、担当する局ごとに分けます")
    ] = False,
) -> None:
    """計画がどうなったかを報告する様式（Excel）を作ります。

    取組ごとの状況と、指標の結果を書きます。同じ記号の報告が登録されていれば、その内容が入っています。書いたら hoshin check と
    hoshin import に渡します。空欄は「新しく言うことがない」と読むので、何人かで写しに分けて書き、1つずつ登録できます。

    例: hoshin workbook report 141127-2022 --kind 中間
        hoshin workbook report 141127-2022 --by-bureau
    """
    from app.models.report_vocabulary import ReportKind
    from app.workbook.findings import TemplateError
    from app.workbook.report_sheets import KIND

    code = KIND.code(kind)
    if code is None or code == ReportKind.REVIEW:
        raise TemplateError(f"--kind には 中間 か 年度末 を書いてください（「{kind}」ではなく）。")
    _write(plan_id, file, ReportKind(code), key, by_bureau=by_bureau)


@cli.command()
def review(plan_id: PlanArgument, file: FileArgument = None, key: KeyOption = None) -> None:
    """編集者が推定で付けたSDGsの目標と柱を、担当が確かめる様式（Excel）を作ります。

    推定の一つ一つに、取組の文、根拠の語句、推定の理由が並び、判断（確認済み・取消し・異議あり）を選びます。

    例: hoshin workbook review 141127-2022
    """
    from app.models.report_vocabulary import ReportKind

    _write(plan_id, file, ReportKind.REVIEW, key)


def _write(
    plan_id: str, file: Path | None, kind: "ReportKind", key: str | None, *, by_bureau: bool = False
) -> None:
    from app.cli.new_file import write_new
    from app.cli.opening import open_existing
    from app.importer.report_form import report_form
    from app.settings import read_settings
    from app.workbook.report_workbook import report_workbook

    form = report_form(open_existing(read_settings()), plan_id, kind, key or kind.value)
    path = write_new(
        file or Path(f"{plan_id}の{kind.label}の報告.xlsx"), report_workbook(form, by_bureau=by_bureau)
    )
    stored = f"登録されている報告（改訂番号 {form.revision}）の内容が入っています。" if form.revision else ""
    print_plain(
        out,
        f"{path} に {form.title} の{kind.label}の報告の様式を書き出しました。{stored}初めのシート「書き方」を見て書き、"
        f"hoshin check {path} で確かめてください。",
    )
