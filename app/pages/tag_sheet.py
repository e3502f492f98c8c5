"""Editorial tags as a sheet for an office: what each rests on, and room for its decision."""

from collections.abc import Mapping, Sequence
from typing import Final

from app.i18n.messages import _
from app.models.columns import Column, Item
from app.models.reference import targets_by_code
from app.models.vocabulary import Review
from app.pages.editorial_tags import Tag
from app.workbook.sheets import Sheet

_WIDTHS: Final[Mapping[str, float]] = {
    "label": 28,
    "text": 50,
    "facet": 24,
    "target": 10,
    "target_text": 40,
    "evidence": 24,
    "reason": 44,
    "review": 14,
    "decision": 14,
    "note": 24,
}
_COLUMNS: Final = (
    Column("取組", "label", "取組の見出し"),
    Column("本文", "text", "文書の本文（原文のまま）"),
    Column("推定", "facet", "編集で付けた目標か柱"),
    Column("ターゲット", "target", "SDGsのターゲット番号"),
    Column("ターゲットの文", "target_text", "総務省による仮訳"),
    Column("根拠の語句", "evidence", "推定が拠る原文の語句"),
    Column("理由", "reason", "編集が付けた理由"),
    Column("確認状況", "review", "担当課による確認の状況"),
    Column("担当課の判断", "decision", "確認・取消し・異議のどれか（書き込む欄）"),
    Column("理由・日付・担当", "note", "判断の理由など（書き込む欄）"),
    Column("ID", "id", "取組のID"),
)


def tag_sheet(title: str, tags: Sequence[Tag], head: Sequence[str]) -> Sheet:
    return Sheet(title, _COLUMNS, [_row(tag) for tag in tags], head, _WIDTHS, printed=10, frozen=1)


def _row(tag: Tag) -> Item:
    fact = tag.fact
    target = fact.get("target") if tag.goal is not None else None
    name = fact["name"] if tag.goal is None else f"SDGs {tag.goal} {fact['name']}"
    review = fact.get("review")
    return {
        "label": tag.item["label"],
        "text": tag.item["text"],
        "facet": _("柱「%(name)s」", name=name) if tag.goal is None else name,
        "target": None if tag.goal is None else target or _("なし"),
        "target_text": targets_by_code()[target]["text_ja"] if target else None,
        "evidence": fact["evidence"],
        "reason": fact["reason"],
        "review": _(Review(review).label) if review else _(Review.UNREVIEWED.label),
        "decision": None,
        "note": None,
        "id": tag.item["id"],
    }
