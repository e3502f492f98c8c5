"""What the texts name, word by word: how often, and where."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import case, column, distinct, func, literal, select, text, union_all
from sqlmodel import Session, col

from app.models import Annotation, Direction, Initiative, Passage, Pillar, Plan, Theme
from app.models.types import Code
from app.search.filters import Scope
from app.search.named_words import KINDS
from app.search.scope import plan_ids, scope_of

# The names of one page, and the texts of one name.
MAX_NAMES: Final = 2000
MAX_TEXTS: Final = 100


class NameCount(NamedTuple):
    """Words in one dimension: how many initiatives name them, and how many other texts."""

    dimension: str
    words: str
    initiatives: int
    others: int


class NamingText(NamedTuple):
    """A text that is no initiative; `kind` is that of a passage, or the type of the item."""

    id: str
    kind: str
    text: str
    plan: str
    plan_title: str


_DIMENSION: Final = case(
    *((col(Annotation.kind).in_(kinds), literal(name, Code)) for name, kinds in KINDS.items())
)


def list_names(session: Session, query: Scope) -> list[NameCount]:
    """What the texts of the plans in scope name: what most of them name first, the first MAX_NAMES."""
    items, initiatives = (func.count(distinct(col(table))) for table in (Annotation.item_id, Initiative.id))
    statement = (
        select(_DIMENSION.label("dimension"), col(Annotation.words), initiatives, items - initiatives)
        .outerjoin(Initiative, col(Initiative.id) == col(Annotation.item_id))
        .group_by(_DIMENSION, col(Annotation.words))
        .order_by(items.desc(), func.min(col(Annotation.plan_id)), func.min(col(Annotation.position)))
        .limit(MAX_NAMES)
    )
    if scope := scope_of(query):
        plans = text(plan_ids(scope)).columns(column("id", Code))
        statement = statement.where(col(Annotation.plan_id).in_(plans))
    return [NameCount(*row) for row in session.execute(statement, scope)]


def kinds_of(session: Session, words: str) -> Sequence[str]:
    """The kinds of what texts name with these words; empty where none does."""
    kinds = select(col(Annotation.kind)).where(col(Annotation.words) == words).distinct()
    return session.scalars(kinds.order_by(col(Annotation.kind))).all()


def documents_naming(session: Session, words: str) -> Sequence[tuple[str, str]]:
    """The first initiatives that name these words, in printed order."""
    naming = select(col(Annotation.item_id)).where(col(Annotation.words) == words)
    rows = session.execute(
        select(col(Initiative.id), col(Initiative.document))
        .where(col(Initiative.id).in_(naming))
        .order_by(col(Initiative.plan_id), col(Initiative.position))
        .limit(MAX_TEXTS)
    )
    return [(row[0], row[1]) for row in rows]


def other_texts(session: Session, words: str) -> list[NamingText]:
    """The first other texts that name these words."""
    naming = select(col(Annotation.item_id)).where(col(Annotation.words) == words)
    tables = (
        (Passage, col(Passage.kind), col(Passage.text)),
        (Direction, literal("direction", Code), col(Direction.text)),
        (Theme, literal("theme", Code), col(Theme.name)),
        (Pillar, literal("pillar", Code), col(Pillar.name)),
    )
    found = union_all(
        *(
            select(
                col(table.id).label("id"),
                kind.label("kind"),
                printed.label("text"),
                col(table.plan_id).label("plan_id"),
                col(table.position).label("position"),
            ).where(col(table.id).in_(naming))
            for table, kind, printed in tables
        )
    ).subquery()
    statement = (
        select(found.c.id, found.c.kind, found.c.text, found.c.plan_id, col(Plan.title))
        .join_from(found, Plan, col(Plan.id) == found.c.plan_id)
        .order_by(found.c.plan_id, found.c.position, found.c.id)
        .limit(MAX_TEXTS)
    )
    return [NamingText(*row) for row in session.execute(statement)]


def similar_words(session: Session, words: str) -> list[str]:
    """Other words that texts name, which hold these or are part of them: the same thing or another."""
    every = session.scalars(select(col(Annotation.words)).distinct().order_by(col(Annotation.words)))
    return [one for one in every if one != words and (words in one or one in words)]
