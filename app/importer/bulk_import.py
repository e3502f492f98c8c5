"""Many plan files: prepared in another process while this one writes, one transaction a plan.

Files are taken one after the other and hardly ahead of the writing, so that memory does not depend on
how many there are.
"""

import gc
import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from app.db.store import Store
from app.importer.findings import Finding, PlanFileError
from app.importer.import_plan import Clock, Outcome, import_prepared, utc_now
from app.importer.json_text import read_file
from app.importer.prepare import PreparedPlan, prepare


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file was not imported; nothing of it was written."""

    stage: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file."""

    path: Path
    initiatives: int
    result: Outcome | Refusal


Plans = Iterator[tuple[Path, PreparedPlan | Refusal]]


def plan_files(directory: Path) -> list[Path]:
    """The plan files of a directory, in the order of their names."""
    return sorted(path for path in directory.iterdir() if path.suffix == ".json")


def import_files(
    store: Store, paths: Sequence[Path], *, dry_run: bool = False, clock: Clock = utc_now
) -> Iterator[Imported]:
    """Import each file; a refused one does not keep the others out. Yields in the order of `paths`."""
    with preparing(paths) as plans:
        yield from import_plans(store, plans, dry_run=dry_run, clock=clock)


@contextmanager
def preparing(paths: Sequence[Path]) -> Iterator[Plans]:
    """The files as plans that another process prepares from now on. It stops where the pipe is full, and
    ends with this process however that ends."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_prepare_all, args=(theirs, paths), daemon=True)
    process.start()
    theirs.close()  # or this process would never see that the other has ended
    try:
        yield ((path, _next(ours)) for path in paths)
    finally:
        ours.close()
        process.terminate()
        process.join()


def import_plans(
    store: Store, plans: Plans, *, dry_run: bool = False, clock: Clock = utc_now
) -> Iterator[Imported]:
    """Import the plans as they are prepared."""
    for path, plan in plans:
        yield _imported(store, path, plan, dry_run=dry_run, clock=clock)


def _next(prepared: Connection) -> PreparedPlan | Refusal:
    try:
        plan: PreparedPlan | Refusal = prepared.recv()
    except EOFError as error:
        raise RuntimeError("the process that prepares the plans has ended") from error
    return plan


def _prepare_all(results: Connection, paths: Sequence[Path]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the process that imports
    # What is loaded stays, and a plan leaves no cycles behind: looking for some within each plan would
    # cost a tenth of its time.
    gc.freeze()
    gc.set_threshold(100_000)
    with suppress(ConnectionError):
        for path in paths:
            results.send(_prepared(path))


def _prepared(path: Path) -> PreparedPlan | Refusal:
    try:
        return prepare(read_file(path))
    except PlanFileError as error:
        return Refusal(error.stage, error.findings)


def _imported(
    store: Store, path: Path, plan: PreparedPlan | Refusal, *, dry_run: bool, clock: Clock
) -> Imported:
    if isinstance(plan, Refusal):
        return Imported(path, 0, plan)
    try:
        outcome = import_prepared(store, plan, dry_run=dry_run, clock=clock)
    except PlanFileError as error:
        return Imported(path, 0, Refusal(error.stage, error.findings))
    return Imported(path, len(plan.rows.terms), outcome)
