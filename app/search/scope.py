"""Which plans a query looks at: those that satisfy each given parameter of SCOPES."""

from collections.abc import Iterable
from typing import Any, Final

from pydantic import BaseModel
from sqlalchemy import ColumnElement, SQLColumnExpression, column, text

from app.models.types import Code
from app.search.filters import SCOPES

_CONDITIONS: Final = {
    "plan": "(plan.id = :plan OR plan.title = :plan)",
    "year": "plan.fiscal_year = :year",
    "issuer": "plan.issuer_id IN (SELECT id FROM organisation WHERE id = :issuer OR name = :issuer)",
}


def scope_of(query: BaseModel) -> dict[str, Any]:
    """The parameters of the query that restrict plans, by name."""
    return {name: value for name in SCOPES if (value := getattr(query, name, None)) is not None}


def plan_conditions(given: Iterable[str]) -> str:
    """What a row of `plan` must satisfy, for a statement that binds the parameters by name."""
    return " AND ".join(_CONDITIONS[name] for name in sorted(given)) or "1 = 1"


def plan_ids(given: Iterable[str]) -> str:
    """The ids of the plans in scope, as a query to put into another."""
    return f"SELECT plan.id FROM plan WHERE {plan_conditions(given)}"


def in_scope(given: frozenset[str], plan_id: SQLColumnExpression[str]) -> ColumnElement[bool] | None:
    """Whether a row belongs to a plan in scope, None where every plan is."""
    return plan_id.in_(text(plan_ids(given)).columns(column("id", Code))) if given else None
