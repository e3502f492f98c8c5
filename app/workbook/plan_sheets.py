"""The sheets of a plan's workbook: the header and the printed pieces."""

from typing import Final

from app.workbook.declaration import Column, Form, Need, Part, Sheet
from app.workbook.figure_sheets import FIGURES, KPIS
from app.workbook.kinds import KINDS, MAX_DEPTH
from app.workbook.side_sheets import (
    AMOUNTS,
    ANNOTATIONS,
    CONTINUATIONS,
    CORRECTIONS,
    EMPHASIS,
    LINKS,
    ORGANISATIONS,
    SOURCES,
    TAGS,
    WITHDRAWN,
)
from app.workbook.words import EXTENT, PLAN_STATUS, PRINTED_OR_EDITED, WORDING

# The version of the layout; readers take this one.
VERSION: Final = "hoshin-workbook/1"

_THEME_TERMS: Final = tuple(
    Column(
        f"theme_term_{depth}",
        f"施策の呼び名（{depth}段目）",
        "施策にあたるものを計画が何と呼ぶか。例：政策",
        rare=depth > 1,
    )
    for depth in range(1, MAX_DEPTH + 1)
)

HEADER: Final = Form(
    "計画",
    "計画そのもの。＊の項目は必ず書きます。空欄は「説明」に書いたとおりに読みます。",
    Need.MUST,
    (
        Column("title", "表題", "文書に印刷された題。例：令和5年度○○区運営方針", required=True),
        Column(
            "municipality_code",
            "団体コード",
            "全国地方公共団体コード6桁（検査数字を含む）。例：141127",
            required=True,
        ),
        Column(
            "period",
            "計画期間",
            "例：令和5年度、令和4～7年度、2023-04-01～（終わりのないもの）",
            required=True,
            kind="period",
        ),
        Column("note", "この版を作った理由", "変更の履歴に残ります。例：令和5年度の初回登録", required=True),
        Column("status", "状態", "空欄は決定。文書が案・素案・原案なら「案」", choices=PLAN_STATUS.choices),
        Column("extent", "写した範囲", "空欄は全部", choices=EXTENT.choices),
        Column("wording", "写し方", "空欄は原文のまま", choices=WORDING.choices),
        Column("transcription_note", "写した範囲の注", "例：第1章だけを写した"),
        Column("pillar_term", "柱の呼び名", "柱にあたるものを計画が何と呼ぶか。例：柱、政策、戦略"),
        _THEME_TERMS[0],
        Column("measure_term", "取組の呼び名", "例：主な取組、事業"),
        Column(
            "series_name", "系列の名称", "年ごと・期ごとに同じ名前で出る計画なら、その名前。例：○○区運営方針"
        ),
        Column("series_key", "系列の記号", "系列の名称を書いたら必ず書きます。英小文字。例：unei"),
        Column("period_printed", "計画期間の印刷", "期間が印刷されていれば、その字のまま", rare=True),
        Column(
            "id",
            "計画の番号",
            "空欄は団体コード-年度。同じ年度に別の計画があれば 141003-2024_midori のように",
            rare=True,
        ),
        Column("issuer", "発行者", "空欄は団体コードの組織。違えば組織シートの番号か名称", rare=True),
        Column(
            "announced_pillars",
            "計画が述べる件数（柱）",
            "計画自身が「3つの柱」のように述べていれば、その数",
            kind="whole",
            rare=True,
        ),
        Column("announced_themes", "計画が述べる件数（施策）", "同じく施策の数", kind="whole", rare=True),
        Column("announced_measures", "計画が述べる件数（取組）", "同じく取組の数", kind="whole", rare=True),
        Column("announced_kpis", "計画が述べる件数（指標）", "同じく指標の数", kind="whole", rare=True),
        *_THEME_TERMS[1:],
        Column(
            "base", "元の版の指紋", "取り出したときの版。ほかの人の直しを消さないために使います", rare=True
        ),
        Column("version", "様式の版", "書き換えないでください", rare=True),
    ),
)

