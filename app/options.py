"""The options that the plans in scope offer for each parameter, and what to say of an unknown value."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from pydantic import BaseModel
from sqlalchemy import (
    CTE,
    SQLColumnExpression,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy import cast as sql_cast
from sqlmodel import Session, col

from app.clauses import scope_condition
from app.errors import BadRequest, FieldError
from app.filters import NONE, SCOPES
from app.kept import kept
from app.language import _
from app.models import Organisation, Pillar, Plan, PlanOrganisation, Theme
from app.models.types import Code
from app.prepared import AnySelect, Prepared, several, spread

CHECKED: Final = ("plan", "year", "issuer", "pillar", "theme", "bureau")
"""The parameters whose values only the database knows."""
WITH_NONE: Final = ("pillar", "theme", "bureau")
MOST_NAMED: Final = 200
MOST_PLANS: Final = 200
"""With more plans than this nobody chooses one from a list, nor counts every one of them."""


def _options(name: str, given: frozenset[str]) -> AnySelect:
    """The ids, names and order of one parameter's options among the plans in scope."""

    def row(
        item_id: SQLColumnExpression[Any],
        value: SQLColumnExpression[Any],
        first: SQLColumnExpression[Any],
        second: SQLColumnExpression[Any],
    ) -> AnySelect:
        return select(
            literal(name).label("facet"),
            item_id.label("id"),
            value.label("value"),
            first.label("first"),
            second.label("second"),
        )

    match name:
        case "plan":
            return row(col(Plan.id), col(Plan.title), col(Plan.id), literal(0))
        case "year":
            years = _years()
            year = sql_cast(years.c.year, Code)
            return row(year, year, year, literal(0)).where(years.c.year.is_not(None))
        case "issuer":
            issuer = row(col(Organisation.id), col(Organisation.name), col(Organisation.id), literal(0))
            return issuer.join_from(
                Plan, Organisation, col(Organisation.id) == col(Plan.issuer_id)
            ).distinct()
        case "bureau":
            owner = col(PlanOrganisation.plan_id)
            names = row(
                col(Organisation.id), col(Organisation.name), owner, col(PlanOrganisation.position)
            ).join_from(
                PlanOrganisation, Organisation, col(Organisation.id) == col(PlanOrganisation.organisation_id)
            )
            issuers = select(col(Plan.issuer_id)).where(col(Plan.id) == owner)
            named = names.where(col(Organisation.id).not_in(issuers.scalar_subquery()))
            return _in_scope(named, given, owner)
        case _:
            table = Pillar if name == "pillar" else Theme
            return _in_scope(
                row(col(table.id), col(table.name), col(table.plan_id), col(table.position)),
                given,
                col(table.plan_id),
            )


def _years() -> CTE:
    """The fiscal years that plans are of, then NULL: from each the next one in the index, where DISTINCT
    would read every plan."""
    year = col(Plan.fiscal_year)
    years = select(func.min(year).label("year")).cte("years", recursive=True)
    following = select(func.min(year)).where(year > years.c.year).scalar_subquery()
    return years.union_all(select(following).where(years.c.year.is_not(None)))


def _in_scope(statement: AnySelect, given: frozenset[str], plan_id: SQLColumnExpression[str]) -> AnySelect:
    scope = scope_condition(given, plan_id)
    return statement if scope is None else statement.where(scope)


def _by_name(name: str, given: frozenset[str]) -> AnySelect:
    """The options, those of the same name in many plans as one."""
    found = _options(name, given).subquery()
    least = [func.min(column).label(column.name) for column in (found.c.id, found.c.first, found.c.second)]
    return select(found.c.facet, least[0], found.c.value, *least[1:]).group_by(found.c.facet, found.c.value)


