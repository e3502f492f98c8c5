"""Which options of a dimension several plans in scope share by name, and whose the others are."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from pydantic import BaseModel
from sqlalchemy import func, select
from sqlmodel import Session

from app.db.revision_cache import cached
from app.db.revisions import current_revision
from app.db.statements import CompiledStatement
from app.models import Plan
from app.search.dimensions import NONE
from app.search.scope import plan_ids, scope_of


class OptionPlans(NamedTuple):
    """In how many plans an option stands, and the first of them."""

    number: int
    first: str


def plans_of_options(session: Session, query: BaseModel, dimension: str) -> Mapping[str, OptionPlans]:
    """By the name of each option of a dimension in scope. One statement, cached for the revision."""
    scope = scope_of(query)

    def read() -> dict[str, OptionPlans]:
        rows = _statement(frozenset(scope), dimension).rows(session.connection(), scope)
        return {label: OptionPlans(number, first) for label, number, first in rows}

    return cached(session, ("plans of options", dimension, *sorted(scope.items())), read)


def count_plans(session: Session) -> int:
    """The number of all plans, cached for the revision. Raises Unavailable as the revision does."""
    current_revision(session)
    statement = select(func.count()).select_from(Plan)

    def read() -> int:
        number: int = session.execute(statement).scalar_one()
        return number

    return cached(session, ("number of plans",), read)


@lru_cache(maxsize=64)
def _statement(scope: frozenset[str], dimension: str) -> CompiledStatement:
    return CompiledStatement(
        "SELECT facet_term.label, count(DISTINCT plan_facet.plan_id), min(plan_facet.plan_id)"
        " FROM plan_facet JOIN facet_term ON facet_term.id = plan_facet.term_id"
        f" WHERE facet_term.dimension = '{dimension}' AND plan_facet.position IS NOT NULL"
        f" AND facet_term.key <> '{NONE}' AND plan_facet.plan_id IN ({plan_ids(scope)})"
        " GROUP BY facet_term.label"
    )
