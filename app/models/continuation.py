"""Continuations (前年度とのつながり): how items of an edition follow those of an earlier one."""

from sqlmodel import Field

from app.models.public import Public
from app.models.types import Code, Table, one_of
from app.models.vocabulary import Basis, ContinuationRelation


class Continuation(Table, table=True):
    """`item_id` is None for what was completed or ended, `earlier_id` for what is new. The earlier plan need
    not be stored."""

    __table_args__ = (one_of("relation", ContinuationRelation), one_of("basis", Basis))

    plan_id: str = Field(sa_type=Code, primary_key=True, foreign_key="plan.id")
    position: int = Field(primary_key=True)
    item_id: str | None = Field(default=None, sa_type=Code, index=True)
    earlier_id: str | None = Field(default=None, sa_type=Code, index=True)
    relation: str = Field(sa_type=Code)
    basis: str = Field(sa_type=Code)
    reason: str | None


class ContinuationPublic(Public):
    item: str | None
    earlier: str | None
    relation: str
    basis: str
    reason: str | None
