"""The matrix as a table: every count a link, totals that show overlaps, four heat levels."""

from collections.abc import Mapping
from dataclasses import asdict
from itertools import pairwise
from typing import Any, Final, NamedTuple

from app.i18n.messages import _
from app.models.columns import Column
from app.pages.urls import query_params, url
from app.search.dimension import NONE
from app.search.dimensions import DIMENSIONS
from app.search.facets import FacetOption
from app.search.filters import InitiativeQuery
from app.search.matrix import Matrix

HEAT_LEVELS: Final = 4
# Several plans together can have any number of themes; a page shows the first of them and says so.
MAX_ROWS: Final = 100


class Cell(NamedTuple):
    """One count. `link` is None for 0; `name` is the accessible name."""

    number: int
    heat: int
    link: str | None
    name: str


class Total(NamedTuple):
    """Initiatives in one row or column, each once; `sum` is what its cells add up to."""

    cell: Cell
    sum: int
    stated: int


class Line(NamedTuple):
    option: FacetOption
    cells: list[Cell]
    total: Total


class Table(NamedTuple):
    """`estimated`: some counts are others without what editors added."""

    columns: list[FacetOption]
    lines: list[Line]
    totals: list[Total]
    whole: Cell
    legend: list[str]
    overlap: list[str]
    left_out: int
    empty_rows: int
    empty_columns: int
    folded: bool
    estimated: bool


def without_empty(crossed: Matrix) -> Matrix:
    """The rows and columns that have an initiative: with several plans most have none."""
    kept = [place for place, column in enumerate(crossed.columns) if column.count]
    lines = [
        (row, cells) for row, cells in zip(crossed.rows, crossed.cells, strict=True) if row.count and kept
    ]
    return Matrix(
        rows=[row for row, _cells in lines],
        columns=[crossed.columns[place] for place in kept],
        cells=[[cells[place] for place in kept] for _row, cells in lines],
        total=crossed.total,
    )


def table(whole: Matrix, query: InitiativeQuery, axes: tuple[str, str], *, folded: bool) -> Table:
    """The matrix with its links; `folded` without its empty rows and columns. A link sets the options of its
    row and column and keeps the rest."""
    crossed, (rows, columns) = without_empty(whole) if folded else whole, axes
    return _table(crossed, query, rows, columns)._replace(
        empty_rows=len(whole.rows) - len(crossed.rows),
        empty_columns=len(whole.columns) - len(crossed.columns),
        folded=folded,
    )


def _table(crossed: Matrix, query: InitiativeQuery, rows: str, columns: str) -> Table:
    highest = max((number for line in crossed.cells for number in line), default=0)
    whole = query.model_copy(update={"sort": "document", "limit": 100, "offset": 0})

    def cell(number: int, names: dict[str, FacetOption], heat: int = 0) -> Cell:
        chosen = whole.model_copy(update={name: [option.value] for name, option in names.items()})
        label = " × ".join(_cell_label(name, option) for name, option in names.items())
        return Cell(number, heat, url(query_params(chosen)) if number else None, label or _("全体"))

    def total(name: str, option: FacetOption, numbers: list[int]) -> Total:
        return Total(cell(option.count, {name: option}), sum(numbers), option.count_stated)

    lines = [
        Line(
            row,
            [
                cell(number, {rows: row, columns: column}, heat_level(number, highest))
                for column, number in zip(crossed.columns, numbers, strict=True)
            ],
            total(rows, row, numbers),
        )
        for row, numbers in zip(crossed.rows, crossed.cells, strict=True)
    ]
    by_column = [list(numbers) for numbers in zip(*crossed.cells, strict=True)] or [
        [] for _column in crossed.columns
    ]
    return Table(
        columns=crossed.columns,
        lines=lines[:MAX_ROWS],
        totals=[
            total(columns, one, numbers) for one, numbers in zip(crossed.columns, by_column, strict=True)
        ],
        whole=cell(crossed.total, {}),
        legend=legend(highest),
        overlap=[_(overlap) for name in (rows, columns) if (overlap := DIMENSIONS[name].overlap)],
        left_out=max(len(lines) - MAX_ROWS, 0),
        empty_rows=0,
        empty_columns=0,
        folded=False,
        estimated=any(one.count != one.count_stated for one in (*crossed.rows, *crossed.columns)),
    )


def _cell_label(name: str, option: FacetOption) -> str:
    return f"SDGs {option.value}" if name == "sdg" and option.value != NONE else option.label


def heat_level(number: int, highest: int) -> int:
    """0 for 0, else the quarter of the highest count that the number lies in: 1 to 4."""
    return -(-number * HEAT_LEVELS // highest) if number else 0


def legend(highest: int) -> list[str]:
    """The counts of each heat level: 1～2件, 3～4件 …; empty for a level without any number."""
    borders = [step * highest // HEAT_LEVELS for step in range(HEAT_LEVELS + 1)]
    return [_range(low + 1, high) for low, high in pairwise(borders)]


def _range(low: int, high: int) -> str:
    if low > high:
        return ""
    return _("%(n)s件", n=low) if low == high else _("%(low)s～%(n)s件", low=low, n=high)


def columns(crossed: Matrix, heading: str) -> list[Column]:
    """The columns of the matrix as a file: one for each option across, and the initiatives of the row."""

    def cell(option: FacetOption, at: int) -> Column:
        about = f"この行と「{option.label}」の両方にあたる取組の件数"
        return Column(option.label, option.value, about, "integer", value=lambda line: line["cells"][at])

    return [
        Column(f"{heading}の値", "value", "絞り込みに使う値。none は記載なし", required=True),
        Column(heading, "label", "行の項目の名称", required=True),
        *(cell(option, at) for at, option in enumerate(crossed.columns)),
        Column("取組の件数", "count", "この行の取組の件数。同じ取組を重ねて数えない", "integer"),
        Column("うち原文に記載", "count_stated", "原文に記載のある関係だけで数えた件数", "integer"),
    ]


def csv_rows(crossed: Matrix) -> list[dict[str, Any]]:
    """The rows of the matrix as a file. No total line: a sum over rows would count initiatives twice."""
    return [
        asdict(option) | {"cells": cells} for option, cells in zip(crossed.rows, crossed.cells, strict=True)
    ]


def title(rows: str, columns: str, titles: Mapping[str, str]) -> str:
    """柱 × SDGs"""
    return f"{titles[rows]} × {titles[columns]}"
