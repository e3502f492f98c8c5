"""KPIs: what their list can be restricted to, their figures, and those that are one indicator."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.models import Kpi, KpiFigure, Plan, PlanYear
from app.models.kpi import KPIS
from app.models.vocabulary import Basis
from app.search.list_filters import KpiFilter, ObservationFilter
from app.search.resource_list import ValueCount, check_values, matching_rows
from app.search.scope import scope_of

_OBSERVED: Final = replace(KPIS, codes={}, references={"kpi": (col(Kpi.id), col(Kpi.label))})


# A figure knows its plan: without a filter by KPI they are counted alone.
_FIGURES: Final = replace(KPIS, codes={}, references={}, plan_id=col(KpiFigure.plan_id))


def plan_options(session: Session, query: KpiFilter, most: int) -> list[ValueCount]:
    """The plans whose KPIs match, each with the total of the query with this plan alone."""
    other, columns = query.model_copy(update={"plan": None}), (col(Plan.id), col(Plan.title))
    statement = select(*columns, func.count()).join(Kpi, col(Kpi.plan_id) == col(Plan.id))
    statement = statement.where(*matching_rows(KPIS, other)).group_by(*columns).order_by(*columns)
    return [ValueCount(*row) for row in session.execute(statement.limit(most), scope_of(other))]


def issuers(session: Session) -> Sequence[str]:
    """The names of those who issue plans. Organisations of one name are one issuer."""
    return session.scalars(select(col(Plan.issuer_name)).distinct().order_by(col(Plan.issuer_name))).all()


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
    every = select(func.count()).select_from(KpiFigure)
    of_plans, of_kpis = every.where(*matching_rows(_FIGURES, query)), every.join(Kpi, joined[1])
    counted = of_kpis.where(*conditions) if query.kpi else of_plans
    statement = select(col(Kpi.document), col(KpiFigure.position)).join(*joined).where(*conditions)
    page = statement.order_by(*KPIS.order, col(KpiFigure.position)).limit(limit).offset(offset)
    rows = [(row[0], row[1]) for row in session.execute(page, scope)]
    return rows, session.execute(counted, scope).scalar_one()


class KpiAbove(NamedTuple):
    """A KPI of a theme or pillar."""

    id: str
    label: str
    owner: str


def kpis_above(session: Session, item: Mapping[str, Any]) -> list[KpiAbove]:
    """The KPIs of the themes and the pillar that an initiative stands under, in printed order. A pillar that an
    editor gave has none for it. One statement at most."""
    levels = [theme["id"] for theme in item["theme_path"]]
    if item["pillar"] and item["pillar"]["basis"] != Basis.EDITORIAL:
        levels.append(item["pillar"]["id"])
    if not levels:
        return []
    statement = select(col(Kpi.id), col(Kpi.label), col(Kpi.owner_name)).where(col(Kpi.owner_id).in_(levels))
    return [KpiAbove(*row) for row in session.execute(statement.order_by(col(Kpi.position)))]


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
