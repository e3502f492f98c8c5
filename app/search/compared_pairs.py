"""The pairs of a comparison that a query asks for: the filters of the finder, on either side."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlmodel import Session

from app.errors import BadRequest, FieldError
from app.i18n.messages import _
from app.models import Plan
from app.search.comparison import Pair, compare
from app.search.dimension import NONE
from app.search.dimensions import COMPARED_FACETS
from app.search.filters import ComparisonFilter, Conditions, SortedFilter
from app.search.query import SearchResult, search
from app.search.values import MAX_ALLOWED

# The kinds that the finder knows.
_INITIATIVES = ("measure", "bureau_project")


class ComparedPairs(NamedTuple):
    """`counts` are the pairs by code, whatever relation is asked for. `options` are those of the filters, of
    both plans; `names` the names of given ids. `pillars` are the names of pillars by id."""

    pairs: Sequence[Pair]
    counts: Mapping[str, int]
    options: Mapping[str, Mapping[str, str]]
    names: Mapping[tuple[str, str], str]
    pillars: Mapping[str, str]
    is_proposed: bool


def compared_pairs(session: Session, earlier: Plan, later: Plan, query: ComparisonFilter) -> ComparedPairs:
    """The pairs of a query, pillar by pillar. Raises BadRequest for a value that neither plan has."""
    comparison = compare(session, earlier, later)
    results = [_search(session, plan, query) for plan in (earlier, later)]
    _check_values(query, results)
    found: Iterable[Pair] = comparison.pairs
    if conditions(query):
        ids = {item_id for result in results for item_id, _document in result.documents}
        found = [pair for pair in found if _matches(pair, ids)]
    if query.kind:
        found = [pair for pair in found if {pair.item.kind, (pair.earlier or pair.item).kind} & {*query.kind}]
    counted = list(found)
    counts = Counter(pair.code for pair in counted)
    shown = [pair for pair in counted if not query.relation or pair.code in query.relation]
    names = {
        (name, value): named
        for result in results
        for name, known in result.resolved.names.items()
        for value, named in known.items()
    }
    return ComparedPairs(shown, counts, _options(results), names, comparison.pillars, comparison.is_proposed)


def conditions(query: ComparisonFilter) -> dict[str, Any]:
    """The given conditions on initiatives."""
    given = {name: getattr(query, name) for name in Conditions.model_fields if name != "basis"}
    return {name: value for name, value in given.items() if value}


def _search(session: Session, plan: Plan, query: ComparisonFilter) -> SearchResult:
    kinds = [kind for kind in query.kind if kind in _INITIATIVES]
    asked = SortedFilter.model_validate(
        {**conditions(query), "basis": query.basis, "kind": kinds, "plan": plan.id}
    )
    return search(session, asked, facets=COMPARED_FACETS, check=False)


def _check_values(query: ComparisonFilter, results: Sequence[SearchResult]) -> None:
    errors = []
    for name in COMPARED_FACETS:
        known = {value for result in results for value in result.resolved.names.get(name, ())} | {NONE}
        for value in getattr(query, name):
            if value not in known:
                labels = _options(results)[name]
                detail = _(
                    "「%(value)s」という値は、対象の計画にありません。使える値のいずれかを指定してください。",
                    value=value[:100],
                )
                errors.append(FieldError(parameter=name, detail=detail, allowed=list(labels)[:MAX_ALLOWED]))
    if errors:
        raise BadRequest(errors)


def _matches(pair: Pair, ids: set[str]) -> bool:
    """Whether either side is an initiative of the result, or a KPI of one."""
    sides = [one for one in (pair.earlier, pair.later) if one]
    return any(one.id in ids or one.owner in ids for one in sides)


def _options(results: Sequence[SearchResult]) -> dict[str, dict[str, str]]:
    """The labels of both plans by value, the later one's first. A name means the same in both."""
    return {
        name: {
            NONE if one.value == NONE else one.label: one.label
            for result in reversed(results)
            for one in result.facets[name]
        }
        for name in results[0].facets
    }
