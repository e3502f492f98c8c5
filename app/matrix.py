"""Two facets crossed: each cell is the total of the query with both set to that cell's options."""

from functools import lru_cache

from sqlmodel import Session

from app.facets import FacetOption, counted, facets
from app.filters import NONE, InitiativeFilter
from app.models.public import Public
from app.options import AnySelect
from app.query import Shape, count, parameters, shape


class Matrix(Public):
    """`cells[row][column]`, in the order of `rows` and `columns`. An initiative that has several
    options of an axis counts in each, so rows and columns need not add up to `total`."""

    rows: list[FacetOption]
    columns: list[FacetOption]
    cells: list[list[int]]
    total: int


@lru_cache(maxsize=512)
def _statement(of: Shape, names: tuple[str, ...]) -> AnySelect:
    return counted(names, of)


def matrix(
    session: Session, query: InitiativeFilter, chosen: dict[str, set[str]], rows: str, columns: str
) -> Matrix:
    """The counts of every pair of options; `chosen` comes from check_values."""
    total = count(session, query)
    options = facets(session, query, chosen, total).facets
    numbers: dict[tuple[str, str], int] = {}
    names = (rows,) if rows == columns else (rows, columns)
    for row in session.execute(_statement(shape(query), names), parameters(query)):
        values = [NONE if value is None else value for value in row[2:-1]]
        numbers[values[0], values[-1]] = row.number
    return Matrix(
        rows=options[rows],
        columns=options[columns],
        cells=[[numbers.get((r.value, c.value), 0) for c in options[columns]] for r in options[rows]],
        total=total,
    )
