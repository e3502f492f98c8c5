"""How a query becomes SQL: the initiatives that match it, as numbers with two flags.

A statement depends only on the shape of a query, never on its values, so each shape is compiled once.
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
from app.search.values import ResolvedValues, as_compared

# The two flags of a match: whatever a relation rests on, or only by what the plan itself says.
ANY_BASIS: Final = "any_basis"
STATED: Final = "stated"


class Filter(NamedTuple):
    """One dimension that a query filters. `many`: several terms, of which one is enough. `by_value`: the
    statement looks the terms up itself, by the values as they were given."""

    name: str
    many: bool
    by_value: bool


class QueryShape(NamedTuple):
    """What the statements of a query depend on. `scope` names the given parameters of SCOPES; `one_plan`
    says that they leave one plan, whose first and last number are bound. `words` is the number of words
    to look for in the texts; `indexed` says that the search index is asked."""

    dialect: str
    scope: frozenset[str]
    one_plan: bool
    filters: tuple[Filter, ...]
    words: int
    indexed: bool
    flag: str

    @property
    def is_whole_plans(self) -> bool:
        """Whether nothing but whole plans is asked for."""
        return not (self.filters or self.words or self.indexed)

    @property
    def dimensions(self) -> frozenset[str]:
        """The names of the dimensions that are filtered."""
        return frozenset(one.name for one in self.filters)

    def without(self, names: Collection[str]) -> "QueryShape":
        """The shape without the filters of some dimensions and without some parameters of the scope."""
        filters = tuple(one for one in self.filters if one.name not in names)
        scope = self.scope.difference(names)
        if scope == self.scope:
            return self._replace(filters=filters)
        # The terms that were resolved are those of the narrower scope.
        wider = (one if one.by_value else Filter(one.name, True, True) for one in filters)
        return self._replace(scope=scope, one_plan=False, filters=tuple(wider))


def compile_query(
    session: Session, query: InitiativeFilter, resolved: ResolvedValues
) -> tuple[QueryShape, dict[str, Any]]:
    """The shape of a query and the values to bind. The search index is asked where reading the texts in
    scope would cost more; the answer is the same."""
    dialect = session.get_bind().dialect.name
    scope = scope_of(query)
    bound: dict[str, Any] = dict(scope)
    if resolved.plan is not None:
        bound |= resolved.plan._asdict()
    filters = []
    for name, dimension in DIMENSIONS.items():
        if chosen := getattr(query, name, None):
            fixed = dimension.words is not None
            values = chosen if fixed else list(resolved.terms[name]) or [0]
            filters.append(Filter(name, len(values) > 1, fixed))
            bound[name] = bound_values(values, dialect) if len(values) > 1 else values[0]
            if not fixed:
                bound[f"{name}_values"] = bound_values(list(map(as_compared, chosen)), dialect)
    searched = words(query.q) if query.q else []
    indexed = bool(searched) and resolved.plan is None and index.worthwhile(session)
    if indexed:
        for stated in (False, True):
            question = index.matching(searched, stated=stated, dialect=dialect)
            bound[index.bound(stated)] = question
        searched = [word for word in searched if len(word) > index.EXACT]
    for number, word in enumerate(searched):
        # `%` and `_` are letters.
        escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        bound[f"word_{number}"] = f"%{escaped}%"
    # What few initiatives have is asked first: the names of one plan before the words of all plans.
    filters.sort(key=lambda one: (one.by_value, one.many))
    shape = QueryShape(
        dialect=dialect,
        scope=frozenset(scope),
        one_plan=resolved.plan is not None,
        filters=tuple(filters),
        words=len(searched),
        indexed=indexed,
        flag=STATED if query.basis == "stated" else ANY_BASIS,
    )
    return shape, bound


class _Sources:
    """The tables and conditions of a statement, in the order in which they are to be joined."""

    def __init__(self, shape: QueryShape) -> None:
        self.shape = shape
        self.tables: list[str] = []
        self.conditions: list[str] = []
        self.flags: dict[str, list[str]] = {ANY_BASIS: [], STATED: []}
        self.number = ""

    def add(self, table: str, number: str) -> None:
        """Join a table that has an initiative's number in the column `number`."""
        self.tables.append(table)
        if self.number:
            self.conditions.append(f"{number} = {self.number}")
        else:
            self.number = number

    def add_filter(self, one: Filter) -> None:
        alias = f"of_{one.name}"
        self.add(f"facet AS {alias}", f"{alias}.number")
        self.conditions.append(f"{alias}.term_id {_terms(one, self.shape.dialect)}")
        for flag, factors in self.flags.items():
            factors.append(f"{alias}.{flag}")

    def add_words(self) -> None:
        dialect = self.shape.dialect
        if self.shape.indexed:
            either, stated = (index.candidates(dialect, stated=only) for only in (False, True))
            if self.number:
                self.conditions.append(f"{self.number} IN ({either})")
            else:
                self.add(f"({either}) AS found", "found.number")
            self.flags[STATED].append(f"CASE WHEN {self.number} IN ({stated}) THEN 1 ELSE 0 END")
        if self.shape.words:
            self._join_initiatives()
            held, held_stated = (
                [f"initiative.{field} LIKE :word_{n} ESCAPE '\\'" for n in range(self.shape.words)]
                for field in ("folded", "folded_stated")
            )
            # What the plan says is part of what is searched.
            self.conditions += held
            self.flags[STATED].append(f"CASE WHEN {' AND '.join(held_stated)} THEN 1 ELSE 0 END")

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


def _terms(one: Filter, dialect: str) -> str:
    """The condition on the id of a term, as `compile_query` binds its values."""
    if not one.by_value:
        return in_values("", one.name, dialect, "bigint").strip() if one.many else f"= :{one.name}"
    named = f"SELECT id FROM facet_term WHERE dimension = '{one.name}' AND"
    if DIMENSIONS[one.name].words is None:
        by_key, by_label = (in_values(column, f"{one.name}_values", dialect) for column in ("key", "label"))
        return f"IN ({named} {by_key} UNION {named} {by_label})"
    return (
        f"IN ({named} {in_values('key', one.name, dialect)})"
        if one.many
        else f"= ({named} key = :{one.name})"
    )


def terms_of(shape: QueryShape, names: Iterable[str]) -> str:
    """The terms of some dimensions: of one plan only its own, which are few however large the store is."""
    listed = ", ".join(f"'{name}'" for name in names)
    if not shape.one_plan:
        return f"SELECT id FROM facet_term WHERE dimension IN ({listed})"
    return (
        "SELECT id FROM plan_facet CROSS JOIN facet_term WHERE plan_id = :plan_id AND id = term_id"
        f" AND dimension IN ({listed})"
    )


def matching(shape: QueryShape) -> str:
    """The numbers of the initiatives that match, each with both flags. One that matches by neither may
    be among them."""
    sources = _Sources(shape)
    for one in shape.filters:
        sources.add_filter(one)
    if shape.words or shape.indexed:
        sources.add_words()
    sources.add_scope()
    several = any(one.many for one in shape.filters)
    flags = []
    for flag, factors in sources.flags.items():
        product = " * ".join(factors) or "1"
        flags.append(f"max({product}) AS {flag}" if several else f"{product} AS {flag}")
    # CROSS JOIN: SQLite joins in the order written, PostgreSQL in the order it finds best.
    statement = (
        f"SELECT {sources.number} AS number, {', '.join(flags)} FROM {' CROSS JOIN '.join(sources.tables)}"
    )
    if sources.conditions:
        statement += f" WHERE {' AND '.join(sources.conditions)}"
    return f"{statement} GROUP BY {sources.number}" if several else statement
