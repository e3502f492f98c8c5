"""What a query can be narrowed by: the options of each facet with their counts.

An option's count is the total of the same query with this facet set to that option alone.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from app import facet_counts
from app.clauses import Shape
from app.filters import COUNTED, NONE, FacetName, InitiativeFilter
from app.kept import kept, kept_result
from app.language import N_, _
from app.models.public import Public
from app.models.vocabulary import InitiativeKind, KpiKind
from app.options import CHECKED, WITH_NONE, Chosen, options_statement
from app.query import asked
from app.reference import sdg_goals

_NONE_LABELS: Final = {
    "pillar": N_("柱の記載なし"),
    "theme": N_("施策なし（局事業）"),
    "sdg": N_("SDGsタグなし"),
    "bureau": N_("所管局の記載なし（区の取組）"),
    "kpi": N_("指標なし"),
}


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


_CROWDED: Final = ("plan", "issuer")
_UNCOUNTED: Final = (0, 0)


def facets(
    session: Session,
    query: InitiativeFilter,
    chosen: Chosen,
    total: int,
    names: Collection[FacetName] = COUNTED,
) -> Facets:
    """The named facets with their options in order; `chosen` comes from check_values. Two statements,
    one where the options of this scope were listed before."""
    of, bound = asked(session, query)
    key = ("options", tuple(names), *((name, bound[name]) for name in sorted(of.scope)))
    lists = {**kept(session, key, lambda: _option_lists(session, of, bound, names))}
    # Among a crowd of plans only the chosen one is counted: its own condition stays, so that a question
    # about one plan never looks at the others.
    crowded = frozenset(name for name in _CROWDED if name in names and not lists[name])
    counted = tuple(name for name in lists if name not in crowded or name in of.values)

    def count() -> facet_counts.Counts:
        return facet_counts.counts(session.connection(), of, bound, counted, crowded)

    # Whole plans are counted once for all pages and orders of their list.
    whole = not (of.chosen or of.none or of.words or of.indexed)
    counts = kept_result(session, ("counts", of.stated, *key), count) if whole else count()
    for name in crowded:
        label = next(iter(chosen.get(name, {}).values()), "")
        lists[name] = [(value, label) for value in counts.get(name, {})]
    selected = _selected(query, chosen)

    def options(name: str) -> list[FacetOption]:
        ours, by_title = selected.get(name, set()), name == "plan"
        numbers, shown = counts.get(name, {}), int(of.stated)
        return [
            FacetOption(
                value,
                label,
                (counted := numbers.get(value, _UNCOUNTED))[shown],
                counted[1],
                value in ours or (by_title and label in ours),
            )
            for value, label in lists[name]
        ]

    return Facets(total=total, facets={name: options(name) for name in lists})


def _selected(query: InitiativeFilter, chosen: Chosen) -> dict[str, set[str]]:
    """The values that are set, as the options carry them; a plan by its id or its title."""
    selected = {name: set(getattr(query, name)) for name in ("sdg", "kind", "kpi")}
    selected |= {name: set(named.values()) for name, named in chosen.items()}
    selected["plan"] = {query.plan} if query.plan else set()
    for name in WITH_NONE:
        if NONE in getattr(query, name):
            selected[name] = selected.get(name, set()) | {NONE}
    return selected


def _option_lists(
    session: Session, of: Shape, bound: dict[str, Any], names: Collection[FacetName]
) -> dict[str, list[tuple[str, str]]]:
    """Value and label of every option, in the order that people see; none of a fixed list is left out."""
    fixed = {
        "sdg": {str(goal["number"]): f"{goal['number']} {goal['name_ja']}" for goal in sdg_goals()},
        "kind": {kind.value: _(kind.label) for kind in InitiativeKind},
        "kpi": {kind.value: _(kind.label) for kind in KpiKind},
    }
    lists: dict[str, dict[str, str]] = {name: fixed.get(name, {}) for name in COUNTED if name in names}
    if known := tuple(name for name in CHECKED if name in lists):
        rows = options_statement(of.scope, known).rows(session.connection(), bound)
        for row in sorted(rows, key=lambda row: (str(row[3]), row[4], row[2])):
            facet, item_id, value = row[:3]
            lists[facet][item_id if facet == "plan" else value] = value
    for name, label in _NONE_LABELS.items():
        if name in lists:
            lists[name][NONE] = _(label)
    return {name: list(pairs.items()) for name, pairs in lists.items()}
