"""The URL of a page holds its whole state: reading it, and writing it for every link."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any, Final, NamedTuple, TypeVar, get_origin
from urllib.parse import urlencode

from pydantic import BaseModel, ValidationError
from starlette.datastructures import QueryParams
from starlette.requests import Request

from app.errors import BadRequest, FieldError
from app.i18n.validation_messages import explain
from app.search.dimensions import DIMENSIONS
from app.search.filters import SCOPES, InitiativeFilter, InitiativeQuery, Paging
from app.search.list_filters import KpiQuery
from app.web.pagination import Page, PageLinks, page_links

PATH: Final = "/initiatives"
FEED: Final = "/initiatives.atom"
WORKBOOK: Final = "/initiatives.xlsx"
_DEFAULTS: Final = {"basis": "any", "sort": "document", "limit": 100, "offset": 0}

Query = TypeVar("Query", bound=BaseModel)
Pairs = list[tuple[str, str]]
# From the parameters of a query to the URL of a page that shows it.
Builder = Callable[[Pairs], str]


def parameters() -> tuple[str, ...]:
    """The names that a page's URL may have."""
    return ("q", *SCOPES, *DIMENSIONS, *_DEFAULTS)


def from_form(asked: QueryParams) -> InitiativeQuery:
    """The query of a page's URL."""
    return read_query(InitiativeQuery, asked)


def read_query(query: type[Query], asked: QueryParams) -> Query:
    """The query of a page's URL: unknown parameters are ignored and blanks dropped.

    Raises BadRequest for an invalid value.
    """
    given: dict[str, Any] = {}
    for name, field in query.model_fields.items():
        parameter = field.alias or name
        values = [value for value in asked.getlist(parameter) if value.strip()]
        if values:
            repeated = get_origin(field.annotation) is list
            given[parameter] = list(dict.fromkeys(values)) if repeated else values[-1].strip()
    try:
        return query.model_validate(given)
    except ValidationError as error:
        raise BadRequest(
            [FieldError(parameter=str(one["loc"][0]), detail=explain(one)) for one in error.errors()]
        ) from error


class UnknownParameter(NamedTuple):
    """A name in a page's address that means nothing there, and the one that was probably meant."""

    name: str
    meant: str | None


# The filtered pages with the names that they know.
_FILTERED: Final = {
    PATH: (*parameters(), "view", "group", "columns"),
    "/matrix": (*parameters(), "rows", "columns"),
    "/timeline": parameters(),
    "/gaps": (*parameters(), "missing"),
    "/tags": (*parameters(), "by"),
    "/kpis": tuple(KpiQuery.model_fields),
    "/brief": ("item",),
    "/names": SCOPES,
}
# What links from elsewhere carry; a revision has a note of its own (base.html).
_FOREIGN: Final = ("utm_", "fbclid", "gclid", "_", "revision")


def unknown_parameters(path: str, asked: QueryParams) -> list[UnknownParameter]:
    """What a filtered page ignores of its address: who wrote it believes that it filters."""
    if path not in _FILTERED:
        return []
    known = _FILTERED[path]
    names = dict.fromkeys(name for name in asked if name not in known and not name.startswith(_FOREIGN))
    return [
        UnknownParameter(name[:50], next(iter(get_close_matches(name.lower(), known, 1)), None))
        for name in list(names)[:5]
    ]


def query_params(query: InitiativeQuery, *without: str) -> Pairs:
    """The query's parameters in fixed order, without defaults and without those named."""
    pairs = []
    for name in parameters():
        value = getattr(query, name)
        if name in without or value is None or value == _DEFAULTS.get(name):
            continue
        pairs += [(name, str(one)) for one in (value if isinstance(value, list) else [value])]
    return pairs


def url(given: Iterable[tuple[str, object]], path: str = PATH) -> str:
    """The URL of a path with these parameters."""
    encoded = urlencode(list(given))
    return f"{path}?{encoded}" if encoded else path


def builder(request: Request, own: Pairs | None = None) -> Builder:
    """Builds the URLs of the page that was requested, with its own parameters first."""
    return lambda params: url([*(own or []), *params], request.scope["path"])


def drop_filter(query: InitiativeQuery, name: str, value: str) -> InitiativeQuery:
    """The query with one condition less, from its first page on."""
    rest = (
        [one for one in getattr(query, name) if one != value] if name in DIMENSIONS else _DEFAULTS.get(name)
    )
    return query.model_copy(update={name: rest, "limit": _DEFAULTS["limit"], "offset": 0})


def condition_of(query: InitiativeQuery) -> InitiativeFilter:
    """The query without its order and page."""
    return InitiativeFilter.model_validate(query.model_dump(exclude={"sort", "limit", "offset"}))


def paging(part: Paging, total: int, params: Pairs, build: Builder) -> PageLinks:
    """Links to the pages of a list. `params` are the other parameters, without `offset`."""

    def at(offset: int) -> str:
        return build([*params, ("offset", str(offset))] if offset else params)

    # An offset beyond the end counts as its own end: the page before it is one limit earlier.
    return page_links(Page(max(total, part.offset), part.limit, part.offset), at)
