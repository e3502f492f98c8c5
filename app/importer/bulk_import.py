"""Many plan files: a worker process prepares them while this one writes, some plans a transaction."""

import json
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import closing
from itertools import groupby, islice
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import Connection

from app.db.store import Store
from app.importer.diff import STAGE
from app.importer.findings import Finding, PlanFileError, printable
from app.importer.given_file import Given, given_text, read_given
from app.importer.given_report import GivenReport, import_given_report
from app.importer.import_plan import import_prepared, of_workbook
from app.importer.json_text import read_bytes, read_file
from app.importer.outcome import Clock, Outcome, utc_now
from app.importer.plan_source import SUFFIXES, read_source
from app.importer.prepare import PreparedPlan, prepare
from app.importer.prepare_report import is_report
from app.importer.report_file import is_report_id, report_id
from app.importer.worker import batches, compute_ahead
from app.workbook.findings import WorkbookError
from app.workbook.report_reader import is_report_workbook


class FileResult(NamedTuple):
    """The result of one file: its outcome, or the error for which nothing of it was written."""

    path: Path
    initiatives: int
    result: Outcome | PlanFileError


def plan_files(directory: Path) -> list[Path]:
    """The plan files of a directory, in the order of their names."""
    return sorted(filter(_is_plan_file, directory.iterdir()))


def passed_over(directory: Path) -> list[Path]:
    """What else is in a directory: other files, hidden ones (`._x.json` of macOS), locks of Office (`~$x.json`), folders."""
    return sorted(path for path in directory.iterdir() if not _is_plan_file(path))


def _is_plan_file(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~$")) and not path.is_dir()


def import_files(
    store: Store,
    paths: Sequence[Path],
    *,
    dry_run: bool = False,
    replace: bool = False,
    clock: Clock = utc_now,
) -> Iterator[FileResult]:
    """Import each file; a rejected one does not stop the others, and of files that claim one plan or report
    none is imported. Workbooks of one report are: each says what is new. Yields in the order of `paths`, reports
    after all plans, each when it is committed."""
    reports = set(filter(_is_report, paths))
    # What a workbook or a report says depends on what is stored: of files that were imported before it, too.
    apart = reports.union(filter(_is_workbook, paths))
    ordered = sorted(paths, key=reports.__contains__)
    import_ = _Import(store, plan_claims(paths), dry_run, replace, clock)
    # Closed, because nobody asks for more results than there are files: the worker would end with the interpreter.
    with closing(compute_ahead(_prepare_file, (path for path in ordered if path not in apart))) as ahead:
        for is_apart, files in groupby(ordered, apart.__contains__):
            if is_apart:
                yield from map(import_.apart, files)
            else:
                for batch in batches(files):
                    yield from import_.together(batch, list(islice(ahead, len(batch))))


class _Import(NamedTuple):
    """The import of several files. `claims` are the names of the files that claim each plan or report."""

    store: Store
    claims: dict[str, list[str]]
    dry_run: bool
    replace: bool
    clock: Clock

    def together(self, paths: Sequence[Path], prepared: Sequence[Future[PreparedPlan]]) -> list[FileResult]:
        """Import plans in one transaction, which begins when all are prepared."""
        wait(prepared)
        with self.store.writing() as connection:
            return [self._plan(connection, *one) for one in zip(paths, prepared, strict=True)]

    def _plan(self, connection: Connection, path: Path, prepared: Future[PreparedPlan]) -> FileResult:
        try:
            plan = prepared.result()
            return FileResult(path, len(plan.rows.terms), self._write(connection, plan))
        except PlanFileError as error:
            if error.stage == STAGE:
                error = given_text(read_file(path)).located(error)
            return FileResult(path, 0, error)

    def _write(self, connection: Connection, plan: PreparedPlan) -> Outcome:
        check_claims(plan.plan_id, self.claims)
        return import_prepared(connection, plan, dry_run=self.dry_run, replace=self.replace, clock=self.clock)

    def apart(self, path: Path) -> FileResult:
        """Import a workbook or a report."""
        source: Given | None = None
        try:
            source = read_given(path, self.store)
            return self._given(path, source)
        except PlanFileError as error:
            return FileResult(path, 0, source.located(error) if source and error.stage == STAGE else error)

    def _given(self, path: Path, source: Given) -> FileResult:
        if isinstance(source, GivenReport):
            report = source.prepare()
            check_claims(report.file.id, self.claims)
            done = import_given_report(self.store, source, report, dry_run=self.dry_run, clock=self.clock)
            return FileResult(path, 0, done)
        plan = source.prepare()
        with self.store.writing() as connection:
            outcome = self._write(connection, plan)
        return FileResult(path, len(plan.rows.terms), of_workbook(outcome, source, plan))


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() == ".xlsx"


def _is_report(path: Path) -> bool:
    """False where it cannot be read: its checks say why."""
    try:
        return is_report_workbook(read_bytes(path)) if _is_workbook(path) else is_report(read_file(path))
    except (PlanFileError, WorkbookError):
        return False


def _prepare_file(path: Path) -> PreparedPlan:
    return prepare(read_file(path))


# The id of a plan: no other member of a plan file has such an `id`.
_PLAN_ID: Final = re.compile(r'"id"\s*:\s*"([0-9]{6}-[0-9]{4}(?:_[a-z][a-z0-9]*)?)"')


def plan_claims(paths: Sequence[Path]) -> dict[str, list[str]]:
    """The names of the files that claim each plan or report."""
    claims: dict[str, list[str]] = {}
    for path in paths:
        if (plan_id := _claimed(path)) is not None:
            claims.setdefault(plan_id, []).append(path.name)
    return claims


def _claimed(path: Path) -> str | None:
    """The id of a file's plan or report, None where it cannot be read: its checks say why."""
    try:
        if _is_workbook(path):
            if _is_report(path):
                return None
            plan_id = json.loads(read_source(path).content)["plan"]["id"]
            return plan_id if isinstance(plan_id, str) else None
        content = read_file(path)
        if is_report(content):
            file = json.loads(content)
            return report_id(file["plan"], file["key"])
        found = set(_PLAN_ID.findall(content))
        # To parse every file would take a tenth of the time of an import.
        plan_id = found.pop() if len(found) == 1 else json.loads(content)["plan"]["id"]
    except (PlanFileError, ValueError, LookupError, TypeError, RecursionError):
        return None
    return plan_id if isinstance(plan_id, str) else None


def check_claims(claimed: str, claims: dict[str, list[str]]) -> None:
    """Raises PlanFileError for a plan or report that several files claim: each would be stored over the one
    before."""
    names = claims.get(claimed, [])
    if len(names) < 2:
        return
    what, where = ("報告", "/key") if is_report_id(claimed) else ("計画", "/plan/id")
    advice = (
        "記号（key）を変えてください。"
        if is_report_id(claimed)
        else f"IDに短い名前を付けてください（例 {claimed.partition('_')[0]}_chuki）。"
    )
    message = (
        f"{what}「{claimed}」のファイルが{len(names)}つあります（{'、'.join(map(printable, names))}）。どれも"
        f"登録していません。同じ{what}なら新しいものだけを残し、別の{what}なら、{advice}"
    )
    raise PlanFileError(STAGE, [Finding(where, message)])
