"""The passages and directions of plans that hold the words of a search, beside the initiatives."""

from typing import Final, NamedTuple

from sqlalchemy import column, func, literal, select, text, union_all
from sqlmodel import Session, col

from app.models import Direction, Passage, Plan
from app.models.types import Code
from app.search.filters import InitiativeFilter
from app.search.folding import words
from app.search.scope import plan_ids, scope_of

DIRECTION: Final = "direction"
# Beside a list: who wants all of them asks the API.
MAX_HITS: Final = 10


class PassageHit(NamedTuple):
    """A passage; `kind` is its kind, or DIRECTION."""

    id: str
    kind: str
    text: str
    plan: str
    plan_title: str


class PassageHits(NamedTuple):
    """How many there are, and the first of them in the order of the plans."""

    total: int
    hits: list[PassageHit]


NO_HITS: Final = PassageHits(0, [])


def passage_hits(session: Session, query: InitiativeFilter) -> PassageHits:
    """What holds every word of a query in the plans of its scope. One statement; its other filters are those of
    initiatives."""
    searched = words(query.q or "")
    if not searched:
        return NO_HITS
    scope = scope_of(query)
    # In each table, where an index finds the rows of a plan.
    plans = text(plan_ids(scope)).columns(column("id", Code)) if scope else None
    found = union_all(
        *(
            select(
                col(table.id).label("id"),
                kind.label("kind"),
                col(table.text),
                col(table.plan_id),
                col(table.position),
            ).where(
                *([] if plans is None else [col(table.plan_id).in_(plans)]),
                *(col(table.folded).contains(word, autoescape=True) for word in searched),
            )
            for table, kind in ((Passage, col(Passage.kind)), (Direction, literal(DIRECTION, Code)))
        )
    ).subquery()
    statement = (
        select(found.c.id, found.c.kind, found.c.text, found.c.plan_id, col(Plan.title), func.count().over())
        .join_from(found, Plan, col(Plan.id) == found.c.plan_id)
        .order_by(found.c.plan_id, found.c.position, found.c.id)
        .limit(MAX_HITS)
    )
    rows = session.execute(statement, scope).all()
    return PassageHits(rows[0][5] if rows else 0, [PassageHit(*row[:5]) for row in rows])
