"""The one place where a filter becomes SQL: the page, the JSON, the CSV and the counts all use it.

A statement depends only on the *shape* of a query (which filters are there), never on its values, so
each shape is built once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    func,
    literal_column,
    not_,
    or_,
    select,
)
from sqlmodel import Session, col

from app import search_index
from app.filters import FACETS, NONE, SCOPES, InitiativeFilter, InitiativeQuery, SortedFilter
from app.kept import kept
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
from app.models.vocabulary import STATED_BASES, Role
from app.prepared import Prepared, several, spread
from app.search import words


class Shape(NamedTuple):
    """What the statement of a query depends on. `scope` names the SCOPES that are given, `plans` is the
    number of plans that are meant by `plan`; `chosen` names the facets that have values with the number of
    values to bind, `none` the facets that hold the value none; `words` is how many words are looked for
    in the texts, `indexed` whether the search index is asked."""

    scope: frozenset[str]
    plans: int
    chosen: tuple[tuple[str, int], ...]
    none: frozenset[str]
    words: int
    indexed: bool
    stated: bool

    @property
    def values(self) -> frozenset[str]:
        """The names of the parameters that have a value other than none."""
        return self.scope.union(name for name, _ in self.chosen)


def asked(session: Session, query: InitiativeFilter) -> tuple[Shape, dict[str, Any]]:
    """The shape of a query and the values to bind: every facet by name, `%` and `_` of a word as letters.

    The search index is asked where reading the texts in scope would cost more; the answer is the same.
    """
    bound: dict[str, Any] = {name: getattr(query, name) for name in SCOPES}
    scope = frozenset(name for name, value in bound.items() if value is not None)
    plans, spread_out = spread("plan", _named(session, query.plan)) if query.plan is not None else (0, {})
    bound |= spread_out
    given = {name: values for name in FACETS if (values := getattr(query, name))}
    chosen: list[tuple[str, int]] = []
    for name, values in given.items():
        if known := [value for value in values if value != NONE]:
            number, spread_out = spread(name, [int(goal) for goal in known] if name == "sdg" else known)
            chosen.append((name, number))
            bound |= spread_out
    searched = words(query.q) if query.q else []
    indexed = bool(searched) and query.plan is None and search_index.worthwhile(session)
    if indexed:
        dialect = session.get_bind().dialect.name
        for stated in (False, True):
            bound[search_index.bound(stated)] = search_index.matching(
                searched, stated=stated, dialect=dialect
            )
        searched = [word for word in searched if len(word) > search_index.EXACT]
    for number, word in enumerate(searched):
        escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        bound[f"word_{number}"] = f"%{escaped}%"
    of = Shape(
        scope=scope,
        plans=plans,
        chosen=tuple(chosen),
        none=frozenset(name for name, values in given.items() if NONE in values),
        words=len(searched),
        indexed=indexed,
        stated=query.basis == "stated",
    )
    return of, bound


_NAMED_PLANS: Final = Prepared(
    select(col(Plan.id)).where(or_(col(Plan.id) == bindparam("plan"), col(Plan.title) == bindparam("plan")))
)


def _named(session: Session, plan: str) -> list[str]:
    """The plans that an id or a title means; of one that means none the id that none has."""

    def ids() -> list[str]:
        return [row[0] for row in _NAMED_PLANS.rows(session.connection(), {"plan": plan})]

    return kept(session, ("plans", plan), ids) or [plan]


def scope_condition(
    given: frozenset[str], plan_id: SQLColumnExpression[str], plans: int = 0
) -> ColumnElement[bool] | None:
    """The plans in scope, or None where every plan is. `given` may hold names of SCOPES; with `plans` so
    many ids are bound, without it the plan is looked up by what is bound as its id or title."""
    conditions: list[ColumnElement[bool]] = []
    if "plan" in given and not plans:
        conditions.append(or_(col(Plan.id) == bindparam("plan"), col(Plan.title) == bindparam("plan")))
    if "year" in given:
        conditions.append(col(Plan.fiscal_year) == bindparam("year"))
    if "issuer" in given:
        named = select(col(Organisation.id)).where(
            or_(col(Organisation.id) == bindparam("issuer"), col(Organisation.name) == bindparam("issuer"))
        )
        conditions.append(col(Plan.issuer_id).in_(named))
    found = [plan_id.in_(several("plan", plans))] if "plan" in given and plans else []
    if conditions:
        found.append(plan_id.in_(select(col(Plan.id)).where(*conditions)))
    return and_(*found) if found else None


_STATED: Final[list[ColumnElement[str]]] = [literal_column(f"'{basis}'") for basis in STATED_BASES]


def is_stated(basis: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Whether the plan itself says it. Constants in the text of the statement: as values to bind they
    would cost more than what is asked."""
    return basis.in_(_STATED)


