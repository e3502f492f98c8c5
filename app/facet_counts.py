"""How many initiatives have each value of each facet, all in one statement.

What belongs to whole plans the import has counted (app/models/plan_count.py). Else what the filters leave
is read once (a base) and shared by every facet that is not filtered itself, for both bases where the
filters mean the same under both. Nothing is joined per initiative that can be joined per group.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    CTE,
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
    PlanCount,
    SdgTag,
    Theme,
)
from app.models.types import Code
from app.models.vocabulary import Role
from app.prepared import AnySelect, Prepared

Counts = dict[str, dict[str, list[int]]]
"""By facet and value: how many initiatives, of all and where only what is stated counts."""

_BY_BASIS: Final = frozenset({"pillar", "sdg", "bureau"})
"""The filters that let fewer initiatives through where only what is stated counts."""

_VALUE, _TO_ADD = range(2)
"""A row's part: initiatives of one value as they were found, or a number to add as it is, of a value or of
none."""

_KEPT: Final = ("id", "plan_id", "pillar_id", "pillar_basis", "theme_id", "kind")


def _base(of: Shape, without: frozenset[str]) -> CTE:
    rows = select(*(col(getattr(Initiative, name)) for name in _KEPT)).where(*conditions(of, without=without))
    name = "_".join(["base", *(["stated"] if of.stated else []), *sorted(without)])
    return rows.cte(name).prefix_with("MATERIALIZED")


def _row(
    facet: str,
    part: int,
    wanted: tuple[bool, bool],
    value: SQLColumnExpression[Any],
    *numbers: ColumnElement[Any],
) -> AnySelect:
    """`wanted` says which of the two numbers are meant: of all, and of what is stated."""
    number, stated = numbers
    return select(
        literal_column(f"'{facet}'").label("facet"),
        *(literal_column(str(int(n))) for n in (part, *wanted)),
        sql_cast(value, Code).label("value"),
        number.label("number"),
        stated.label("stated"),
    )


_OF_PLAN: Final[dict[str, SQLColumnExpression[Any]]] = {
    "plan": col(Plan.id),
    "year": col(Plan.fiscal_year),
    "issuer": col(Organisation.name),
}


_COUNTED: Final[FromClause] = PlanCount.__table__  # type: ignore[attr-defined]


def _of_whole_plans(facet: str, scope: frozenset[str], plans: int) -> AnySelect:
    """A facet of every initiative of some plans, as the import has counted it."""
    value, rows, counted = _OF_PLAN.get(facet, col(PlanCount.value)), _COUNTED, facet
    if facet in _OF_PLAN:
        rows, counted = rows.join(Plan), "plan"
    if facet == "issuer":
        rows = rows.join(Organisation, col(Organisation.id) == col(Plan.issuer_id))
    where = [col(PlanCount.facet) == literal_column(f"'{counted}'")]
    if (condition := scope_condition(scope, col(PlanCount.plan_id), plans)) is not None:
        where.append(condition)
    numbers = (func.sum(col(number)) for number in (PlanCount.number, PlanCount.number_stated))
    statement = _row(facet, _TO_ADD, (True, True), value, *numbers)
    return statement.select_from(rows).where(*where).group_by(value)


class _Pass(NamedTuple):
    """One facet of the initiatives in a base; `wanted` as above."""

    facet: str
    base: CTE
    wanted: tuple[bool, bool]

    def row(self, part: int, value: SQLColumnExpression[Any], *numbers: ColumnElement[Any]) -> AnySelect:
        return _row(self.facet, part, self.wanted, value, *numbers)

    def statements(self) -> Iterator[AnySelect]:
        match self.facet:
            case "sdg" | "bureau" | "kpi":
                yield from _of_many(self)
            case "kind":
                kind, number = self.base.c.kind, func.count()
                yield self.row(_VALUE, kind, number, number).select_from(self.base).group_by(kind)
            case _:
                yield _of_one(self)


def _of_one(one: _Pass) -> AnySelect:
    """A facet of which an initiative has one value: counted by key, and only then by name."""
    rows = one.base.c
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
    owner, base = col(side.table.initiative_id), one.base
    number: ColumnElement[int] = func.count() if side.unique else func.count(owner.distinct())
    stated = number
    if side.basis is not None:
        known = case((is_stated(side.basis), owner))
        stated = func.count(known if side.unique else known.distinct())
    yield _without(one, side)
    # An outer join, because it keeps the order: each initiative's few rows are looked up.
    rows = base.outerjoin(side.table, and_(owner == base.c.id, *side.where))
    if side.join is not None:
        rows = rows.outerjoin(*side.join)
    yield one.row(_VALUE, side.value, number, stated).select_from(rows).group_by(side.value)


def _without(one: _Pass, side: _Side) -> AnySelect:
    """The initiatives of a base that have no value, each looked up."""
    base = one.base
    values: AnySelect = select(literal_column("1")).where(
        col(side.table.initiative_id) == base.c.id, *side.where
    )
    stated = values if side.basis is None else values.where(is_stated(side.basis))
    numbers = (func.count(case((~each.exists(), 1))) for each in (values, stated))
    return one.row(_TO_ADD, null(), *numbers).select_from(base)


@lru_cache(maxsize=512)
def _statement(of: Shape, names: tuple[str, ...], kept: frozenset[str]) -> Prepared:
    return Prepared(union_all(*_parts(of, names, kept)))


def _parts(of: Shape, names: Iterable[str], kept: frozenset[str]) -> Iterator[AnySelect]:
    bases: dict[tuple[bool, frozenset[str]], CTE] = {}
    for name in names:
        without = frozenset() if name in kept else frozenset({name}) & of.given
        given = of.given - without
        if given <= frozenset(SCOPES) and not (of.words or of.indexed):
            yield _of_whole_plans(name, of.scope - without, of.plans)
            continue
        together = of.stated or not (given & _BY_BASIS or of.words or of.indexed)
        for stated in [of.stated] if together else [False, True]:
            if (stated, without) not in bases:
                bases[stated, without] = _base(of._replace(stated=stated), without)
            wanted = (together or not stated, together or stated)
            yield from _Pass(name, bases[stated, without], wanted).statements()


def counts(
    connection: Connection, of: Shape, bound: dict[str, Any], names: tuple[str, ...], kept: frozenset[str]
) -> Counts:
    """The counts of each named facet under every other filter; those of `kept` under their own as well.
    One statement."""
    found: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    rows = _statement(of, names, kept).rows(connection, bound)
    for facet, part, of_all, of_stated, value, number, number_stated in rows:
        values = found[facet]
        counted = int(number) * of_all, int(number_stated) * of_stated  # PostgreSQL adds up to decimals
        if part == _VALUE and value is None:
            if facet in _SIDES:
                continue  # those without a value are counted apart
            counted = counted[0], int(number) * of_stated
        elif part == _VALUE and facet == "pillar":  # one that is not stated counts as none
            values[NONE][1] += int(number) * of_stated - counted[1]
        numbers = values[NONE if value is None else value]
        numbers[0] += counted[0]
        numbers[1] += counted[1]
    return {facet: dict(values) for facet, values in found.items()}
