"""The options of the facets among the plans in scope: value, label and order."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlmodel import Session

from app.db.statements import CompiledStatement
from app.i18n.messages import _
from app.models.pillar import UNNAMED
from app.search.conditions import Compiled
from app.search.dimension import NONE
from app.search.dimensions import DIMENSIONS
from app.search.facet_counts import FacetKey
from app.search.scope import PARAMETERS, plan_ids


class OptionEntry(NamedTuple):
    """An option before it is counted. `keys` are those of its counts: terms of one name are one option."""

    value: str
    label: str
    keys: Sequence[FacetKey]


class OptionLists(NamedTuple):
    """The options of each facet in order; those of fixed vocabularies are complete. `unlisted` are the
    facets with too many options."""

    entries: Mapping[str, list[OptionEntry]]
    unlisted: frozenset[str]


def list_options(
    session: Session, compiled: Compiled, names: tuple[str, ...], listed: Collection[str]
) -> OptionLists:
    """The options of the named facets; those of `listed` however many they are. One statement."""
    shape, bound = compiled
    statement = _statement(shape.plan_condition, shape.scope, names, tuple(listed))
    rows: dict[str, list[Any]] = {name: [] for name in names}
    unlisted = set()
    for name, key, *row in statement.rows(session.connection(), bound):
        if key is None:
            unlisted.add(name)
        else:
            rows[name].append((key, *row))
    entries = {
        name: []
        if name in unlisted
        else (_scope_entries if name in PARAMETERS else _term_entries)(name, found)
        for name, found in rows.items()
    }
    return OptionLists(entries, frozenset(unlisted))


def _scope_entries(name: str, rows: Sequence[Any]) -> list[OptionEntry]:
    merged = {value: label for value, label, *_ in sorted(rows, key=lambda row: str(row[3]))}
    return [OptionEntry(value, label, [(name, value)]) for value, label in merged.items()]


def _term_entries(name: str, rows: Sequence[Any]) -> list[OptionEntry]:
    dimension = DIMENSIONS[name]
    # Made-up names of several pillars are no name that they share.
    unnamed = Counter(row[1] for row in rows if row[1].endswith(UNNAMED))
    terms: dict[str, list[int]] = {}
    places: dict[str, tuple[str, int]] = {}
    words: dict[str, str] = {}
    for key, label, term, first_plan, position in rows:
        value = key if key == NONE or unnamed[label] > 1 else label
        terms.setdefault(value, []).append(term)
        if first_plan is not None and key != NONE:
            plan, place = places.get(value, (first_plan, position))
            places[value] = min(plan, first_plan), min(place, position)
            words[value] = label
    if dimension.words is not None:
        labels = dimension.words()
    else:
        labels = {value: words[value] for value in sorted(places, key=lambda one: (*places[one], one))}
    if dimension.none_label is not None:
        labels[NONE] = _(dimension.none_label)
    return [OptionEntry(value, label, terms.get(value, [])) for value, label in labels.items()]


@lru_cache(maxsize=256)
def _statement(
    plan_condition: str, scope: frozenset[str], names: tuple[str, ...], listed: tuple[str, ...]
) -> CompiledStatement:
    """Rows (facet, key, label, term, first plan, position); one without a key says that the facet has too
    many options."""
    # The plans in scope first, where there is a scope: most terms are of others.
    tables = ("plan_facet", "facet_term") if scope else ("facet_term", "plan_facet")
    parts: list[str] = []
    for name in names:
        plans, group = plan_ids(scope), ""
        if name in PARAMETERS:
            one, plans = PARAMETERS[name], plan_ids(())
            columns = f"{one.value}, {one.label}, 0, {one.order}, 0"
            select = f"SELECT DISTINCT '{name}', {columns} FROM {one.tables} WHERE {one.label} IS NOT NULL"
        elif DIMENSIONS[name].words is not None:
            select = f"SELECT '{name}', key, label, id, NULL, 0 FROM facet_term WHERE dimension = '{name}'"
        else:
            select = (
                f"SELECT '{name}', key, label, id, min(CASE WHEN position IS NOT NULL THEN plan_id END),"
                f" min(position) FROM {' CROSS JOIN '.join(tables)}"
                f" WHERE dimension = '{name}' AND term_id = id AND {plan_condition}"
            )
            group = " GROUP BY id"
        most = PARAMETERS[name].most_plans if name in PARAMETERS else DIMENSIONS[name].most_plans
        if most is not None and name not in listed:
            many = f"(SELECT count(*) FROM ({plans} LIMIT {most + 1}) AS plans) > {most}"
            select += f" AND NOT {many}"
            parts.append(f"SELECT '{name}', NULL, NULL, 0, NULL, 0 WHERE {many}")
        parts.append(select + group)
    return CompiledStatement(" UNION ALL ".join(parts))