def _id_or_name(
    table: type[Pillar] | type[Theme] | type[Organisation], name: str, number: int
) -> Select[str]:
    chosen = several(name, number)
    return select(col(table.id)).where(or_(col(table.id).in_(chosen), col(table.name).in_(chosen)))


class _Asked(NamedTuple):
    """How one facet is asked: for how many values, and whether for none. `scope` holds the names of
    SCOPES that the condition stands under, `plans` the number of plans: with it a side table gives only
    what belongs to these plans, and not the tags of a million initiatives."""

    values: int
    none: bool
    stated: bool
    scope: frozenset[str]
    plans: int

    def within(self, rows: Select[str], plan_id: SQLColumnExpression[str]) -> Select[str]:
        condition = scope_condition(self.scope, plan_id, self.plans)
        return rows if condition is None else rows.where(condition)


def _pillar(asked: _Asked) -> list[ColumnElement[bool]]:
    known = (
        is_stated(col(Initiative.pillar_basis)) if asked.stated else col(Initiative.pillar_id).is_not(None)
    )
    options: list[ColumnElement[bool]] = []
    if asked.values:
        options.append(
            and_(known, col(Initiative.pillar_id).in_(_id_or_name(Pillar, "pillar", asked.values)))
        )
    if asked.none:
        options.append(or_(col(Initiative.pillar_id).is_(None), not_(known)))
    return options


def _theme(asked: _Asked) -> list[ColumnElement[bool]]:
    options: list[ColumnElement[bool]] = []
    if asked.values:
        options.append(col(Initiative.theme_id).in_(_id_or_name(Theme, "theme", asked.values)))
    if asked.none:
        options.append(col(Initiative.theme_id).is_(None))
    return options


def _sdg(asked: _Asked) -> list[ColumnElement[bool]]:
    tags = asked.within(select(col(SdgTag.initiative_id)), col(SdgTag.plan_id))
    if asked.stated:
        tags = tags.where(is_stated(col(SdgTag.basis)))
    options: list[ColumnElement[bool]] = []
    if asked.values:
        options.append(col(Initiative.id).in_(tags.where(col(SdgTag.goal).in_(several("sdg", asked.values)))))
    if asked.none:
        options.append(col(Initiative.id).not_in(tags))
    return options


def _bureau(asked: _Asked) -> list[ColumnElement[bool]]:
    responsible = col(InitiativeOrganisation.role) == Role.RESPONSIBLE.value
    owners = asked.within(
        select(col(InitiativeOrganisation.initiative_id)).where(responsible),
        col(InitiativeOrganisation.plan_id),
    )
    if asked.stated:
        owners = owners.where(is_stated(col(InitiativeOrganisation.basis)))
    options: list[ColumnElement[bool]] = []
    if asked.values:
        named = col(InitiativeOrganisation.organisation_id).in_(
            _id_or_name(Organisation, "bureau", asked.values)
        )
        options.append(col(Initiative.id).in_(owners.where(named)))
    if asked.none:
        options.append(col(Initiative.id).not_in(owners))
    return options


def _kind(asked: _Asked) -> list[ColumnElement[bool]]:
    return [col(Initiative.kind).in_(several("kind", asked.values))] if asked.values else []


def _kpi(asked: _Asked) -> list[ColumnElement[bool]]:
    mentions = asked.within(select(col(KpiMention.initiative_id)), col(KpiMention.plan_id))
    options: list[ColumnElement[bool]] = []
    if asked.values:
        of_kind = mentions.join(Kpi, col(Kpi.id) == col(KpiMention.kpi_id))
        options.append(col(Initiative.id).in_(of_kind.where(col(Kpi.kind).in_(several("kpi", asked.values)))))
    if asked.none:
        options.append(col(Initiative.id).not_in(mentions))
    return options


_FACET_CONDITIONS: Final = {
    "pillar": _pillar,
    "theme": _theme,
    "sdg": _sdg,
    "bureau": _bureau,
    "kind": _kind,
    "kpi": _kpi,
}


