"""The sheets of what does not fit a row of 本文, or what editors add."""

from typing import Final

from app.workbook.declaration import Column, Need, Sheet
from app.workbook.words import (
    AMOUNT_KIND,
    ANNOTATION_KIND,
    BASIS,
    COMPARATOR_OR_NONE,
    CONTINUATION,
    ORGANISATION_KIND,
    RELATION,
    REVIEW,
    ROLE,
    TAGGED,
)

_NUMBER: Final = Column("number", "番号", "空欄なら登録のときに付きます", 9, rare=True)
_MEMO: Final = Column("memo", "メモ", "自由に使えます。読み取りません", 20, rare=True)

AMOUNTS: Final = Sheet(
    "予算",
    "1つの項目にいくつも額があるときと、決算額・事業費・別の年度の額。1つだけの予算額は本文の列に書きます。",
    Need.IF_ANY,
    (
        Column("item", "対象", "見出しか番号。計画全体なら「計画」", 26, required=True, refers=True),
        Column("label", "名目", "印刷された費目の名称", 18),
        Column("kind", "種類", "空欄は予算額", 10, choices=AMOUNT_KIND.choices),
        Column("year", "年度", "空欄は計画の年度。全期間の額なら「全期間」", 12),
        Column("printed", "印刷の額", "印刷のまま。例：450億円以内", 18, required=True),
        Column("value", "金額", "印刷の額から読めないときだけ、数で", 16, kind="figure"),
        Column("unit", "単位", "空欄は円", 7),
        Column(
            "comparator",
            "比較",
            "空欄なら印刷の額から読みます",
            10,
            choices=COMPARATOR_OR_NONE.choices,
            rare=True,
        ),
        Column("basis", "根拠", "空欄は原文に記載", 14, choices=BASIS.choices, rare=True),
        _MEMO,
    ),
    key="item",
)

TAGS: Final = Sheet(
    "タグと理由",
    "編集者が加えるSDGs・柱・担当・視点と、その理由。文書に書かれているものは本文の列に書きます。",
    Need.IF_ANY,
    (
        Column("item", "対象", "見出しか番号。計画全体なら「計画」", 26, required=True, refers=True),
        Column("tagged", "付けるもの", "一覧から選びます", 10, required=True, choices=TAGGED.choices),
        Column("value", "値", "SDGsなら 11 か 11.5、ほかは名称か番号", 20, required=True),
        Column("evidence", "根拠の語句", "対象の本文か、属する施策の見出しの語句を、一字一句そのまま", 30),
        Column("reason", "理由", "この取組に即して書きます。ほかの行と同じ理由は使えません", 50),
        Column("basis", "根拠", "空欄は編集による推定", 14, choices=BASIS.choices, rare=True),
        Column("role", "役割", "担当のとき。空欄は所管", 8, choices=ROLE.choices, rare=True),
        Column("part", "部分", "担当のとき：受け持つ部分を示す印刷された語句", 14, rare=True),
        Column("review", "確認", "SDGsのとき。空欄は担当課未確認", 13, choices=REVIEW.choices, rare=True),
        _MEMO,
    ),
    key="item",
)

CORRECTIONS: Final = Sheet(
    "読み替え",
    "印刷の誤りとみられる語と、その読み。本文の字は直しません。",
    Need.RARE,
    (
        _NUMBER,
        Column("item", "対象", "見出しか番号。空欄なら印刷の語から探します", 26, refers=True),
        Column("printed", "印刷の語", "本文の語句を、一字一句そのまま", 20, required=True),
        Column("reading", "読み", "正しいとみられる語", 20, required=True),
        Column("reason", "理由", "そう読む理由", 50, required=True),
        _MEMO,
    ),
)

LINKS: Final = Sheet(
    "関連",
    "この計画の中で、たがいに関わる2つの取組。",
    Need.RARE,
    (
        _NUMBER,
        Column("first", "取組1", "見出しか番号", 26, required=True, refers=True),
        Column("second", "取組2", "見出しか番号", 26, required=True, refers=True),
        Column("relation", "関係", "一覧から選びます", 16, required=True, choices=RELATION.choices),
        Column("reason", "理由", "関わるとみる理由", 50, required=True),
        Column("basis", "根拠", "空欄は編集による推定", 14, choices=BASIS.choices, rare=True),
        _MEMO,
    ),
)

