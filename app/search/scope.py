"""Scope: the plans that satisfy every given parameter of SCOPES."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from pydantic import BaseModel

from app.search.filters import SCOPES


class ScopeParameter(NamedTuple):
    """SQL about one parameter: the `condition` on a row of `plan`; the `name` of what it means in such a plan;
    the `tables` with the `value` and the name of its facet's options in a plan, which are listed for up to
    `most_plans` plans; the `order` of the options."""

    condition: str
    name: str
    tables: str
    value: str
    label: str
    order: str
    most_plans: int | None


# With more plans nobody chooses one, or its issuer, from a list.
MAX_PLANS: Final = 200
_SERIES: Final = "plan.municipality_code || '-' || plan.series_key"


def _meant(parameter: str) -> str:
    """The ids of what a value means, by id or by name. Names are compared as the facet index has them."""
    terms = f"SELECT key FROM facet_term WHERE dimension = '{parameter}'"
    return f"{terms} AND key = :{parameter} UNION ALL {terms} AND label = :{parameter}"


def _label(parameter: str, key: str) -> str:
    return f"(SELECT max(label) FROM facet_term WHERE dimension = '{parameter}' AND key = {key})"


def _by_name(parameter: str, key: str, value: str | None = None) -> ScopeParameter:
    label = _label(parameter, key)
    return ScopeParameter(
        f"{key} IN ({_meant(parameter)})", label, "plan", value or label, label, key, MAX_PLANS
    )


def _in_force(year: str) -> str:
    """Whether a plan is in force in a fiscal year. An open end lasts until the next edition begins: not yet
    with a draft, and for the whole fiscal year in which it begins after the first day."""
    later = (
        "SELECT 1 FROM plan AS later WHERE later.municipality_code = plan.municipality_code"
        " AND later.series_key = plan.series_key AND later.period_start > plan.period_start"
        f" AND later.status = 'adopted' AND (later.fiscal_year < {year} OR (later.fiscal_year = {year}"
        " AND substr(CAST(later.period_start AS VARCHAR), 6) = '04-01'))"
    )
    open_end = f"plan.last_fiscal_year IS NULL AND NOT EXISTS ({later})"
    return f"plan.fiscal_year <= {year} AND (plan.last_fiscal_year >= {year} OR ({open_end}))"


_YEAR: Final = "CAST(years.year AS VARCHAR)"
PARAMETERS: Final = {
    "plan": _by_name("plan", "plan.id", "plan.id"),
    "year": ScopeParameter(
        f"({_in_force(':year')})",
        "CAST(:year AS VARCHAR)",
        f"plan JOIN (SELECT DISTINCT year FROM plan_year) AS years ON {_in_force('years.year')}",
        _YEAR,
        _YEAR,
        _YEAR,
        None,
    ),
    # Organisations of one name are one issuer.
    "issuer": _by_name("issuer", "plan.issuer_id"),
    "series": _by_name("series", _SERIES),
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
