"""Counts of initiatives by value of each facet, in one statement.

The facets that the query does not filter share one pass over its matches.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from sqlalchemy import Connection

from app.db.statements import CompiledStatement, unindexed
from app.search.conditions import STATED, Compiled, QueryShape, matching, terms_of
from app.search.dimensions import DIMENSIONS
from app.search.scope import PARAMETERS, plan_conditions

# The numbers with every basis and with stated alone.
Counts = tuple[int, int]
# By the id of a term, or by a parameter of SCOPES and its value.
FacetKey = int | tuple[str, str]
# The key of the total; the ids of terms begin with 1.
TOTAL: Final = 0


def count_values(
    connection: Connection, compiled: Compiled, names: tuple[str, ...], unlisted: frozenset[str]
) -> Mapping[FacetKey, Counts]:
    """The total and the counts of the named facets, each under every other filter, `unlisted` ones under
    their own as well. Values without initiatives may be missing."""
    shape, bound = compiled
    rows = _statement(shape, names, unlisted).rows(connection, bound)
    # PostgreSQL's sums are decimals.
    counts: dict[FacetKey, Counts] = {}
    for facet, term, value, any_basis, stated in rows:
        key = term if value is None else (facet, value)
        if facet or key not in counts:
            counts[key] = int(any_basis), int(stated)
    return counts


@lru_cache(maxsize=512)
def _statement(shape: QueryShape, names: tuple[str, ...], unlisted: frozenset[str]) -> CompiledStatement:
    """Rows (facet, term, value, any_basis, stated); `facet` is empty in the shared pass, which may have
    terms of the other passes too."""
    passes: dict[QueryShape, list[str]] = {shape: []}
    for name in names:
        passes.setdefault(shape if name in unlisted else shape.without({name}), []).append(name)
    tables: list[str] = []
    parts: list[str] = []
    for number, (one, facets) in enumerate(passes.items()):
        matches, plans = f"matches_{number}", f"plans_{number}"
        if not one.is_whole_plans:
            tables.append(f"{matches} AS MATERIALIZED ({matching(one)})")
        scopes = [name for name in facets if name in PARAMETERS]
        if scopes or one.is_whole_plans:
            tables.append(f"{plans} AS ({_by_plan(one, matches)})")
        if number == 0:
            parts.append(
                f"SELECT '', {TOTAL}, CAST(NULL AS VARCHAR), coalesce(sum(any_basis), 0),"
                f" coalesce(sum(stated), 0) FROM {plans if one.is_whole_plans else matches}"
            )
        parts += [_by_scope(name, plans) for name in scopes]
        if dimensions := [name for name in facets if name in DIMENSIONS]:
            parts.append(_by_term(one, dimensions, matches, "" if number == 0 else facets[0]))
    return CompiledStatement(f"WITH {', '.join(tables)} {' UNION ALL '.join(parts)}")


def _by_plan(shape: QueryShape, matches: str) -> str:
    """Rows (plan_id, any_basis, stated) of the plans with a match by either basis, for `basis=stated` by
    that alone."""
    if shape.is_whole_plans:
        number = "last_number - first_number + 1"
        return (
            f"SELECT id AS plan_id, {number} AS any_basis, {number} AS stated FROM plan"
            f" WHERE {plan_conditions(shape.scope)} AND last_number >= first_number"
        )
    sums = "sum(any_basis) AS any_basis, sum(stated) AS stated"
    having = f"HAVING {'sum(stated)' if shape.flag == STATED else 'sum(any_basis + stated)'} > 0"
    if shape.one_plan:
        return f"SELECT CAST(:plan_id AS VARCHAR) AS plan_id, {sums} FROM {matches} {having}"
    return (
        f"SELECT plan_id, {sums} FROM {matches} CROSS JOIN initiative"
        f" WHERE initiative.number = {matches}.number GROUP BY plan_id {having}"
    )


def _by_scope(name: str, plans: str) -> str:
    one = PARAMETERS[name]
    return (
        f"SELECT '{name}', NULL, {one.value}, sum(any_basis), sum(stated) FROM {one.tables}"
        f" JOIN {plans} ON {plans}.plan_id = plan.id GROUP BY {one.value}"
    )


def _by_term(shape: QueryShape, dimensions: list[str], matches: str, facet: str) -> str:
    # Within one plan the shared pass reads every term: they are few.
    terms = "" if shape.one_plan and not facet else f"IN ({terms_of(shape, dimensions)})"
    if shape.is_whole_plans:
        # The sums that the import wrote.
        term = unindexed("term_id", shape.dialect) if shape.scope else "term_id"
        restricted = f" AND {term} {terms}" if terms else ""
        return (
            f"SELECT '{facet}', term_id, NULL, sum(any_basis), sum(stated) FROM plan_facet"
            f" WHERE {shape.plan_condition}{restricted} GROUP BY term_id"
        )
    restricted = f" AND {unindexed('facet.term_id', shape.dialect)} {terms}" if terms else ""
    return (
        f"SELECT '{facet}', facet.term_id, NULL, sum({matches}.any_basis * facet.any_basis),"
        f" sum({matches}.stated * facet.stated) FROM {matches} CROSS JOIN facet"
        f" WHERE facet.number = {matches}.number{restricted} GROUP BY facet.term_id"
    )
