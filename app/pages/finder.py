"""The finder: its result as a list or a table, under the headings of the sheet or flat.

`view` and `group` are parameters of the page alone; the API and the files ignore them.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from markupsafe import Markup
from sqlmodel import Session
from starlette.datastructures import QueryParams

from app.i18n.messages import _
from app.models.initiative import initiatives_public
from app.pages.active_filters import Chip
from app.pages.card_cache import CardCache
from app.pages.filter_bar import FilterBar, Window, filter_bar, window
from app.pages.groups import Group, groups
from app.pages.theme_passages import ThemePassage, theme_passages
from app.pages.urls import Pairs, query_params, url
from app.search.dimensions import DIMENSIONS
from app.search.facets import FacetOption
from app.search.filters import InitiativeQuery
from app.search.folding import words
from app.search.query import SearchResult

# The default first.
_VIEWS: Final = {"view": ("list", "table"), "group": ("theme", "none")}


def facet_names() -> tuple[str, ...]:
    """The facets of the form; the URL alone sets years and issuers."""
    return ("plan", *DIMENSIONS)


class ResultView(NamedTuple):
    """How the result is shown. An unknown value is the default."""

    view: str
    group: str

    @property
    def table(self) -> bool:
        return self.view == "table"

    def switched(self, name: str, value: str) -> "ResultView":
        return self._replace(**{name: value})

    @property
    def query_params(self) -> Pairs:
        """The parameters that are no default."""
        return [(name, value) for name, value in self._asdict().items() if value != _VIEWS[name][0]]

    def url(self, params: Pairs) -> str:
        """The URL of the finder for a query, shown alike."""
        return url([*params, *self.query_params])


def view_of(parameters: QueryParams) -> ResultView:
    """The view that a page's URL asks for."""
    return ResultView(
        *(other if parameters.get(name) == other else default for name, (default, other) in _VIEWS.items())
    )


class PlanLink(NamedTuple):
    """A plan that the same condition can be limited to; without an id, every plan."""

    id: str | None
    title: str
    url: str
    current: bool


class Results(NamedTuple):
    """The page of the result. `cards` are rendered ones by id; without them the template renders."""

    groups: list[Group]
    cards: Mapping[str, Markup]
    theme_passages: Mapping[str, list[ThemePassage]]


class FinderPage(NamedTuple):
    """`applied` counts the conditions that the panel of the form sets, `relaxed` are the totals of an
    empty result without one condition each."""

    query: InitiativeQuery
    facets: Mapping[str, list[FacetOption]]
    plans: list[PlanLink]
    filter_bar: FilterBar
    applied: int
    relaxed: Sequence[tuple[Chip, int]]
    view: ResultView
    params: Pairs
    results: Results
    window: Window
    search_words: Sequence[str]


def finder_page(
    session: Session,
    query: InitiativeQuery,
    view: ResultView,
    result: SearchResult,
    relaxed: Sequence[tuple[Chip, int]],
    cards: CardCache,
    base: str,
) -> FinderPage:
    """The page of one result. One statement at most."""
    searched, grouped = words(query.q or ""), query.sort == "document" and view.group == "theme"
    if view.table or searched:
        items, rendered = initiatives_public(result.documents, base), dict[str, Markup]()
    else:
        items, rendered = cards.of(result.documents, flat=not grouped)
    plans = _plan_links(query, view, result)
    titles = {plan.id: plan.title for plan in plans}
    bar = filter_bar(query, result, view.url, dropped=("limit", "offset"))
    shown = window(query, result.total, query_params(query, "offset"), view.url)
    return FinderPage(
        query=query,
        facets=result.facets,
        plans=plans,
        filter_bar=bar,
        applied=sum(chip.parameter != "q" for chip in bar.chips),
        relaxed=relaxed,
        view=view,
        params=query_params(query),
        results=Results(
            groups=groups(items, titles) if grouped else [Group(None, "", items)],
            cards=rendered,
            theme_passages=theme_passages(session, items, searched),
        ),
        window=shown._replace(first=query.offset + 1, last=query.offset + len(items)),
        search_words=searched,
    )


def _plan_links(query: InitiativeQuery, view: ResultView, result: SearchResult) -> list[PlanLink]:
    """A link for all plans and one per plan; none where there is only one. Links and not inputs: the other
    options of the form belong to the plans in scope, and come with the new page."""
    plans = result.facets["plan"]
    if len(plans) == 1:
        return []
    rest = query_params(query, "plan", "limit", "offset")
    chosen = result.resolved.name_of("plan", query.plan or "")
    return [
        PlanLink(None, _("すべての計画"), view.url(rest), query.plan is None),
        *(
            PlanLink(plan.value, plan.label, view.url([("plan", plan.value), *rest]), chosen == plan.label)
            for plan in plans
        ),
    ]
