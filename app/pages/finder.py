"""The finder: its result in the chosen view, with what stands beside it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup
from sqlmodel import Session

from app.models.columns import Item
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
from app.pages.groups import Group, grouped_by, groups, plan_titles
from app.pages.plan_words import PlanWords, only_plan, words_in_scope
from app.pages.result_view import ResultView
from app.pages.theme_passages import ThemePassage, theme_passages
from app.pages.urls import Pairs, query_params
from app.search.dimension import NONE
from app.search.dimensions import GROUPINGS
from app.search.facets import FacetOption
from app.search.filters import SCOPES, InitiativeFilter, InitiativeQuery
from app.search.folding import words
from app.search.passage_hits import PassageHits, passage_hits
from app.search.query import SearchResult


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

    @property
    def repeated(self) -> int:
        """How many initiatives stand under more than one heading."""
        times = Counter(item["id"] for group in self.groups for item in group.items)
        return sum(number > 1 for number in times.values())

    @property
    def marks(self) -> list[str]:
        """What is an editor's anywhere, in words: said once above a table."""
        return list(dict.fromkeys(mark for group in self.groups for mark in group.marks))


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
    groupings: Sequence[str]
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
    searched, grouping = words(query.q or ""), view.grouped_by(query.sort)
    if view.table or searched:
        items, rendered = initiatives_public(result.documents, base), dict[str, Markup]()
    else:
        items, rendered = cards.of(result.documents, *_card(grouping, names))
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
        groupings=_groupings(query, result),
        params=query_params(query),
        results=Results(
            groups=_groups(grouping, items, titles, result),
            cards=rendered,
            theme_passages=theme_passages(session, items, searched),
        ),
        window=shown._replace(first=query.offset + 1, last=query.offset + len(items)),
        search_words=searched,
        passages=passages_beside(session, query, result),
    )


def _groupings(query: InitiativeQuery, result: SearchResult) -> list[str]:
    """What the result can be put under: what some initiative has. The sheet's own headings need its order."""
    own, *dimensions = GROUPINGS
    found = [own] if query.sort == "document" else []
    found += [
        name for name in dimensions if any(one.value != NONE and one.count for one in result.facets[name])
    ]
    return [*found, NONE]


def _card(grouping: str, names: PlanWords) -> tuple[int, str]:
    """The level of a card's heading, and the word for its theme, empty where the heading above it names that."""
    return 3 if grouping == NONE else 4, "" if grouping == GROUPINGS[0] else names.theme


def _groups(
    grouping: str, items: list[Item], titles: Mapping[str | None, str], result: SearchResult
) -> list[Group]:
    if grouping == NONE:
        return [Group(None, "", items)]
    if grouping == GROUPINGS[0]:
        return groups(items, titles)
    return grouped_by(grouping, items, result.facets[grouping])
