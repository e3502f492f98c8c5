"""A plan as it is given: a plan file (JSON), or its workbook (XLSX), whose errors name cells."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.importer.cell_messages import in_words_of_workbook
from app.importer.findings import Finding, PlanFileError
from app.importer.json_text import decode, read_bytes
from app.importer.locations import locate
from app.importer.plan_index import PlanIndex
from app.importer.prepare import PreparedPlan, cautions_of, check_text, prepare, prepared
from app.importer.suspect_characters import suspect_characters
from app.workbook.findings import CellFinding, Place, WorkbookError, folded_findings
from app.workbook.limits import is_workbook
from app.workbook.numbering import NOTHING_STORED
from app.workbook.plan_reader import PlanBook, StoredItemsOf, read_plan

SUFFIXES: Final = (".json", ".xlsx")
_DIGEST: Final = "本文を直したのなら、この欄を空にしてください。"


@dataclass(frozen=True, slots=True)
class PlanSource:
    """`content` is the plan file; `book` the workbook that it was read from."""

    content: str
    book: PlanBook | None = None

    @property
    def assigned(self) -> dict[str, str]:
        """The new ids with the rows that got them."""
        return self.book.assigned if self.book else {}

    def check(self) -> PlanIndex:
        """Raises PlanFileError with the places in what was given."""
        try:
            return check_text(self.content)
        except PlanFileError as error:
            raise self.located(error) from error

    def prepare(self) -> PreparedPlan:
        """Raises PlanFileError with the places in what was given."""
        if self.book is None:
            return prepare(self.content)
        sheet = self.check()
        return replace(prepared(sheet), cautions=self.cautions(sheet), base=self.book.base)

    def cautions(self, sheet: PlanIndex) -> tuple[Finding, ...]:
        found = cautions_of(sheet, self.content)
        if self.book is None:
            return found
        return (*map(_as_finding, self.book.notices), *self._in_cells(found))

    def suspects(self) -> tuple[Finding, ...]:
        """Characters that are mostly not meant."""
        found = suspect_characters(self.content)
        return found if self.book is None else self._in_cells(found)

    def located(self, error: PlanFileError) -> PlanFileError:
        """An error with the places in what was given."""
        if self.book is None:
            return locate(error, self.content)
        return PlanFileError(error.stage, self._in_cells(error.findings))

    def _in_cells(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(map(_as_finding, folded_findings(map(self._in_cell, findings))))

    def _in_cell(self, finding: Finding) -> CellFinding:
        place = self._place(finding.where)
        message = in_words_of_workbook(finding.message, self._place)
        if finding.where.endswith(("/text_sha256", "/text_length")):
            message += _DIGEST
        return CellFinding(place, message, tuple(map(self._in_cell, finding.consequences)))

    def _place(self, where: str) -> Place:
        """The cell of a JSON pointer, or of what encloses it."""
        known = self.book.places if self.book else {}
        while where and where not in known:
            where = where.rpartition("/")[0]
        return known.get(where, Place("計画"))


def read_source(path: Path, stored: StoredItemsOf = lambda _: NOTHING_STORED) -> PlanSource:
    """A plan file or a workbook, told by its first bytes. `stored` is asked for what a store knows of the plan
    of a workbook. Raises PlanFileError."""
    content = read_bytes(path)
    if not is_workbook(content, path.name):
        return PlanSource(decode(content))
    return read_workbook(content, stored)


def read_workbook(content: bytes, stored: StoredItemsOf = lambda _: NOTHING_STORED) -> PlanSource:
    """Raises PlanFileError."""
    try:
        book = read_plan(content, stored)
    except WorkbookError as error:
        raise PlanFileError(error.stage, list(map(_as_finding, error.findings))) from error
    return PlanSource(json.dumps(book.file, ensure_ascii=False), book)


def _as_finding(finding: CellFinding) -> Finding:
    consequences = tuple(map(_as_finding, finding.follows))
    return Finding(str(finding.place), finding.message, consequences=consequences)
