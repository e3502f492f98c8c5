"""Small shapes beside words: the colour of a pillar, and the place of a period within that of its plan."""

import re
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlmodel import Session, col

from app.models import Pillar

_HUES: Final = 8
_NUMBER: Final = re.compile(r"[0-9]+$")


def hue(pillar_id: str) -> int:
    """The number of a pillar's colour, 1 to 8. Decoration alone: two pillars may have the same."""
    found = _NUMBER.search(pillar_id)
    return (int(found[0]) - 1) % _HUES + 1 if found else _HUES


def pillar_hues(session: Session, plan_id: str | None) -> dict[str, int]:
    """The colours of one plan's pillars by their names; none for several plans, whose pillars share names."""
    rows = session.execute(select(col(Pillar.name), col(Pillar.id)).where(col(Pillar.plan_id) == plan_id))
    return {name: hue(pillar_id) for name, pillar_id in rows}


def strip(due: dict[str, Any], start: date, end: date | None) -> tuple[int, int] | None:
    """Where a due lies in a period, as begin and width in hundredths of it; None where the period has no end or the
    due is outside it. The dates of a due are those of the API, text."""
    if end is None:
        return None
    first, last = date.fromisoformat(due["start"]), date.fromisoformat(due["end"])
    days = (end - start).days + 1
    if last < start or first > end:
        return None
    begin = max((first - start).days, 0) * 100 // days
    until = -(-min((last - start).days + 1, days) * 100 // days)
    return begin, max(until - begin, 2)
