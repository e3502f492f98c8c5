"""Search: the page of a query's result, its total, facets and matrix, all of one revision.

Pages, JSON, CSV, feed, files and counts all call `search`, so that they agree.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from sqlalchemy import Connection
from sqlmodel import Session

from app.db.revisions import CurrentRevision, current_revision
from app.db.statements import CompiledStatement
from app.models.types import Utc
from app.search import index
from app.search.conditions import STATED, Compiled, QueryShape, compile_query, matching
from app.search.facets import FacetOption, Options, count_facets
from app.search.filters import InitiativeFilter, InitiativeQuery, SortedFilter
from app.search.matrix import Matrix, cross
from app.search.scope import plan_conditions
from app.search.values import ResolvedValues, resolve_values


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`documents` are pairs (id, stored document) in order: the page of an InitiativeQuery, the whole
    result of a SortedFilter, nothing for a filter alone. `changed` is when each last changed. `total` is how
    many match in all."""

    revision: CurrentRevision
    resolved: ResolvedValues
    total: int
    documents: Sequence[tuple[str, str]]
    changed: Sequence[datetime]
    facets: Mapping[str, list[FacetOption]]
    matrix: Matrix | None

    def crossed(self) -> Matrix:
        """The matrix. Raises ValueError if no dimensions were crossed."""
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
    """The result of a query with the named facets and the matrix of two dimensions (rows, columns).
    Raises BadRequest for a value that the plans in scope do not have (without `check` it matches
    nothing), Unavailable without a plan."""
    revision = current_revision(session)
    resolved = resolve_values(session, query, check=check)
    compiled = compile_query(session, query, resolved)
    documents, changed, total = _documents(session.connection(), query, compiled)
    options: Options = {}
    if names := {*facets, *(crossing or ())}:
        options, total = count_facets(session, query, resolved, compiled, names, listed=crossing or ())
    if total is None:
        shape, bound = compiled
        total = int(_total(shape).rows(session.connection(), bound)[0][0])
    matrix = cross(session.connection(), query, compiled, options, total, crossing) if crossing else None
    counted = {name: found for name, found in options.items() if name in facets}
    return SearchResult(revision, resolved, total, documents, changed, counted, matrix)


def whole_result(session: Session, query: SortedFilter) -> tuple[CurrentRevision, Iterator[tuple[str, str]]]:
    """The revision and the documents of `search`, to be read one by one while the snapshot is open: all
    together would fill the memory."""
    revision = current_revision(session)
    shape, bound = compile_query(session, query, resolve_values(session, query))
    rows = _page(shape, query.sort).each_row(session.connection(), bound | {"limit": _NO_LIMIT, "offset": 0})
    return revision, ((row[0], row[1]) for row in rows)


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
    # Of feeds, not offered as a parameter.
    "changed": ("initiative.changed_at DESC", "initiative.plan_id", "initiative.position"),
}
# A whole result is one page.
_NO_LIMIT: Final = 2**31 - 1


def _documents(
    connection: Connection, query: InitiativeFilter, compiled: Compiled
) -> tuple[Sequence[tuple[str, str]], Sequence[datetime], int | None]:
    """The page or the whole result, when each of it last changed, and the total unless the page is empty. One statement."""
    shape, bound = compiled
    if isinstance(query, InitiativeQuery):
        limit, offset = query.limit, query.offset
    elif isinstance(query, SortedFilter):
        limit, offset = _NO_LIMIT, 0
    else:
        return (), (), None
    rows = _page(shape, query.sort).rows(connection, bound | {"limit": limit, "offset": offset})
    documents, changed = [(row[0], row[1]) for row in rows], [Utc.read(row[3]) for row in rows]
    return documents, changed, int(rows[0][2]) if rows else None


@lru_cache(maxsize=1024)
def _page(shape: QueryShape, sort: str) -> CompiledStatement:
    """Rows (id, document, total, time of the last change)."""
    order = ", ".join(_ORDERS[sort])
    page = f"ORDER BY {order} LIMIT :limit OFFSET :offset"
    if shape.is_whole_plans:
        return CompiledStatement(
            f"SELECT id, document, ({_plan_sizes(shape)}), changed_at FROM initiative"
            f" WHERE {shape.plan_condition} {page}"
        )
    # Documents are large: only those of the page are read.
    return CompiledStatement(
        f"WITH matching AS MATERIALIZED ({matching(shape)}), page AS MATERIALIZED ("
        f"SELECT initiative.number FROM matching CROSS JOIN initiative"
        f" WHERE {shape.flag} = 1 AND initiative.number = matching.number {page})"
        f" SELECT id, document, (SELECT count(*) FROM matching WHERE {shape.flag} = 1), changed_at"
        f" FROM page CROSS JOIN initiative WHERE initiative.number = page.number ORDER BY {order}"
    )


@lru_cache(maxsize=1024)
def _total(shape: QueryShape) -> CompiledStatement:
    if shape.is_whole_plans:
        return CompiledStatement(_plan_sizes(shape))
    if shape.indexed and not (shape.words or shape.filters or shape.scope):
        # Exact words alone: PostgreSQL's index has counted them.
        return CompiledStatement(index.count(shape.dialect, stated=shape.flag == STATED))
    return CompiledStatement(f"SELECT count(*) FROM ({matching(shape)}) AS matching WHERE {shape.flag} = 1")


def _plan_sizes(shape: QueryShape) -> str:
    return (
        "SELECT coalesce(sum(last_number - first_number + 1), 0) FROM plan"
        f" WHERE {plan_conditions(shape.scope)}"
    )
