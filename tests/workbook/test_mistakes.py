"""What a person does wrong in a workbook, and what is said."""

from datetime import datetime
from typing import Final

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from app.importer.findings import PlanFileError
from app.importer.plan_source import read_workbook
from tests.workbook.filling import InExcel, Put, cell, sample_workbook

Edits = tuple[Put | InExcel, ...]
STRUCK: Final = CellRichText("防災訓練を", TextBlock(InlineFont(strike=True), "4箇所"), "で")
NEW_YEAR: Final = datetime(2022, 1, 1)
NO_GOAL: Final = (
    "SDGsの番号ではありません。目標は1～17、ターゲットは 11.5 のように、いくつかあれば 3、11 のように"
)
SORTED: Final = tuple(
    Put("本文", row, "並び順", (12 - number) * 10) for number, row in enumerate(range(4, 16))
)


def text(line: int, heading: str, value: str | float | None) -> Put:
    return Put("本文", line, heading, value)


def kpi(line: int, heading: str, value: str | float | None) -> Put:
    return Put("指標", line, heading, value)


def result(source: str | None) -> Edits:
    cells = {"指標": "防災訓練の箇所", "区分": "実績", "値": "4", "時点": "令和5年度", "出典": source}
    return tuple(Put("指標の値", 4, heading, value) for heading, value in cells.items())


