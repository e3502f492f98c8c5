"""Many plan files: a worker process prepares them while this one writes, one transaction a plan."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from app.db.store import Store
from app.importer.diff import STAGE
from app.importer.findings import Finding, PlanFileError
from app.importer.import_plan import Clock, Outcome, import_prepared, utc_now
from app.importer.json_text import read_file
from app.importer.locations import locate
from app.importer.prepare import PreparedPlan, prepare
from app.importer.worker import compute_ahead


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
    return path.suffix.lower() == ".json" and not path.name.startswith((".", "~$")) and not path.is_dir()


def import_files(
    store: Store,
    paths: Sequence[Path],
    *,
    dry_run: bool = False,
    replace: bool = False,
    clock: Clock = utc_now,
) -> Iterator[FileResult]:
    """Import each file; a rejected one does not stop the others. Yields in the order of `paths`."""
    first: dict[str, Path] = {}
    for path, prepared in zip(paths, compute_ahead(_prepare_file, paths), strict=True):
        try:
            plan = prepared.result()
            if first.setdefault(plan.plan_id, path) != path:
                raise PlanFileError(STAGE, [_twice(plan.plan_id, first[plan.plan_id])])
            outcome = import_prepared(store, plan, dry_run=dry_run, replace=replace, clock=clock)
        except PlanFileError as error:
            yield FileResult(path, 0, locate(error, read_file(path)) if error.stage == STAGE else error)
        else:
            yield FileResult(path, len(plan.rows.terms), outcome)


def _prepare_file(path: Path) -> PreparedPlan:
    return prepare(read_file(path))


def _twice(plan_id: str, other: Path) -> Finding:
    """Of two files of one plan the second would be stored over the first, and the first again next time."""
    return Finding(
        "/plan/id",
        f"計画「{plan_id}」のファイルはもう1つあります（{other.name}）。新しいほうだけを残してください。",
    )
