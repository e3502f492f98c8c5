"""What an initiative must satisfy, in SQL: one clause a filter.

A clause depends only on the *shape* of a query (which filters are there, with how many values), never on
the values, so each shape is built once.
"""

from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    literal_column,
    not_,
    or_,
    select,
)
from sqlmodel import col

from app import search_index
from app.models import (
    Initiative,
    InitiativeOrganisation,
    Kpi,
    KpiMention,
    Organisation,
    Pillar,
    Plan,
    SdgTag,
    Theme,
)
from app.models.vocabulary import STATED_BASES, Role
from app.prepared import several


class Shape(NamedTuple):
    """What the statement of a query depends on. `scope` names the SCOPES that are given, `plans` is the
    number of plans that are meant by `plan`; `chosen` names the facets that have values with the number of
    values to bind, `none` the facets that hold the value none; `words` is how many words are looked for
    in the texts, `indexed` whether the search index is asked."""

    scope: frozenset[str]
    plans: int
    chosen: tuple[tuple[str, int], ...]
    none: frozenset[str]
    words: int
    indexed: bool
    stated: bool

    @property
    def values(self) -> frozenset[str]:
        """The names of the parameters that have a value other than none."""
        return self.scope.union(name for name, _ in self.chosen)

    @property
    def given(self) -> frozenset[str]:
        """The names of the parameters that have any value."""
        return self.values | self.none


def scope_condition(
    given: frozenset[str], plan_id: SQLColumnExpression[str], plans: int = 0
) -> ColumnElement[bool] | None:
    """The plans in scope, or None where every plan is. `given` may hold names of SCOPES; with `plans` so
    many ids are bound, without it the plan is looked up by what is bound as its id or title."""
    conditions: list[ColumnElement[bool]] = []
    if "plan" in given and not plans:
        conditions.append(or_(col(Plan.id) == bindparam("plan"), col(Plan.title) == bindparam("plan")))
    if "year" in given:
        conditions.append(col(Plan.fiscal_year) == bindparam("year"))
    if "issuer" in given:
        named = select(col(Organisation.id)).where(
            or_(col(Organisation.id) == bindparam("issuer"), col(Organisation.name) == bindparam("issuer"))
        )
        conditions.append(col(Plan.issuer_id).in_(named))
    found = [plan_id.in_(several("plan", plans))] if "plan" in given and plans else []
    if conditions:
        found.append(plan_id.in_(select(col(Plan.id)).where(*conditions)))
    return and_(*found) if found else None


_STATED: Final[list[ColumnElement[str]]] = [literal_column(f"'{basis}'") for basis in STATED_BASES]


