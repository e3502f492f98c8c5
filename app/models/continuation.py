"""Continuations (前年度とのつながり): how items of an edition follow those of an earlier one."""

from typing import Annotated, Final

from sqlmodel import Field, col

from app.i18n.messages import N_
from app.models.columns import PLAN, Heading, columns_of, of_plans
from app.models.edition_vocabulary import ItemKind
from app.models.public import Public
from app.models.resource import Resource
from app.models.types import Code, Table, one_of
from app.models.vocabulary import Basis, ContinuationRelation
from app.settings import Settings

_INITIATIVES: Final = frozenset({ItemKind.MEASURE.value, ItemKind.BUREAU_PROJECT.value})


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


class ContinuationOfItem(Public):
    """A continuation as one of its items shows it: `id` is the other item, null where there is none; `plan` is
    the plan whose file says it."""

    id: str | None
    plan: str
    relation: str
    basis: str
    reason: str | None


class ContinuationRow(Public):
    """A continuation in a list of those of many plans. A plan says one of each pair: `id` is made of it."""

    id: Annotated[str, Heading("ID", "行のID（計画と2つの項目のIDから成る）")]
    plan: Annotated[str, PLAN]
    item: Annotated[str | None, Heading("項目ID", "この計画の項目のID。完了・終了では空")]
    earlier: Annotated[str | None, Heading("前の計画の項目ID", "前の計画の項目のID。新規では空")]
    relation: Annotated[str, Heading("つながり", "前の計画の項目との関係", ContinuationRelation)]
    basis: Annotated[str, Heading("根拠", "つながりの根拠", Basis)]
    reason: Annotated[str | None, Heading("理由", "編集によるつながりの理由")]


def continuation_public(row: Continuation, _settings: Settings) -> ContinuationRow:
    pair = f"{row.plan_id}/{row.item_id or ''}/{row.earlier_id or ''}"
    return ContinuationRow.of(row, id=pair, plan=row.plan_id, item=row.item_id, earlier=row.earlier_id)


CONTINUATIONS: Final = Resource(
    name="continuations",
    title=N_("前の計画とのつながり"),
    table=Continuation,
    key=col(Continuation.position),
    shape=ContinuationRow,
    public=continuation_public,
    columns=of_plans(columns_of(ContinuationRow)),
    order=(col(Continuation.plan_id), col(Continuation.position)),
    plan_id=col(Continuation.plan_id),
)
# The members of an item that has neither, as JSON.
NO_CONTINUATIONS: Final = '"continues":[],"continued_by":[]'
