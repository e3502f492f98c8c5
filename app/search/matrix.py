"""Two dimensions crossed: each cell is the total of the query with both set to that cell's options."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from sqlalchemy import Connection

from app.db.statements import CompiledStatement, unindexed
from app.models.public import Public
from app.search.conditions import Compiled, QueryShape, matching, terms_of
from app.search.facets import FacetOption
from app.search.filters import InitiativeFilter


class Matrix(Public):
    """`cells[row][column]`, in the order of `rows` and `columns`. An initiative that has several
    options of an axis counts in each, so rows and columns need not add up to `total`."""

    rows: list[FacetOption]
    columns: list[FacetOption]
    cells: list[list[int]]
    total: int


def cross(
    connection: Connection,
    query: InitiativeFilter,
    compiled: Compiled,
    options: Mapping[str, Sequence[FacetOption]],
    total: int,
    axes: tuple[str, str],
) -> Matrix:
    """The counts of every pair of options of two dimensions (rows, columns) under every other filter. An
    axis that the query filters has the chosen options only. One statement."""
    shape, bound = compiled
    rows, columns = (
        [option for option in options[name] if option.selected or not getattr(query, name)] for name in axes
    )
    found = _statement(shape.without(axes), axes).rows(connection, bound)
    numbers = {(row, column): int(number) for row, column, number in found}
    return Matrix(
        rows=rows,
        columns=columns,
        cells=[[numbers.get((r.value, c.value), 0) for c in columns] for r in rows],
        total=total,
    )


@lru_cache(maxsize=512)
def _statement(shape: QueryShape, axes: tuple[str, str]) -> CompiledStatement:
    """Rows (value of the first axis, value of the second, number of initiatives)."""
    conditions = " AND ".join(
        f"axis_{n}.number = found.number AND {unindexed(f'axis_{n}.term_id', shape.dialect)}"
        f" IN ({terms_of(shape, [name])})"
        for n, name in enumerate(axes, start=1)
    )
    flag = shape.flag
    return CompiledStatement(
        f"WITH matching AS MATERIALIZED ({matching(shape)}), crossed AS MATERIALIZED ("
        f"SELECT axis_1.term_id AS term_1, axis_2.term_id AS term_2,"
        f" sum(found.{flag} * axis_1.{flag} * axis_2.{flag}) AS number"
        f" FROM matching AS found CROSS JOIN facet AS axis_1 CROSS JOIN facet AS axis_2"
        f" WHERE {conditions}"
        " GROUP BY axis_1.term_id, axis_2.term_id)"
        f" SELECT {_value('first')}, {_value('second')}, sum(number) FROM crossed"
        " JOIN facet_term AS first ON first.id = term_1 JOIN facet_term AS second ON second.id = term_2"
        " GROUP BY 1, 2"
    )


def _value(term: str) -> str:
    """The value of a term's option: the name, which terms of several plans share."""
    return f"CASE WHEN {term}.key = 'none' THEN {term}.key ELSE {term}.label END"
