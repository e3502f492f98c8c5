"""Errors and notices of a workbook: each names a cell as Excel does."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.errors import CommandError

MAX_FINDINGS: Final = 2000


@dataclass(frozen=True, slots=True)
class Place:
    """A cell, a row or a sheet. `item` is the number of the row's item."""

    sheet: str
    row: int | None = None
    column: str = ""
    heading: str = ""
    item: str = ""

    def __str__(self) -> str:
        cell = f"!{self.column}{self.row}" if self.row else ""
        heading = f"（{self.heading}）" if self.heading else ""
        return f"{self.sheet}{cell}{heading}" + (f"［{self.item}］" if self.item else "")

    @property
    def cell(self) -> tuple[str, int | None, str]:
        return self.sheet, self.row, self.column


@dataclass(frozen=True, slots=True)
class CellFinding:
    """One error of a cell. `follows` are the errors that are gone when this one is."""

    place: Place
    message: str
    follows: tuple["CellFinding", ...] = ()

    def __str__(self) -> str:
        places = "、".join(str(one.place) for one in self.follows[:3])
        more = f" このために、ほか{len(self.follows)}件（{places}）" if self.follows else ""
        return f"{self.place}: {self.message}{more}"

    def as_json(self) -> dict[str, Any]:
        at = self.place
        return {
            "sheet": at.sheet,
            "row": at.row,
            "column": at.column or None,
            "heading": at.heading or None,
            "id": at.item or None,
            "message": self.message,
            "follows": [one.as_json() for one in self.follows],
        }


class WorkbookError(Exception):
    """Every error of the stage that a workbook failed in."""

    def __init__(self, stage: str, findings: Iterable[CellFinding]) -> None:
        self.stage, self.findings = stage, tuple(findings)
        super().__init__(stage, self.findings)

    def __str__(self) -> str:
        return f"{self.stage}: {len(self.findings)}件の誤り"


class TemplateError(CommandError):
    """No such workbook can be made; the message says why."""


@dataclass(slots=True)
class Findings:
    """The errors and notices of one reading; a cell has one error, the first."""

    errors: dict[tuple[str, int | None, str], CellFinding] = field(default_factory=dict)
    # Of an error, the row that it goes with if that row is faulty itself.
    causes: dict[tuple[str, int | None, str], tuple[str, int | None]] = field(default_factory=dict)
    # Kept apart while the sheets are read: they belong to a later stage than missing headings.
    of_cells: list[CellFinding] = field(default_factory=list)
    notices: list[CellFinding] = field(default_factory=list)

    def error(self, place: Place, message: str, cause: Place | None = None) -> None:
        """`cause` is a row: where it is faulty, this error follows from its first one."""
        if len(self.errors) < MAX_FINDINGS and place.cell not in self.errors:
            self.errors[place.cell] = CellFinding(place, message)
            if cause is not None:
                self.causes[place.cell] = (cause.sheet, cause.row)

    def cell_error(self, place: Place, message: str) -> None:
        if len(self.of_cells) < MAX_FINDINGS:
            self.of_cells.append(CellFinding(place, message))

    def begin_cells(self) -> None:
        """From here on the errors are those of cells."""
        for one in self.of_cells:
            self.error(one.place, one.message)

    def notice(self, place: Place, message: str) -> None:
        if len(self.notices) < MAX_FINDINGS:
            self.notices.append(CellFinding(place, message))

    @property
    def is_full(self) -> bool:
        return len(self.errors) >= MAX_FINDINGS

    def is_faulty(self, place: Place) -> bool:
        return place.cell in self.errors

    def raise_any(self, stage: str) -> None:
        """Raises WorkbookError if there are errors."""
        if self.errors:
            raise WorkbookError(stage, self._folded())

    def _folded(self) -> list[CellFinding]:
        heads = {cell: one for cell, one in self.errors.items() if cell not in self.causes}
        first: dict[tuple[str, int | None], tuple[str, int | None, str]] = {}
        for cell in heads:
            first.setdefault(cell[:2], cell)
        for cell, one in self.errors.items():
            if cell in heads:
                continue
            head = first.get(self.causes[cell])
            if head is None:
                heads[cell] = one
            else:
                heads[head] = replace(heads[head], follows=(*heads[head].follows, one))
        return list(heads.values())


def folded_findings(findings: Iterable[CellFinding]) -> tuple[CellFinding, ...]:
    """One error a cell: further ones of a cell follow from its first."""
    heads: dict[tuple[str, int | None, str], CellFinding] = {}
    for one in findings:
        first = heads.setdefault(one.place.cell, one)
        if first is not one and one.message != first.message:
            heads[one.place.cell] = replace(first, follows=(*first.follows, *one.follows))
    return tuple(heads.values())
