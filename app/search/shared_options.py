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
from app.models.pillar import UNNAMED
from app.search.dimension import NONE
from app.search.scope import plan_ids, scope_of


class OptionPlans(NamedTuple):
    """In how many plans an option stands, and the first of them."""

    number: int
    first: str


def plans_of_options(session: Session, query: BaseModel, dimension: str) -> Mapping[str, OptionPlans]:
    """By the name of each option of a dimension in scope, of those with a made-up name by id. One statement,
    cached for the revision."""
    scope = scope_of(query)

    def read() -> dict[str, OptionPlans]:
        rows = _statement(frozenset(scope), dimension).rows(session.connection(), scope)
        found: dict[str, OptionPlans] = {}
        for value, label, number, first in rows:
            found[value] = OptionPlans(number, first)
            found.setdefault(label, found[value])  # the only one of its made-up name in scope
        return found

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
    # Without a percent sign, which drivers read.
    value = f"CASE WHEN replace(label, '{UNNAMED}', '') <> label THEN facet_term.key ELSE label END"
    return CompiledStatement(
        f"SELECT {value}, label, count(DISTINCT plan_facet.plan_id), min(plan_facet.plan_id)"
        " FROM plan_facet JOIN facet_term ON facet_term.id = plan_facet.term_id"
        f" WHERE facet_term.dimension = '{dimension}' AND plan_facet.position IS NOT NULL"
        f" AND facet_term.key <> '{NONE}' AND plan_facet.plan_id IN ({plan_ids(scope)})"
        " GROUP BY 1, 2"
    )
