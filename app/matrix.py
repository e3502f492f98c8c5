"""Two facets crossed: each cell is the total of the query with both set to that cell's options."""

from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, select
from sqlalchemy import cast as sql_cast
from sqlmodel import Session, col

from app.clauses import Shape, conditions, is_stated
from app.facets import FacetOption, Facets, facets
from app.filters import NONE, InitiativeFilter
from app.models import (
    Initiative,
    InitiativeOrganisation,
    Kpi,
    KpiMention,
    Organisation,
    Pillar,
    SdgTag,
    Theme,
)
from app.models.public import Public
from app.models.types import Code
from app.models.vocabulary import Role
from app.options import Chosen
from app.prepared import Prepared
from app.query import asked, count


class Matrix(Public):
    """`cells[row][column]`, in the order of `rows` and `columns`. An initiative that has several
    options of an axis counts in each, so rows and columns need not add up to `total`."""

    rows: list[FacetOption]
    columns: list[FacetOption]
    cells: list[list[int]]
    total: int


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
            found[0] = (target, and_(condition, is_stated(self.basis)))
        return found


_JOINED: Final[dict[str, _Joined]] = {
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


@lru_cache(maxsize=512)
def _statement(of: Shape, names: tuple[str, ...]) -> Prepared:
    """How many initiatives have each value of one facet, or of two crossed, under every other filter."""
    joined = [_JOINED[name] for name in names]
    values = [one.value for one in joined]
    statement = select(
        *(sql_cast(value, Code).label(f"value_{n}") for n, value in enumerate(values)),
        func.count(col(Initiative.id).distinct()).label("number"),
    ).select_from(Initiative)
    for target, on in (join for one in joined for join in one.on(stated=of.stated)):
        statement = statement.outerjoin(target, on)
    return Prepared(statement.where(*conditions(of, without=frozenset(names))).group_by(*values))


def matrix(session: Session, query: InitiativeFilter, chosen: Chosen, rows: str, columns: str) -> Matrix:
    """The counts of every pair of options; `chosen` comes from check_values."""
    return cross(session, query, facets(session, query, chosen, count(session, query)), rows, columns)


def cross(session: Session, query: InitiativeFilter, counted: Facets, rows: str, columns: str) -> Matrix:
    """The same where the facets are counted already. An axis that the query itself filters has the
    chosen options only: what was filtered out must not come back as a row. One statement."""
    numbers: dict[tuple[str, str], int] = {}
    names = (rows,) if rows == columns else (rows, columns)
    of, bound = asked(session, query)
    for *found, number in _statement(of, names).rows(session.connection(), bound):
        values = [NONE if value is None else value for value in found]
        numbers[values[0], values[-1]] = number
    down, across = _axis(query, counted, rows), _axis(query, counted, columns)
    return Matrix(
        rows=down,
        columns=across,
        cells=[[numbers.get((r.value, c.value), 0) for c in across] for r in down],
        total=counted.total,
    )


def _axis(query: InitiativeFilter, counted: Facets, name: str) -> list[FacetOption]:
    options = counted.facets[name]
    return [option for option in options if option.selected] if getattr(query, name) else options
