"""How many initiatives have each value of each facet, in one statement.

What the filters leave is read once, and shared by every facet that the query does not filter itself.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from app.db.statements import CompiledStatement, unindexed
from app.search.conditions import STATED, QueryShape, matching, terms_of
from app.search.dimensions import DIMENSIONS
from app.search.filters import SCOPES
from app.search.scope import plan_conditions

# How many initiatives have a value: of all, and where only what is stated counts.
Numbers = tuple[int, int]
_SHARED: Final = ""


class FacetCounts(NamedTuple):
    """Numbers by term, or by value of a parameter of SCOPES."""

    total: Numbers
    by_facet: Mapping[str, Mapping[Any, Numbers]]

    def of(self, name: str) -> Mapping[Any, Numbers]:
        """The numbers of one facet."""
        return self.by_facet[name if name in self.by_facet else _SHARED]


def count_values(
    connection: Connection,
    shape: QueryShape,
    bound: dict[str, Any],
    names: tuple[str, ...],
    unlisted: frozenset[str],
) -> FacetCounts:
    """Each named facet under every other filter; `unlisted` ones under their own as well."""
    counts: dict[str, dict[Any, Numbers]] = {_SHARED: {}}
    own = shape.scope | shape.dimensions
    counts |= {name: {} for name in names if name in SCOPES or (name in own and name not in unlisted)}
    for facet, term, value, any_basis, stated in _statement(shape, names, unlisted).rows(connection, bound):
        # PostgreSQL adds up to decimals.
        counts[facet][term if value is None else value] = int(any_basis), int(stated)
    return FacetCounts(counts[_SHARED].pop(_TOTAL), counts)


# The key of the total beside the terms, whose ids begin with 1.
_TOTAL: Final = 0


@lru_cache(maxsize=512)
def _statement(shape: QueryShape, names: tuple[str, ...], unlisted: frozenset[str]) -> CompiledStatement:
    """Rows (facet, term, value, any_basis, stated)."""
    shared: list[str] = []
    passes = [_Pass(shape, _SHARED, shared)]
    for name in names:
        wider = shape if name in unlisted else shape.without({name})
        if wider == shape:
            shared.append(name)
        else:
            passes.append(_Pass(wider, name, [name]))
    tables = [table for one in passes for table in one.tables()]
    parts = [part for one in passes for part in one.parts()]
    begin = f"WITH {', '.join(tables)} " if tables else ""
    return CompiledStatement(begin + " UNION ALL ".join(parts))


class _Pass(NamedTuple):
    """Some facets of the initiatives that match one shape. `facet` is what its rows of terms are called."""

    shape: QueryShape
    facet: str
    names: list[str]

    @property
    def matches(self) -> str:
        return f"matching_{self.facet}" if self.facet else "matching"

    @property
    def by_plan(self) -> str:
        return f"{self.matches}_by_plan"

    def tables(self) -> Iterator[str]:
        """The tables that `parts` read, made once each."""
        if self.shape.is_whole_plans:
            return
        yield f"{self.matches} AS MATERIALIZED ({matching(self.shape)})"
        if self._scopes():
            yield f"{self.by_plan} AS MATERIALIZED ({_by_plan(self.shape, self.matches)})"

    def parts(self) -> Iterator[str]:
        """One query a facet of plans, and one for all dimensions."""
        shape = self.shape
        if self.facet == _SHARED:
            yield _total(shape)
        for name in self._scopes():
            yield _of_whole_plans(name, shape) if shape.is_whole_plans else _of_plans(name, self.by_plan)
        if dimensions := [name for name in self.names if name in DIMENSIONS]:
            terms = terms_of(shape, dimensions)
            yield self._kept(terms) if shape.is_whole_plans else self._matching(terms)

    def _scopes(self) -> list[str]:
        return [name for name in self.names if name in SCOPES]

    @property
    def _reads_every_term(self) -> bool:
        """Whether terms of other facets do not matter: within one plan they are few."""
        return self.shape.one_plan and self.facet == _SHARED

    def _kept(self, terms: str) -> str:
        """The sums that the import has written."""
        if self.shape.one_plan:
            statement = (
                f"SELECT '{self.facet}', term_id, NULL, any_basis, stated FROM plan_facet"
                " WHERE plan_id = :plan_id"
            )
            return statement if self._reads_every_term else f"{statement} AND term_id IN ({terms})"
        term = unindexed("term_id", self.shape.dialect)
        sums = f"SELECT '{self.facet}', term_id, NULL, sum(any_basis), sum(stated) FROM"
        if self.shape.scope:
            return (
                f"{sums} plan CROSS JOIN plan_facet WHERE {plan_conditions(self.shape.scope)}"
                f" AND plan_facet.plan_id = plan.id AND {term} IN ({terms}) GROUP BY term_id"
            )
        return f"{sums} plan_facet WHERE term_id IN ({terms}) GROUP BY term_id"

    def _matching(self, terms: str) -> str:
        """The values of the initiatives that match, each looked up by its number."""
        term = unindexed("facet.term_id", self.shape.dialect)
        within = "" if self._reads_every_term else f" AND {term} IN ({terms})"
        return (
            f"SELECT '{self.facet}', facet.term_id, NULL, sum(found.any_basis * facet.any_basis),"
            f" sum(found.stated * facet.stated) FROM {self.matches} AS found CROSS JOIN facet"
            f" WHERE facet.number = found.number{within} GROUP BY facet.term_id"
        )


def _total(shape: QueryShape) -> str:
    if shape.is_whole_plans:
        number = "coalesce(sum(last_number - first_number + 1), 0)"
        source = f"plan WHERE {plan_conditions(shape.scope)}"
        return f"SELECT '{_SHARED}', {_TOTAL}, CAST(NULL AS VARCHAR), {number}, {number} FROM {source}"
    return (
        f"SELECT '{_SHARED}', {_TOTAL}, CAST(NULL AS VARCHAR), coalesce(sum(any_basis), 0),"
        " coalesce(sum(stated), 0) FROM matching"
    )


def _by_plan(shape: QueryShape, matches: str) -> str:
    """The plans that have one of the matches by either basis, with `basis=stated` by that alone."""
    held = "sum(stated)" if shape.flag == STATED else "sum(any_basis + stated)"
    if shape.one_plan:
        return (
            f"SELECT CAST(:plan_id AS VARCHAR) AS plan_id, sum(any_basis) AS any_basis, sum(stated) AS stated"
            f" FROM {matches} HAVING {held} > 0"
        )
    return (
        "SELECT initiative.plan_id, sum(any_basis) AS any_basis, sum(stated) AS stated"
        f" FROM {matches} AS found CROSS JOIN initiative WHERE initiative.number = found.number"
        f" GROUP BY initiative.plan_id HAVING {held} > 0"
    )


# What the plans of one value of a facet have in common, and the tables that say so.
_VALUES: Final = {
    "plan": ("plan.id", "plan"),
    "year": ("CAST(plan.fiscal_year AS VARCHAR)", "plan"),
    "issuer": ("organisation.name", "plan JOIN organisation ON organisation.id = plan.issuer_id"),
}


def _of_plans(name: str, by_plan: str) -> str:
    value, tables = _VALUES[name]
    return (
        f"SELECT '{name}', NULL, {value}, sum(held.any_basis), sum(held.stated) FROM {tables}"
        f" JOIN {by_plan} AS held ON held.plan_id = plan.id GROUP BY {value}"
    )


def _of_whole_plans(name: str, shape: QueryShape) -> str:
    value, tables = _VALUES[name]
    number = "sum(plan.last_number - plan.first_number + 1)"
    return (
        f"SELECT '{name}', NULL, {value}, {number}, {number} FROM {tables}"
        f" WHERE {plan_conditions(shape.scope)} AND plan.last_number >= plan.first_number GROUP BY {value}"
    )
