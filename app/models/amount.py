"""Amounts (予算額 など): printed sums of a plan or of any of its levels."""

from typing import Final

from app.models.columns import PLAN, Column, of_plans
from app.models.public import Number, Public
from app.models.vocabulary import AmountKind, Basis, Comparator


class AmountPublic(Public):
    """A printed sum. `fiscal_year` is null for the whole period."""

    label: str | None
    fiscal_year: int | None
    kind: str
    comparator: str | None
    value: Number
    unit: str
    printed: str
    basis: str


# The API shows amounts inside the plan, pillar, theme or initiative.
AMOUNT_COLUMNS: Final = of_plans(
    (
        PLAN,
        Column("対象ID", "item", "金額が印刷されている計画・柱・施策・取組のID", required=True),
        Column("対象", "item_name", "対象の名称か見出し", required=True),
        Column("金額の番号", "number", "対象のなかで何番目の金額か", "integer", required=True),
        Column("費目", "label", "印刷された費目の名称"),
        Column("年度", "fiscal_year", "金額の年度（西暦）。空なら計画の全期間の額", "integer"),
        Column("種類", "kind", "金額の種類", required=True, words=AmountKind),
        Column("比較", "comparator", "印刷された以内・以上など", words=Comparator),
        Column("金額", "value", "金額の数値", "number", required=True),
        Column("単位", "unit", "金額の単位", required=True),
        Column("金額の表記", "printed", "印刷された金額", required=True),
        Column("根拠", "basis", "金額の根拠", required=True, words=Basis),
    )
)
