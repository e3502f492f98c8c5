"""A file as it is given, told by its first bytes and its sheets: a plan or a report, as JSON or as a workbook."""

from functools import partial
from pathlib import Path

from app.db.store import Store
from app.importer.findings import PlanFileError
from app.importer.given_report import GivenReport, as_finding
from app.importer.json_text import decode, read_bytes
from app.importer.plan_source import PlanSource, read_workbook
from app.importer.prepare_report import is_report
from app.importer.report_form import stored_report_of
from app.importer.stored_items import stored_items
from app.workbook.findings import WorkbookError
from app.workbook.limits import is_workbook
from app.workbook.report_merge import StoredReport, merge_report
from app.workbook.report_reader import is_report_workbook, read_report

Given = PlanSource | GivenReport


def given_text(content: str) -> Given:
    return GivenReport(content) if is_report(content) else PlanSource(content)


def read_given(path: Path, store: Store | None = None) -> Given:
    """`store` is asked for what it knows of what a workbook speaks of. Raises PlanFileError."""
    content = read_bytes(path)
    if not is_workbook(content, path.name):
        return given_text(decode(content))
    try:
        if is_report_workbook(content):
            return _report(content, store)
    except WorkbookError as error:
        raise PlanFileError(error.stage, list(map(as_finding, error.findings))) from error
    return read_workbook(content) if store is None else read_workbook(content, partial(stored_items, store))


def _report(content: bytes, store: Store | None) -> GivenReport:
    book = read_report(content)
    stored = StoredReport()
    if store is not None and book.plan is not None and book.key is not None:
        stored = stored_report_of(store, book.plan, book.key, book.base)
    return GivenReport.of_workbook(merge_report(book, stored))
