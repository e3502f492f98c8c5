"""The finder's state is its URL: reading it from what forms send, and writing it back for every link."""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

from pydantic import ValidationError
from starlette.datastructures import QueryParams

from app.errors import BadRequest, FieldError
from app.i18n.validation_messages import explain
from app.search.dimensions import DIMENSIONS
from app.search.filters import SCOPES, InitiativeFilter, InitiativeQuery, Paging
from app.web.pagination import Page, PageLinks, page_links

PATH: Final = "/initiatives"
FEED: Final = "/initiatives.atom"
WORKBOOK: Final = "/initiatives.xlsx"
_DEFAULTS: Final = {"basis": "any", "sort": "document", "limit": 100, "offset": 0}


def _parameters() -> tuple[str, ...]:
    return ("q", *SCOPES, *DIMENSIONS, "basis", "sort", "limit", "offset")


def from_form(parameters: QueryParams) -> InitiativeQuery:
    """The query that a page's address means: unknown parameters are ignored and blanks dropped.

    Raises BadRequest for a value that cannot be.
    """
    given: dict[str, Any] = {}
    for name in _parameters():
        values = [value for value in parameters.getlist(name) if value.strip()]
        if values:
            given[name] = list(dict.fromkeys(values)) if name in DIMENSIONS else values[-1].strip()
    try:
        return InitiativeQuery.model_validate(given)
    except ValidationError as error:
        raise BadRequest(
            [FieldError(parameter=str(one["loc"][0]), detail=explain(one)) for one in error.errors()]
        ) from error


def query_params(query: InitiativeQuery) -> list[tuple[str, str]]:
    """The query's parameters in fixed order, without those that say nothing."""
    found = []
    for name in _parameters():
        value = getattr(query, name)
        if isinstance(value, list):
            found += [(name, one) for one in value]
        elif value is not None and value != _DEFAULTS.get(name):
            found.append((name, str(value)))
    return found


def url(given: Iterable[tuple[str, str]], path: str = PATH) -> str:
    """A link to the finder, or with another path to the same query elsewhere."""
    encoded = urlencode(list(given))
    return f"{path}?{encoded}" if encoded else path


def drop_filter(query: InitiativeQuery, name: str, value: str) -> InitiativeQuery:
    """The query with one condition less, from its first page on."""
    kept = (
        [one for one in getattr(query, name) if one != value] if name in DIMENSIONS else _DEFAULTS.get(name)
    )
    return query.model_copy(update={name: kept, "limit": _DEFAULTS["limit"], "offset": 0})


def condition_of(query: InitiativeQuery) -> InitiativeFilter:
    """The query without its order and page."""
    return InitiativeFilter.model_validate(query.model_dump(exclude={"sort", "limit", "offset"}))


def files(query: InitiativeQuery) -> dict[str, str]:
    """The same condition elsewhere: files hold the whole result."""
    shown = [pair for pair in query_params(query) if pair[0] not in ("limit", "offset")]
    return {
        "csv": url(shown, "/api/v1/initiatives.csv"),
        "xlsx": url(shown, WORKBOOK),
        "json": url(shown, "/api/v1/initiatives"),
        "atom": feed(query),
    }


def feed(query: InitiativeQuery) -> str:
    """The feed of the same condition."""
    return url([pair for pair in query_params(query) if pair[0] not in ("limit", "offset")], FEED)


def elsewhere(query: InitiativeQuery) -> dict[str, str]:
    """The addresses of `stated only` and its opposite, and of no condition at all."""
    shown = [pair for pair in query_params(query) if pair[0] not in ("basis", "limit", "offset")]
    return {
        "stated": url([*shown, ("basis", "stated")]),
        "any": url(shown),
        "unfiltered": url(pair for pair in shown if pair[0] == "sort"),
    }


def paging(part: Paging, total: int, params: Iterable[tuple[str, str]], path: str = PATH) -> PageLinks:
    """Links to the pages of a list. Their other parameters are `params`; the first page has no offset."""
    shown = [pair for pair in params if pair[0] != "offset"]

    def at(offset: int) -> str:
        return url([*shown, ("offset", str(offset))] if offset else shown, path)

    # An offset beyond the end counts as its own end: the page before it is one limit earlier.
    return page_links(Page(max(total, part.offset), part.limit, part.offset), at)
