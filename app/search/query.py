"""One query, asked once: what its values mean, the page of its result, its total and its facets.

The page, the JSON, the CSV, the feed, the files and the counts all ask `search`; a snapshot of the store
is one revision, so that they agree.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection
from sqlmodel import Session

from app.db.revisions import CurrentRevision, current_revision
from app.db.statements import CompiledStatement
from app.search import index
from app.search.conditions import QueryShape, compile_query, matching
from app.search.facets import FacetOption, Options, count_facets
from app.search.filters import InitiativeFilter, InitiativeQuery, SortedFilter
from app.search.matrix import Matrix, cross
from app.search.scope import plan_conditions, plan_ids
from app.search.values import ResolvedValues, resolve_values


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`documents` are pairs (id, stored document) in order: the page of an InitiativeQuery, the whole
    result of a SortedFilter, nothing for a filter alone. `total` is how many match in all."""

    revision: CurrentRevision
    resolved: ResolvedValues
    total: int
    documents: Sequence[tuple[str, str]]
    facets: Mapping[str, list[FacetOption]]
    matrix: Matrix | None

    def crossed(self) -> Matrix:
        """The matrix of a query that crosses two dimensions."""
        if self.matrix is None:
            raise ValueError("no two dimensions were crossed")
        return self.matrix


def search(
    session: Session,
    query: InitiativeFilter,
    *,
    facets: Collection[str] = (),
    crossing: tuple[str, str] | None = None,
    check: bool = True,
) -> SearchResult:
    """Answer a query, count the facets and cross the two dimensions (rows, columns) that are named.
    Raises BadRequest for a value that the plans in scope do not have (without `check` it matches
    nothing), Unavailable without a plan."""
    revision = current_revision(session)
    resolved = resolve_values(session, query, check=check)
    compiled = compile_query(session, query, resolved)
    documents, total = _documents(session.connection(), query, compiled)
    options: Options = {}
    if names := {*facets, *(crossing or ())}:
        options, total = count_facets(session, query, resolved, compiled, names, listed=crossing or ())
    if total is None:
        total = _total(session.connection(), *compiled)
    matrix = cross(session.connection(), query, compiled, options, total, crossing) if crossing else None
    counted = {name: found for name, found in options.items() if name in facets}
    return SearchResult(revision, resolved, total, documents, counted, matrix)


# An order by plan and position is that of the printed plans.
_ORDERS: Final = {
    "document": ("initiative.plan_id", "initiative.position"),
    "label": ("initiative.label", "initiative.id"),
    "due": (
        "initiative.first_due IS NULL",
        "initiative.first_due",
        "initiative.plan_id",
        "initiative.position",
    ),
}
_PAGE: Final = "LIMIT :limit OFFSET :offset"


def _documents(
    connection: Connection, query: InitiativeFilter, compiled: tuple[QueryShape, dict[str, Any]]
) -> tuple[Sequence[tuple[str, str]], int | None]:
    """The page, or the whole result, and the total if that says it. One statement."""
    shape, bound = compiled
    if isinstance(query, SortedFilter):
        whole = [(row[0], row[1]) for row in _whole(shape, query.sort).rows(connection, bound)]
        return whole, len(whole)
    if not isinstance(query, InitiativeQuery):
        return (), None
    page = bound | {"limit": query.limit, "offset": query.offset}
    rows = _page(shape, query.sort).rows(connection, page)
    return [(row[0], row[1]) for row in rows], int(rows[0][2]) if rows else None


@lru_cache(maxsize=1024)
def _page(shape: QueryShape, sort: str) -> CompiledStatement:
    """Rows (id, document, total)."""
    order = ", ".join(_ORDERS[sort])
    if shape.is_whole_plans:
        return CompiledStatement(
            f"SELECT id, document, ({_number_of_plans(shape)}) FROM initiative"
            f" WHERE {_of_plans(shape)} ORDER BY {order} {_PAGE}"
        )
    # The documents, which are large, are read of the page alone.
    return CompiledStatement(
        f"WITH matching AS MATERIALIZED ({matching(shape)}), page AS MATERIALIZED ("
        f"SELECT initiative.number FROM matching CROSS JOIN initiative"
        f" WHERE matching.{shape.flag} = 1 AND initiative.number = matching.number ORDER BY {order} {_PAGE})"
        f" SELECT id, document, (SELECT count(*) FROM matching WHERE {shape.flag} = 1)"
        f" FROM page CROSS JOIN initiative WHERE initiative.number = page.number ORDER BY {order}"
    )


@lru_cache(maxsize=1024)
def _whole(shape: QueryShape, sort: str) -> CompiledStatement:
    """Rows (id, document)."""
    order = ", ".join(_ORDERS[sort])
    if shape.is_whole_plans:
        return CompiledStatement(
            f"SELECT id, document FROM initiative WHERE {_of_plans(shape)} ORDER BY {order}"
        )
    return CompiledStatement(
        f"WITH matching AS MATERIALIZED ({matching(shape)})"
        f" SELECT id, document FROM matching CROSS JOIN initiative"
        f" WHERE matching.{shape.flag} = 1 AND initiative.number = matching.number ORDER BY {order}"
    )


def _total(connection: Connection, shape: QueryShape, bound: dict[str, Any]) -> int:
    return int(_total_statement(shape).rows(connection, bound)[0][0])


@lru_cache(maxsize=1024)
def _total_statement(shape: QueryShape) -> CompiledStatement:
    if shape.is_whole_plans:
        return CompiledStatement(_number_of_plans(shape))
    if shape.indexed and not (shape.words or shape.filters or shape.scope):
        # Nothing but exact words: the search index alone counts them.
        return CompiledStatement(index.number(shape.dialect, stated=shape.flag == "stated"))
    return CompiledStatement(f"SELECT count(*) FROM ({matching(shape)}) AS matching WHERE {shape.flag} = 1")


def _of_plans(shape: QueryShape) -> str:
    if shape.one_plan:
        return "plan_id = :plan_id"
    return f"plan_id IN ({plan_ids(shape.scope)})" if shape.scope else "1 = 1"


def _number_of_plans(shape: QueryShape) -> str:
    return (
        "SELECT coalesce(sum(last_number - first_number + 1), 0) FROM plan"
        f" WHERE {plan_conditions(shape.scope)}"
    )
