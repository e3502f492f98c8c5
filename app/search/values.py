"""Resolution of a query's values: the plans and the terms of the facet index that they mean."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from pydantic import BaseModel
from sqlmodel import Session

from app.db.revision_cache import cached
from app.db.statements import CompiledStatement, bound_values, in_values, unindexed
from app.errors import BadRequest, FieldError
from app.i18n.messages import _
from app.search.dimension import NONE
from app.search.dimensions import DIMENSIONS
from app.search.filters import SCOPES
from app.search.scope import PARAMETERS, plan_conditions, plan_ids, scope_of

# Allowed values of each parameter in an error.
MAX_ALLOWED: Final = 200


class PlanRange(NamedTuple):
    """The one plan in scope, and the numbers of its initiatives."""

    plan_id: str
    first: int
    last: int


class ResolvedValues(NamedTuple):
    """`names` maps, for each given parameter, the ids and names that its values mean to the name; `terms`,
    for each dimension, the ids of the terms to their labels. `plan` is the plan in scope if it is one."""

    names: Mapping[str, Mapping[str, str]]
    terms: Mapping[str, Mapping[int, str]]
    plan: PlanRange | None

    def name_of(self, parameter: str, value: str) -> str:
        """The name that a value of a parameter means; else the value itself."""
        return self.names.get(parameter, {}).get(value, value)


def resolve_values(session: Session, query: BaseModel, *, check: bool = True) -> ResolvedValues:
    """Raises BadRequest with the allowed values for a value that the plans in scope do not have; without
    `check` it matches nothing. One statement, none for a query of fixed vocabularies or resolved before."""
    scope = scope_of(query)
    given = {
        name: tuple(values)
        for name, dimension in DIMENSIONS.items()
        if dimension.words is None and (values := getattr(query, name, None))
    }
    if not (scope or given):
        return ResolvedValues({}, {}, None)
    key = ("values", check, *scope.items(), *given.items())
    return cached(session, key, lambda: _resolve(session, scope, given, check=check))


def _resolve(
    session: Session, scope: dict[str, Any], given: Mapping[str, tuple[str, ...]], *, check: bool
) -> ResolvedValues:
    connection = session.connection()
    dialect = connection.dialect.name
    bound = scope | {f"{name}_values": bound_values(values, dialect) for name, values in given.items()}
    names: dict[str, dict[str, str]] = {name: {} for name in (*scope, *given)}
    terms: dict[str, dict[int, str]] = {name: {} for name in given}
    plan: PlanRange | None = None
    statement = _statement(frozenset(scope), tuple(given), dialect)
    for parameter, key, label, number, first, last in statement.rows(connection, bound):
        if parameter == "scope":
            # Parameters that exclude each other leave no plan: a range without numbers.
            plan = PlanRange(key or "", first, last) if number < 2 else None
            continue
        if parameter in terms:
            terms[parameter][number] = label
        if parameter in scope or first:
            names[parameter] |= {key: label, label: label}
    values: dict[str, tuple[str, ...]] = {**{name: (str(value),) for name, value in scope.items()}, **given}
    unknown = {
        name: [value for value in each if value not in names[name] and value not in _none_of(name)]
        for name, each in values.items()
    }
    if check and any(unknown.values()):
        raise BadRequest(list(_unknown_values(session, unknown, scope)))
    return ResolvedValues(names, terms, plan)


@lru_cache(maxsize=256)
def _statement(scope: frozenset[str], given: tuple[str, ...], dialect: str) -> CompiledStatement:
    """Rows (parameter, key, label, term, offered, 0), and ("scope", plan, "", number of plans, first and last
    number of an initiative)."""
    parts = []
    for name in SCOPES:
        if name in scope:
            one = PARAMETERS[name]
            parts.append(
                f"SELECT DISTINCT '{name}', CAST(:{name} AS VARCHAR), {one.name}, 0, 0, 0"
                f" FROM plan WHERE {one.condition}"
            )
    if scope:
        parts.append(
            "SELECT 'scope', min(id), '', count(*), coalesce(min(first_number), 0),"
            f" coalesce(max(last_number), -1) FROM plan WHERE {plan_conditions(scope)}"
        )
    for name in given:
        of_term = "SELECT 1 FROM plan_facet WHERE term_id = facet_term.id"
        if scope:
            of_term += f" AND {unindexed('plan_id', dialect)} IN ({plan_ids(scope)})"
        parts.append(
            f"SELECT '{name}', key, label, id,"
            f" CASE WHEN EXISTS ({of_term} AND position IS NOT NULL) THEN 1 ELSE 0 END, 0"
            f" FROM facet_term WHERE EXISTS ({of_term}) AND id IN ({terms_named(name, dialect)})"
        )
    return CompiledStatement(" UNION ALL ".join(parts))


def terms_named(dimension: str, dialect: str) -> str:
    """A subquery for the ids of the terms whose key or label is one of the bound values."""
    return " UNION ".join(
        f"SELECT id FROM facet_term WHERE dimension = '{dimension}'"
        f" AND {in_values(column, f'{dimension}_values', dialect)}"
        for column in ("key", "label")
    )


def _none_of(name: str) -> list[str]:
    """`none` where it is a value of the parameter."""
    return [NONE] if name in DIMENSIONS and DIMENSIONS[name].none_label is not None else []


def _unknown_values(
    session: Session, unknown: Mapping[str, Sequence[str]], scope: dict[str, Any]
) -> Iterator[FieldError]:
    parts = [_allowed_values(name, scope) for name, values in unknown.items() if values]
    bound = scope | {"limit": MAX_ALLOWED}
    allowed: dict[str, dict[str, None]] = {}
    for name, key, label in CompiledStatement(" UNION ALL ".join(parts)).rows(session.connection(), bound):
        allowed.setdefault(name, {}).update({label: None, key: None})
    for name, values in unknown.items():
        for value in values:
            yield FieldError(
                parameter=name,
                detail=_(
                    "「%(value)s」という値は、対象の計画にありません。使える値のいずれかを指定してください。",
                    value=value[:100],
                ),
                allowed=list(allowed.get(name, {}))[:MAX_ALLOWED] + _none_of(name),
            )


def _allowed_values(name: str, scope: dict[str, Any]) -> str:
    """Rows (parameter, key, label) in order."""
    if name in PARAMETERS:
        one = PARAMETERS[name]
        options = (
            f"SELECT DISTINCT {one.order} AS key, {one.label} AS label FROM {one.tables}"
            f" WHERE {one.label} IS NOT NULL ORDER BY 1"
        )
    else:
        # The first plans have more options than are listed.
        options = (
            f"SELECT key, label FROM ({plan_ids(scope)} ORDER BY plan.id LIMIT :limit) AS first_plans"
            " CROSS JOIN plan_facet CROSS JOIN facet_term"
            f" WHERE plan_id = first_plans.id AND facet_term.id = term_id AND dimension = '{name}'"
            f" AND position IS NOT NULL AND key <> '{NONE}'"
            " GROUP BY key, label ORDER BY min(plan_id), min(position)"
        )
    return f"SELECT '{name}', key, label FROM ({options} LIMIT :limit) AS options"
