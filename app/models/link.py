"""Links between two initiatives of one plan that have to do with each other."""

from typing import Final

from sqlmodel import Field

from app.models.columns import PLAN, Column, of_plans
from app.models.types import Code, PlanItem, one_of
from app.models.vocabulary import Basis, Relation


class Link(PlanItem, table=True):
    """Symmetric: the API shows it as `related` on both initiatives."""

    __tablename__ = "initiative_link"
    __table_args__ = (one_of("relation", Relation), one_of("basis", Basis))

    first_id: str = Field(sa_type=Code, foreign_key="initiative.id", index=True)
    second_id: str = Field(sa_type=Code, foreign_key="initiative.id", index=True)
    relation: str = Field(sa_type=Code)
    basis: str = Field(sa_type=Code)
    reason: str


LINK_COLUMNS: Final = of_plans(
    (
        Column("ID", "id", "関連のID", required=True),
        PLAN,
        Column("取組ID1", "first", "関連する取組のID", required=True),
        Column("取組ID2", "second", "関連するもう一方の取組のID", required=True),
        Column("関係", "relation", "どう関連するか", required=True, words=Relation),
        Column("根拠", "basis", "関連の根拠", required=True, words=Basis),
        Column("理由", "reason", "関連するとみる理由", required=True),
    )
)
