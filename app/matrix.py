"""Two facets crossed: each cell is the total of the query with both set to that cell's options."""

from functools import lru_cache

from sqlmodel import Session

from app.facets import FacetOption, Facets, facets
from app.facets import counted as counted_by
from app.filters import NONE, InitiativeFilter
from app.models.public import Public
from app.options import AnySelect, Chosen
from app.query import Shape, asked, count


class Matrix(Public):
    """`cells[row][column]`, in the order of `rows` and `columns`. An initiative that has several
    options of an axis counts in each, so rows and columns need not add up to `total`."""

    rows: list[FacetOption]
    columns: list[FacetOption]
    cells: list[list[int]]
    total: int


@lru_cache(maxsize=512)
def _statement(of: Shape, names: tuple[str, ...]) -> AnySelect:
    return counted_by(names, of)


def matrix(session: Session, query: InitiativeFilter, chosen: Chosen, rows: str, columns: str) -> Matrix:
    """The counts of every pair of options; `chosen` comes from check_values."""
    return cross(session, query, facets(session, query, chosen, count(session, query)), rows, columns)


def cross(session: Session, query: InitiativeFilter, counted: Facets, rows: str, columns: str) -> Matrix:
    """The same where the facets are counted already. An axis that the query itself filters has the
    chosen options only: what was filtered out must not come back as a row. One statement."""
    numbers: dict[tuple[str, str], int] = {}
    names = (rows,) if rows == columns else (rows, columns)
    of, bound = asked(session, query)
    for row in session.execute(_statement(of, names), bound):
        values = [NONE if value is None else value for value in row[2:-1]]
        numbers[values[0], values[-1]] = row.number
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
