"""The finder's condition as the other pages show it: in words, removable, and the same wherever one goes."""

from typing import Final, NamedTuple

from starlette.requests import Request

from app.pages.active_filters import Chip, chips, heading, sentence
from app.pages.urls import drop_filter, paging, query_params, url
from app.search.facets import FacetOption
from app.search.filters import InitiativeQuery, Paging
from app.search.query import SearchResult

MOST_PLANS: Final = 50
"""A longer list of plans is no choice; the finder's search is."""
READ_AT_ONCE: Final = 1000
"""As many initiatives as one page draws or counts; a page says so where a condition has more."""

Pairs = list[tuple[str, str]]


class FilterBar(NamedTuple):
    """What a page says of its query. Every address leads to this page but `finder`."""

    sentence: str
    heading: str
    chips: list[Chip]
    plans: list[FacetOption]
    hidden: Pairs
    stated: bool
    other_basis: str
    clear: str
    finder: str
    here: str


def filter_bar(
    request: Request, query: InitiativeQuery, result: SearchResult, kept: Pairs | None = None
) -> FilterBar:
    """The condition of this request. `kept` are the page's own parameters, which every link carries."""
    own, path = kept or [], request.url.path
    found = chips(query, result)
    shown = [pair for pair in query_params(query) if pair[0] not in ("limit", "offset", "sort")]
    other: Pairs = [] if query.basis == "stated" else [("basis", "stated")]
    plans = result.facets["plan"]
    return FilterBar(
        sentence=sentence(found),
        heading=heading(found, result.total),
        chips=[
            chip._replace(
                remove=url([*own, *query_params(drop_filter(query, chip.parameter, chip.value))], path)
            )
            for chip in found
        ],
        plans=plans if 1 < len(plans) <= MOST_PLANS else [],
        hidden=[*own, *(pair for pair in shown if pair[0] != "plan")],
        stated=query.basis == "stated",
        other_basis=url([*own, *(pair for pair in shown if pair[0] != "basis"), *other], path),
        clear=url(own, path),
        finder=url(shown),
        here=url([*own, *shown], path),
    )


class Window(NamedTuple):
    """Which rows of a long page are shown, and where the rows before and after are."""

    first: int
    last: int
    total: int
    previous: str | None
    next: str | None


def window(request: Request, part: Paging, total: int, params: Pairs) -> Window:
    """The part of a list that a page shows. `params` are the parameters of its URL."""
    links = paging(part, total, params, request.url.path)
    return Window(
        first=min(part.offset + 1, total),
        last=min(part.offset + part.limit, total),
        total=total,
        previous=links.previous,
        next=links.next,
    )
