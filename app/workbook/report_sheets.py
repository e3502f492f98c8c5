"""The sheets of the workbooks of reports: what came of a plan, and what an office says of an editor's tags."""

from dataclasses import replace
from typing import Final

from app.models.report_vocabulary import ItemState, ReportKind
from app.workbook.declaration import Column, Form, Need, Part, Sheet
from app.workbook.words import FIGURE_STATUS, Words

# The version of the layout; readers take this one.
VERSION: Final = "hoshin-report-workbook/1"

# Words that are no value. A blank cell says nothing new; the first takes back what is stored.
DELETED: Final = "削除"
NOT_APPLICABLE: Final = "該当なし"
NOT_STATED: Final = "記載なし"

KIND: Final = Words.of(ReportKind)
STATE: Final = Words.of(ItemState)
DECISION: Final = Words(
    {"confirmed": "確認済み", "rejected": "取消し", "disputed": "異議あり", "unreviewed": "未確認"}
)
FACET: Final = Words({"sdg": "SDGs", "pillar": "柱"})
# What the entry of a review says in place of a day of its own.
DAY_OF_REPORT: Final = "報告の日付"

_MEMO: Final = Column("memo", "メモ", "自由に使えます。読み取りません", 20, rare=True)
_SOURCE: Final = Column("source", "出典", "出典シートの記号。空欄は最初の出典", 9, rare=True)
_ITEM: Final = Column("item", "番号", "書き換えないでください", 12, rare=True)
_STORED: Final = Column("stored", "登録済み", "登録されている行の目印。書き換えないでください", 16, rare=True)


def _shown(name: str, heading: str, width: float) -> Column:
    """A column that is only there to be read by people."""
    return Column(name, heading, "計画から。読み取りません", width, rare=True)


REPORT: Final = Form(
    "報告",
    "報告そのもの。＊の項目は必ず書きます。",
    Need.MUST,
    (
        Column("plan", "計画の番号", "書き換えないでください", required=True),
        Column("key", "報告の記号", "同じ記号の報告は1つです。書き換えないでください", required=True),
        Column("kind", "報告の種類", "一覧から選びます", required=True, choices=KIND.choices),
        Column("dated", "報告の日付", "例：令和5年4月28日、2023-04-28", required=True, kind="period"),
        Column("office", "報告した組織", "例：○○区区政推進課", required=True),
        Column(
            "note",
            "この版を作った理由",
            "変更の履歴に残ります。例：区が公表した振り返りを写した",
            required=True,
        ),
        Column("title", "表題", "報告に印刷された題があれば"),
        Column("office_id", "組織の番号", "空欄なら、計画の同じ名称の組織", rare=True),
        Column("withdrawn", "取下げの理由", "報告をまるごと取り下げるときだけ書きます", rare=True),
        Column("base", "元の改訂番号", "書き換えないでください", kind="whole", rare=True),
        Column("version", "様式の版", "書き換えないでください", rare=True),
    ),
)

WORDS: Final = Sheet(
    "言葉と状況",
    "報告が使う言葉（達成、◎など）と、それがどの状況にあたるか。状況の意味は「書き方」にあります。",
    Need.IF_ANY,
    (
        Column("printed", "印刷の言葉", "報告に印刷された言葉", 20, required=True),
        Column("state", "状況", "一覧から選びます", 16, required=True, choices=(*STATE.choices, DELETED)),
        _MEMO,
    ),
    key="printed",
    optional=True,
)

STATES: Final = Sheet(
    "状況",
    "取組ごとに、どうなったか。緑の列だけを書きます。空欄は「新しく言うことがない」と読みます。",
    Need.IF_ANY,
    (
        _ITEM,
        _shown("pillar", "柱", 12),
        _shown("theme", "施策", 18),
        _shown("label", "取組", 24),
        _shown("text", "計画の文", 48),
        _shown("organisations", "担当", 18),
        Column(
            "state",
            "状況",
            "一覧から選びます",
            14,
            choices=(*STATE.choices, NOT_APPLICABLE, NOT_STATED, DELETED),
        ),
        Column("printed", "印刷の言葉", "報告が使った言葉。例：達成、◎", 14),
        Column("said", "実施の状況", "どうなったかを述べる文", 48),
        Column("evidence", "拠りどころ", "資料の名称や箇所", 24),
        _SOURCE,
        _MEMO,
    ),
    key="item",
    optional=True,
)

