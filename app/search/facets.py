"""The facets of a query: what it can be narrowed to, and how many initiatives each option would give.

An option's `count` is the total of the same query with this facet set to this option alone; `count_stated`
is that with `basis=stated`. Each facet is counted under the other filters: those that the query does not
filter share one pass over what matches, and what only whole plans restrict was counted by the import.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter
from sqlmodel import Session

from app.db.revision_cache import cached, cached_result
from app.models.public import Public
from app.search.conditions import STATED, QueryShape
from app.search.dimensions import DIMENSIONS
from app.search.facet_counts import FacetCounts, Numbers, count_values
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
        """Its values in order, for a template to take apart at once."""
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
_NOTHING: Final = (0, 0)


def facet_names() -> tuple[str, ...]:
    """Everything that can be counted, in the order that people see."""
    return (*SCOPES, *DIMENSIONS)


def count_facets(
    session: Session,
    query: InitiativeFilter,
    resolved: ResolvedValues,
    compiled: tuple[QueryShape, dict[str, Any]],
    names: Collection[str],
    listed: Collection[str] = (),
) -> tuple[Options, int]:
    """The named facets with their options in order, and the query's total. Every option is there of those
    that must be `listed`, however many they are. Two statements, one where the options of this scope were
    listed before."""
    shape, bound = compiled
    ordered = tuple(name for name in facet_names() if name in names)
    key = (ordered, tuple(listed), *sorted(scope_of(query).items()))
    offered = cached(session, ("options", *key), lambda: list_options(session, compiled, ordered, listed))
    chosen = shape.scope | shape.dimensions
    counted = tuple(name for name in ordered if name not in offered.unlisted or name in chosen)

    def count() -> FacetCounts:
        return count_values(session.connection(), shape, bound, counted, offered.unlisted)

    # Whole plans are counted once for all pages and orders of their list.
    counts = cached_result(session, ("counts", shape.flag, *key), count) if shape.is_whole_plans else count()
    options: Options = {}
    for name in ordered:
        numbers, entries = counts.of(name), offered.entries[name]
        if name in offered.unlisted and name in chosen:
            entries = _chosen(name, resolved, numbers)
        selected = _selected(query, resolved, name) if name in chosen else frozenset()
        options[name] = [_option(entry, numbers, selected, shape.flag) for entry in entries]
    if shape.scope and "plan" in options:
        # A plan is chosen by its id or its title.
        for option in options["plan"]:
            option.selected = query.plan in (option.value, option.label)
    return options, counts.total[shape.flag == STATED]


def _option(
    entry: OptionEntry, numbers: Mapping[Any, Numbers], selected: Collection[str], flag: str
) -> FacetOption:
    value, label, keys = entry
    if len(keys) == 1:
        any_basis, stated = numbers.get(keys[0], _NOTHING)
    else:
        found = [numbers.get(key, _NOTHING) for key in keys]
        any_basis, stated = sum(one[0] for one in found), sum(one[1] for one in found)
    return FacetOption(value, label, stated if flag == STATED else any_basis, stated, value in selected)


def _chosen(name: str, resolved: ResolvedValues, numbers: Mapping[Any, Numbers]) -> list[OptionEntry]:
    """The chosen options of a facet that has too many to be listed."""
    labels = list(dict.fromkeys(resolved.names.get(name, {}).values()))
    if name in SCOPES:
        return [OptionEntry(value, labels[0], [value]) for value in numbers]
    terms = resolved.terms[name].items()
    return [OptionEntry(label, label, [term for term, named in terms if named == label]) for label in labels]


def _selected(query: InitiativeFilter, resolved: ResolvedValues, name: str) -> set[str]:
    """The values of a facet that are set, as its options carry them: by name."""
    given = getattr(query, name)
    return {resolved.name_of(name, value) for value in (given if isinstance(given, list) else [str(given)])}
