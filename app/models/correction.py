"""Corrections (読み替え): a proposed reading of a damaged word, beside the verbatim text."""

from typing import Annotated, Final

from sqlmodel import Field

from app.i18n.messages import N_
from app.models.columns import PLAN, Heading
from app.models.public import Public
from app.models.resource import plan_resource
from app.models.types import Code, OrderedItem
from app.models.vocabulary import Basis
from app.settings import Settings


class Correction(OrderedItem, table=True):
    # No foreign key: the item is an initiative, a passage or any other printed piece.
    item_id: str = Field(sa_type=Code, index=True)
    printed: str
    reading: str
    reason: str


class CorrectionPublic(Public):
    """Always editorial: the sheet does not correct itself."""

    id: Annotated[str, Heading("ID", "読み替えのID")]
    plan: Annotated[str, PLAN]
    item: Annotated[str, Heading("対象ID", "読み替える語がある項目のID")]
    printed: Annotated[str, Heading("原文の語", "文書に印刷されている語")]
    reading: Annotated[str, Heading("読み替え", "編集による読み。原文は変えていない")]
    basis: Annotated[str, Heading("根拠", "読み替えの根拠。常に編集による", Basis)]
    reason: Annotated[str, Heading("理由", "そう読む理由")]


def correction_public(correction: Correction, settings: Settings) -> CorrectionPublic:
    return CorrectionPublic.of(
        correction, plan=correction.plan_id, item=correction.item_id, basis=Basis.EDITORIAL.value
    )


CORRECTIONS: Final = plan_resource(
    "corrections", N_("読み替え"), Correction, CorrectionPublic, correction_public
)
