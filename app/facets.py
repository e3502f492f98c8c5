"""What a query can be narrowed by: the options of each facet with their counts.

An option's count is the total of the same query with this facet set to that option alone.
"""

from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, literal, select, union_all
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.filters import FACETS, NONE, SCOPES, InitiativeFilter
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
from app.models.public import Public
from app.models.types import Code
from app.models.vocabulary import STATED_BASES, InitiativeKind, KpiKind, Role
from app.options import MOST_PLANS, WITH_NONE, AnyCompound, AnySelect, Chosen, options_statement
from app.query import Shape, asked, conditions
from app.reference import sdg_goals

_NONE_LABELS: Final = {
    "pillar": "柱の記載なし",
    "theme": "施策なし（局事業）",
    "sdg": "SDGsタグなし",
    "bureau": "所管局の記載なし（区の取組）",
    "kpi": "指標なし",
}


class FacetOption(Public):
    value: str
    label: str
    count: int
    count_stated: int
    selected: bool


class Facets(Public):
    """`total` is that of the query itself; each facet is counted under the other filters."""

    total: int
    facets: dict[str, list[FacetOption]]


class _Joined(NamedTuple):
    """How an initiative reaches one facet's value (NULL is `none`): outer joins in order. `basis` says
    what the relation rests on; with `basis=stated` the first join takes only what is stated."""

    value: SQLColumnExpression[Any]
    joins: tuple[tuple[Any, ColumnElement[bool]], ...]
    basis: SQLColumnExpression[Any] | None = None

    def on(self, *, stated: bool) -> list[tuple[Any, ColumnElement[bool]]]:
        """The joins, each with its condition."""
        found = list(self.joins)
        if stated and self.basis is not None:
            target, condition = found[0]
            found[0] = (target, and_(condition, self.basis.in_(STATED_BASES)))
        return found


_ISSUER: Any = aliased(Organisation)
_OF_PLAN: Final = (
    (Plan, col(Plan.id) == col(Initiative.plan_id)),
    (_ISSUER, _ISSUER.id == col(Plan.issuer_id)),
)
_JOINED: Final[dict[str, _Joined]] = {
    "plan": _Joined(col(Plan.id), _OF_PLAN),
    "year": _Joined(col(Plan.fiscal_year), _OF_PLAN),
    "issuer": _Joined(_ISSUER.name, _OF_PLAN),
    "pillar": _Joined(
        col(Pillar.name),
        ((Pillar, col(Pillar.id) == col(Initiative.pillar_id)),),
        col(Initiative.pillar_basis),
    ),
    "theme": _Joined(col(Theme.name), ((Theme, col(Theme.id) == col(Initiative.theme_id)),)),
    "sdg": _Joined(
        col(SdgTag.goal), ((SdgTag, col(SdgTag.initiative_id) == col(Initiative.id)),), col(SdgTag.basis)
    ),
    "bureau": _Joined(
        col(Organisation.name),
        (
            (
                InitiativeOrganisation,
                and_(
                    col(InitiativeOrganisation.initiative_id) == col(Initiative.id),
                    col(InitiativeOrganisation.role) == Role.RESPONSIBLE.value,
                ),
            ),
            (Organisation, col(Organisation.id) == col(InitiativeOrganisation.organisation_id)),
        ),
        col(InitiativeOrganisation.basis),
    ),
    "kind": _Joined(col(Initiative.kind), ()),
    "kpi": _Joined(
        col(Kpi.kind),
        (
            (KpiMention, col(KpiMention.initiative_id) == col(Initiative.id)),
            (Kpi, col(Kpi.id) == col(KpiMention.kpi_id)),
        ),
    ),
}


