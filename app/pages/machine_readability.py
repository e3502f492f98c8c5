"""How the files stand against the government's rules for tables that machines read, and their code tables."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from app.i18n.messages import N_
from app.models.columns import Column, Vocabulary
from app.models.vocabulary import Absence

MET: Final = N_("守っている")
PARTLY: Final = N_("一部だけ")


class Rule(NamedTuple):
    """One rule by its number, in words of ours; how far it is kept, and how."""

    number: str
    title: str
    standing: str
    how: str


class CodeTable(NamedTuple):
    """A vocabulary with the headings of the columns that hold its codes."""

    name: str
    headings: list[str]
    words: Vocabulary


# The numbers are those of the rules of 2020 for statistical tables.
RULES: Final = (
    Rule(
        "1-1",
        N_("ExcelかCSVなど、開かれた形式にする"),
        MET,
        N_(
            "どの表もCSVにあり、1つのExcelにもまとめています。ほかにNDJSON・SQLite・JSONと、計画交換の標準StratMLがあります。"
        ),
    ),
    Rule(
        "1-2",
        N_("1つのセルに1つのデータ"),
        PARTLY,
        N_(
            "取組のSDGs目標や組織のように複数あるものは、取組の表では ; で区切って1つのセルに入ります。"
            "1行に1つにした表（SDGsタグ、取組の所管組織、指標の数値、金額、報告ごとの実施の状況）を別に用意しています。"
        ),
    ),
    Rule(
        "1-3",
        N_("数値の列は数値だけにする"),
        PARTLY,
        N_(
            "数値に桁区切り・単位・▲は付きません。値がないときは空か、理由の言葉（記載なし・報告なし・対象外）が入ります。SQLiteでは、数値と日付の列にはその言葉も入りません。"
        ),
    ),
    Rule(
        "1-4",
        N_("セルを結合しない"),
        PARTLY,
        N_(
            "CSVに結合はありません。Excelは、画面で読むための最初のシートの表題の行だけを結合しています。表の中に結合はありません。"
        ),
    ),
    Rule(
        "1-5",
        N_("空白や改行で体裁を整えない"),
        MET,
        N_("こちらで入れる空白や改行はありません。原文にあるものは、原文のまま残します。"),
    ),
    Rule(
        "1-6",
        N_("項目名や繰り返しの値を省略しない"),
        MET,
        N_("見出しは1行目だけで、同じ見出しは1つの表に2度出ません。同じ値も行ごとに書きます。"),
    ),
    Rule(
        "1-7",
        N_("数式を残さない"),
        MET,
        N_("数式はありません。式と読まれうる文の先頭には、CSVでは ' を付けています。"),
    ),
    Rule("1-8", N_("図形や画像を置かない"), MET, N_("図形・画像・リンクはありません。")),
    Rule("1-9", N_("単位を書く"), MET, N_("指標と金額には単位の列があります。「…の数」の列は件数です。")),
    Rule(
        "1-10",
        N_("機種に依存する文字を使わない"),
        PARTLY,
        N_("文字はすべてUnicode（UTF-8）です。①や㈱のような文字も、原文にあれば原文のまま残ります。"),
    ),
    Rule(
        "1-11",
        N_("時点は西暦か、和暦に西暦を添えて書く"),
        MET,
        N_(
            "年度は西暦の数、期間と期日は 2022-04-01 の形です。印刷された和暦は別の列にあります。e-Statの時間軸コードはありません。"
        ),
    ),
    Rule(
        "1-12",
        N_("地域のコードか名称を書く"),
        MET,
        N_(
            "計画の表は、全国地方公共団体コード（6桁）、ID、地方公共団体名の順に始まります（IDのない表は、コードと名称の順）。計画の一覧には標準地域コード（5桁）もあります。"
        ),
    ),
    Rule(
        "1-13",
        N_("数値の列に入る記号の意味を示す"),
        PARTLY,
        N_(
            "秘匿などの記号（***、X など）は使いません。値がない理由は下の表の言葉で書き、"
            "データパッケージの説明（missingValues）とCSVの説明（null）でも宣言しています。"
        ),
    ),
    Rule(
        "2-1",
        N_("空の行や列でデータを分けない"),
        PARTLY,
        N_(
            "空の行はありません。その計画に当てはまらない列（視点など）は、どの行も空か「対象外」になることがあります。Excelの最初のシートには、表の上に表題の行があります。"
        ),
    ),
    Rule("2-2", N_("1つのシートに1つの表"), MET, N_("1つのファイル、1つのシートに、表は1つです。")),
)


# What each reason for the lack of a value says.
ABSENCES: Final = {
    Absence.NOT_STATED: N_("文書に書かれていません。補いません。"),
    Absence.NOT_REPORTED: N_("まだ報告されていません。"),
    Absence.NOT_APPLICABLE: N_("この種類の項目や、この計画には当てはまりません。"),
}


def code_tables(columns: Iterable[tuple[str, Column]]) -> list[CodeTable]:
    """The vocabularies of some columns, each given with the title of its table, in the order in which they come
    first. A heading that stands for several vocabularies is told apart by its table."""
    coded = [(title, column.heading, column.words) for title, column in columns if column.words]
    vocabularies: dict[str, set[Vocabulary]] = defaultdict(set)
    for _title, heading, words in coded:
        vocabularies[heading].add(words)
    found: dict[Vocabulary, dict[str, None]] = defaultdict(dict)
    for title, heading, words in coded:
        found[words][heading if len(vocabularies[heading]) == 1 else f"{title}の{heading}"] = None
    return [
        CodeTable(f"codes-{n}", list(headings), words) for n, (words, headings) in enumerate(found.items(), 1)
    ]
