"""The sheet 書き方: how to write a plan, with the sample. It is never read."""

from collections.abc import Iterator
from typing import Final

from app.workbook.declaration import FORM_HEADINGS, Form, Part, Row
from app.workbook.plan_sheets import PLAN_SHEETS
from app.workbook.sample import SAMPLE

GUIDE_WIDTHS: Final = (26, 16, 34, 64, 24, 14, 14, 14, 14, 14)
# Columns that the sample shows.
_SHOWN: Final = 11

_HOW: Final = (
    ("計画を、この様式で書きます",),
    ("1", "「計画」の＊の4項目と、「組織」の発行者を書きます。"),
    ("2", "「本文」に、文書に印刷されているものを印刷の順に1行ずつ写します。種類は一覧から選びます。"),
    (
        "3",
        "ほかのシートは、書くものがあるときだけです。見出しの青は必ず、緑はあるときだけ、灰色はめったに使いません。",
    ),
    (
        "4",
        "空欄は「位置やふだんのとおり」と読みます。施策は上の柱に、取組は上の施策（なければ柱）に属します。",
    ),
    ("5", "ほかの行を指すところには、見出しか番号を書きます（計画全体なら「計画」）。"),
    ("6", "hoshin check で調べると、直すところがシート・行・列で出ます。hoshin import で登録します。"),
    ("気をつけること",),
    (
        "字",
        "印刷の字のまま写します。行頭の「・」と、文の途中の改行は除きます。誤りも直さず、「読み替え」に書きます。",
    ),
    (
        "番号",
        "登録のときに付きます。新しい行では空欄にし、付いた番号は書き換えません。文を直すだけなら、番号はそのままです。",
    ),
    (
        "取下げ",
        "公表した行は消さずに、「取下げの理由」に理由を書きます。空の行を足しても、何も取り下げません。",
    ),
    (
        "セル",
        "結合、数式、取り消し線は使えません。メモには「メモ」の列を使います。シート・見出しの名前は変えません。",
    ),
    ("並べ替え", "元に戻すには、「並び順」の昇順に並べ替えます。"),
    ("見本（架空の計画。シートごとに、見出しの下の行をそのまま写せば登録できます）",),
)


def guide() -> list[tuple[str, ...]]:
    """The lines of the sheet. A line of one cell is a heading."""
    lines: list[tuple[str, ...]] = list(_HOW)
    for part in PLAN_SHEETS:
        if part.title in SAMPLE:
            lines += [(), (f"見本：シート「{part.title}」",), *_sample(part, SAMPLE[part.title])]
    return lines


def _sample(part: Part, rows: tuple[Row, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(part, Form):
        yield FORM_HEADINGS[:2]
        for column in part.columns:
            if column.name in rows[0]:
                yield column.title, str(rows[0][column.name])
        return
    shown = part.columns[:_SHOWN]
    yield tuple(column.title for column in shown)
    for row in rows:
        yield tuple(str(row.get(column.name, "")) for column in shown)
