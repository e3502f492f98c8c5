"""How many initiatives have each value of each facet, all in one statement.

What the filters leave is read once (a base) and shared by every facet that is not filtered itself, for
both bases where the filters mean the same under both. Nothing is joined per initiative that can be
joined per group, and what is asked of whole plans is counted from indexes alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    SQLColumnExpression,
    and_,
    case,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy import cast as sql_cast
from sqlmodel import col

from app.clauses import Shape, conditions, is_stated, scope_condition
from app.filters import NONE, SCOPES
from app.models import (
    Initiative,
    InitiativeOrganisation,
    Kpi,
    KpiMention,
    Organisation,
    Pillar,
    Plan,
    SdgTag,
    Theme,
)
from app.models.types import Code
from app.models.vocabulary import Role
from app.prepared import AnySelect, Prepared

Counts = dict[tuple[str, bool], dict[str, int]]
"""By facet and whether only what is stated counts: the number of each value that was counted."""

_BY_BASIS: Final = frozenset({"pillar", "sdg", "bureau"})
"""The filters that let fewer initiatives through where only what is stated counts."""


_WANTED: Final = {(1, 0): (False,), (0, 1): (True,), (1, 1): (False, True)}

_VALUE, _NONE = range(2)
"""A row's part: initiatives of one value, or something to add to those that have none."""


class _Base(NamedTuple):
    """What a shape leaves: the table itself where nothing is filtered. `scope` holds the names of
    SCOPES if these are all that is filtered, so that a side table can be asked by itself; `plans` is the
    number of plans in it."""

    rows: FromClause
    scope: frozenset[str] | None
    plans: int


_KEPT: Final = ("id", "plan_id", "pillar_id", "pillar_basis", "theme_id", "kind")


def _base(of: Shape, without: frozenset[str]) -> _Base:
    found = conditions(of, without=without)
    if not found:
        return _Base(Initiative.__table__, frozenset(), 0)  # type: ignore[attr-defined]
    rows = select(*(col(getattr(Initiative, name)) for name in _KEPT)).where(*found)
    given = (of.values | of.none) - without
    searched = of.words or of.indexed
    name = "_".join(["base", *(["stated"] if of.stated else []), *sorted(without)])
    return _Base(
        rows.cte(name).prefix_with("MATERIALIZED"),
        given if given <= frozenset(SCOPES) and not searched else None,
        of.plans,
    )


_OF_PLAN: Final[dict[str, SQLColumnExpression[Any]]] = {
    "plan": col(Plan.id),
    "year": col(Plan.fiscal_year),
    "issuer": col(Organisation.name),
}


class _Pass(NamedTuple):
    """One facet under one base; `all` and `stated` say which of the two numbers are wanted of it."""

    facet: str
    base: _Base
    all: bool
    stated: bool

    def row(
        self,
        part: int,
        value: SQLColumnExpression[Any],
        number: ColumnElement[Any],
        stated: ColumnElement[Any],
    ) -> AnySelect:
        return select(
            literal_column(f"'{self.facet}'").label("facet"),
            *(literal_column(str(int(n))) for n in (part, self.all, self.stated)),
            sql_cast(value, Code).label("value"),
            number.label("number"),
            stated.label("stated"),
        )

    def statements(self) -> Iterator[AnySelect]:
        match self.facet:
            case "sdg" | "bureau" | "kpi":
                yield from _of_many(self)
            case "kind":
                kind, number = self.base.rows.c.kind, func.count()
                yield self.row(_VALUE, kind, number, number).select_from(self.base.rows).group_by(kind)
            case _:
                yield _of_one(self)


def _of_one(one: _Pass) -> AnySelect:
    """A facet of which an initiative has one value: counted by key, and only then by name."""
    rows = one.base.rows.c
    key = {"pillar": rows.pillar_id, "theme": rows.theme_id}.get(one.facet, rows.plan_id)
    stated: ColumnElement[int] = func.count()
    if one.facet == "pillar":
        stated = func.count(case((is_stated(rows.pillar_basis), 1)))
    by_key = (
        select(key.label("key"), func.count().label("number"), stated.label("stated"))
        .group_by(key)
        .subquery(f"by_{one.facet}")
    )
    named: FromClause
    value: SQLColumnExpression[Any]
    if one.facet in _OF_PLAN:
        value, named = _OF_PLAN[one.facet], by_key.join(Plan, col(Plan.id) == by_key.c.key)
        if one.facet == "issuer":
            named = named.join(Organisation, col(Organisation.id) == col(Plan.issuer_id))
    else:
        table = Pillar if one.facet == "pillar" else Theme
        value, named = col(table.name), by_key.outerjoin(table, col(table.id) == by_key.c.key)
    number, number_stated = func.sum(by_key.c.number), func.sum(by_key.c.stated)
    return one.row(_VALUE, value, number, number_stated).select_from(named).group_by(value)