CONTINUATIONS: Final = Sheet(
    "前の計画とのつながり",
    "名称の変更・統合・終了など。そのまま続いているだけなら、本文の「前の計画の番号」に書けば足ります。",
    Need.RARE,
    (
        Column("item", "対象", "この計画の見出しか番号。完了・終了では空欄", 26, refers=True),
        Column("earlier", "前の計画の番号", "例：141127-2022-p1-t1-m2。新規では空欄", 24),
        Column("relation", "関係", "一覧から選びます", 12, required=True, choices=CONTINUATION.choices),
        Column("basis", "根拠", "空欄は編集による推定", 14, choices=BASIS.choices),
        Column("reason", "理由", "編集による推定なら必ず書きます", 50),
        _MEMO,
    ),
    key="item",
)

WITHDRAWN: Final = Sheet(
    "取下げ",
    "公表した後に取り下げた項目。一度書いた行は、次の版でも残します。",
    Need.RARE,
    (
        Column("number", "番号", "取り下げる項目の番号", 16, required=True),
        Column("replaced_by", "代わりの番号", "代わりになる、この計画の項目の番号", 16),
        Column("reason", "理由", "変更の履歴と、取り下げたページに出ます", 50, required=True),
        _MEMO,
    ),
)

ORGANISATIONS: Final = Sheet(
    "組織",
    "発行者と、文書に出てくる担当。発行者の区や市も1行書きます。",
    Need.MUST,
    (
        Column(
            "number",
            "番号",
            "空欄なら登録のときに付きます。ほかの計画と同じ組織は同じ番号です",
            20,
            rare=True,
        ),
        Column("name", "名称", "文書に印刷された名称", 26),
        Column("kind", "種類", "一覧から選びます", 14, choices=ORGANISATION_KIND.choices),
        Column(
            "municipality_code", "団体コード", "空欄は番号の初めの6桁。番号も空欄なら計画の団体コード", 11
        ),
        Column("parent", "上位の組織", "名称か番号。出典があるときだけ", 20, rare=True),
        Column("parent_basis", "上位の根拠", "上位の組織の根拠", 14, choices=BASIS.choices, rare=True),
        Column("parent_source", "上位の出典", "例：○○市事務分掌条例", 20, rare=True),
        Column("predecessor", "前身", "名称か番号。2つ目からは、番号だけを書いた次の行に", 20, rare=True),
        Column("predecessor_on", "前身から替わった日", "例：2023-04-01", 14, kind="period", rare=True),
        Column("predecessor_source", "前身の出典", "例：○○市事務分掌条例", 20, rare=True),
        _MEMO,
    ),
)

SOURCES: Final = Sheet(
    "出典",
    "写した文書。空欄なら、計画の表題の文書1つと読みます。",
    Need.RARE,
    (
        Column("key", "記号", "英小文字で始まる短い記号。例：honbun", 10, required=True),
        Column("document", "文書名", "印刷された文書の名前", 36, required=True),
        Column("url", "URL", "公開されているURL", 36),
        Column("published", "公表日", "例：2022-12-20", 12, kind="period"),
        Column("sha256", "ファイルのSHA-256", "元の文書（テキスト）ファイルの指紋", 20, rare=True),
        Column("text_sha256", "本文のSHA-256", "本文の指紋。本文を直したら空欄にします", 20, rare=True),
        Column("text_length", "本文の文字数", "同じく空欄にします", 12, kind="whole", rare=True),
        _MEMO,
    ),
    key="key",
)

ANNOTATIONS: Final = Sheet(
    "書かれた語",
    "本文の語句が指す場所・施設・事業・相手など。同じ項目の中のすべての箇所を指します。",
    Need.RARE,
    (
        _NUMBER,
        Column("item", "対象", "見出しか番号", 26, required=True, refers=True),
        Column("kind", "種類", "一覧から選びます", 14, required=True, choices=ANNOTATION_KIND.choices),
        Column("words", "語句", "本文の語句を、一字一句そのまま", 26, required=True),
        _MEMO,
    ),
)

EMPHASIS: Final = Sheet(
    "強調",
    "太字などで強調して印刷された語句。",
    Need.RARE,
    (
        Column("item", "対象", "見出しか番号", 26, required=True, refers=True),
        Column("words", "語句", "本文の語句を、一字一句そのまま", 40, required=True),
        _MEMO,
    ),
    key="item",
)
