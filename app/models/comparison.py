"""Two editions compared: the public shape of a pair of items, and the columns of its table."""

from typing import Annotated, Final

from app.models.columns import Column, Heading, Item, columns_of
from app.models.edition_vocabulary import ItemKind, PairState
from app.models.public import Named, Public
from app.models.vocabulary import Basis, ContinuationRelation


class ComparedItem(Public):
    """`text` is null where an item has none of its own; a KPI's is its targets in words."""

    id: Annotated[str, Heading("ID", "項目のID")]
    kind: str
    name: Annotated[str, Heading("名称", "印刷された名称。なければ編集による見出し")]
    text: Annotated[str | None, Heading("文", "項目の本文（原文のまま）。指標ではいまの目標")]
    url: str


class StatedLink(Public):
    """A continuation as a plan states it: `plan` is the plan whose file says it."""

    plan: str
    item: str | None
    earlier: str | None
    relation: str
    basis: str
    reason: str | None


class Proposal(Public):
    """What nobody has confirmed: `score` from 0 to 100 tells how alike the words are."""

    score: float
    relation: str
    reason: str


class Difference(Public):
    """A run of words: `same`, `deleted` or `inserted`."""

    kind: str
    text: str


class ComparedPair(Public):
    """`links` state the pair, the latest first; of editions that lie between there are several. `differences`
    are those of the texts, or of the names where there are none; null where there are not two."""

    state: Annotated[str, Heading("つながりの状態", "つながりについて分かっていること", PairState)]
    relation: Annotated[
        str | None,
        Heading("つながり", "計画ファイルに書かれたつながり。候補では空", ContinuationRelation),
    ]
    kind: Annotated[str, Heading("種類", "項目の種類", ItemKind)]
    pillar: Annotated[
        Named | None,
        Column("柱ID", "pillar.id", "項目が属する柱のID（後の計画のもの。なければ前の計画のもの）"),
        Column("柱", "pillar.name", "項目が属する柱の名称"),
    ]
    earlier: Annotated[
        ComparedItem | None,
        Column("前の計画の項目ID", "earlier.id", "前の計画の項目のID"),
        Column("前の計画の項目", "earlier.name", "前の計画の項目の名称"),
        Column("前の計画の文", "earlier.text", "前の計画の項目の本文（原文のまま）。指標では目標"),
    ]
    later: Annotated[
        ComparedItem | None,
        Column("後の計画の項目ID", "later.id", "後の計画の項目のID"),
        Column("後の計画の項目", "later.name", "後の計画の項目の名称"),
        Column("後の計画の文", "later.text", "後の計画の項目の本文（原文のまま）。指標では目標"),
    ]
    differences: Annotated[
        list[Difference] | None,
        Column(
            "文の違い",
            "differences",
            "消えた語を［－…－］、加わった語を［＋…＋］で囲んだ文。文が2つないときは空",
            value=lambda item: "".join(map(_marked, item["differences"] or ())),
        ),
    ]
    links: Annotated[
        list[StatedLink],
        Column(
            "つながりの根拠",
            "links.basis",
            "つながりの根拠（新しい計画のものから）",
            many=True,
            words=Basis,
        ),
        Column(
            "つながりの理由", "links.reason", "編集によるつながりの理由（新しい計画のものから）", many=True
        ),
    ]
    proposal: Annotated[
        Proposal | None,
        Column("候補の一致度", "proposal.score", "候補（未確認）の一致度（0～100）", "number"),
        Column("候補の関係", "proposal.relation", "候補（未確認）の関係", words=ContinuationRelation),
        Column("候補の理由", "proposal.reason", "候補（未確認）とした理由"),
    ]


_MARKS: Final = {"same": "{}", "deleted": "［－{}－］", "inserted": "［＋{}＋］"}


def _marked(difference: Item) -> str:
    return _MARKS[difference["kind"]].format(difference["text"])


COMPARISON_COLUMNS: Final = tuple(columns_of(ComparedPair))
