"""Two editions side by side: which item of the later one follows which of the earlier one, and what is not known.

The files say what follows what. Where they say nothing, a likely pair is a proposal, and an item without one is
without a continuation; of an edition that was not transcribed whole, nothing is called missing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.db.revision_cache import cached_answer
from app.models import Continuation, Plan
from app.models.edition_vocabulary import PairState
from app.models.vocabulary import ContinuationRelation, Extent
from app.search.edition_items import EditionItem, edition_items

_COUNTED: Final = ("pillars", "themes", "initiatives", "kpis")
# Items of two plans whose comparison is cached: less than a megabyte.
_MAX_CACHED: Final = 800


class Link(NamedTuple):
    """A continuation as a plan states it. `item` or `earlier` is None where it has one side only."""

    plan: str
    item: str | None
    earlier: str | None
    relation: str
    basis: str
    reason: str | None


class Pair(NamedTuple):
    """Items of two editions that belong together, or one item alone. `links` are what states it, the latest
    first: more than one where editions lie between. `score` is that of a proposal. `pillar` is the id of the
    pillar that the pair stands under, in the later edition if possible."""

    earlier: EditionItem | None
    later: EditionItem | None
    state: PairState
    links: tuple[Link, ...] = ()
    score: float | None = None
    note: str | None = None
    relation: str | None = None
    pillar: str | None = None

    @property
    def item(self) -> EditionItem:
        """The later item, else the earlier one."""
        found = self.later or self.earlier
        assert found is not None  # noqa: S101 - a pair has an item
        return found

    @property
    def code(self) -> str:
        """What the pair is counted and filtered by: the relation, else the state."""
        return self.relation if self.state is PairState.LINKED and self.relation else self.state.value


class Comparison(NamedTuple):
    """`pillars` are the names of the pillars in the order of the pairs, by id. `is_proposed` is false where there
    are too many items to propose pairs of them."""

    pairs: Sequence[Pair]
    pillars: Mapping[str, str]
    is_proposed: bool


def compare(session: Session, earlier: Plan, later: Plan) -> Comparison:
    """The comparison of two stored plans, computed once a revision; every time where it would fill the memory."""
    if sum(plan.counts[name] for plan in (earlier, later) for name in _COUNTED) > _MAX_CACHED:
        return _compare(session, earlier, later)
    key = ("comparison", earlier.id, later.id)
    return cached_answer(session, key, lambda: _compare(session, earlier, later))


def _compare(session: Session, earlier: Plan, later: Plan) -> Comparison:
    former, new = edition_items(session, earlier.id), edition_items(session, later.id)
    links = _links_between(session, earlier, later)
    pairs = list(_linked({one.id: one for one in former}, {one.id: one for one in new}, links))
    # Not with this module: RapidFuzz takes 4 MB, and only a comparison needs it.
    from app.search.suggested_pairs import MAX_PAIRS, suggest_pairs  # noqa: PLC0415

    used = {item.id for pair in pairs for item in (pair.earlier, pair.later) if item}
    known = [
        (pair.earlier.id, pair.later.id)
        for pair in pairs
        if pair.earlier and pair.later and pair.later.kind == "pillar"
    ]
    elsewhere: dict[str, list[Link]] = {}
    for link in links:
        for item_id in filter(None, (link.item, link.earlier)):
            elsewhere.setdefault(item_id, []).append(link)
    spoken_of = used | elsewhere.keys()
    rest, fresh = ([one for one in items if one.id not in spoken_of] for items in (former, new))
    for one in suggest_pairs(rest, fresh, known):
        state = PairState.PROPOSED
        relation = one.relation.value
        pairs.append(Pair(one.earlier, one.later, state, (), one.score, one.reason, relation))
        used |= {one.earlier.id, one.later.id}
    for item in (*new, *former):
        if item.id not in used:
            mine, theirs, other = (None, item, earlier) if item.plan == later.id else (item, None, later)
            pairs.append(Pair(mine, theirs, *_alone(other, elsewhere.get(item.id, []))))
    pillars, arranged = _arranged(pairs, former, new)
    return Comparison(arranged, pillars, len(rest) * len(fresh) <= MAX_PAIRS)


def _alone(other: Plan, links: Sequence[Link]) -> tuple[PairState, tuple[Link, ...]]:
    """What is known of an item that nothing in the other edition belongs to, and what states it."""
    if links:
        return PairState.ELSEWHERE, tuple(links)
    partial = other.transcription["extent"] == Extent.PARTIAL
    return (PairState.NOT_TRANSCRIBED if partial else PairState.NOT_LINKED), ()


def _links_between(session: Session, earlier: Plan, later: Plan) -> list[Link]:
    """The continuations of the later plan and of those that lie between the two."""
    between = select(col(Plan.id)).where(
        col(Plan.municipality_code).in_({earlier.municipality_code, later.municipality_code}),
        col(Plan.period_start) > earlier.period_start,
        col(Plan.period_start) < later.period_start,
    )
    statement = (
        select(Continuation.__table__)  # type: ignore[attr-defined]
        .where(col(Continuation.plan_id).in_(between) | (col(Continuation.plan_id) == later.id))
        .order_by(col(Continuation.plan_id), col(Continuation.position))
    )
    return [
        Link(row.plan_id, row.item_id, row.earlier_id, row.relation, row.basis, row.reason)
        for row in session.execute(statement)
    ]


def _linked(
    former: Mapping[str, EditionItem], new: Mapping[str, EditionItem], links: Sequence[Link]
) -> Iterator[Pair]:
    """The pairs that the files state, also through editions between; what ended; what is new."""
    after: dict[str, list[Link]] = {}
    for link in links:
        if link.earlier:
            after.setdefault(link.earlier, []).append(link)
    paired: set[str] = set()
    for item in former.values():
        paths = list(_paths(item.id, after, new))
        going_on = [path for path in paths if path[-1].item]
        for path in going_on or paths:
            later = new[last] if (last := path[-1].item) else None
            paired |= {later.id} if later else set()
            yield Pair(item, later, PairState.LINKED, path[::-1], relation=_relation(path))
    followed = {link.item for link in links if link.item and link.earlier}
    fresh = {link.item: link for link in links if link.item and not link.earlier}
    for item in new.values():
        if first := fresh.get(item.id):
            yield Pair(None, item, PairState.LINKED, (first,), relation=first.relation)
        elif item.id in followed - paired:
            yield from _new_between(item, links, fresh)


def _new_between(item: EditionItem, links: Sequence[Link], fresh: Mapping[str, Link]) -> Iterator[Pair]:
    """An item whose line begins in an edition between the two."""
    before = {one.item: one for one in links if one.item and one.earlier}
    path, at = [before[item.id]], before[item.id].earlier or ""
    while at in before and before[at] not in path:
        path.append(before[at])
        at = before[at].earlier or ""
    if at in fresh:
        yield Pair(None, item, PairState.LINKED, (*path, fresh[at]), relation=fresh[at].relation)


def _paths(
    start: str, after: Mapping[str, list[Link]], new: Mapping[str, EditionItem]
) -> Iterator[tuple[Link, ...]]:
    """Every way from an earlier item to a later one or to its end, over editions between; one an item."""
    reached: set[str | None] = set()
    open_: list[tuple[Link, ...]] = [(link,) for link in after.get(start, ())]
    while open_:
        path = open_.pop(0)
        item = path[-1].item
        if item in reached:
            continue
        reached.add(item)
        if item is None or item in new:
            yield path
        else:
            open_ += [(*path, link) for link in after.get(item, ()) if link not in path]


def _relation(path: Sequence[Link]) -> str:
    """The relation over a path: the latest that is more than a continuation."""
    said = [link.relation for link in path if link.relation != ContinuationRelation.CONTINUED]
    return said[-1] if said else ContinuationRelation.CONTINUED.value


def _arranged(
    pairs: Iterable[Pair], former: Sequence[EditionItem], new: Sequence[EditionItem]
) -> tuple[dict[str, str], list[Pair]]:
    """The names of the pillars, and the pairs pillar by pillar in the order of the later edition; what only the
    earlier one has, at the end of its pillar."""
    every = list(pairs)
    stands_for: dict[str, str] = {}
    for pair in every:
        if pair.earlier and pair.later and pair.later.kind == pair.earlier.kind == "pillar":
            stands_for.setdefault(pair.earlier.id, pair.later.id)
    named = {one.id: one.name for one in (*new, *former) if one.kind == "pillar"}
    order = {one.id: number for number, one in enumerate((*new, *former))}
    places = {
        pillar: number
        for number, pillar in enumerate(dict.fromkeys(stands_for.get(one, one) for one in named))
    }

    def place(pair: Pair) -> Pair:
        pillar = pair.later.pillar if pair.later else None
        if pair.later is None and pair.earlier and pair.earlier.pillar:
            pillar = stands_for.get(pair.earlier.pillar, pair.earlier.pillar)
        return pair._replace(pillar=pillar)

    def key(pair: Pair) -> tuple[Any, ...]:
        item = pair.item
        first = item.kind != "pillar", pair.later is None
        return (places.get(pair.pillar or "", len(places)), *first, order[item.id])

    arranged = sorted(map(place, every), key=key)
    return {pillar: named[pillar] for pillar in places}, arranged
