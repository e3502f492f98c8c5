"""When an item last changed, read from the change records and never guessed from the newest import."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.models import Change, Revision

_ATTACHED: Final = ("kpi", "correction", "link")
"""What is an item of its own in the data file and is shown with the initiatives that it speaks of."""


def last_changed(session: Session, plan_ids: Iterable[str]) -> dict[str, datetime]:
    """For each item of the plans, withdrawn ones too, the moment of its last change. A KPI, a correction
    or a link that came, changed or went is a change of the initiatives that it speaks of. Two statements."""
    of_plans = col(Change.plan_id).in_(list(plan_ids))
    joined = col(Revision.id) == col(Change.revision_id)
    own = (
        select(col(Change.item_id), func.max(col(Revision.at)))
        .join(Revision, joined)
        .where(of_plans)
        .group_by(col(Change.item_id))
    )
    found: dict[str, datetime] = {item_id: at for item_id, at in session.execute(own)}
    attached = (
        select(col(Change.before), col(Change.after), col(Revision.at))
        .join(Revision, joined)
        .where(of_plans, col(Change.item_type).in_(_ATTACHED))
    )
    for before, after, at in session.execute(attached):
        for item_id in {*_spoken_of(before), *_spoken_of(after)}:
            found[item_id] = max(at, found.get(item_id, at))
    return found


def _spoken_of(entry: Mapping[str, Any] | None) -> Iterator[str]:
    """The items that a KPI mentions, a correction reads or a link joins."""
    if entry is None:
        return
    yield from (mention["id"] for mention in entry.get("mentions", ()))
    yield from entry.get("items", ())
    if "item" in entry:
        yield entry["item"]
