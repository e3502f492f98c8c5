"""What an import, a withdrawal, an erasure or a rollback did, or would do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from app.importer.diff import ItemChange
from app.importer.findings import Finding
from app.importer.prepare import PreparedPlan
from app.models.vocabulary import Action
from app.workbook.findings import Place

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


class Planned(NamedTuple):
    """What a dry run compared: the stored file of the plan's last revision, None for a new plan, and the plan
    that would be written."""

    last_file: str | None
    plan: PreparedPlan


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or with `dry_run` would do; `revision` is None when nothing was written. `notice`
    and `cautions` are what the person should look at. `planned` is there after a dry run."""

    plan_id: str
    title: str
    revision: int | None
    changes: list[ItemChange]
    notice: str | None = None
    cautions: tuple[Finding, ...] = ()
    planned: Planned | None = None
    # The file with the ids that a workbook lacked, their number, and its notes.
    numbered: str | None = None
    assigned: int = 0
    memos: Mapping[str, str] = field(default_factory=dict)
    # The cells by which the workbook that was given is one of this revision.
    renewed: Mapping[Place, str] = field(default_factory=dict)

    def count(self, action: Action) -> int:
        return sum(change.action == action for change in self.changes)
