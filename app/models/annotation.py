"""Annotations and emphasis: what words of a text name, and words printed in bold."""

from typing import Final

from sqlmodel import Field

from app.models.columns import PLAN, Column, of_plans
from app.models.types import Code, OrderedItem, Table, one_of
from app.models.vocabulary import AnnotationKind


class Annotation(OrderedItem, table=True):
    """Words of an item that name something; every occurrence is meant."""

    __table_args__ = (one_of("kind", AnnotationKind),)

    item_id: str = Field(sa_type=Code, index=True)
    kind: str = Field(sa_type=Code)
    words: str


class Emphasis(Table, table=True):
    plan_id: str = Field(sa_type=Code, primary_key=True, foreign_key="plan.id")
    position: int = Field(primary_key=True)
    item_id: str = Field(sa_type=Code, index=True)
    words: str


# The API shows annotations inside the initiative.
ANNOTATION_COLUMNS: Final = of_plans(
    (
        Column("ID", "id", "注釈のID", required=True),
        PLAN,
        Column("対象ID", "item", "語句がある項目のID", required=True),
        Column("種類", "kind", "語句が指すもの", required=True, words=AnnotationKind),
        Column("語句", "words", "原文の語句。同じ項目のすべての箇所を指す", required=True),
    )
)
