"""Rows of the tables that have no list of their own in the API: viewpoints, cells, amounts, what
reports say. What the plan itself says of earlier ones."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.models import Continuation, Plan, PrintedTable, Viewpoint
from app.models.columns import Item
from app.models.continuation import ContinuationOfItem
from app.models.types import PrintedItem


def viewpoints(session: Session, plan_id: str) -> list[Item]:
    plan = session.get_one(Plan, plan_id)
    return [
        {
            "id": one.id,
            "plan": plan_id,
            "number": one.number,
            "name": one.name,
            "source": _source(plan, one),
        }
        for one in _rows(session, Viewpoint, plan_id)
    ]


def cells(session: Session, plan_id: str) -> list[Item]:
    """One row a cell, in printed order; rows and columns are numbered from 1."""
    plan = session.get_one(Plan, plan_id)
    return [
        {
            "plan": plan_id,
            "table": table.id,
            "caption": table.caption,
            "pillar": table.pillar_id,
            "theme": table.theme_id,
            "row": row["id"],
            "row_number": row_number,
            "column_number": column_number,
            "column": column,
            "cell": cell,
            "source": _source(plan, table),
        }
        for table in _rows(session, PrintedTable, plan_id)
        for row_number, row in enumerate(table.rows, 1)
        for column_number, (column, cell) in enumerate(zip(table.columns, row["cells"], strict=True), 1)
    ]


def amounts(session: Session, plan_id: str, items: Iterable[Item]) -> list[Item]:
    """The amounts of the plan, then those of its items, numbered within each."""
    plan = session.get_one(Plan, plan_id)
    of_plan = {"id": plan_id, "label": plan.title, "amounts": plan.amounts}
    return [
        {"plan": plan_id, "item": item["id"], "item_name": item.get("label") or item["name"], "number": n}
        | amount
        for item in [of_plan, *items]
        for n, amount in enumerate(item["amounts"], 1)
    ]


def add_continuations(session: Session, plan_id: str, items: Sequence[Item]) -> None:
    """What the plan itself says; what continues its items, a later plan says."""
    said: dict[str | None, list[Item]] = {}
    for row in _rows(session, Continuation, plan_id):
        one = ContinuationOfItem.of(row, id=row.earlier_id, plan=plan_id)
        said.setdefault(row.item_id, []).append(one.model_dump())
    for item in items:
        item["continues"] = said.get(item["id"], [])
        del item["continued_by"]


def said_in(reports: Iterable[Item], name: str) -> list[Item]:
    """The states or the reviews of every report, numbered within each."""
    return [
        {"plan": report["plan"], "report": report["id"], "number": number, "kind": report["kind"]}
        | {"dated": report["dated"], "office": report["office"]}
        | one
        for report in reports
        for number, one in enumerate(report[name], 1)
    ]


def _rows(session: Session, table: Any, plan_id: str) -> Iterator[Any]:
    statement = select(table).where(col(table.plan_id) == plan_id).order_by(col(table.position))
    yield from session.execute(statement).scalars()


def _source(plan: Plan, item: PrintedItem) -> Item:
    return plan.source_of(item).model_dump(mode="json")
