"""What plans state beside the texts of their initiatives: indicators of themes and plans, amounts, tables."""

from typing import NamedTuple

from pydantic import BaseModel
from sqlalchemy import column, func, select, text
from sqlmodel import Session, col

from app.models import Initiative, Kpi, Pillar, Plan, PrintedTable, Theme
from app.models.types import Code
from app.models.vocabulary import KpiKind
from app.search.scope import plan_ids, scope_of


class Beside(NamedTuple):
    """`kpis` belong to no initiative, `amounts` to a pillar, a theme or the plan; `tables` are printed ones."""

    kpis: int
    amounts: int
    tables: int


def count_beside(session: Session, query: BaseModel) -> Beside:
    """In the plans in scope."""
    scope = scope_of(query)
    plans = text(plan_ids(scope)).columns(column("id", Code))
    kpis = (
        select(func.count())
        .select_from(Kpi)
        .where(
            col(Kpi.plan_id).in_(plans),
            col(Kpi.kind) != KpiKind.EVENT.value,
            ~select(col(Initiative.id)).where(col(Initiative.id) == col(Kpi.owner_id)).exists(),
        )
    )
    tables = select(func.count()).select_from(PrintedTable).where(col(PrintedTable.plan_id).in_(plans))
    amounts = 0
    for table, plan in ((Plan, col(Plan.id)), (Pillar, col(Pillar.plan_id)), (Theme, col(Theme.plan_id))):
        stated = select(col(table.amounts)).where(plan.in_(plans))
        amounts += sum(len(one) for one in session.scalars(stated, scope))
    return Beside(
        session.execute(kpis, scope).scalar_one(), amounts, session.execute(tables, scope).scalar_one()
    )