def conditions(of: Shape, *, without: frozenset[str] = frozenset()) -> list[ColumnElement[bool]]:
    """What an initiative must satisfy, leaving out some parameters if asked (for facet counts)."""
    found: list[ColumnElement[bool]] = []
    scope = scope_condition(of.scope - without, col(Initiative.plan_id), of.plans)
    if scope is not None:
        found.append(scope)
    if of.indexed:
        found.append(col(Initiative.number).in_(search_index.candidates(stated=of.stated)))
    searched = col(Initiative.folded_stated if of.stated else Initiative.folded)
    found += [searched.like(bindparam(f"word_{n}"), escape="\\") for n in range(of.words)]
    numbers = dict(of.chosen)
    for name, options in _FACET_CONDITIONS.items():
        if name not in without and (name in numbers or name in of.none):
            scoped = of.scope - without
            asked_for = _Asked(numbers.get(name, 0), name in of.none, of.stated, scoped, of.plans)
            found.append(or_(*options(asked_for)))
    return found


_ORDERS: Final[dict[str, tuple[SQLColumnExpression[Any], ...]]] = {
    "document": (col(Initiative.plan_id), col(Initiative.position)),
    "label": (col(Initiative.label), col(Initiative.id)),
    "due": (
        col(Initiative.first_due).is_(None),
        col(Initiative.first_due),
        col(Initiative.plan_id),
        col(Initiative.position),
    ),
}


@lru_cache(maxsize=1024)
def _total(of: Shape) -> Prepared:
    return Prepared(_count(of))


def _count(of: Shape) -> Select[int]:
    if of.indexed and not (of.words or of.values or of.none):
        # Nothing but exact words: the index alone knows, and no initiative is looked at.
        return search_index.number(stated=of.stated)
    return select(func.count()).select_from(Initiative).where(*conditions(of))


@lru_cache(maxsize=1024)
def _whole(of: Shape, sort: str) -> Prepared:
    return Prepared(_ordered(of, sort))


def _ordered(of: Shape, sort: str) -> Select[str, str]:
    statement = select(col(Initiative.id), col(Initiative.document))
    return statement.where(*conditions(of)).order_by(*_ORDERS[sort])


@lru_cache(maxsize=1024)
def _page(of: Shape, sort: str) -> Prepared:
    """The page, and beside each row the total: one statement costs less than two. What is more than a
    scope is found once for both; of whole plans the page is read in the order of an index."""
    if not (of.chosen or of.none or of.words or of.indexed):
        page = _ordered(of, sort).limit(bindparam("limit")).offset(bindparam("offset"))
        return Prepared(page.add_columns(_count(of).scalar_subquery()))
    order: list[Any] = [column.label(f"order_{place}") for place, column in enumerate(_ORDERS[sort])]
    found = select(col(Initiative.id), *order).where(*conditions(of)).cte("found").prefix_with("MATERIALIZED")
    places = [found.c[column.name] for column in order]
    shown = (
        select(found.c.id, *places)
        .order_by(*places)
        .limit(bindparam("limit"))
        .offset(bindparam("offset"))
        .subquery("shown")
    )
    return Prepared(
        select(
            col(Initiative.id),
            col(Initiative.document),
            select(func.count()).select_from(found).scalar_subquery(),
        )
        .join_from(shown, Initiative, col(Initiative.id) == shown.c.id)
        .order_by(*(shown.c[column.name] for column in order))
    )


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a result: `(id, document)` pairs in order, and how many there are in all."""

    documents: Sequence[tuple[str, str]]
    total: int


def count(session: Session, query: InitiativeFilter) -> int:
    """How many initiatives satisfy the filter; its values must have been checked."""
    of, bound = asked(session, query)
    total: int = _total(of).rows(session.connection(), bound)[0][0]
    return total


def find(session: Session, query: InitiativeQuery | SortedFilter) -> Found:
    """The query's page, the whole result where the query has no page; its values must have been
    checked. One statement, one more where the page is empty."""
    of, bound = asked(session, query)
    connection = session.connection()
    if not isinstance(query, InitiativeQuery):
        whole = [(row[0], row[1]) for row in _whole(of, query.sort).rows(connection, bound)]
        return Found(whole, len(whole))
    bound |= {"limit": query.limit, "offset": query.offset}
    rows = _page(of, query.sort).rows(connection, bound)
    total = rows[0][2] if rows else _total(of).rows(connection, bound)[0][0]
    return Found([(row[0], row[1]) for row in rows], total)
