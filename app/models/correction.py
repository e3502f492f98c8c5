"""Corrections (読み替え): a proposed reading of a damaged word, beside the verbatim text."""

from typing import Annotated, Final

from sqlmodel import Field, col

from app.i18n.messages import N_
from app.models.columns import CODE, PLAN, Heading, columns_of
from app.models.public import Public
from app.models.resource import Resource
from app.models.types import Code, PlanItem
from app.models.vocabulary import Basis
from app.settings import Settings


class Correction(PlanItem, table=True):
    position: int
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


CORRECTIONS: Final = Resource(
    name="corrections",
    title=N_("読み替え"),
    table=Correction,
    key=col(Correction.id),
    shape=CorrectionPublic,
    public=correction_public,
    columns=(CODE, *columns_of(CorrectionPublic)),
    order=(col(Correction.plan_id), col(Correction.position)),
    plan_id=col(Correction.plan_id),
)
