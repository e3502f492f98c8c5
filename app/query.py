"""The one place where a filter becomes SQL: the page, the JSON, the CSV and the counts all use it.

The clauses of its filters are in app/clauses.py; here they become lists and totals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, SQLColumnExpression, bindparam, func, or_, select
from sqlmodel import Session, col

from app import search_index
from app.clauses import Shape, conditions, tagged
from app.filters import FACETS, NONE, SCOPES, InitiativeFilter, InitiativeQuery, SortedFilter
from app.kept import kept
from app.models import Initiative, Plan, SdgTag
from app.prepared import Prepared, spread
from app.search import words


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
    if _is_of_goals(of):
        return select(func.count()).select_from(_tagged(of).distinct().subquery())
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


def _is_of_goals(of: Shape) -> bool:
    """Whether goals are all that is asked for, among all plans: the tags alone know how many have them."""
    others = of.scope or of.none or of.words or of.indexed
    return not others and [name for name, _ in of.chosen] == ["sdg"]


def _tagged(of: Shape) -> Select[str]:
    return tagged(dict(of.chosen)["sdg"], stated=of.stated)


@lru_cache(maxsize=64)
def _walk(of: Shape) -> Prepared:
    """A page of those with a goal, in the order of an index: each initiative is looked at until there are
    enough, where finding all of them first would take the longer the more there are."""
    tag = _tagged(of).where(col(SdgTag.initiative_id) == col(Initiative.id)).exists()
    page = select(col(Initiative.id), col(Initiative.document)).where(tag).order_by(*_ORDERS["document"])
    return Prepared(page.limit(bindparam("limit")).offset(bindparam("offset")))


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
    checked. One statement, two where the page is empty or the store is large."""
    of, bound = asked(session, query)
    connection = session.connection()
    if not isinstance(query, InitiativeQuery):
        whole = [(row[0], row[1]) for row in _whole(of, query.sort).rows(connection, bound)]
        return Found(whole, len(whole))
    bound |= {"limit": query.limit, "offset": query.offset}
    if query.sort == "document" and _is_of_goals(of) and search_index.worthwhile(session):
        total = _total(of).rows(connection, bound)[0][0]
        # Goals are spread over all plans: so many initiatives are looked at until the page is full.
        if (query.offset + query.limit) * search_index.size_of(session) <= total * total:
            return Found([(row[0], row[1]) for row in _walk(of).rows(connection, bound)], total)
    rows = _page(of, query.sort).rows(connection, bound)
    total = rows[0][2] if rows else _total(of).rows(connection, bound)[0][0]
    return Found([(row[0], row[1]) for row in rows], total)