def counted(names: tuple[str, ...], of: Shape, *, keep: bool = False) -> AnySelect:
    """How many initiatives have each value of one facet, or of two crossed, under every other filter;
    with `keep` under their own as well."""
    joined = [_JOINED[name] for name in names]
    values = [one.value for one in joined]
    statement = select(
        literal("/".join(names)).label("facet"),
        literal(int(of.stated)).label("stated"),
        *(sql_cast(value, Code).label(f"value_{n}") for n, value in enumerate(values)),
        func.count(col(Initiative.id).distinct()).label("number"),
    ).select_from(Initiative)
    for target, on in (join for one in joined for join in one.on(stated=of.stated)):
        statement = statement.outerjoin(target, on)
    without = frozenset() if keep else frozenset(names)
    return statement.where(*conditions(of, without=without)).group_by(*values)


_CROWDED: Final = ("plan", "issuer")


@lru_cache(maxsize=512)
def _counts_statement(of: Shape, crowded: bool) -> AnyCompound:
    """The counts of every facet. Among a crowd of plans only the chosen one is counted: its own
    condition stays, so that a question about one plan never looks at the others."""
    names = [name for name in (*SCOPES, *FACETS) if not crowded or name not in _CROWDED or name in of.values]
    of_all = [
        counted((name,), one, keep=crowded and name in _CROWDED) for one in _bases(of) for name in names
    ]
    return union_all(*of_all)


def _bases(of: Shape) -> set[Shape]:
    return {of, of._replace(stated=True)}


def facets(session: Session, query: InitiativeFilter, chosen: Chosen, total: int) -> Facets:
    """Every facet with its options in order; `chosen` comes from check_values. Two statements."""
    of, bound = asked(session, query)
    lists = _option_lists(session, of, bound)
    crowded = len(lists["plan"]) > MOST_PLANS
    counts: dict[tuple[str, bool, str], int] = {}
    for row in session.execute(_counts_statement(of, crowded), bound):
        counts[row.facet, bool(row.stated), NONE if row.value_0 is None else row.value_0] = row.number
    if crowded:
        for name in _CROWDED:
            label = next(iter(chosen.get(name, {}).values()), "")
            counted_ones = dict.fromkeys(value for facet, _, value in counts if facet == name)
            lists[name] = [(value, label) for value in counted_ones]
    selected = {name: set(getattr(query, name)) for name in ("sdg", "kind", "kpi")}
    selected |= {name: set(named.values()) for name, named in chosen.items()}
    plans = {query.plan}  # an id or a title, and the option carries the id
    for name in WITH_NONE:
        if NONE in getattr(query, name):
            selected[name] = selected.get(name, set()) | {NONE}

    def option(name: str, value: str, label: str) -> FacetOption:
        return FacetOption(
            value=value,
            label=label,
            count=counts.get((name, of.stated, value), 0),
            count_stated=counts.get((name, True, value), 0),
            selected=bool({value, label} & plans) if name == "plan" else value in selected.get(name, ()),
        )

    return Facets(
        total=total,
        facets={
            name: [option(name, value, label) for value, label in pairs] for name, pairs in lists.items()
        },
    )


def _option_lists(session: Session, of: Shape, bound: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """Value and label of every option, in the order that people see; none of a fixed list is left out."""
    lists: dict[str, dict[str, str]] = {name: {} for name in (*SCOPES, *FACETS)}
    lists["sdg"] = {str(goal["number"]): f"{goal['number']} {goal['name_ja']}" for goal in sdg_goals()}
    lists["kind"] = {kind.value: kind.label for kind in InitiativeKind}
    lists["kpi"] = {kind.value: kind.label for kind in KpiKind}
    rows = session.execute(options_statement(of.values & set(SCOPES)), bound)
    for row in sorted(rows, key=lambda row: (str(row.first), row.second)):
        if row.facet == "plan":
            lists["plan"][row.id] = row.value
        else:
            lists[row.facet][row.value] = row.value
    for name, label in _NONE_LABELS.items():
        lists[name][NONE] = label
    return {name: list(pairs.items()) for name, pairs in lists.items()}
