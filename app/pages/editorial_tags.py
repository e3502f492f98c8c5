"""Editorial tags: every goal and pillar that an editor added, with its reason and its evidence."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

from app.i18n.messages import _
from app.models.columns import Item
from app.models.reference import sdg_goals
from app.models.report_vocabulary import ReviewFacet
from app.models.vocabulary import Basis, Review
from app.pages.highlight import Fragment


class Tag(NamedTuple):
    """One relation that an editor added. `goal` is None for a pillar."""

    item: Item
    goal: int | None
    fact: dict[str, Any]

    @property
    def reviews(self) -> list[dict[str, Any]]:
        """What offices said of it, the newest first."""
        values = {self.fact["id"]} if self.goal is None else {str(self.goal), self.fact["target"]}
        facet = ReviewFacet.PILLAR if self.goal is None else ReviewFacet.SDG
        return [one for one in self.item["reviews"] if one["facet"] == facet and one["value"] in values]

    @property
    def marked(self) -> list[Fragment]:
        """The printed text with the words that the tag rests on as a hit; no hit where they stand in the name."""
        before, evidence, after = self.item["text"].partition(self.fact["evidence"])
        parts = [Fragment(before, False), Fragment(evidence, True), Fragment(after, False)]
        return [one for one in parts if one.text]

    @property
    def title(self) -> str:
        """The goal or the pillar, in words."""
        if self.goal is None:
            return _("柱「%(name)s」", name=self.fact["name"])
        return f"SDGs {self.goal} {self.fact['name']}"

    @property
    def anchor(self) -> str:
        return f"{self.item['id']}-{'pillar' if self.goal is None else f'sdg{self.goal}'}"


def collect_tags(items: Iterable[Item], goals: Collection[str] | None = None) -> list[Tag]:
    """The goals by number, each in the order of the initiatives; then the pillars. With `goals` only tags of
    these."""
    found = []
    for item in items:
        found += [Tag(item, tag["goal"], tag) for tag in item["sdgs"] if tag["basis"] == Basis.EDITORIAL]
        if item["pillar"] and item["pillar"]["basis"] == Basis.EDITORIAL:
            found.append(Tag(item, None, item["pillar"]))
    if wanted := {one for one in goals or () if one.isdigit()}:
        found = [tag for tag in found if str(tag.goal) in wanted]
    return sorted(found, key=lambda tag: (tag.goal is None, tag.goal or 0))


class RejectedTag(NamedTuple):
    """A goal or pillar that an office has rejected."""

    item: Item
    review: dict[str, Any]


def rejected_tags(items: Iterable[Item]) -> list[RejectedTag]:
    """What no longer counts as a goal or pillar of its initiative."""
    return [
        RejectedTag(item, one)
        for item in items
        for one in item["reviews"]
        if one["current"] and one["decision"] == Review.REJECTED
    ]


class Goal(NamedTuple):
    """The numbers of one goal's tags. Rejected ones are none of the editorial."""

    number: int
    name: str
    editorial: int
    stated: int
    confirmed: int
    disputed: int
    rejected: int


def count_goals(items: Sequence[Item]) -> list[Goal]:
    """All 17 goals, also those that no initiative has."""
    tags = [tag for item in items for tag in item["sdgs"]]
    editorial = Counter(tag["goal"] for tag in tags if tag["basis"] == Basis.EDITORIAL)
    total = Counter(tag["goal"] for tag in tags)
    reviews = Counter((tag["goal"], tag["review"]) for tag in tags)
    rejected = Counter(
        int(one.review["value"].partition(".")[0])
        for one in rejected_tags(items)
        if one.review["facet"] == ReviewFacet.SDG
    )
    return [
        Goal(
            number=goal["number"],
            name=goal["name_ja"],
            editorial=editorial[goal["number"]],
            stated=total[goal["number"]] - editorial[goal["number"]],
            confirmed=reviews[goal["number"], Review.CONFIRMED.value],
            disputed=reviews[goal["number"], Review.DISPUTED.value],
            rejected=rejected[goal["number"]],
        )
        for goal in sdg_goals()
    ]


class Section(NamedTuple):
    """The tags of one goal, of the pillars, or of one initiative."""

    id: str
    title: str
    tags: list[Tag]
    item: Item | None = None


# The default first.
BY: Final = ("goal", "initiative")


def of_each_initiative(tags: Iterable[Tag]) -> list[Tag]:
    """The tags in the order of the initiatives."""
    places: dict[str, int] = {}
    ordered = sorted(tags, key=lambda tag: (tag.item["plan"], tag.item["source"]["line"] or 0))
    for tag in ordered:
        places.setdefault(tag.item["id"], len(places))
    return sorted(ordered, key=lambda tag: places[tag.item["id"]])


def group_tags(shown: Iterable[Tag], by: str = BY[0]) -> list[Section]:
    """Neighbours of one goal together, or of one initiative."""
    if by == BY[1]:
        grouped = [list(group) for _id, group in groupby(shown, key=lambda tag: tag.item["id"])]
        return [Section(tags[0].item["id"], tags[0].item["label"], tags, tags[0].item) for tags in grouped]
    names = {goal["number"]: f"SDGs {goal['number']} {goal['name_ja']}" for goal in sdg_goals()}
    return [
        Section(f"goal-{goal or 'pillar'}", _("柱") if goal is None else names[goal], list(group))
        for goal, group in groupby(shown, key=lambda tag: tag.goal)
    ]
