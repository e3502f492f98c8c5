"""Many plan files: a worker process prepares them while this one writes, one transaction a plan."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from app.db.store import Store
from app.importer.diff import STAGE
from app.importer.findings import Finding, PlanFileError, printable
from app.importer.import_plan import import_prepared, with_numbers
from app.importer.json_text import read_file
from app.importer.outcome import Clock, Outcome, utc_now
from app.importer.plan_source import SUFFIXES, PlanSource, read_source
from app.importer.prepare import PreparedPlan, prepare
from app.importer.stored_items import stored_items
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
    return path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~$")) and not path.is_dir()


def import_files(
    store: Store,
    paths: Sequence[Path],
    *,
    dry_run: bool = False,
    replace: bool = False,
    clock: Clock = utc_now,
) -> Iterator[FileResult]:
    """Import each file; a rejected one does not stop the others, and of files that claim one plan none is
    imported. Yields in the order of `paths`."""
    claims = plan_claims(paths)
    ahead = compute_ahead(_prepare_file, (path for path in paths if not _is_workbook(path)))
    for path in paths:
        source: PlanSource | None = None
        try:
            # The numbers of a workbook depend on what is stored: of files that were imported before it, too.
            if _is_workbook(path):
                source = read_source(path, partial(stored_items, store))
            plan = source.prepare() if source else next(ahead).result()
            check_claims(plan, claims)
            outcome = import_prepared(store, plan, dry_run=dry_run, replace=replace, clock=clock)
        except PlanFileError as error:
            if error.stage == STAGE:
                error = (source or PlanSource(read_file(path))).located(error)
            yield FileResult(path, 0, error)
        else:
            yield FileResult(
                path, len(plan.rows.terms), with_numbers(outcome, source, plan) if source else outcome
            )


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() == ".xlsx"


def _prepare_file(path: Path) -> PreparedPlan:
    return prepare(read_file(path))


# The id of a plan: no other member of a plan file has such an `id`.
_PLAN_ID: Final = re.compile(r'"id"\s*:\s*"([0-9]{6}-[0-9]{4}(?:_[a-z][a-z0-9]*)?)"')


def plan_claims(paths: Sequence[Path]) -> dict[str, list[str]]:
    """The names of the files that claim each plan."""
    claims: dict[str, list[str]] = {}
    for path in paths:
        if (plan_id := _claimed(path)) is not None:
            claims.setdefault(plan_id, []).append(path.name)
    return claims


def _claimed(path: Path) -> str | None:
    """The id of a file's plan, None where it cannot be read: its checks say why."""
    try:
        if _is_workbook(path):
            plan_id = json.loads(read_source(path).content)["plan"]["id"]
            return plan_id if isinstance(plan_id, str) else None
        content = read_file(path)
        found = set(_PLAN_ID.findall(content))
        # To parse every file would take a tenth of the time of an import.
        plan_id = found.pop() if len(found) == 1 else json.loads(content)["plan"]["id"]
    except (PlanFileError, ValueError, LookupError, TypeError, RecursionError):
        return None
    return plan_id if isinstance(plan_id, str) else None


def check_claims(plan: PreparedPlan, claims: dict[str, list[str]]) -> None:
    """Raises PlanFileError for a plan that several files claim: each would be stored over the one before."""
    names = claims.get(plan.plan_id, [])
    if len(names) > 1:
        message = (
            f"計画「{plan.plan_id}」のファイルが{len(names)}つあります（{'、'.join(map(printable, names))}）。どれも"
            "登録していません。同じ計画なら新しいものだけを残し、別の計画なら、IDに短い名前を付けてください"
            f"（例 {plan.plan_id.partition('_')[0]}_chuki）。"
        )
        raise PlanFileError(STAGE, [Finding("/plan/id", message)])
