"""Questions to every variant, and the common form in which answers are compared."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

GOAL: Final = 11
PAGE: Final = 20
FACETS: Final = ("pillar", "sdg", "bureau")


class Question(NamedTuple):
    """A filter; the answer is a page of twenty, the total, and the counts of pillar, goal and bureau."""

    name: str
    plan: str | None
    sdg: int | None

    @property
    def pairs(self) -> dict[str, Any]:
        given = {"plan": self.plan, "sdg": self.sdg}
        return {name: value for name, value in given.items() if value is not None}

    def query(self, **more: Any) -> str:
        return urlencode(more | self.pairs, doseq=True)


def questions(plan: str) -> tuple[Question, ...]:
    return (
        Question("unfiltered", None, None),
        Question("sdg", None, GOAL),
        Question("plan", plan, None),
        Question("plan + sdg", plan, GOAL),
    )


class Answer(NamedTuple):
    """What a full filtered answer says, whoever gives it; zeros are left out of the counts. `stated` are
    the counts of stated relations alone by facet, which Datasette cannot give. `exact` is all of the
    answer, which only the service and the mark by hand give alike: documents and options to the letter."""

    total: int
    ids: tuple[str, ...]
    pillar: dict[str, int]
    sdg: dict[str, int]
    bureau: dict[str, int]
    goals: dict[str, tuple[int, ...]]
    bureaus: dict[str, tuple[str, ...]]
    stated: dict[str, dict[str, int]] | None = None
    exact: str | None = None

    def difference(self, other: "Answer") -> str:
        """The first difference of two answers, empty if they are equal."""
        for name, ours, theirs in zip(self._fields, self, other, strict=True):
            left_out = name in ("stated", "exact") and None in (ours, theirs)
            if ours != theirs and not left_out:
                return f"{name}: {str(ours)[:150]} ≠ {str(theirs)[:150]}"
        return ""


Counts = Mapping[str, Mapping[str, int]]


def _counted(options: Mapping[str, int]) -> dict[str, int]:
    return {str(value): count for value, count in options.items() if count}


def of_items(
    total: int, items: Iterable[Mapping[str, Any]], facets: Counts, stated: Counts | None = None
) -> Answer:
    """The answer of a variant whose items carry `id`, `sdgs` (each a goal) and `bureaus` (each a name)."""
    rows = list(items)
    pillar, sdg, bureau = (_counted(facets[name]) for name in FACETS)
    return Answer(
        total=total,
        ids=tuple(item["id"] for item in rows),
        pillar=pillar,
        sdg=sdg,
        bureau=bureau,
        goals={item["id"]: tuple(sorted(tag["goal"] for tag in item["sdgs"])) for item in rows},
        bureaus={item["id"]: tuple(sorted(one["name"] for one in item["bureaus"])) for item in rows},
        stated={name: _counted(stated[name]) for name in FACETS} if stated else None,
    )
