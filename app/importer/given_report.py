"""A report as it is given: a report file (JSON), or its workbook (XLSX), whose errors name cells."""

import json
from dataclasses import dataclass, replace
from typing import Final

from app.db.store import Store
from app.importer.findings import Finding, PlanFileError
from app.importer.import_report import import_report
from app.importer.locations import with_places
from app.importer.outcome import Clock, Outcome, utc_now
from app.importer.prepare_report import Merged, PreparedReport, prepare_report
from app.importer.report_cautions import word_cautions
from app.importer.report_messages import in_words_of_workbook
from app.workbook.findings import CellFinding, Place, folded_findings
from app.workbook.report_merge import MergedReport
from app.workbook.report_sheets import REPORT

_AGAIN: Final = "この様式を作った後に、別の登録がありました。続けて書くときは、hoshin workbook で作り直した様式を使ってください。"


@dataclass(frozen=True, slots=True)
class GivenReport:
    """`content` is the report file; `book` the workbook that it was read from."""

    content: str
    book: MergedReport | None = None

    @classmethod
    def of_workbook(cls, book: MergedReport) -> "GivenReport":
        return cls(json.dumps(book.file, ensure_ascii=False), book)

    def prepare(self) -> PreparedReport:
        """Raises PlanFileError with the places in what was given."""
        try:
            report = prepare_report(self.content)
        except PlanFileError as error:
            raise self.located(error) from error
        return report if self.book is None else replace(report, merged=Merged(self.book.stored.text))

    def cautions(self, report: PreparedReport) -> tuple[Finding, ...]:
        """What can be said without the plan."""
        found = tuple(word_cautions(report.file))
        return with_places(found, self.content) if self.book is None else self._with_notices(found)

    def located(self, error: PlanFileError) -> PlanFileError:
        """An error with the places in what was given; those of a report file are there already."""
        return error if self.book is None else PlanFileError(error.stage, self._in_cells(error.findings))

    def outcome(self, outcome: Outcome) -> Outcome:
        """An outcome with the places in what was given."""
        if self.book is None:
            return outcome
        outcome = replace(outcome, cautions=self._with_notices(outcome.cautions))
        if outcome.revision is None:
            return outcome
        if self.book.base_at is None:
            return replace(outcome, notice=_AGAIN)
        return replace(outcome, renewed={**self.book.marks, self.book.base_at: str(outcome.revision)})

    def _with_notices(self, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
        notices = self.book.notices if self.book else ()
        return (*map(as_finding, notices), *self._in_cells(found))

    def _in_cells(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(map(as_finding, folded_findings(map(self._in_cell, findings))))

    def _in_cell(self, finding: Finding) -> CellFinding:
        consequences = tuple(map(self._in_cell, finding.consequences))
        return CellFinding(self._place(finding.where), in_words_of_workbook(finding.message), consequences)

    def _place(self, where: str) -> Place:
        """The cell of a JSON pointer, or of what encloses it."""
        known = self.book.places if self.book else {}
        while where and where not in known:
            where = where.rpartition("/")[0]
        return known.get(where, Place(REPORT.title))


def as_finding(finding: CellFinding) -> Finding:
    consequences = tuple(map(as_finding, finding.follows))
    return Finding(str(finding.place), finding.message, consequences=consequences)


def import_given_report(
    store: Store,
    given: GivenReport,
    report: PreparedReport,
    *,
    dry_run: bool = False,
    clock: Clock = utc_now,
) -> Outcome:
    """Import what was given, prepared as `report`. Raises PlanFileError; then nothing was written."""
    try:
        outcome = import_report(store, report, dry_run=dry_run, clock=clock)
    except PlanFileError as error:
        raise given.located(error) from error
    return given.outcome(outcome)
