"""The facets of a query: their options and how many initiatives each would give.

An option's `count` is the total of the same query with this facet set to this option alone; `count_stated`
is that with `basis=stated`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter
from sqlmodel import Session

from app.db.revision_cache import cached, cached_answer
from app.models.public import Public
from app.search.conditions import STATED, Compiled
from app.search.dimensions import DIMENSIONS
from app.search.facet_counts import TOTAL, Counts, FacetKey, count_values
from app.search.facet_options import OptionEntry, list_options
from app.search.filters import SCOPES, InitiativeFilter
from app.search.scope import scope_of
from app.search.values import ResolvedValues


@dataclass(slots=True)
class FacetOption:
    """One value that a query can be narrowed to. No model: a page of results makes dozens of them."""

    value: str
    label: str
    count: int
    count_stated: int
    selected: bool

    def __iter__(self) -> Iterator[Any]:
        """The fields in order, for a template to unpack."""
        return iter((self.value, self.label, self.count, self.count_stated, self.selected))


class Facets(Public):
    """`total` is that of the query itself; each facet is counted under the other filters."""

    total: int
    facets: dict[str, list[FacetOption]]


_AS_JSON: Final = TypeAdapter(Mapping[str, list[FacetOption]])


def facets_json(facets: Mapping[str, list[FacetOption]]) -> str:
    """The facets as a list answer carries them."""
    return _AS_JSON.dump_json(facets).decode()


Options = dict[str, list[FacetOption]]


def facet_names() -> tuple[str, ...]:
    """All facets in the order of the pages."""
    return (*SCOPES, *DIMENSIONS)


def count_facets(
    session: Session,
    query: InitiativeFilter,
    resolved: ResolvedValues,
    compiled: Compiled,
    names: Collection[str],
    listed: Collection[str] = (),
) -> tuple[Options, int]:
    """The named facets with their options in order, and the total of the query. The facets of `listed` have
    every option, however many. Two statements, one where the options of this scope are cached."""
    shape, _ = compiled
    ordered = tuple(name for name in facet_names() if name in names)
    key = (ordered, tuple(listed), *sorted(scope_of(query).items()))
    offered = cached(session, ("options", *key), lambda: list_options(session, compiled, ordered, listed))
    filtered = shape.scope | shape.dimensions
    counted = tuple(name for name in ordered if name not in offered.unlisted or name in filtered)

    def count() -> Mapping[FacetKey, Counts]:
        return count_values(session.connection(), compiled, counted, offered.unlisted)

    # Whole plans are counted once for all pages and orders of their list: 40 ms over 60,000 initiatives.
    counts = cached_answer(session, ("counts", shape.flag, *key), count) if shape.is_whole_plans else count()
    options: Options = {}
    for name in ordered:
        entries, selected = offered.entries[name], frozenset[str]()
        if name in filtered:
            selected = _selected(query, resolved, name)
            if name in offered.unlisted:
                entries = _chosen(name, resolved, counts)
        options[name] = [_option(entry, counts, selected, shape.flag) for entry in entries]
    if shape.scope and "plan" in options:
        # A plan is chosen by its id or its title.
        for option in options["plan"]:
            option.selected = query.plan in (option.value, option.label)
    return options, counts[TOTAL][shape.flag == STATED]


def _option(
    entry: OptionEntry, counts: Mapping[FacetKey, Counts], selected: Collection[str], flag: str
) -> FacetOption:
    value, label, keys = entry
    any_basis = stated = 0
    for key in keys:
        if key in counts:
            any_basis += counts[key][0]
            stated += counts[key][1]
    return FacetOption(value, label, stated if flag == STATED else any_basis, stated, value in selected)


def _chosen(name: str, resolved: ResolvedValues, counts: Mapping[FacetKey, Counts]) -> list[OptionEntry]:
    """The chosen options of a facet with too many to be listed."""
    labels = list(dict.fromkeys(resolved.names.get(name, {}).values()))
    if name in SCOPES:
        keys = [key for key in counts if isinstance(key, tuple) and key[0] == name]
        return [OptionEntry(key[1], labels[0], [key]) for key in keys]
    terms = resolved.terms[name].items()
    return [OptionEntry(label, label, [term for term, named in terms if named == label]) for label in labels]


def _selected(query: InitiativeFilter, resolved: ResolvedValues, name: str) -> frozenset[str]:
    """The values of a filtered facet as its options have them: by name, of what has none by id."""
    given = getattr(query, name)
    values = given if isinstance(given, list) else [str(given)]
    return frozenset((*values, *(resolved.name_of(name, value) for value in values)))
