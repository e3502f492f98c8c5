"""Corrections as they leave the house."""

from typing import Final

from sqlmodel import col

from app.collection import Resource
from app.columns import CODE, PLAN, Column
from app.language import N_
from app.models import Correction
from app.models.correction import CorrectionPublic
from app.models.vocabulary import Basis
from app.settings import Settings


def public(correction: Correction, settings: Settings) -> CorrectionPublic:
    return CorrectionPublic(
        id=correction.id,
        plan=correction.plan_id,
        item=correction.item_id,
        printed=correction.printed,
        reading=correction.reading,
        basis=Basis.EDITORIAL.value,
        reason=correction.reason,
    )


CORRECTIONS: Final = Resource(
    name="corrections",
    title=N_("読み替え"),
    table=Correction,
    key=col(Correction.id),
    shape=CorrectionPublic,
    public=public,
    columns=(
        CODE,
        Column("ID", "id", "読み替えのID", required=True),
        PLAN,
        Column("対象ID", "item", "読み替える語がある項目のID", required=True),
        Column("原文の語", "printed", "文書に印刷されている語", required=True),
        Column("読み替え", "reading", "編集による読み。原文は変えていない", required=True),
        Column("根拠", "basis", "読み替えの根拠。常に編集による", required=True, words=Basis),
        Column("理由", "reason", "そう読む理由", required=True),
    ),
    order=(col(Correction.plan_id), col(Correction.position)),
    plan_id=col(Correction.plan_id),
)