class _Side(NamedTuple):
    """The table in which an initiative may have several values of a facet."""

    table: Any
    value: SQLColumnExpression[Any]
    basis: SQLColumnExpression[Any] | None
    where: tuple[ColumnElement[bool], ...] = ()
    join: tuple[Any, ColumnElement[bool]] | None = None
    unique: bool = False
    """Whether an initiative has each value once."""


_SIDES: Final = {
    "sdg": _Side(SdgTag, col(SdgTag.goal), col(SdgTag.basis), unique=True),
    "bureau": _Side(
        InitiativeOrganisation,
        col(Organisation.name),
        col(InitiativeOrganisation.basis),
        (col(InitiativeOrganisation.role) == Role.RESPONSIBLE.value,),
        (Organisation, col(Organisation.id) == col(InitiativeOrganisation.organisation_id)),
    ),
    "kpi": _Side(KpiMention, col(Kpi.kind), None, join=(Kpi, col(Kpi.id) == col(KpiMention.kpi_id))),
}


def _of_many(one: _Pass) -> Iterator[AnySelect]:
    side = _SIDES[one.facet]
    owner, base = col(side.table.initiative_id), one.base.rows
    number: ColumnElement[int] = func.count() if side.unique else func.count(owner.distinct())
    stated = number
    if side.basis is not None:
        known = case((is_stated(side.basis), owner))
        stated = func.count(known if side.unique else known.distinct())

    rows: FromClause = side.table.__table__
    if one.base.scope is None:
        # An outer join, because it keeps the order: each initiative's few rows are looked up.
        rows = base.outerjoin(rows, and_(owner == base.c.id, *side.where))
        where: list[ColumnElement[bool]] = []
        yield _without(one, side)
    else:
        scope = scope_condition(one.base.scope, col(side.table.plan_id), one.base.plans)
        where = [*side.where, *([] if scope is None else [scope])]
        yield from _rest(one, side, where)
    if side.join is not None:
        rows = rows.outerjoin(*side.join)
    yield one.row(_VALUE, side.value, number, stated).select_from(rows).where(*where).group_by(side.value)


def _without(one: _Pass, side: _Side) -> AnySelect:
    """The initiatives of a base that have no value, each looked up."""
    base = one.base.rows
    values: AnySelect = select(literal_column("1")).where(
        col(side.table.initiative_id) == base.c.id, *side.where
    )
    stated = values if side.basis is None else values.where(is_stated(side.basis))
    numbers = (func.count(case((~each.exists(), 1))) for each in (values, stated))
    return one.row(_NONE, null(), *numbers).select_from(base)


def _rest(one: _Pass, side: _Side, where: list[ColumnElement[bool]]) -> Iterator[AnySelect]:
    """The same of whole plans: all of their initiatives without those that the side table names."""
    every = func.count()
    yield one.row(_NONE, null(), every, every).select_from(one.base.rows)
    # Distinct in a query of its own: where an index has the order, nothing is sorted.
    owners = select(col(side.table.initiative_id)).where(*where).distinct()
    stated = owners if side.basis is None else owners.where(is_stated(side.basis))
    numbers = (
        select(-func.count()).select_from(each.subquery()).scalar_subquery() for each in (owners, stated)
    )
    yield one.row(_NONE, null(), *numbers)


@lru_cache(maxsize=512)
def _statement(of: Shape, names: tuple[str, ...], kept: frozenset[str]) -> Prepared:
    return Prepared(union_all(*(part for one in _passes(of, names, kept) for part in one.statements())))


def _passes(of: Shape, names: Iterable[str], kept: frozenset[str]) -> Iterator[_Pass]:
    given = of.values | of.none
    bases: dict[tuple[bool, frozenset[str]], _Base] = {}
    for name in names:
        without = frozenset() if name in kept else frozenset({name}) & given
        differs = bool(given & _BY_BASIS - {name} or of.words or of.indexed)
        together = of.stated or not differs
        for stated in [of.stated] if together else [False, True]:
            if (stated, without) not in bases:
                bases[stated, without] = _base(of._replace(stated=stated), without)
            yield _Pass(name, bases[stated, without], together or not stated, together or stated)


def counts(
    connection: Connection, of: Shape, bound: dict[str, Any], names: tuple[str, ...], kept: frozenset[str]
) -> Counts:
    """The counts of each named facet under every other filter; those of `kept` under their own as well.
    One statement."""
    found: defaultdict[tuple[str, bool], defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = _statement(of, names, kept).rows(connection, bound)
    for facet, part, of_all, of_stated, value, number, number_stated in rows:
        for stated in _WANTED[of_all, of_stated]:
            values = found[facet, stated]
            counted = int(number_stated if stated else number)  # PostgreSQL adds up to decimals
            if part == _NONE:
                values[NONE] += counted
            elif value is not None:
                values[value] += counted
                if facet == "pillar":  # one that is not stated counts as none
                    values[NONE] += int(number) - counted
            elif facet not in _SIDES:
                values[NONE] += int(number)
    return {key: dict(values) for key, values in found.items()}
