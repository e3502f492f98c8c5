"""The finder's state is its URL: reading it from what forms send, and writing it back for every link."""

from collections.abc import Iterable
from functools import reduce
from itertools import groupby
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from pydantic import ValidationError
from starlette.datastructures import QueryParams

from app.errors import BadRequest, FieldError
from app.i18n.fiscal import fiscal_label
from app.i18n.messages import N_, _
from app.i18n.validation_messages import explain
from app.search.dimensions import DIMENSIONS, NONE
from app.search.filters import SCOPES, InitiativeFilter, InitiativeQuery
from app.search.query import SearchResult

PATH: Final = "/initiatives"
FEED: Final = "/initiatives.atom"
WORKBOOK: Final = "/initiatives.xlsx"
_TITLES: Final = {
    "q": N_("検索語"),
    "plan": N_("計画"),
    "year": N_("年度"),
    "issuer": N_("発行者"),
    "basis": N_("根拠"),
    "sort": N_("並び順"),
    "limit": N_("1ページの件数"),
    "offset": N_("先頭から飛ばす件数"),
    "rows": N_("行"),
    "columns": N_("列"),
    "missing": N_("書かれていない項目"),
    "query": N_("URLの条件"),
    "path": "URL",
    "reading": N_("読み方"),
}
"""What people call a parameter, also in the explanation of an error."""
SORTS: Final = {
    "document": N_("計画の順"),
    "label": N_("見出しの順"),
    "due": N_("期日の早い順"),
}
_DEFAULTS: Final = {"basis": "any", "sort": "document", "limit": 100, "offset": 0}


def parameter_titles() -> dict[str, str]:
    """What each parameter of a page is called, as a message to translate."""
    return _TITLES | {name: dimension.title for name, dimension in DIMENSIONS.items()}


def counted() -> tuple[str, ...]:
    """What the finder offers to choose from; years and issuers it takes from an address alone."""
    return ("plan", *DIMENSIONS)


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


def pairs(query: InitiativeQuery) -> list[tuple[str, str]]:
    """The query's parameters in fixed order, without those that say nothing."""
    found = []
    for name in _parameters():
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

    parameter: str
    value: str
    title: str
    label: str
    remove: str


def chips(query: InitiativeQuery, found: SearchResult) -> list[Chip]:
    """A chip per condition. Order and page are no conditions."""
    labels = {
        (name, option.value): option.label for name, options in found.facets.items() for option in options
    }
    labels |= {("basis", "stated"): _("原文に記載のあるものだけ")}
    if query.year is not None:
        labels |= {("year", str(query.year)): fiscal_label(query.year, _)}
    titles = parameter_titles()
    made = []
    for name, value in pairs(query):
        if name in ("sort", "limit", "offset"):
            continue
        named = found.resolved.name_of(name, value)
        label = labels.get((name, named), named)
        made.append(Chip(name, value, _(titles[name]), label, address(pairs(without(query, name, value)))))
    return made


def without(query: InitiativeQuery, name: str, value: str) -> InitiativeQuery:
    """The query with one condition less, from its first page on."""
    kept = (
        [one for one in getattr(query, name) if one != value] if name in DIMENSIONS else _DEFAULTS.get(name)
    )
    return query.model_copy(update={name: kept, "limit": _DEFAULTS["limit"], "offset": 0})


def condition_of(query: InitiativeQuery) -> InitiativeFilter:
    """The query without its order and page."""
    return InitiativeFilter.model_validate(query.model_dump(exclude={"sort", "limit", "offset"}))


def sentence(found: list[Chip]) -> str:
    """The conditions in words: 柱が『安全・安心』または『地域の力』、かつSDGsが『11 …』の取組."""
    parts = []
    for title, same in groupby((chip for chip in found if chip.parameter != "basis"), key=lambda c: c.title):
        values = _joined(
            [_("『%(value)s』", value=chip.label) for chip in same], N_("%(first)sまたは%(second)s")
        )
        parts.append(_("%(facet)sが%(values)s", facet=title, values=values))
    conditions = _joined(parts, N_("%(first)s、かつ%(second)s"))
    said = _("%(conditions)sの取組", conditions=conditions) if parts else _("すべての取組")
    if any(chip.parameter == "basis" for chip in found):
        return _("%(sentence)s（原文に記載のある関係だけで絞り込み）", sentence=said)
    return said


def _joined(parts: list[str], pattern: str) -> str:
    """Several parts as one, two by two: a language has its own word and its own order for that."""
    return reduce(lambda first, second: _(pattern, first=first, second=second), parts) if parts else ""


_MOST_IN_TITLE: Final = 4


def heading(found: list[Chip], total: int) -> str:
    """The conditions as a page title shows them: 安全・安心 × SDGs 11（4件）. Empty without conditions."""
    if not found:
        return ""
    words = {"sdg": "SDGs %(value)s", "q": N_("「%(value)s」")}
    short = [
        _(words[chip.parameter], value=chip.value)
        if chip.parameter in words and chip.value != NONE
        else chip.label
        for chip in found[:_MOST_IN_TITLE]
    ]
    pattern = N_("%(conditions)s（%(n)s件）")
    if len(found) > _MOST_IN_TITLE:
        pattern = N_("%(conditions)s ほか（%(n)s件）")
    return _(pattern, conditions=" × ".join(short), n=total)


def files(query: InitiativeQuery) -> dict[str, str]:
    """The same condition elsewhere: files hold the whole result."""
    shown = [pair for pair in pairs(query) if pair[0] not in ("limit", "offset")]
    return {
        "csv": address(shown, "/api/v1/initiatives.csv"),
        "xlsx": address(shown, WORKBOOK),
        "json": address(shown, "/api/v1/initiatives"),
        "atom": feed(query),
    }


def feed(query: InitiativeQuery) -> str:
    """The feed of the same condition."""
    return address([pair for pair in pairs(query) if pair[0] not in ("limit", "offset")], FEED)


def elsewhere(query: InitiativeQuery) -> dict[str, str]:
    """The addresses of `stated only` and its opposite, and of no condition at all."""
    shown = [pair for pair in pairs(query) if pair[0] not in ("basis", "limit", "offset")]
    return {
        "stated": address([*shown, ("basis", "stated")]),
        "any": address(shown),
        "unfiltered": address(pair for pair in shown if pair[0] == "sort"),
    }


class PlanLink(NamedTuple):
    """A plan that the same condition can be limited to; without an id, every plan."""

    id: str | None
    title: str
    address: str
    current: bool


def plan_links(query: InitiativeQuery, found: SearchResult) -> list[PlanLink]:
    """A link per plan, none where there is only one. Links and not inputs: the other options of the
    form belong to the plans in scope, and come with the new page."""
    every = found.facets["plan"]
    if len(every) == 1:
        return []
    rest = [pair for pair in pairs(query) if pair[0] not in ("plan", "limit", "offset")]
    named = found.resolved.name_of("plan", query.plan or "")
    return [
        PlanLink(None, _("すべての計画"), address(rest), query.plan is None),
        *(
            PlanLink(one.value, one.label, address([("plan", one.value), *rest]), named == one.label)
            for one in every
        ),
    ]


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
