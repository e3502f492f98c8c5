"""Continuations (前年度とのつながり): how items of an edition follow those of an earlier one."""

from typing import Final

from sqlmodel import Field

from app.models.public import Public
from app.models.types import Code, Table, one_of
from app.models.vocabulary import Basis, ContinuationRelation

# The types of items that follow one another, with their words.
CONTINUED_KINDS: Final = {
    "pillar": "柱",
    "theme": "施策",
    "measure": "取組",
    "bureau_project": "局事業",
    "kpi": "指標",
}
_INITIATIVES: Final = frozenset({"measure", "bureau_project"})


def fits(kind: str, earlier: str) -> bool:
    """Whether an item of one kind may follow one of the other: of its own, and initiatives of both kinds."""
    return kind == earlier or {kind, earlier} <= _INITIATIVES


def plan_of_item(item_id: str) -> str:
    """The id of the plan with which the id of an item begins."""
    return "-".join(item_id.split("-", 2)[:2])


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
