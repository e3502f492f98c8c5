"""When an item last changed, read from the change records and never guessed from the newest import."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.models import Change, Revision

# Items of their own in the data file that are shown with the initiatives they refer to.
_ATTACHED: Final = ("kpi", "correction", "link")


def last_changed(session: Session, plan_ids: Iterable[str]) -> dict[str, datetime]:
    """The time of the last change by item id, withdrawn items too. A change of a KPI, a correction or a
    link is one of the initiatives that it refers to. Two statements."""
    of_plans = (col(Change.plan_id).in_(list(plan_ids)), col(Revision.id) == col(Change.revision_id))
    own = select(col(Change.item_id), func.max(col(Revision.at))).where(*of_plans)
    found: dict[str, datetime] = {
        row[0]: row[1] for row in session.execute(own.group_by(col(Change.item_id)))
    }
    attached = select(col(Change.before), col(Change.after), col(Revision.at))
    attached = attached.where(*of_plans, col(Change.item_type).in_(_ATTACHED))
    for before, after, at in session.execute(attached):
        for item_id in {*_referred_items(before or {}), *_referred_items(after or {})}:
            found[item_id] = max(at, found.get(item_id, at))
    return found


def _referred_items(entry: Mapping[str, Any]) -> Iterator[str]:
    """The items that a KPI mentions, a correction reads or a link joins."""
    yield from (mention["id"] for mention in entry.get("mentions", ()))
    yield from entry.get("items", ())
    if "item" in entry:
        yield entry["item"]
