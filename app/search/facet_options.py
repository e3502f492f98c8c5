"""What the plans in scope offer to choose from: value, label and order of every option."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlmodel import Session

from app.db.statements import CompiledStatement
from app.i18n.messages import _
from app.search.conditions import QueryShape
from app.search.dimensions import DIMENSIONS, NONE
from app.search.filters import SCOPES
from app.search.scope import plan_conditions, plan_ids

# With more plans than this nobody chooses one, or its issuer, from a list.
MOST_PLANS: Final = 200


class OptionEntry(NamedTuple):
    """An option before it is counted. `keys` are the terms that are called alike, or a value of SCOPES."""

    value: str
    label: str
    keys: Sequence[int | str]


class OptionLists(NamedTuple):
    """The options of each facet in order; no option of a fixed vocabulary is left out. `unlisted` are the
    facets that have too many options to be listed."""

    entries: Mapping[str, list[OptionEntry]]
    unlisted: frozenset[str]


def list_options(
    session: Session,
    compiled: tuple[QueryShape, dict[str, Any]],
    names: tuple[str, ...],
    listed: Collection[str],
) -> OptionLists:
    """The options of the named facets among the plans in scope; `listed` ones however many they are. One
    statement."""
    shape, bound = compiled
    rows: dict[str, list[Any]] = {name: [] for name in names}
    for name, *row in _statement(shape.scope, shape.one_plan, names, tuple(listed)).rows(
        session.connection(), bound
    ):
        rows[name].append(row)
    unlisted = frozenset(name for name, found in rows.items() if any(key is None for key, *_ in found))
    entries = {
        name: []
        if name in unlisted
        else _of_plans(rows[name])
        if name in SCOPES
        else _of_terms(name, rows[name])
        for name in names
    }
    return OptionLists(entries, unlisted)


def _of_plans(rows: Sequence[Any]) -> list[OptionEntry]:
    """Options of a parameter of SCOPES; organisations of one name are one issuer."""
    merged = {value: label for value, label, *_ in sorted(rows, key=lambda row: str(row[3]))}
    return [OptionEntry(value, label, [value]) for value, label in merged.items()]


def _of_terms(name: str, rows: Sequence[Any]) -> list[OptionEntry]:
    """Options of a dimension; terms of one name, in one plan or many, are one option."""
    dimension = DIMENSIONS[name]
    terms: dict[str, list[int]] = {}
    places: dict[str, tuple[str, int]] = {}
    for key, label, term, first_plan, position in rows:
        named = key if key == NONE else label
        terms.setdefault(named, []).append(term)
        if first_plan is not None:
            plan, place = places.get(named, (first_plan, position))
            places[named] = min(plan, first_plan), min(place, position)
    if dimension.words is not None:
        labels = dimension.words()
    else:
        ordered = sorted((plan, place, label) for label, (plan, place) in places.items())
        labels = {label: label for _plan, _place, label in ordered}
    if dimension.none_label is not None:
        labels[NONE] = _(dimension.none_label)
    return [OptionEntry(value, label, terms.get(value, [])) for value, label in labels.items()]


@lru_cache(maxsize=256)
def _statement(
    scope: frozenset[str], one_plan: bool, names: tuple[str, ...], listed: tuple[str, ...]
) -> CompiledStatement:
    """Rows (facet, key, label, term, first plan, position); one without a key says that the facet has too
    many options."""
    parts = [_PLAN_OPTIONS[name] for name in SCOPES if name in names]
    parts += [_unlisted(name, frozenset(), MOST_PLANS) for name in ("plan", "issuer") if name in names]
    for name in names:
        if name in DIMENSIONS:
            parts += _term_options(name, scope, one_plan, name in listed)
    return CompiledStatement(" UNION ALL ".join(parts))


def _few(scope: frozenset[str], most: int) -> str:
    """Whether at most so many plans are in scope."""
    return f"(SELECT count(*) FROM ({plan_ids(scope)} LIMIT {most + 1}) AS plans) <= {most}"


def _unlisted(name: str, scope: frozenset[str], most: int) -> str:
    return f"SELECT '{name}', NULL, NULL, 0, NULL, 0 WHERE NOT {_few(scope, most)}"


_PLAN_OPTIONS: Final = {
    "plan": f"SELECT 'plan', id, title, 0, id, 0 FROM plan WHERE {_few(frozenset(), MOST_PLANS)}",
    "year": "SELECT DISTINCT 'year', CAST(fiscal_year AS VARCHAR), CAST(fiscal_year AS VARCHAR), 0,"
    " CAST(fiscal_year AS VARCHAR), 0 FROM plan",
    "issuer": "SELECT DISTINCT 'issuer', organisation.name, organisation.name, 0, organisation.id, 0"
    " FROM plan JOIN organisation ON organisation.id = plan.issuer_id"
    f" WHERE {_few(frozenset(), MOST_PLANS)}",
}


def _term_options(name: str, scope: frozenset[str], one_plan: bool, listed: bool) -> Iterator[str]:
    dimension = DIMENSIONS[name]
    if dimension.words is not None:
        yield f"SELECT '{name}', key, label, id, NULL, 0 FROM facet_term WHERE dimension = '{name}'"
        return
    yield f"SELECT '{name}', key, label, id, NULL, 0 FROM facet_term WHERE dimension = '{name}' AND key = '{NONE}'"
    if one_plan:
        yield (
            f"SELECT '{name}', key, label, id, CASE WHEN position IS NOT NULL THEN plan_id END, position"
            f" FROM plan_facet CROSS JOIN facet_term WHERE plan_id = :plan_id AND id = term_id"
            f" AND dimension = '{name}' AND key <> '{NONE}'"
        )
        return
    tables = "facet_term CROSS JOIN plan_facet"
    conditions = f"dimension = '{name}' AND key <> '{NONE}' AND term_id = facet_term.id"
    if scope:
        # The plans in scope first: most terms are of others.
        tables = "plan CROSS JOIN plan_facet CROSS JOIN facet_term"
        conditions += f" AND {plan_conditions(scope)} AND plan_facet.plan_id = plan.id"
    statement = (
        f"SELECT '{name}', key, label, facet_term.id,"
        " min(CASE WHEN position IS NOT NULL THEN plan_facet.plan_id END), min(position)"
        f" FROM {tables} WHERE {conditions}"
    )
    if dimension.most_plans is not None and not listed:
        statement += f" AND {_few(scope, dimension.most_plans)}"
        yield _unlisted(name, scope, dimension.most_plans)
    yield f"{statement} GROUP BY facet_term.id"