DOCUMENT: Final = Sheet(
    "本文",
    "文書に印刷されているものを、印刷の順に1行ずつ。施策は上の柱に、取組は上の施策（なければ柱）に属すると読みます。",
    Need.MUST,
    (
        Column("number", "番号", "空欄なら登録のときに付きます。書き換えないでください", 11, rare=True),
        Column("kind", "種類", "一覧から選びます", 15, required=True, choices=KINDS.choices),
        Column(
            "heading",
            "見出し",
            "柱・施策・局事業の名称、見出しの文字。取組は40字までの短い見出し（空欄なら文の初め）",
            34,
        ),
        Column("text", "本文", "印刷の字のまま。文の中の改行は除きます", 64),
        Column("organisations", "担当", "印刷された担当。いくつかあれば「、」で区切ります", 20),
        Column("sdgs", "SDGs", "印刷されたSDGsの番号だけ。例：3、11.5", 10),
        Column("amount", "予算額", "印刷のまま。例：1,200千円", 14),
        Column("viewpoints", "視点", "印刷された視点。いくつかあれば「、」で区切ります", 14, rare=True),
        Column(
            "belongs",
            "所属",
            "行の位置と違うときだけ、柱や施策の見出しか番号。どこにも属さなければ「なし」",
            18,
            refers=True,
            rare=True,
        ),
        Column(
            "heading_is",
            "見出しの別",
            "取組の見出しが印刷されていれば「印刷」。空欄は編集",
            11,
            choices=PRINTED_OR_EDITED.choices,
            rare=True,
        ),
        Column(
            "label", "一覧用の見出し", "印刷された見出しが長いとき、一覧に使う40字までの見出し", 20, rare=True
        ),
        Column("printed_number", "印刷の番号", "印刷された番号。例：(1)", 10, rare=True),
        Column("page", "頁", "印刷された頁の番号", 6, kind="whole", rare=True),
        Column(
            "earlier",
            "前の計画の番号",
            "前の年度の計画から続いているものの番号。例：141127-2022-p1-t1-m2",
            20,
            rare=True,
        ),
        Column(
            "withdrawn",
            "取下げの理由",
            "公表した行を取り下げるとき、行を消さずに理由を書きます",
            18,
            rare=True,
        ),
        Column("source", "出典", "出典シートの記号。空欄は最初の出典", 9, rare=True),
        Column("order", "並び順", "並べ替えたとき、元に戻すための番号", 7, kind="whole", rare=True),
        Column("line", "原文の行", "文字に起こした元のファイルの行の番号", 7, kind="whole", rare=True),
        Column("memo", "メモ", "自由に使えます。読み取りません", 20, rare=True),
    ),
)

# A printed table stands as it is printed: its first row is that of the headings.
TABLE_WIDTH: Final = 50
TABLES: Final = Sheet(
    "表",
    "印刷された表を、印刷のとおりに。本文の「表」1行につき、1行目が列の見出し、2行目からがその行です。",
    Need.RARE,
    (
        Column("number", "番号", "行の番号。空欄なら登録のときに付きます", 12, rare=True),
        Column("table", "表", "本文の「表」の見出しか番号。空欄は上の行と同じ表", 18, refers=True),
        Column("width", "列の数", "最後の列がすべて空のときだけ書きます", 7, kind="whole", rare=True),
        *(
            Column(f"cell{place}", f"{place}列目", "印刷のまま" if place < 3 else "", 16)
            for place in range(1, TABLE_WIDTH + 1)
        ),
    ),
)

PLAN_SHEETS: Final[tuple[Part, ...]] = (
    HEADER,
    DOCUMENT,
    KPIS,
    FIGURES,
    AMOUNTS,
    TAGS,
    CORRECTIONS,
    LINKS,
    CONTINUATIONS,
    WITHDRAWN,
    ORGANISATIONS,
    SOURCES,
    TABLES,
    ANNOTATIONS,
    EMPHASIS,
)
