"""How the finder shows its result: a list or a table, under the headings of the sheet or flat.

No condition: `view` and `group` are parameters of the page alone, so the API and the files ignore them.
"""

from typing import Final, NamedTuple
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from app.i18n.messages import _
from app.pages.urls import query_params, url
from app.search.dimensions import DIMENSIONS
from app.search.filters import InitiativeQuery
from app.search.query import SearchResult

_DEFAULTS: Final = {"view": "list", "group": "theme"}
_OTHERS: Final = {"view": "table", "group": "none"}


class ResultView(NamedTuple):
    """What is not given, or is no view, is the default."""

    view: str
    group: str

    @property
    def table(self) -> bool:
        return self.view == _OTHERS["view"]

    @property
    def flat(self) -> bool:
        return self.group == _OTHERS["group"]

    @property
    def query_params(self) -> list[tuple[str, str]]:
        """What has to stand in an address."""
        named = zip(self._fields, self, strict=True)
        return [(name, value) for name, value in named if value != _DEFAULTS[name]]

    def keep(self, address: str) -> str:
        """An address of the finder that shows its result alike."""
        if not (pairs := self.query_params):
            return address
        return f"{address}{'&' if '?' in address else '?'}{urlencode(pairs)}"

    def switched(self, name: str, value: str) -> "ResultView":
        return self._replace(**{name: value})


def from_page(parameters: QueryParams) -> ResultView:
    """The view that a page's address asks for."""

    def read(name: str) -> str:
        return _OTHERS[name] if parameters.get(name) == _OTHERS[name] else _DEFAULTS[name]

    return ResultView(read("view"), read("group"))


def counted() -> tuple[str, ...]:
    """What the finder offers to choose from; years and issuers it takes from an address alone."""
    return ("plan", *DIMENSIONS)


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
    rest = [pair for pair in query_params(query) if pair[0] not in ("plan", "limit", "offset")]
    named = found.resolved.name_of("plan", query.plan or "")
    return [
        PlanLink(None, _("すべての計画"), url(rest), query.plan is None),
        *(
            PlanLink(one.value, one.label, url([("plan", one.value), *rest]), named == one.label)
            for one in every
        ),
    ]
