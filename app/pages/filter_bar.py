"""The active filters on the pages beside the finder, and the parts of their lists."""

from typing import Final, NamedTuple

from app.pages.active_filters import Chip, chips, heading, sentence
from app.pages.plan_words import PlanWords
from app.pages.urls import Builder, Pairs, paging, query_params, url
from app.search.facets import FacetOption
from app.search.filters import InitiativeQuery, Paging
from app.search.query import SearchResult

# A longer list of plans is not offered; the finder searches them.
_MAX_PLANS: Final = 50
# The initiatives that one page draws or counts; a page says so where a condition has more.
MAX_READ: Final = 1000


class FilterBar(NamedTuple):
    """The query of a page. `params` are the page's own parameters and the query's, without its page.

    `here`, `other_basis` and `clear` are URLs of the same page.
    """

    sentence: str
    total: int
    heading: str
    chips: list[Chip]
    plans: list[FacetOption]
    params: Pairs
    here: str
    stated: bool
    other_basis: str
    clear: str
    finder: str


def filter_bar(
    query: InitiativeQuery,
    result: SearchResult,
    build: Builder,
    own: Pairs | None = None,
    dropped: tuple[str, ...] = ("sort", "limit", "offset"),
    words: PlanWords | None = None,
) -> FilterBar:
    """The filter bar of a page whose URLs are built by `build`, without the `dropped` parameters, in the
    `words` of the plan in scope."""
    active = chips(query, result, build, words)
    plans = result.facets["plan"]
    shown = query_params(query, *dropped)
    other: Pairs = [] if query.basis == "stated" else [("basis", "stated")]
    return FilterBar(
        sentence=sentence(active, words.own.get("initiative") if words else None),
        total=result.total,
        heading=heading(active, result.total),
        chips=active,
        plans=plans if 1 < len(plans) <= _MAX_PLANS else [],
        params=[*(own or []), *shown],
        here=build(shown),
        stated=query.basis == "stated",
        other_basis=build([*query_params(query, "basis", *dropped), *other]),
        clear=build([pair for pair in shown if pair[0] == "sort"]),
        finder=url(shown),
    )


class Window(NamedTuple):
    """The items of a list that a page shows, and the URLs of those before and after."""

    first: int
    last: int
    total: int
    previous: str | None
    next: str | None


def window(part: Paging, total: int, params: Pairs, build: Builder) -> Window:
    """One part of a list. `params` are the other parameters of its URL."""
    last = min(part.offset + part.limit, total)
    links = paging(part, total, params, build)
    return Window(min(part.offset + 1, total), last, total, links.previous, links.next)
