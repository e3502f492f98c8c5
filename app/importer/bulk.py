"""Many plan files: prepared in another process while this one writes, one transaction a plan.

Files are taken one after the other and only a few ahead of the writing, so that memory does not
depend on how many there are.
"""

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.db import Store
from app.importer.load import Clock, Outcome, import_prepared, utc_now
from app.importer.prepare import Prepared, prepare
from app.importer.problems import Finding, PlanFileError
from app.importer.text import read_file

AHEAD: Final = 6
"""Plans that are prepared ahead of the writer. One process prepares as fast as another writes."""


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


def plan_files(directory: Path) -> list[Path]:
    """The plan files of a directory, in the order of their names."""
    return sorted(path for path in directory.iterdir() if path.suffix == ".json")


def import_files(
    store: Store, paths: Iterable[Path], *, dry_run: bool = False, clock: Clock = utc_now
) -> Iterator[Imported]:
    """Import each file; a refused one does not keep the others out. Yields in the order of `paths`."""
    context = multiprocessing.get_context("spawn")
    waiting: deque[tuple[Path, Future[Prepared | Refusal]]] = deque()
    with store.in_a_row(), ProcessPoolExecutor(1, mp_context=context) as pool:
        try:
            for path in paths:
                waiting.append((path, pool.submit(_prepared, path)))
                if len(waiting) > AHEAD:
                    yield _imported(store, *waiting.popleft(), dry_run=dry_run, clock=clock)
            while waiting:
                yield _imported(store, *waiting.popleft(), dry_run=dry_run, clock=clock)
        finally:
            pool.shutdown(cancel_futures=True)


def _prepared(path: Path) -> Prepared | Refusal:
    try:
        return prepare(read_file(path))
    except PlanFileError as error:
        return Refusal(error.stage, error.findings)


def _imported(
    store: Store, path: Path, future: Future[Prepared | Refusal], *, dry_run: bool, clock: Clock
) -> Imported:
    plan = future.result()
    if isinstance(plan, Refusal):
        return Imported(path, 0, plan)
    try:
        outcome = import_prepared(store, plan, dry_run=dry_run, clock=clock)
    except PlanFileError as error:
        return Imported(path, 0, Refusal(error.stage, error.findings))
    return Imported(path, len(plan.terms), outcome)
