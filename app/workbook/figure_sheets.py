"""The sheets of indicators and their figures."""

from typing import Final

from app.workbook.declaration import Column, Need, Sheet
from app.workbook.words import (
    BASIS,
    CERTAINTY,
    COMPARATOR,
    DIRECTION,
    FIGURE,
    FIGURE_STATUS,
    KPI_KIND,
    MENTION_ROLE,
    YES_NO,
)

KPIS: Final = Sheet(
    "指標",
    "本文が約束している数・時期・成果を1行ずつ。支援・推進・検討・充実だけのものは指標ではありません。",
    Need.IF_ANY,
    (
        Column("number", "番号", "空欄なら登録のときに付きます", 9, rare=True),
        Column(
            "owner",
            "対象",
            "掲げている取組・施策・柱の見出しか番号。計画全体なら「計画」。空欄なら語句から探します",
            24,
            refers=True,
        ),
        Column("label", "指標名", "40字までの短い名前", 26, required=True),
        Column("kind", "種類", "一覧から選びます", 10, required=True, choices=KPI_KIND.choices),
        Column("quote", "語句", "指標を述べる本文の語句を、一字一句そのまま", 30),
        Column("unit", "単位", "例：箇所、人、％", 9),
        Column("baseline", "基準値", "出発点の数か言葉", 10),
        Column("baseline_time", "基準の時点", "例：令和3年度", 14, kind="period"),
        Column("value", "目標値", "数だけ。単位は単位の列に", 10, kind="figure"),
        Column("words", "目標のことば", "数でない目標。例：実質ゼロ", 16),
        Column("comparator", "比較", "以上・以下・ちょうど", 9, choices=COMPARATOR.choices),
        Column(
            "due",
            "期限",
            "例：令和5年3月、令和4年度。語句のとおりなら印刷されたものと読みます",
            15,
            kind="period",
        ),
        Column("certainty", "確からしさ", "印刷されているときだけ", 9, choices=CERTAINTY.choices),
        Column("due_printed", "期限の印刷", "期限の印刷が左と違う字のとき、その字のまま", 14),
        Column("due_reason", "期限の理由", "期限が印刷されていないとき、そう読む理由", 26),
        Column("direction", "方向", "増やす・減らす・保つ", 9, choices=DIRECTION.choices),
        Column("cumulative", "累計", "累計なら「はい」、年ごとなら「いいえ」", 7, choices=YES_NO.choices),
        Column("key", "指標の記号", "ほかの計画・年度と同じ指標に付ける英小文字の記号", 10, rare=True),
        Column("key_name", "測るもの", "記号を書いたとき。空欄は指標名", 16, rare=True),
        Column("key_unit", "測る単位", "記号を書いたとき", 9, rare=True),
        Column("method", "測り方", "記号を書いたとき", 16, rare=True),
        Column("earlier", "前の計画の番号", "前の年度の計画から続いている指標の番号", 18, rare=True),
        Column(
            "withdrawn",
            "取下げの理由",
            "公表した行を取り下げるとき、行を消さずに理由を書きます",
            18,
            rare=True,
        ),
        Column("memo", "メモ", "自由に使えます。読み取りません", 20, rare=True),
    ),
)

FIGURES: Final = Sheet(
    "指標の値",
    "指標シートの1行に入らない値：年ごとの目標、実績、2か所目からの引用。",
    Need.IF_ANY,
    (
        Column("kpi", "指標", "指標シートの指標名か番号", 24, required=True, refers=True),
        Column("figure", "区分", "一覧から選びます", 9, required=True, choices=FIGURE.choices),
        Column("value", "値", "数だけ", 10, kind="figure"),
        Column("words", "ことば", "数でない値。引用なら、その語句", 22),
        Column("comparator", "比較", "目標のとき", 9, choices=COMPARATOR.choices),
        Column(
            "time", "時点", "例：令和4年度、2023-03-31。言葉で書けば、印刷のままと読みます", 15, kind="period"
        ),
        Column("time_printed", "時点の印刷", "印刷が左と違う字のとき、その字のまま", 14),
        Column("certainty", "確からしさ", "目標の期限に印刷されているときだけ", 9, choices=CERTAINTY.choices),
        Column("status", "状態", "実績と基準値のとき", 8, choices=FIGURE_STATUS.choices),
        Column("evaluation", "評価", "印刷された評価。例：A、◎", 7),
        Column(
            "source", "出典", "出典シートの記号。実績では必ず書きます（この計画の文書なら「最初の出典」）", 13
        ),
        Column("item", "対象", "引用のとき：語句のある行の見出しか番号", 22, refers=True),
        Column("role", "役割", "引用のとき。空欄は約束している", 11, choices=MENTION_ROLE.choices),
        Column(
            "basis",
            "根拠",
            "目標の期限の根拠。空欄は原文に記載（理由があれば編集による推定）",
            14,
            choices=BASIS.choices,
            rare=True,
        ),
        Column("reason", "理由", "期限が印刷されていないとき、そう読む理由", 26, rare=True),
        Column("key", "記号", "目標の記号。空欄なら a、b、c の順", 7, rare=True),
        Column("replaces", "改めた目標", "この目標が置き換えた目標の記号", 9, rare=True),
        Column("memo", "メモ", "自由に使えます。読み取りません", 20, rare=True),
    ),
    key="kpi",
)
