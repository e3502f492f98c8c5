"""KPIs: what their list can be restricted to, their figures, and those that are one indicator."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.models import Kpi, KpiFigure, Plan, PlanYear
from app.models.kpi import KPIS
from app.search.filters import KpiFilter, ObservationFilter
from app.search.resource_list import ValueCount, check_values, matching_rows
from app.search.scope import scope_of

_OBSERVED: Final = replace(KPIS, codes={}, references={"kpi": (col(Kpi.id), col(Kpi.label))})


def plan_options(session: Session, query: KpiFilter, most: int) -> list[ValueCount]:
    """The plans whose KPIs match, each with the total of the query with this plan alone."""
    return _options_of_plans(session, query, "plan", (col(Plan.id), col(Plan.title)), most)


def issuer_options(session: Session, query: KpiFilter, most: int) -> list[ValueCount]:
    """The issuers likewise. Organisations of one name are one issuer."""
    return _options_of_plans(session, query, "issuer", (col(Plan.issuer_name), col(Plan.issuer_name)), most)


def _options_of_plans(
    session: Session, query: KpiFilter, name: str, columns: tuple[Any, Any], most: int
) -> list[ValueCount]:
    other = query.model_copy(update={name: None})
    statement = select(*columns, func.count()).join(Kpi, col(Kpi.plan_id) == col(Plan.id))
    statement = statement.where(*matching_rows(KPIS, other)).group_by(*columns).order_by(*columns)
    return [ValueCount(*row) for row in session.execute(statement.limit(most), scope_of(other))]


def years(session: Session) -> Sequence[int]:
    """The fiscal years of all plans; of one with an open end, the first."""
    return session.scalars(select(col(PlanYear.year)).distinct().order_by(col(PlanYear.year))).all()


def figures(
    session: Session, query: ObservationFilter, limit: int, offset: int
) -> tuple[Sequence[tuple[str, int]], int]:
    """One page of the figures that match, as pairs (document of the KPI, place among its figures), and the
    total. Raises BadRequest for a KPI that the plans in scope do not have."""
    check_values(session, _OBSERVED, query)
    conditions, scope = matching_rows(_OBSERVED, query), scope_of(query)
    joined = (KpiFigure, col(KpiFigure.kpi_id) == col(Kpi.id))
    counted = select(func.count()).select_from(Kpi).join(*joined).where(*conditions)
    statement = select(col(Kpi.document), col(KpiFigure.position)).join(*joined).where(*conditions)
    page = statement.order_by(*KPIS.order, col(KpiFigure.position)).limit(limit).offset(offset)
    rows = [(row[0], row[1]) for row in session.execute(page, scope)]
    return rows, session.execute(counted, scope).scalar_one()


def same_indicator(session: Session, kpi: Kpi, municipality_code: str) -> Sequence[tuple[Kpi, Plan]]:
    """The other KPIs of the municipality with the same definition, the earliest plan first."""
    if kpi.definition_key is None:
        return []
    statement = (
        select(Kpi, Plan)
        .join(Plan, col(Plan.id) == col(Kpi.plan_id))
        .where(
            col(Kpi.definition_key) == kpi.definition_key,
            col(Plan.municipality_code) == municipality_code,
            col(Kpi.id) != kpi.id,
        )
        .order_by(col(Plan.period_start), col(Plan.id))
    )
    return [(row[0], row[1]) for row in session.execute(statement)]
