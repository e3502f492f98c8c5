"""Scope: the plans that satisfy every given parameter of SCOPES."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from pydantic import BaseModel

from app.search.filters import SCOPES


class ScopeParameter(NamedTuple):
    """SQL about one parameter: the `condition` on a row of `plan`; `tables` with the id and the name of
    what it means; the `value` of its facet's options, which are listed for up to `most_plans` plans."""

    condition: str
    tables: str
    key: str
    label: str
    value: str
    most_plans: int | None


# With more plans nobody chooses one, or its issuer, from a list.
MAX_PLANS: Final = 200
_YEAR: Final = "CAST(plan.fiscal_year AS VARCHAR)"


def _named(parameter: str) -> str:
    """The ids of what a value means, by id or by name. Names are compared as the facet index has them."""
    terms = f"SELECT key FROM facet_term WHERE dimension = '{parameter}'"
    return f"{terms} AND key = :{parameter} UNION ALL {terms} AND label = :{parameter}"


def _tables(parameter: str, column: str) -> str:
    return f"plan JOIN facet_term AS named ON named.dimension = '{parameter}' AND named.key = {column}"


PARAMETERS: Final = {
    "plan": ScopeParameter(
        f"plan.id IN ({_named('plan')})",
        _tables("plan", "plan.id"),
        "plan.id",
        "named.label",
        "plan.id",
        MAX_PLANS,
    ),
    "year": ScopeParameter("plan.fiscal_year = :year", "plan", _YEAR, _YEAR, _YEAR, None),
    # Organisations of one name are one issuer.
    "issuer": ScopeParameter(
        f"plan.issuer_id IN ({_named('issuer')})",
        _tables("issuer", "plan.issuer_id"),
        "named.key",
        "named.label",
        "named.label",
        MAX_PLANS,
    ),
}


def scope_of(query: BaseModel) -> dict[str, Any]:
    """The given parameters of SCOPES by name."""
    return {name: value for name in SCOPES if (value := getattr(query, name, None)) is not None}


def plan_conditions(scope: Iterable[str]) -> str:
    """The condition on a row of `plan`; the parameters are bound by name."""
    return " AND ".join(PARAMETERS[name].condition for name in sorted(scope)) or "1 = 1"


def plan_ids(scope: Iterable[str]) -> str:
    """A subquery for the ids of the plans in scope."""
    return f"SELECT plan.id FROM plan WHERE {plan_conditions(scope)}"