# What was done, and the beginning of each line of the answer.
MISTAKES: Final[dict[str, tuple[Edits, list[str]]]] = {
    "kind blank": (
        (text(9, "種類", None),),
        [
            "本文!B9（種類）: 種類を一覧から選んでください。 この誤りから生じた誤りがほかに2件あります"
            "（タグと理由!A4（対象）［防災訓練の開催］、指標!E4（語句））。"
        ],
    ),
    "kind misspelt": (
        (text(10, "種類", "取り組み"),),
        ["本文!B10（種類）: 「取り組み」は一覧にありません。「取組」のことでしょうか。"],
    ),
    "text only in the heading": (
        (text(10, "本文", None),),
        ["本文!D10（本文）: 取組の文を本文に書いてください。見出しにだけ字があります。"],
    ),
    "heading too long": (
        (text(10, "見出し", "あ" * 41),),
        ["本文!C10（見出し）: 41字あります。見出しは40字までにしてください。"],
    ),
    "row copied with its number": (
        (text(9, "番号", "m1"), text(10, "番号", "m1")),
        ["本文!A10（番号）［m1］: 本文の9行目と同じ番号です。新しい行の番号を消してください。"],
    ),
    "withdrawn without number": (
        (text(10, "取下げの理由", "やめた"),),
        ["本文!O10（取下げの理由）: 番号のない行の取下げです。公表する前なら、行を消してください。"],
    ),
    "withdrawn above rows that stay": (
        (text(8, "番号", "t1"), text(8, "取下げの理由", "まとめた")),
        ["本文!I9（所属）: 上の「災害に強いまち」は取下げなのに、その下の行が残っています。"],
    ),
    "sorted": (SORTED, ["本文!Q5（並び順）: 11行が元の順と違います。「並び順」の昇順に並べ替えて"]),
    "measure above any pillar": (
        (text(5, "種類", "取組"), text(5, "本文", "花を育てます。")),
        ["本文!I5（所属）: 上に柱も施策もありません。行の位置を直すか、所属を"],
    ),
    "description in the row of a pillar": (
        (text(6, "本文", "町を守ります。"),),
        ["本文!D6（本文）: 柱の名前は見出しに書きます。説明は次の行に、種類「本文の段落」で"],
    ),
    "bureau shortened": (
        (text(9, "担当", "土木"),),
        ["本文!E9（担当）: 「土木」がありません。「土木局」のことでしょうか。"],
    ),
    "merged cells": (
        (lambda book: book["本文"].merge_cells("E9:E10"),),
        ["本文!E9（担当）: E9:E10 の結合を解き、各行に値を書いてください。"],
    ),
    "same organisation twice": (
        (Put("組織", 6, "名称", "見本市花区"), Put("組織", 6, "種類", "局")),
        [
            "組織!B4（名称）: 名称「見本市花区」の組織が複数あります。",
            "組織!B6（名称）: 名称「見本市花区」の組織が",
        ],
    ),
    "a number became a date": (
        (cell("本文", "L9", NEW_YEAR),),
        ["本文!L9（印刷の番号）: 日付（2022-01-01）に変わっています。セルの書式を文字列にして"],
    ),
    "formula": ((cell("本文", "D10", "=A1"),), ["本文!D10（本文）: 数式です。値だけを貼り付けてください。"]),
    "error value": ((cell("本文", "D10", "#N/A"),), ["本文!D10（本文）: 「#N/A」というエラーの値です。"]),
    "truth value": ((cell("本文", "D10", True),), ["本文!D10（本文）: TRUE・FALSE ではなく、文字で"]),
    "struck through": (
        (lambda book: setattr(book["本文"]["C13"], "font", Font(strike=True)),),
        ["本文!C13（見出し）: 取り消し線があります。消すなら", "指標!B5（対象）: 「花まつり」"],
    ),
    "struck through in part": (
        (cell("本文", "D9", STRUCK),),
        ["本文!D9（本文）: 取り消し線があります。消すなら"],
    ),
    "17.10 became a number": (
        (text(9, "SDGs", 17.1),),
        ["本文!F9（SDGs）: 17.1 と 17.10 の区別がつきません。"],
    ),
    "3,11 became a number": ((text(9, "SDGs", 311),), [f"本文!F9（SDGs）: 「311」は{NO_GOAL}"]),
    "goal 18": ((text(9, "SDGs", "18"),), [f"本文!F9（SDGs）: 「18」は{NO_GOAL}"]),
    "sum without unit": ((text(9, "予算額", "1200"),), ["本文!G9（予算額）: 「1200」に単位がありません。"]),
    "about so much": (
        (text(9, "予算額", "約12億円"),),
        ["本文!G9（予算額）: 「約12億円」を金額として読めません。予算シートに"],
    ),
    "unit in the figure": (
        (kpi(4, "目標値", "4箇所"),),
        ["指標!I4（目標値）: 「4箇所」は数だけを書いてください。"],
    ),
    "quotation in another width": (
        (kpi(4, "語句", "４箇所で開催"),),
        ["指標!E4（語句）: 「４箇所で開催」は本文の字と違います。本文では「4箇所で開催」です。"],
    ),
    "reference to nothing": (
        (kpi(4, "対象", "防災訓練"),),
        ["指標!B4（対象）: 「防災訓練」がありません。「防災訓練の開催」のことでしょうか。"],
    ),
    "heading twice": (
        (text(13, "見出し", "街路樹の手入れ"),),
        ["指標!B5（対象）: 「花まつり」がありません。"],
    ),
    "unclear reference": (
        (text(10, "見出し", "花まつり"), kpi(4, "対象", "街路樹")),
        [
            "指標!B4（対象）: 「街路樹」がありません。",
            "指標!B5（対象）: 「花まつり」は10行目と13行目にあります。番号で",
        ],
    ),
    "this year": ((kpi(5, "期限", "今年度中"),), ["指標!L5（期限）: 「今年度中」は時期として読めません。"]),
    "end of a fiscal year": (
        (kpi(5, "期限", "年度末"),),
        ["指標!L5（期限）: 「年度末」は時期として読めません。令和5年9月末、令和5年度末 のように、年から"],
    ),
    "calendar year under a title of the fiscal year": (
        (Put("計画", 4, "計画期間", "令和5年"),),
        ["計画!B6（計画期間）: 「令和5年」は1月から12月までのことです。表題は「令和5年度」なので、"],
    ),
    "平成35年": (
        (kpi(5, "期限", "平成35年"),),
        ["指標!L5（期限）: 「平成35年」はありません。令和5年のことでしょうか。"],
    ),
    "date not in the quotation": (
        (kpi(5, "期限", "令和6年4月"),),
        ["指標!N5（期限の印刷）: 「令和6年4月」は語句の中にありません。印刷されていれば期限の印刷を"],
    ),
    "quantity without value": (
        (kpi(4, "目標値", None),),
        ["指標!I4（目標値）: 種類が数量なので、目標値を数で"],
    ),
    "quantity without unit": ((kpi(4, "単位", None),), ["指標!F4（単位）: 単位を書いてください。"]),
    "result without source": (
        result(None),
        ["指標の値!K4（出典）［防災訓練の箇所］: 実績には出典が要ります。"],
    ),
    "evidence not in the text": (
        (Put("タグと理由", 4, "根拠の語句", "訓練4"),),
        [
            "タグと理由!D4（根拠の語句）［防災訓練の開催］: 「訓練4」はこの取組の本文にも施策の見出し等にもありません。"
        ],
    ),
    "tag without reason": (
        (Put("タグと理由", 4, "理由", None),),
        ["タグと理由!E4（理由）［防災訓練の開催］: 編集による推定には理由が要ります。"],
    ),
    "character lost": (
        (text(10, "本文", "倒\ufffdを防ぐ。"),),
        ["本文!D10（本文）: 読めなくなった字（\ufffd）があります。"],
    ),
    "text too long": (
        (text(11, "本文", "あ" * 4001),),
        ["本文!D11（本文）: 4,001字あります。4,000字までにし、段落ごとに"],
    ),
    "heading of a column changed": (
        (cell("本文", "D3", "文章"),),
        ["本文!3: 列「本文」がありません。見出し「文章」は様式にありません。"],
    ),
    "column deleted": ((lambda book: book["本文"].delete_cols(5),), ["本文!3: 列「担当」がありません。"]),
    "column doubled": ((cell("本文", "S3", "SDGs"),), ["本文!S3: 見出し「SDGs」が2つあります。"]),
    "sheet renamed": (
        (lambda book: setattr(book["本文"], "title", "本文2"),),
        ["本文: シートがありません（様式にない「本文2」があります）。名前を変えたのなら元に戻し"],
    ),
    "note beside the table": (
        (lambda book: book["本文"].cell(9, 25, "ここは？"),),
        ["本文!Y9: 様式にない列です。覚え書きなら"],
    ),
    "wrong check digit": (
        (Put("計画", 4, "団体コード", "991041"),),
        ["計画!B5（団体コード）: 団体コード「991041」の検査数字が合いません。正しくは 991040 です。"],
    ),
    "another version": (
        (Put("計画", 4, "様式の版", "hoshin-workbook/9"),),
        ["計画!B34（様式の版）: この hoshin が読める様式は hoshin-workbook/1 です"],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_cell(mistake: str) -> None:
    edits, says = MISTAKES[mistake]
    with pytest.raises(PlanFileError) as caught:
        read_workbook(sample_workbook(*edits)).prepare()
    said = [str(one) for one in caught.value.findings]
    assert [line[: len(begin)] for line, begin in zip(said, says, strict=True)] == says


@pytest.mark.parametrize(
    ("edits", "says"),
    [
        ((text(9, "担当", "土木局 見本市花区"),), []),
        ((text(9, "SDGs", 3),), []),
        ((Put("計画", 4, "計画期間", "R5.4.1～R6.3.31"),), []),
        (
            (Put("計画", 4, "計画期間", "令和5年"), Put("計画", 4, "表題", "見本市花区の方針")),
            [
                "計画!B6（計画期間）: 「令和5年」は1月から12月までと読みました。計画の番号は 991040-2022 になります。",
                "指標!L5（期限）: 目標の期日（2024-03-31）が計画期間の終わり（2023-12-31）より後です。",
            ],
        ),
        (
            (Put("計画", 4, "計画期間", "令和6年度"),),
            [
                "計画!B6（計画期間）: 表題の「令和5年度」が計画期間（2024-04-01～2025-03-31）に入っていません。"
            ],
        ),
        (
            (kpi(4, "目標値", "1,200"),),
            ["指標!I4（目標値）: 値（1,200）が、語句に印刷された「4箇所」と違います。"],
        ),
        (
            (
                kpi(5, "期限", "令和6年3月末"),
                kpi(5, "期限の印刷", "令和6年3月"),
                Put("組織", 5, "種類", "課"),
            ),
            [],
        ),
        ((cell("指標", "L5", NEW_YEAR.replace(2024, 3, 31)), kpi(5, "期限の印刷", "令和6年3月")), []),
        (result("最初の出典"), []),
        ((text(9, "メモ", "ここは？"),), []),
        (
            (text(9, "本文", "・防災訓練を4箇所で開催します。"),),
            ["本文!D9（本文）: 「・」で始まっています。"],
        ),
        (
            (text(9, "本文", "防災訓練を\n4箇所で開催します。"),),
            ["本文!D9（本文）: 文の途中に改行があります。"],
        ),
        ((text(10, "見出し", None),), ["本文!C10（見出し）: 見出しがないので、文の初めの「倒木を防ぐため"]),
        (
            (lambda book: setattr(book["本文"].row_dimensions[9], "hidden", True),),
            ["本文!A9: 隠れている行ですが、"],
        ),
        ((lambda book: setattr(book["指標"], "sheet_state", "hidden"),), ["指標: 隠れているシートですが、"]),
        ((lambda book: book.create_sheet("作業"),), ["作業: 様式にないシートです。読み取っていません。"]),
        ((lambda book: book.create_sheet("メモ書き"),), []),
    ],
)
def test_what_is_odd_or_meant_stops_nothing(edits: Edits, says: list[str]) -> None:
    source = read_workbook(sample_workbook(*edits))
    said = [str(one) for one in source.prepare().cautions]
    assert [line[: len(begin)] for line, begin in zip(said, says, strict=True)] == says
