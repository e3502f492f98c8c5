"""The finder: its result as a list or a table, under the headings of the sheet or flat.

`view` and `group` are parameters of the page alone; the API and the files ignore them.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from markupsafe import Markup
from sqlmodel import Session
from starlette.datastructures import QueryParams

from app.models.initiative import initiatives_public
from app.pages.active_filters import Chip
from app.pages.card_cache import CardCache
from app.pages.filter_bar import FilterBar, Window, filter_bar, window
from app.pages.finder_facets import (
    OptionGroups,
    ScopeLinks,
    editorial_facets,
    pillar_groups,
    scope_links,
    theme_options,
)
from app.pages.groups import Group, groups, plan_titles
from app.pages.plan_words import PlanWords, only_plan, words_in_scope
from app.pages.theme_passages import ThemePassage, theme_passages
from app.pages.urls import Pairs, query_params, url
from app.search.facets import FacetOption
from app.search.filters import SCOPES, InitiativeFilter, InitiativeQuery
from app.search.folding import words
from app.search.passage_hits import PassageHits, passage_hits
from app.search.query import SearchResult

# The default first.
_VIEWS: Final = {"view": ("list", "table"), "group": ("theme", "none")}


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


class Offer(NamedTuple):
    """Another way to put the words of a search, its URL, and what it finds: initiatives, and passages."""

    words: str
    url: str
    total: int
    passages: int


class Advice(NamedTuple):
    """What helps where a search finds nothing: the totals without one condition each, and other words."""

    relaxed: Sequence[tuple[Chip, int]] = ()
    offers: Sequence[Offer] = ()


class Results(NamedTuple):
    """The page of the result. `cards` are rendered ones by id; without them the template renders."""

    groups: list[Group]
    cards: Mapping[str, Markup]
    theme_passages: Mapping[str, list[ThemePassage]]


class FinderPage(NamedTuple):
    """`applied` counts the conditions that the panel of the form sets, `passages` are None where too many plans are
    in scope to be read."""

    query: InitiativeQuery
    facets: Mapping[str, list[FacetOption]]
    pillars: OptionGroups
    scopes: list[ScopeLinks]
    words: PlanWords
    plan_title: str | None
    editorial: Mapping[str, str]
    filter_bar: FilterBar
    applied: int
    advice: Advice
    view: ResultView
    params: Pairs
    results: Results
    window: Window
    search_words: Sequence[str]
    passages: PassageHits | None


def passages_beside(session: Session, query: InitiativeFilter, result: SearchResult) -> PassageHits | None:
    """What else of the plans holds the words; None where all of too many plans are in scope, because passages are
    compared one by one."""
    chosen = any(getattr(query, name) is not None for name in SCOPES)
    return passage_hits(session, query) if chosen or result.facets["plan"] else None


def finder_page(
    session: Session,
    query: InitiativeQuery,
    view: ResultView,
    result: SearchResult,
    advice: Advice,
    cards: CardCache,
    base: str,
) -> FinderPage:
    """The page of one result."""
    names = words_in_scope(session, result)
    searched, grouped = words(query.q or ""), query.sort == "document" and view.group == "theme"
    if view.table or searched:
        items, rendered = initiatives_public(result.documents, base), dict[str, Markup]()
    else:
        items, rendered = cards.of(result.documents, flat=not grouped, theme=names.theme)
    titles = plan_titles(session, (item["plan"] for item in items)) if "year" in result.facets else {}
    # The filter bar first: it names a theme without its path.
    bar = filter_bar(query, result, view.url, dropped=("limit", "offset"), words=names)
    shown = window(query, result.total, query_params(query, "offset"), view.url)
    return FinderPage(
        query=query,
        facets={**result.facets, "theme": theme_options(session, result)},
        pillars=pillar_groups(session, query, result),
        scopes=scope_links(session, query, result, view.url),
        words=names,
        editorial=editorial_facets(session, query),
        plan_title=plan_titles(session, [plan])[plan] if (plan := only_plan(result)) else None,
        filter_bar=bar,
        applied=sum(chip.parameter != "q" for chip in bar.chips),
        advice=advice,
        view=view,
        params=query_params(query),
        results=Results(
            groups=groups(items, titles) if grouped else [Group(None, "", items)],
            cards=rendered,
            theme_passages=theme_passages(session, items, searched),
        ),
        window=shown._replace(first=query.offset + 1, last=query.offset + len(items)),
        search_words=searched,
        passages=passages_beside(session, query, result),
    )
