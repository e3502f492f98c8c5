"""Compilation of a query to SQL: the numbers of the initiatives that match, with two flags.

A statement depends on the shape of a query alone, never on its values, so each shape is compiled once.
"""

from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

from sqlmodel import Session

from app.db.statements import bound_values, in_values, unindexed
from app.search import index
from app.search.dimensions import DIMENSIONS
from app.search.filters import InitiativeFilter
from app.search.folding import words
from app.search.scope import plan_conditions, plan_ids, scope_of
from app.search.values import ResolvedValues, terms_named

# The two flags of a match: with every basis, or with stated and layout alone.
ANY_BASIS: Final = "any_basis"
STATED: Final = "stated"


class Filter(NamedTuple):
    """One dimension that a query filters. `many`: several terms, of which one is enough. `by_value`: the
    statement looks the terms up by the given values."""

    name: str
    many: bool
    by_value: bool


class QueryShape(NamedTuple):
    """What the statements of a query depend on. `scope` names the given parameters of SCOPES; `one_plan`
    says that they leave one plan, whose id and numbers are bound. `words` counts the words to compare with
    the texts; `indexed` says that the search index is used."""

    dialect: str
    scope: frozenset[str]
    one_plan: bool
    filters: tuple[Filter, ...]
    words: int
    indexed: bool
    flag: str

    @property
    def is_whole_plans(self) -> bool:
        """Whether the result is every initiative of the plans in scope."""
        return not (self.filters or self.words or self.indexed)

    @property
    def dimensions(self) -> frozenset[str]:
        """The filtered dimensions by name."""
        return frozenset(one.name for one in self.filters)

    @property
    def plan_condition(self) -> str:
        """The condition that a `plan_id` is in scope."""
        if self.one_plan:
            return "plan_id = :plan_id"
        return f"plan_id IN ({plan_ids(self.scope)})" if self.scope else "1 = 1"

    def without(self, names: Collection[str]) -> "QueryShape":
        """The shape without the filters of these dimensions and parameters of the scope."""
        filters = tuple(one for one in self.filters if one.name not in names)
        scope = self.scope.difference(names)
        if scope == self.scope:
            return self._replace(filters=filters)
        # Resolved terms are those of the narrower scope.
        by_value = (one if one.by_value else Filter(one.name, True, True) for one in filters)
        return self._replace(scope=scope, one_plan=False, filters=tuple(by_value))


Compiled = tuple[QueryShape, dict[str, Any]]


def compile_query(session: Session, query: InitiativeFilter, resolved: ResolvedValues) -> Compiled:
    """The shape of a query and the values to bind."""
    dialect = session.get_bind().dialect.name
    bound: dict[str, Any] = scope_of(query)
    scope = frozenset(bound)
    if resolved.plan is not None:
        bound |= resolved.plan._asdict()
    filters = []
    for name, dimension in DIMENSIONS.items():
        if values := getattr(query, name, None):
            bound[f"{name}_values"] = bound_values(values, dialect)
            if dimension.words is None:
                terms = list(resolved.terms[name]) or [0]
                bound[name] = bound_values(terms, dialect) if len(terms) > 1 else terms[0]
                filters.append(Filter(name, many=len(terms) > 1, by_value=False))
            else:
                bound[name] = values[0]
                filters.append(Filter(name, many=len(values) > 1, by_value=True))
    searched = words(query.q) if query.q else []
    # The index where it is faster than comparing every text in scope; the result is the same.
    indexed = bool(searched) and resolved.plan is None and index.is_faster(session)
    if indexed:
        for stated in (False, True):
            bound[index.parameter(stated)] = index.match(searched, stated=stated, dialect=dialect)
        searched = [word for word in searched if len(word) > index.EXACT]
    for number, word in enumerate(searched):
        # `%` and `_` are letters.
        escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        bound[f"word_{number}"] = f"%{escaped}%"
    # The most selective first: the names of one plan before the vocabularies of all plans.
    filters.sort(key=lambda one: (one.by_value, one.many))
    shape = QueryShape(
        dialect=dialect,
        scope=scope,
        one_plan=resolved.plan is not None,
        filters=tuple(filters),
        words=len(searched),
        indexed=indexed,
        flag=STATED if query.basis == "stated" else ANY_BASIS,
    )
    return shape, bound


