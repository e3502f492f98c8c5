"""How many initiatives of one plan have each value of each facet, as app/facet_counts.py counts them."""

from collections.abc import Iterable, Iterator

from app.filters import NONE
from app.importer.insert import Values
from app.models.vocabulary import STATED_BASES


class PlanCounts:
    """The numbers of a plan, told one initiative and facet after the other."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], list[int]] = {}

    def add(self, facet: str, *values: str) -> None:
        """The values that one initiative has, all of them stated."""
        self.add_based(facet, ((value, STATED_BASES[0]) for value in values))

    def add_based(self, facet: str, values: Iterable[tuple[str, str]]) -> None:
        """The same with the basis of each; one that comes twice is stated where it is stated once."""
        found: dict[str, bool] = {}
        for value, basis in values:
            found[value] = basis in STATED_BASES or found.get(value, False)
        for value, stated in found.items():
            self._count(facet, value, 1, int(stated))
        if not any(found.values()):
            self._count(facet, NONE, int(not found), 1)

    def _count(self, facet: str, value: str, number: int, stated: int) -> None:
        numbers = self._numbers.setdefault((facet, value), [0, 0])
        numbers[0] += number
        numbers[1] += stated

    def rows(self, plan_id: str) -> Iterator[Values]:
        """The rows of PlanCount, in the order of its key."""
        for (facet, value), numbers in sorted(self._numbers.items()):
            yield plan_id, facet, value, *numbers
