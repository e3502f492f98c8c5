"""The workbook of a report: bytes of a plan and what is stored of the report."""

from typing import Final

from app.models.report_vocabulary import STATE_MEANINGS
from app.workbook.declaration import GUIDE_TITLE
from app.workbook.render import Renderer
from app.workbook.report_rows import ReportForm, header_row, report_sheets, review_sheets
from app.workbook.report_sheets import KIND, REPORT

_WIDTHS: Final = (22, 100)
_HEAD: Final = (
    (
        "1",
        "「報告」の＊の項目を書きます。「この版を作った理由」は、登録のたびに書きます。",
    ),
    (
        "2",
        "ほかのシートでは、見出しが緑の列だけを書きます。灰色の列は読むためのものです。書かない行はそのままにします。",
    ),
    (
        "3",
        "hoshin check で調べ、hoshin import で登録します。直すところはシート・行・列で出ます。",
    ),
    ("書かないとき、消すとき",),
    ("空欄", "新しく言うことがない、と読みます。登録されているものはそのまま残ります。"),
    ("削除", "登録されているものを取り消します。状況・判断の列に書けば、その行をまるごと取り消します。"),
    ("該当なし", "状況では「判定できない」。ほかの列では、値がないこと。印刷の言葉の列では、言葉そのもの。"),
    ("記載なし", "状況では「報告なし」。ほかの列では、値がないこと。"),
    (
        "何人かで書く",
        "同じ様式の写しに分けて書き、1つずつ登録できます。同じセルに違うことを書いていれば、後の登録のときに示します。"
        "間に別の登録がなければ、登録した様式に続けて書けます。あれば、様式を作り直してください。",
    ),
    (
        "セル",
        "結合、数式、取り消し線は使えません。シート・見出しの名前は変えません。列の順は変えてもかまいません。",
    ),
)
_RESULTS: Final = (
    "指標の結果",
    "報告された値と時点を書きます。値のない指標は空欄のままにします。",
)
_REVIEWS: Final = (
    "推定の確認",
    "確認済みでも「編集による推定」であることは変わりません。取消しにしたものは、その取組に付かなくなり、履歴には残ります。",
)


def report_workbook(form: ReportForm, *, by_bureau: bool = False) -> bytes:
    """The workbook in which an office writes what came of the plan, or what it thinks of an editor's tags."""
    is_review = form.kind == "review"
    renderer = Renderer(f"{form.title}　{KIND.word(form.kind)}の報告")
    renderer.guide(GUIDE_TITLE, _guide(is_review=is_review), _WIDTHS)
    renderer.part(REPORT, [header_row(form)])
    for sheet, rows in review_sheets(form) if is_review else report_sheets(form, by_bureau=by_bureau):
        renderer.part(sheet, rows)
    return renderer.finish()


def _guide(*, is_review: bool) -> list[tuple[str, ...]]:
    title = (
        "推定で付けたものを、この様式で確かめます"
        if is_review
        else "計画がどうなったかを、この様式で報告します"
    )
    lines: list[tuple[str, ...]] = [(title,), *_HEAD]
    if is_review:
        return [*lines, _REVIEWS]
    meanings = [(state.label, meaning) for state, meaning in STATE_MEANINGS.items()]
    return [*lines, _RESULTS, ("状況の意味",), *meanings]
