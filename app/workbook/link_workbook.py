"""The workbook of suggested continuations, in which a person accepts or rejects each."""

from collections.abc import Sequence
from typing import Final

from app.models.vocabulary import ContinuationRelation
from app.workbook.book_reader import read_book
from app.workbook.declaration import GUIDE_TITLE, Column, Form, Need, Row, Sheet, filled
from app.workbook.sheet_reader import ReadRow
from app.workbook.words import Words

STAGE: Final = "セルの検査"
HOW: Final = "hoshin suggest-links"
DECISION: Final = Words({"採用": "採用", "不採用": "不採用"})
RELATION: Final = Words.of(ContinuationRelation)

_READ_ONLY: Final = "書き換えないでください"
PLANS: Final = Form(
    "計画",
    "どの計画からどの計画へのつながりか。",
    Need.MUST,
    (
        Column("earlier", "前の計画", _READ_ONLY, required=True),
        Column("later", "後の計画", _READ_ONLY, required=True),
    ),
)
LINKS: Final = Sheet(
    "つながりの候補",
    "採否・関係・理由を書きます。",
    Need.MUST,
    (
        Column("decision", "採否", "採用した行だけがつながりになります", 10, choices=DECISION.choices),
        Column("earlier", "前の番号", _READ_ONLY, 24, rare=True),
        Column("earlier_text", "前の項目", "読み取りません", 60, rare=True),
        Column("item", "後の番号", _READ_ONLY, 24, rare=True),
        Column("item_text", "後の項目", "読み取りません", 60, rare=True),
        Column("kind", "種類", "読み取りません", 10, rare=True),
        Column("score", "一致度", "読み取りません", 8, rare=True, kind="figure"),
        Column("relation", "関係", "確かめて、一覧から選びます", 12, choices=RELATION.choices),
        Column("reason", "理由", "計画ファイルに残り、だれでも読めます", 40),
    ),
    key="item",
)
_GUIDE: Final = (
    ("つながりの候補の採否を、この様式で決めます",),
    ("採否", "「採用」を選んだ行だけが、つながりになります。「不採用」と空欄の行は、何も変えません。"),
    (
        "関係",
        "前の項目から後の項目への変わり方です。候補の関係は語の近さから求めたものなので、確かめて直してください。",
    ),
    (
        "新規・完了・終了",
        "片方だけの行です。関係を選び、理由を書いて採用します。分からなければ空欄のままにします。",
    ),
    ("できあがったら", "hoshin accept-links このファイル で、つながりを加えた計画ファイルができます。"),
)


def link_workbook(earlier: str, later: str, rows: Sequence[Row]) -> bytes:
    from app.workbook.render import Renderer  # noqa: PLC0415 - heavy

    renderer = Renderer(f"{earlier} と {later} のつながりの候補")
    renderer.part(LINKS, [_in_words(row) for row in rows])
    renderer.part(PLANS, [{"earlier": earlier, "later": later}])
    renderer.guide(GUIDE_TITLE, _GUIDE, (22, 100))
    return renderer.finish()


def _in_words(row: Row) -> Row:
    relation = row.get("relation")
    return filled(**row) | ({"relation": RELATION.word(str(relation))} if relation else {})


def read_link_workbook(content: bytes) -> tuple[str, str, list[ReadRow]]:
    """The two plans and the rows. Raises WorkbookError."""
    book = read_book(content, (LINKS, PLANS), HOW)
    book.findings.begin_cells()
    book.findings.raise_any(STAGE)
    plans = book.rows[PLANS.title][0]
    return plans.text("earlier"), plans.text("later"), book.rows[LINKS.title]