def is_stated(basis: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Whether the plan itself says it. Constants in the text of the statement: as values to bind they
    would cost more than what is asked."""
    return basis.in_(_STATED)


def _id_or_name(
    table: type[Pillar] | type[Theme] | type[Organisation], name: str, number: int
) -> Select[str]:
    chosen = several(name, number)
    return select(col(table.id)).where(or_(col(table.id).in_(chosen), col(table.name).in_(chosen)))


class _Asked(NamedTuple):
    """How one facet is asked: for how many values, and whether for none. `scope` holds the names of
    SCOPES that the condition stands under, `plans` the number of plans: with it a side table gives only
    what belongs to these plans, and not the tags of a million initiatives."""

    values: int
    none: bool
    stated: bool
    scope: frozenset[str]
    plans: int

    def within(self, rows: Select[str], plan_id: SQLColumnExpression[str]) -> Select[str]:
        condition = scope_condition(self.scope, plan_id, self.plans)
        return rows if condition is None else rows.where(condition)


def _pillar(asked: _Asked) -> list[ColumnElement[bool]]:
    known = (
        is_stated(col(Initiative.pillar_basis)) if asked.stated else col(Initiative.pillar_id).is_not(None)
    )
    options: list[ColumnElement[bool]] = []
    if asked.values:
        options.append(
            and_(known, col(Initiative.pillar_id).in_(_id_or_name(Pillar, "pillar", asked.values)))
        )
    if asked.none:
        options.append(or_(col(Initiative.pillar_id).is_(None), not_(known)))
    return options


def _theme(asked: _Asked) -> list[ColumnElement[bool]]:
    options: list[ColumnElement[bool]] = []
    if asked.values:
        options.append(col(Initiative.theme_id).in_(_id_or_name(Theme, "theme", asked.values)))
    if asked.none:
        options.append(col(Initiative.theme_id).is_(None))
    return options


def tagged(goals: int = 0, *, stated: bool) -> Select[str]:
    """The initiatives with a goal, once for each of their goals; with `goals` only those of so many."""
    tags = select(col(SdgTag.initiative_id))
    if stated:
        tags = tags.where(is_stated(col(SdgTag.basis)))
    return tags.where(col(SdgTag.goal).in_(several("sdg", goals))) if goals else tags


def _sdg(asked: _Asked) -> list[ColumnElement[bool]]:
    options: list[ColumnElement[bool]] = []
    tags = asked.within(tagged(stated=asked.stated), col(SdgTag.plan_id))
    if asked.values:
        chosen = asked.within(tagged(asked.values, stated=asked.stated), col(SdgTag.plan_id))
        options.append(col(Initiative.id).in_(chosen))
    if asked.none:
        options.append(col(Initiative.id).not_in(tags))
    return options


def _bureau(asked: _Asked) -> list[ColumnElement[bool]]:
    responsible = col(InitiativeOrganisation.role) == Role.RESPONSIBLE.value
    owners = asked.within(
        select(col(InitiativeOrganisation.initiative_id)).where(responsible),
        col(InitiativeOrganisation.plan_id),
    )
    if asked.stated:
        owners = owners.where(is_stated(col(InitiativeOrganisation.basis)))
    options: list[ColumnElement[bool]] = []
    if asked.values:
        named = col(InitiativeOrganisation.organisation_id).in_(
            _id_or_name(Organisation, "bureau", asked.values)
        )
        options.append(col(Initiative.id).in_(owners.where(named)))
    if asked.none:
        options.append(col(Initiative.id).not_in(owners))
    return options


def _kind(asked: _Asked) -> list[ColumnElement[bool]]:
    return [col(Initiative.kind).in_(several("kind", asked.values))] if asked.values else []


def _kpi(asked: _Asked) -> list[ColumnElement[bool]]:
    mentions = asked.within(select(col(KpiMention.initiative_id)), col(KpiMention.plan_id))
    options: list[ColumnElement[bool]] = []
    if asked.values:
        of_kind = mentions.join(Kpi, col(Kpi.id) == col(KpiMention.kpi_id))
        options.append(col(Initiative.id).in_(of_kind.where(col(Kpi.kind).in_(several("kpi", asked.values)))))
    if asked.none:
        options.append(col(Initiative.id).not_in(mentions))
    return options


_FACET_CONDITIONS: Final = {
    "pillar": _pillar,
    "theme": _theme,
    "sdg": _sdg,
    "bureau": _bureau,
    "kind": _kind,
    "kpi": _kpi,
}


def conditions(of: Shape, *, without: frozenset[str] = frozenset()) -> list[ColumnElement[bool]]:
    """What an initiative must satisfy, leaving out some parameters if asked (for facet counts)."""
    found: list[ColumnElement[bool]] = []
    scope = scope_condition(of.scope - without, col(Initiative.plan_id), of.plans)
    if scope is not None:
        found.append(scope)
    if of.indexed:
        found.append(col(Initiative.number).in_(search_index.candidates(stated=of.stated)))
    searched = col(Initiative.folded_stated if of.stated else Initiative.folded)
    found += [searched.like(bindparam(f"word_{n}"), escape="\\") for n in range(of.words)]
    numbers = dict(of.chosen)
    for name, options in _FACET_CONDITIONS.items():
        if name not in without and (name in numbers or name in of.none):
            scoped = of.scope - without
            asked_for = _Asked(numbers.get(name, 0), name in of.none, of.stated, scoped, of.plans)
            found.append(or_(*options(asked_for)))
    return found
