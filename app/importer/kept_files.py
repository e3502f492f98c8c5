"""The files that revisions keep: of a plan, and of its reports."""

from typing import Final, NamedTuple

from sqlalchemy import Connection, Row, bindparam, select
from sqlmodel import col

from app.importer import diff
from app.importer.findings import PlanFileError
from app.models import Change, Revision
from app.models.vocabulary import Action

# The largest number of a revision.
_LAST: Final = 2**31 - 1
_UNTIL: Final = (col(Revision.plan_id) == bindparam("plan"), col(Revision.id) <= bindparam("until"))
_NEWEST: Final = (
    select(col(Revision.file), col(Revision.sha256))
    .where(*_UNTIL, col(Revision.report_id).is_(None))
    .order_by(col(Revision.id).desc())
    .limit(1)
)
_REPORTS: Final = (
    select(col(Revision.report_id), col(Revision.file))
    .where(*_UNTIL, col(Revision.report_id).is_not(None))
    .order_by(col(Revision.id))
)


class KeptPlan(NamedTuple):
    """What a plan's data are derived from: its newest file and those of its reports."""

    file: str
    reports: tuple[str, ...] = ()


def newest_revision(connection: Connection, plan_id: str, until: int = _LAST) -> Row[str, str] | None:
    """The canonical file of a plan's newest revision, of those up to one, and the digest of its content. None for
    a plan that was not imported by then."""
    return connection.execute(_NEWEST, {"plan": plan_id, "until": until}).first()


def kept_reports(connection: Connection, plan_id: str, until: int = _LAST) -> dict[str, str]:
    """The newest file of each report of a plan, by the report's id."""
    rows = connection.execute(_REPORTS, {"plan": plan_id, "until": until})
    return {str(row[0]): row[1] for row in rows}


def kept_plan(connection: Connection, plan_id: str, until: int = _LAST) -> KeptPlan | None:
    """The newest files of a plan and its reports, None for a plan that was not imported by then."""
    revision = newest_revision(connection, plan_id, until)
    if revision is None:
        return None
    return KeptPlan(revision.file, tuple(kept_reports(connection, plan_id, until).values()))


def tombstones_of(connection: Connection, plan_id: str) -> diff.Tombstones:
    """What was ever withdrawn of a plan, each by its newest record."""
    statement = (
        select(col(Change.item_id), col(Change.item_type), col(Change.reason), col(Change.replaced_by))
        .where(col(Change.plan_id) == plan_id, col(Change.action) == Action.WITHDRAWN.value)
        .order_by(col(Change.revision_id))
    )
    return {row[0]: diff.Tombstone(*row[1:]) for row in connection.execute(statement)}


def current_form(content: str) -> str:
    """A stored file as this version writes it: fields that were added since have their defaults, so that
    the same file imported again is no change. A file without the shape of a plan, such as the header that
    stays of a withdrawn one, is returned as it is."""
    # Not with this module: a service starts without what reads plan files.
    from app.importer.prepare import parse, plain  # noqa: PLC0415

    try:
        return diff.canonical(diff.compact(plain(parse(content))))
    except PlanFileError:
        return content