@lru_cache(maxsize=256)
def options_statement(given: frozenset[str], names: tuple[str, ...]) -> Prepared:
    """Every option in scope of the named parameters, of CHECKED; no plan and no issuer where there are
    more than MOST_PLANS."""
    some = select(col(Plan.id)).limit(MOST_PLANS + 1).subquery()
    # Joined and not compared per plan: of a crowd no plan is looked at.
    few = select(func.count().label("number")).select_from(some).subquery()

    def options(name: str) -> AnySelect:
        if name in ("plan", "issuer"):
            return _options(name, given).join(few, few.c.number <= MOST_PLANS)
        return _options(name, given) if name == "year" else _by_name(name, given)

    return Prepared(union_all(*(options(name) for name in names)))


@lru_cache(maxsize=256)
def _allowed_statement(given: frozenset[str]) -> Prepared:
    """Some options of each parameter, as many as are shown to one who asked for something else."""
    some = (select(_options(name, given).limit(MOST_NAMED).subquery()) for name in CHECKED)
    return Prepared(union_all(*some))


@lru_cache(maxsize=1024)
def _matching_statement(numbers: tuple[tuple[str, int], ...], given: frozenset[str]) -> Prepared:
    """What is meant by the values of some parameters, each with the number of its values."""

    def matching(name: str, number: int) -> AnySelect:
        options = _options(name, given).subquery()
        chosen = several(f"{name}_value", number)
        return select(options).where(or_(options.c.id.in_(chosen), options.c.value.in_(chosen)))

    return Prepared(union_all(*(matching(name, number) for name, number in numbers)))


def _asked(query: BaseModel) -> dict[str, list[str]]:
    """The values given for each parameter that only the database can check."""
    asked: dict[str, list[str]] = {}
    for name in CHECKED:
        value = getattr(query, name, None)
        values = value if isinstance(value, list) else [] if value is None else [str(value)]
        if chosen := [value for value in values if value != NONE]:
            asked[name] = chosen
    return asked


Chosen = dict[str, dict[str, str]]
"""For each parameter the values given, each with the name that it means (an id stands for its name)."""


def check_values(session: Session, query: BaseModel) -> Chosen:
    """What the values of each parameter mean.

    Raises BadRequest that lists what is allowed when a value names nothing in the plans in scope.
    One statement, none when no such parameter is given or the same values were checked before.
    """
    asked = _asked(query)
    if not asked:
        return {}
    scope = {name: value for name in SCOPES if (value := getattr(query, name)) is not None}
    key = ("chosen", *scope.items(), *((name, *values) for name, values in asked.items()))
    return kept(session, key, lambda: _checked(session, asked, scope))


def _checked(session: Session, asked: dict[str, list[str]], scope: dict[str, Any]) -> Chosen:
    given, bound, numbers = frozenset(scope), dict(scope), list[tuple[str, int]]()
    for name, values in asked.items():
        number, spread_out = spread(f"{name}_value", values)
        numbers.append((name, number))
        bound |= spread_out
    known: dict[str, dict[str, str]] = {name: {} for name in asked}
    for row in _matching_statement(tuple(numbers), given).rows(session.connection(), bound):
        facet, item_id, value = row[:3]
        known[facet] |= {item_id: value, value: value}
    unknown = {
        name: [value for value in values if value not in known[name]] for name, values in asked.items()
    }
    if any(unknown.values()):
        raise BadRequest(list(_unknown_values(session, unknown, given, bound)))
    return {name: {value: known[name][value] for value in values} for name, values in asked.items()}


def _unknown_values(
    session: Session, unknown: dict[str, list[str]], given: frozenset[str], bound: dict[str, Any]
) -> Iterable[FieldError]:
    allowed: dict[str, list[str]] = {name: [] for name in CHECKED}
    rows = _allowed_statement(given).rows(session.connection(), bound)
    for facet, item_id, name, *_order in sorted(rows, key=lambda row: (str(row[3]), row[4])):
        for value in (name, item_id):
            if value not in allowed[facet] and len(allowed[facet]) < MOST_NAMED:
                allowed[facet].append(value)
    for name, values in unknown.items():
        also = [NONE] if name in WITH_NONE else []
        for value in values:
            yield FieldError(
                parameter=name,
                detail=_(
                    "「%(value)s」という値は、対象の計画にありません。allowed のいずれかを指定してください。",
                    value=value[:100],
                ),
                allowed=allowed[name] + also,
            )
