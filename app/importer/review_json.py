"""Reviews of editorial goals and pillars: what holds of each, and what was said of it."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from app.importer.diff import Entry
from app.importer.reports import Reports
from app.models.reference import sdg_goals
from app.models.report_vocabulary import ReviewFacet
from app.models.vocabulary import Basis, Review

_EDITORIAL = Basis.EDITORIAL.value
_UNREVIEWED = Review.UNREVIEWED.value
REJECTED = Review.REJECTED.value


@cache
def goal_names() -> dict[int, str]:
    return {goal["number"]: goal["name_ja"] for goal in sdg_goals()}


class Reviewed(NamedTuple):
    """An editorial goal or pillar. `items` are the items of which an office may say something about it: the
    one that shows it, and the theme or pillar that carries it."""

    facet: ReviewFacet
    items: Sequence[str]
    values: Sequence[str]
    name: str
    fact: Entry


class ReviewWriter:
    """Applies the reviews of one plan. `pillar_name` gives the name of a pillar by its id."""

    def __init__(self, reports: Reports, pillar_name: Callable[[str], str]) -> None:
        self._reports = reports
        self._pillar_name = pillar_name

    def goal(self, item: str, tag: Entry, above: str | None = None) -> Reviewed:
        """A goal of an item, or one of a theme or pillar above it."""
        values = [str(tag["goal"]), *filter(None, [tag["target"]])]
        items = [item] if above is None else [item, above]
        return Reviewed(ReviewFacet.SDG, items, values, goal_names()[tag["goal"]], {**tag, "from": above})

    def pillar(self, item: str, pillar: Entry) -> Reviewed:
        name = self._pillar_name(pillar["id"])
        return Reviewed(ReviewFacet.PILLAR, [item], [pillar["id"]], name, pillar)

    def state(self, one: Reviewed) -> str | None:
        """The newest review of a goal or pillar, as the oldest the file's own word; None of what is not editorial."""
        own: str | None = one.fact.get("review")
        if one.fact["basis"] != _EDITORIAL:
            return own
        return self._reports.decision(one.items, one.facet, one.values) or own or _UNREVIEWED

    def reviews(self, item: str, found: Sequence[Reviewed]) -> list[Entry]:
        """Everything that was said of the editorial goals and pillars of an item, and of such that it has no
        more; of each tag the newest first."""
        said: list[Entry] = []
        for one in found:
            if one.fact["basis"] == _EDITORIAL:
                said += self._history(one)
        known = {(facet, value) for facet, _, values, *_ in found for value in values}
        said += [
            _public(review, None, None, current=False)
            for review in self._reports.reviews.get(item, ())
            if (review["facet"], review["value"]) not in known
        ]
        return said

    def _history(self, one: Reviewed) -> Iterator[Entry]:
        current = True
        for review in self._reports.reviews_of(one.items, one.facet, one.values):
            yield _public(review, one.name, one.fact, current=current)
            current = False
        if (own := one.fact.get("review")) not in (None, _UNREVIEWED):
            given = {"facet": one.facet.value, "value": one.values[0], "decision": own}
            unsaid = dict.fromkeys(("dated", "office", "reason", "report"))
            yield _public({**given, **unsaid}, one.name, one.fact, current=current)


def _public(review: Entry, name: str | None, fact: Entry | None, *, current: bool) -> Entry:
    tag = fact and {
        "target": fact.get("target"),
        **{member: fact[member] for member in ("basis", "reason", "evidence")},
        "from": fact.get("from"),
    }
    given = {member: review[member] for member in ("facet", "value")}
    rest = {member: review[member] for member in ("decision", "dated", "office", "reason", "report")}
    return {**given, "name": name, **rest, "current": current, "tag": tag}