class _Join:
    """The tables of a statement in join order, its conditions, and the factors of its flags."""

    def __init__(self, shape: QueryShape) -> None:
        self.shape = shape
        self.tables: list[str] = []
        self.conditions: list[str] = []
        self.flags: dict[str, list[str]] = {ANY_BASIS: [], STATED: []}
        self.number = ""

    def add(self, table: str, number: str) -> None:
        """Join a table by its column of initiatives' numbers."""
        self.tables.append(table)
        if self.number:
            self.conditions.append(f"{number} = {self.number}")
        else:
            self.number = number

    def add_filter(self, one: Filter) -> None:
        alias, dialect = f"of_{one.name}", self.shape.dialect
        self.add(f"facet AS {alias}", f"{alias}.number")
        if one.by_value and DIMENSIONS[one.name].words is not None:
            # A key alone: reading labels too, or one key from JSON, takes 9 µs more in every pass.
            key = in_values("key", f"{one.name}_values", dialect) if one.many else f"key = :{one.name}"
            named = f"(SELECT id FROM facet_term WHERE dimension = '{one.name}' AND {key})"
            terms = f"{alias}.term_id {'IN' if one.many else '='} {named}"
        elif one.by_value:
            terms = f"{alias}.term_id IN ({terms_named(one.name, dialect)})"
        elif one.many:
            terms = in_values(f"{alias}.term_id", one.name, dialect, "bigint")
        else:
            terms = f"{alias}.term_id = :{one.name}"
        self.conditions.append(terms)
        for flag, factors in self.flags.items():
            factors.append(f"{alias}.{flag}")

    def add_words(self) -> None:
        dialect = self.shape.dialect
        if self.shape.indexed:
            every, stated = (index.candidates(dialect, stated=only) for only in (False, True))
            if self.number:
                self.conditions.append(f"{self.number} IN ({every})")
            else:
                self.add(f"({every}) AS candidate", "candidate.number")
            self.flags[STATED].append(f"CASE WHEN {self.number} IN ({stated}) THEN 1 ELSE 0 END")
        if self.shape.words:
            self._join_initiatives()
            every, stated = (
                " AND ".join(f"initiative.{text} LIKE :word_{n} ESCAPE '\\'" for n in range(self.shape.words))
                for text in ("folded", "folded_stated")
            )
            # `folded_stated` is part of `folded`.
            self.conditions.append(every)
            self.flags[STATED].append(f"CASE WHEN {stated} THEN 1 ELSE 0 END")

    def add_scope(self) -> None:
        shape = self.shape
        if shape.is_whole_plans:
            self._join_initiatives()
        if shape.one_plan:
            self.conditions.append(f"{self.number} BETWEEN :first AND :last")
        elif shape.scope and shape.filters and not shape.filters[0].many:
            # One range of the index a plan.
            self.tables.insert(0, "plan")
            self.conditions.append(plan_conditions(shape.scope))
            self.conditions.append(f"{self.number} BETWEEN plan.first_number AND plan.last_number")
        elif shape.scope:
            self._join_initiatives()
            plan_id = "initiative.plan_id"
            if not shape.is_whole_plans:
                plan_id = unindexed(plan_id, shape.dialect)
            self.conditions.append(f"{plan_id} IN ({plan_ids(shape.scope)})")

    def _join_initiatives(self) -> None:
        if "initiative" not in self.tables:
            self.add("initiative", "initiative.number")


def terms_of(shape: QueryShape, names: Iterable[str]) -> str:
    """A subquery for the ids of the terms of some dimensions."""
    dimensions = ", ".join(f"'{name}'" for name in names)
    if not shape.one_plan:
        return f"SELECT id FROM facet_term WHERE dimension IN ({dimensions})"
    # The plan's own terms are few, however large the store is.
    return (
        "SELECT id FROM plan_facet CROSS JOIN facet_term WHERE plan_id = :plan_id AND id = term_id"
        f" AND dimension IN ({dimensions})"
    )


def matching(shape: QueryShape) -> str:
    """Rows (number, any_basis, stated) of the initiatives that match; both flags may be 0."""
    join = _Join(shape)
    for one in shape.filters:
        join.add_filter(one)
    if shape.words or shape.indexed:
        join.add_words()
    join.add_scope()
    # An initiative may have several of the terms.
    many = any(one.many for one in shape.filters)
    flags = []
    for flag, factors in join.flags.items():
        product = " * ".join(factors) or "1"
        flags.append(f"max({product}) AS {flag}" if many else f"{product} AS {flag}")
    # CROSS JOIN: SQLite joins in this order, PostgreSQL in the order that its planner chooses.
    return (
        f"SELECT {join.number} AS number, {', '.join(flags)} FROM {' CROSS JOIN '.join(join.tables)}"
        f" WHERE {' AND '.join(join.conditions) or '1 = 1'}"
    ) + (f" GROUP BY {join.number}" if many else "")