RESULTS: Final = Sheet(
    "指標の結果",
    "指標ごとに、報告された値。緑の列だけを書きます。同じ指標に結果がいくつもあれば、行を写して足します。",
    Need.IF_ANY,
    (
        _ITEM,
        _shown("label", "指標", 26),
        _shown("owner", "掲げるもの", 22),
        _shown("baseline", "基準値", 14),
        _shown("target", "目標", 18),
        _shown("unit", "単位", 8),
        Column("value", "値", "数だけ", 12, kind="figure"),
        Column("words", "ことば", "数でない結果", 20),
        Column("time", "時点", "いつの値か。例：令和4年度、2023-03-31", 16, kind="period"),
        Column(
            "status",
            "種別",
            "書かなければ、実績かどうかは不明とします",
            10,
            choices=(*FIGURE_STATUS.choices, DELETED),
        ),
        Column("evaluation", "評価", "印刷された評価。例：A、◎", 10),
        Column("time_printed", "時点の印刷", "印刷が時点と違う字のとき、その字のまま", 14, rare=True),
        _SOURCE,
        _STORED,
        _MEMO,
    ),
    key="item",
    optional=True,
)

REVIEWS: Final = Sheet(
    "推定の確認",
    "編集者が推定で付けたものを、担当が確かめます。緑の列だけを書きます。空欄は「まだ判断していない」と読みます。",
    Need.IF_ANY,
    (
        _ITEM,
        _shown("label", "取組・施策・柱", 24),
        _shown("text", "計画の文", 44),
        _shown("organisations", "担当", 18),
        Column("facet", "付けたもの", "書き換えないでください", 9, rare=True),
        Column("value", "値", "書き換えないでください", 9, rare=True),
        _shown("name", "値の名称", 44),
        _shown("quoted", "根拠の語句", 22),
        _shown("because", "推定の理由", 40),
        _shown("now", "いまの状態", 14),
        Column("decision", "判断", "一覧から選びます", 12, choices=(*DECISION.choices, DELETED)),
        Column("dated", "判断の日付", "空欄は報告の日付", 16, kind="period"),
        Column("office", "判断した組織", "空欄は報告した組織", 22),
        Column("reason", "判断の理由", "取消しと異議では必ず書きます", 40),
        _STORED,
        _MEMO,
    ),
    key="item",
    optional=True,
)

SOURCES: Final = Sheet(
    "出典",
    "報告のもとになった資料。1つもなければ、この報告そのものを出典とします。",
    Need.RARE,
    (
        Column("key", "記号", "英小文字。例：furikaeri", 12, required=True),
        Column("document", "資料", "資料の名称", 50, required=True),
        Column("url", "URL", "公開されていれば", 40),
        Column("published", "公表日", "例：2023-05-31", 14, kind="period"),
        _MEMO,
    ),
    key="key",
    optional=True,
)

# The sheets of the lists of a report file, in the order of the workbook.
LIST_SHEETS: Final = {
    "states": STATES,
    "results": RESULTS,
    "words": WORDS,
    "reviews": REVIEWS,
    "sources": SOURCES,
}
REPORT_PARTS: Final[tuple[Part, ...]] = (REPORT, *LIST_SHEETS.values())


def states_of(bureau: str) -> Sheet:
    """The sheet of the initiatives of one bureau; the reader takes every sheet whose title begins so."""
    kept = "".join(character for character in bureau if character not in r"[]:*?/\'")
    return replace(STATES, title=f"{STATES.title} {kept}"[:31].rstrip())
