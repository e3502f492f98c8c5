"""What the values of a query mean: which plans, and which terms of the facet index."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from pydantic import BaseModel
from sqlmodel import Session

from app.db.revision_cache import cached
from app.db.statements import CompiledStatement, bound_values, in_values, unindexed
from app.errors import BadRequest, FieldError
from app.i18n.messages import _
from app.search.dimensions import DIMENSIONS, NONE
from app.search.filters import SCOPES
from app.search.scope import plan_conditions, plan_ids, scope_of

# Options that an error names, of each parameter.
MOST_NAMED: Final = 200


class PlanRange(NamedTuple):
    """The one plan in scope, and the numbers of its initiatives."""

    plan_id: str
    first: int
    last: int


class ResolvedValues(NamedTuple):
    """`names` has for each parameter that is given the ids and names that its values mean, each with the
    name. `terms` has for each dimension the ids of the terms that its values mean, with their labels.
    `plan` is the plan in scope where it is one."""

    names: Mapping[str, Mapping[str, str]]
    terms: Mapping[str, Mapping[int, str]]
    plan: PlanRange | None

    def name_of(self, parameter: str, value: str) -> str:
        """The name that a value of a parameter means; a value that the plans do not name is its own."""
        return self.names.get(parameter, {}).get(as_compared(value), value)


_NOTHING: Final = ResolvedValues({}, {}, None)


def as_compared(value: str) -> str:
    """A name as the facet index has it: canonically equivalent characters are the same."""
    return unicodedata.normalize("NFC", value)


def resolve_values(session: Session, query: BaseModel, *, check: bool = True) -> ResolvedValues:
    """Raises BadRequest that lists what is allowed when a value names nothing in the plans in scope;
    without `check` such a value matches nothing. One statement, none where the plans name no value of
    the query or the same was resolved before."""
    scope = scope_of(query)
    asked = {
        name: tuple(map(as_compared, values))
        for name, dimension in DIMENSIONS.items()
        if dimension.words is None and (values := getattr(query, name, None))
    }
    if not (scope or asked):
        return _NOTHING
    key = ("values", check, *scope.items(), *asked.items())
    return cached(session, key, lambda: _resolved(session, scope, asked, check=check))


def _resolved(
    session: Session, scope: dict[str, Any], asked: Mapping[str, tuple[str, ...]], *, check: bool
) -> ResolvedValues:
    connection = session.connection()
    dialect = connection.dialect.name
    bound = scope | {name: bound_values(values, dialect) for name, values in asked.items()}
    known: dict[str, dict[str, str]] = {name: {} for name in (*scope, *asked)}
    terms: dict[str, dict[int, str]] = {name: {} for name in asked}
    plan: PlanRange | None = None
    for parameter, key, label, term, first, last in _statement(frozenset(scope), tuple(asked), dialect).rows(
        connection, bound
    ):
        if parameter == "scope":
            plan = _only_plan(key, term, first, last)
        elif parameter in terms:
            terms[parameter][term] = label
            if first:
                known[parameter] |= {key: label, label: label}
        else:
            known[parameter] |= {key: label, label: label}
    given: dict[str, Sequence[str]] = {name: [str(value)] for name, value in scope.items()}
    given |= asked
    unknown = {
        name: [value for value in values if value not in known[name] and not _is_none(name, value)]
        for name, values in given.items()
    }
    if check and any(unknown.values()):
        raise BadRequest(list(_unknown_values(session, unknown, scope)))
    return ResolvedValues(known, terms, plan)


def _is_none(parameter: str, value: str) -> bool:
    return value == NONE and parameter in DIMENSIONS and DIMENSIONS[parameter].none_label is not None


def _only_plan(plan_id: str | None, number: int, first: int, last: int) -> PlanRange | None:
    """The plan where there is one; where the parameters exclude each other, one that has nothing."""
    if number > 1:
        return None
    return PlanRange(plan_id or "", first, last) if number else PlanRange("", 0, -1)


_SCOPE_VALUES: Final = {
    "plan": "SELECT 'plan', id, title, 0, 0, 0 FROM plan WHERE id = :plan OR title = :plan",
    "year": "SELECT DISTINCT 'year', CAST(fiscal_year AS VARCHAR), CAST(fiscal_year AS VARCHAR), 0, 0, 0"
    " FROM plan WHERE fiscal_year = :year",
    "issuer": "SELECT 'issuer', id, name, 0, 0, 0 FROM organisation WHERE (id = :issuer OR name = :issuer)"
    " AND EXISTS (SELECT 1 FROM plan WHERE plan.issuer_id = organisation.id)",
}


@lru_cache(maxsize=256)
def _statement(scope: frozenset[str], asked: tuple[str, ...], dialect: str) -> CompiledStatement:
    """Rows (parameter, key, label, term, offered or first number, last number), and one for the scope."""
    parts = [_SCOPE_VALUES[name] for name in SCOPES if name in scope]
    if scope:
        parts.append(
            "SELECT 'scope', min(id), '', count(*), coalesce(min(first_number), 0),"
            f" coalesce(max(last_number), -1) FROM plan WHERE {plan_conditions(scope)}"
        )
    parts += [_terms(name, scope, dialect) for name in asked]
    return CompiledStatement(" UNION ALL ".join(parts))


def _terms(name: str, scope: frozenset[str], dialect: str) -> str:
    """The terms in scope that the values of one dimension mean; the first number says if it is offered."""
    of_term = "SELECT 1 FROM plan_facet AS held WHERE held.term_id = facet_term.id"
    if scope:
        of_term += f" AND {unindexed('held.plan_id', dialect)} IN ({plan_ids(scope)})"
    named = f"SELECT id FROM facet_term WHERE dimension = '{name}' AND"
    return (
        f"SELECT '{name}', key, label, id,"
        f" CASE WHEN EXISTS ({of_term} AND held.position IS NOT NULL) THEN 1 ELSE 0 END, 0"
        f" FROM facet_term WHERE EXISTS ({of_term}) AND id IN ({named} {in_values('key', name, dialect)}"
        f" UNION {named} {in_values('label', name, dialect)})"
    )


def _unknown_values(
    session: Session, unknown: Mapping[str, Sequence[str]], scope: dict[str, Any]
) -> Iterator[FieldError]:
    allowed: dict[str, list[str]] = {}
    names = tuple(name for name, values in unknown.items() if values)
    for parameter, key, label in _allowed_statement(names, frozenset(scope)).rows(
        session.connection(), scope | {"most": MOST_NAMED}
    ):
        listed = allowed.setdefault(parameter, [])
        listed += [value for value in dict.fromkeys((label, key)) if value not in listed]
    for name, values in unknown.items():
        also = [NONE] if _is_none(name, NONE) else []
        for value in values:
            yield FieldError(
                parameter=name,
                detail=_(
                    "「%(value)s」という値は、対象の計画にありません。allowed のいずれかを指定してください。",
                    value=value[:100],
                ),
                allowed=allowed.get(name, [])[:MOST_NAMED] + also,
            )


_ALL_VALUES: Final = {
    "plan": "SELECT id AS key, title AS label FROM plan ORDER BY id",
    "year": "SELECT DISTINCT CAST(fiscal_year AS VARCHAR) AS key, CAST(fiscal_year AS VARCHAR) AS label"
    " FROM plan ORDER BY 1",
    "issuer": "SELECT id AS key, name AS label FROM organisation"
    " WHERE id IN (SELECT issuer_id FROM plan) ORDER BY id",
}


@lru_cache(maxsize=64)
def _allowed_statement(names: tuple[str, ...], scope: frozenset[str]) -> CompiledStatement:
    """Some options of each parameter, as many as are shown to one who asked for something else."""
    return CompiledStatement(" UNION ALL ".join(_allowed(name, scope) for name in names))


def _allowed(name: str, scope: Iterable[str]) -> str:
    """Rows (parameter, key, label) in order."""
    # The first plans have more options than are named.
    options = _ALL_VALUES.get(name) or (
        f"SELECT key, label FROM ({plan_ids(scope)} ORDER BY plan.id LIMIT :most) AS some_plans"
        " CROSS JOIN plan_facet CROSS JOIN facet_term"
        f" WHERE plan_id = some_plans.id AND facet_term.id = term_id AND dimension = '{name}'"
        f" AND position IS NOT NULL AND key <> '{NONE}'"
        " GROUP BY key, label ORDER BY min(plan_id), min(position)"
    )
    return f"SELECT '{name}', key, label FROM ({options} LIMIT :most) AS options"
