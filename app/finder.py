"""The finder's state is its URL: reading it from what forms send, and writing it back for every link."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from pydantic import ValidationError
from starlette.datastructures import QueryParams

from app.errors import BadRequest, FieldError
from app.facets import Facets
from app.filters import FACETS, SCOPES, InitiativeQuery
from app.fiscal import fiscal_label
from app.japanese import explain

PATH: Final = "/initiatives"
FACET_TITLES: Final = {
    "pillar": "柱",
    "theme": "施策",
    "sdg": "SDGs",
    "bureau": "所管局",
    "kind": "種類",
    "kpi": "指標",
    "plan": "計画",
    "year": "年度",
    "issuer": "発行者",
}
_PARAMETERS: Final = ("q", *SCOPES, *FACETS, "basis", "sort", "limit", "offset")
_DEFAULTS: Final = {"basis": "any", "sort": "document", "limit": 100, "offset": 0}


def from_form(parameters: QueryParams) -> InitiativeQuery:
    """The query that a page's address means: unknown parameters are ignored and blanks dropped.

    Raises BadRequest for a value that cannot be.
    """
    given: dict[str, Any] = {}
    for name in _PARAMETERS:
        values = [value for value in parameters.getlist(name) if value.strip()]
        if values:
            given[name] = list(dict.fromkeys(values)) if name in FACETS else values[-1].strip()
    try:
        return InitiativeQuery.model_validate(given)
    except ValidationError as error:
        raise BadRequest(
            [FieldError(parameter=str(one["loc"][0]), detail=explain(one)) for one in error.errors()]
        ) from error


def pairs(query: InitiativeQuery) -> list[tuple[str, str]]:
    """The query's parameters in fixed order, without those that say nothing."""
    found = []
    for name in _PARAMETERS:
        value = getattr(query, name)
        if isinstance(value, list):
            found += [(name, one) for one in value]
        elif value is not None and value != _DEFAULTS.get(name):
            found.append((name, str(value)))
    return found


def address(given: Iterable[tuple[str, str]], path: str = PATH) -> str:
    """A link to the finder, or with another path to the same query elsewhere."""
    encoded = urlencode(list(given))
    return f"{path}?{encoded}" if encoded else path


class Chip(NamedTuple):
    """One condition that is set, and where the page goes without it."""

    title: str
    label: str
    remove: str


def chips(query: InitiativeQuery, facets: Facets) -> list[Chip]:
    """A chip per condition. Order and page are no conditions."""
    shown = [pair for pair in pairs(query) if pair[0] not in ("limit", "offset")]
    labels = {
        (name, option.value): option.label for name, options in facets.facets.items() for option in options
    }
    found = []
    for name, value in shown:
        if name == "sort":
            continue
        remove = address(pair for pair in shown if pair != (name, value))
        if name == "q":
            found.append(Chip("検索語", value, remove))
        elif name == "basis":
            found.append(Chip("根拠", "原文に記載のあるものだけ", remove))
        elif name == "year":
            found.append(Chip("年度", fiscal_label(int(value)), remove))
        else:
            found.append(Chip(FACET_TITLES[name], labels.get((name, value), value), remove))
    return found


class Group(NamedTuple):
    """Initiatives under one heading."""

    heading: str
    items: list[dict[str, Any]]


def groups(items: list[dict[str, Any]]) -> list[Group]:
    """Neighbours of one theme together; bureau projects under their own heading."""
    found: list[Group] = []
    for item in items:
        heading = item["theme"]["name"] if item["theme"] else "【参考】局事業"
        if not found or found[-1].heading != heading or found[-1].items[-1]["plan"] != item["plan"]:
            found.append(Group(heading, []))
        found[-1].items.append(item)
    return found


def files(query: InitiativeQuery) -> dict[str, str]:
    """The same condition elsewhere: files hold the whole result."""
    shown = [pair for pair in pairs(query) if pair[0] not in ("limit", "offset")]
    return {
        "csv": address(shown, "/api/v1/initiatives.csv"),
        "json": address(shown, "/api/v1/initiatives"),
    }


def narrower(query: InitiativeQuery) -> dict[str, str]:
    """The addresses of `stated only` and its opposite, and of no condition at all."""
    shown = [pair for pair in pairs(query) if pair[0] not in ("basis", "limit", "offset")]
    kept = [pair for pair in shown if pair[0] == "sort"]
    return {
        "stated": address([*shown, ("basis", "stated")]),
        "any": address(shown),
        "clear": address(kept),
    }


def paging(query: InitiativeQuery, total: int) -> dict[str, str | None]:
    """The pages before and after, None where there is none."""
    shown = [pair for pair in pairs(query) if pair[0] != "offset"]

    def at(offset: int) -> str:
        return address([*shown, ("offset", str(offset))] if offset else shown)

    after = query.offset + query.limit
    return {
        "previous": at(max(query.offset - query.limit, 0)) if query.offset else None,
        "next": at(after) if after < total else None,
    }
