"""Random conditions of requests, with the mistakes of people and programs."""

import random
from collections.abc import Sequence
from typing import Final

from conformance.same_answers.vocabulary import DIMENSIONS, REIWA, Words

Pairs = list[tuple[str, str]]

NO_HIT: Final = ("量子コンピューター", "zzz", "該当しない言葉", "%", "_", "100%", "す_", "\\", "%%")
SORTS: Final = ("document", "label", "due")
FACETS: Final = ("plan", "year", "issuer", *DIMENSIONS)
FACTS: Final = ("bureau", "date", "quantity", "baseline", "result", "budget", "sdg")
_LONGEST_WORD: Final = 5


class Conditions:
    """Draws conditions for one store from a generator with a fixed seed."""

    def __init__(self, drawn: random.Random, plans: Sequence[Words]) -> None:
        self.drawn = drawn
        self.plans = plans

    def chance(self, share: float) -> bool:
        return self.drawn.random() < share

    def scope(self, plan: Words) -> Pairs:
        """Which plans: by id or title, by a year in any writing, by issuer."""
        found: Pairs = []
        if self.chance(0.3):
            found.append(("plan", self.drawn.choice(plan.plans)))
        if self.chance(0.2):
            found.append(("year", self.year(plan.years[0])))
        if self.chance(0.2):
            found.append(("issuer", self.drawn.choice(plan.issuers)))
        return found

    def year(self, year: int) -> str:
        return self.drawn.choice((str(year), f"R{year - REIWA}", f"令和{year - REIWA}年度"))

    def filters(self, *, without: Sequence[str] = ()) -> Pairs:
        """A scope, words, some dimensions with some values each, and a basis."""
        plan = self.drawn.choice(self.plans)
        found = self.scope(plan)
        if self.chance(0.35):
            found.append(("q", self.search(plan)))
        offered = [name for name in DIMENSIONS if name not in without]
        for name in self.drawn.sample(offered, self.drawn.choices((0, 1, 2, 3), (3, 5, 3, 1))[0]):
            found += [(name, value) for value in self.values(name, plan)]
        if self.chance(0.35):
            found.append(("basis", self.drawn.choice(("any", "stated", "stated"))))
        return found

    def values(self, name: str, plan: Words) -> list[str]:
        """Several values of one dimension, most of them of one plan, the absent one among them at times."""
        other = self.drawn.choice(self.plans)
        known = [*plan.values[name], *(other.values[name] if self.chance(0.3) else ())]
        found = self.drawn.sample(known, min(len(known), self.drawn.choice((1, 1, 1, 2, 3))))
        if name != "kind" and (not found or self.chance(0.15)):
            found.insert(self.drawn.randrange(len(found) + 1), "none")
        return list(dict.fromkeys(found))

    def search(self, plan: Words) -> str:
        """One or two words of the plan's texts or corrections, or words without a match."""
        chosen = self.drawn.random()
        if chosen < 0.12:
            return self.drawn.choice(NO_HIT)
        if chosen < 0.35 and plan.readings:
            reading = self.drawn.choice(plan.readings)
            return reading if self.chance(0.7) else f"{reading} {self._word(plan)}"
        if chosen < 0.6:
            return f"{self._word(plan)}{self.drawn.choice((' ', '　'))}{self._word(plan)}"
        return self._word(plan)

    def _word(self, plan: Words) -> str:
        text = self.drawn.choice(plan.texts)
        size = self.drawn.randint(1, _LONGEST_WORD)
        start = self.drawn.randrange(max(1, len(text) - size))
        return text[start : start + size].strip(" 　。、「」（）・") or "区"

    def sort(self) -> Pairs:
        return [("sort", self.drawn.choice(SORTS))] if self.chance(0.4) else []

    def page(self) -> Pairs:
        """Limit and offset, also beyond the end of the result."""
        found: Pairs = []
        if self.chance(0.5):
            found.append(("limit", str(self.drawn.choice((1, 3, 10, 20, 50, 200)))))
        if self.chance(0.3):
            found.append(("offset", str(self.drawn.choice((1, 7, 20, 100, 500, 5000, 1_000_000)))))
        return found

    def facets(self, most: int) -> Pairs:
        return [("facet", name) for name in self.drawn.sample(FACETS, self.drawn.randint(0, most))]

    def axes(self) -> Pairs:
        rows, columns = self.drawn.sample(DIMENSIONS, 2)
        return [pair for pair in (("rows", rows), ("columns", columns)) if self.chance(0.85)]

    def missing(self) -> Pairs:
        return [("missing", name) for name in self.drawn.sample(FACTS, self.drawn.choice((0, 1, 1, 2)))]

    def spoiled(self, pairs: Pairs) -> Pairs:
        """The same conditions with one mistake."""
        mistakes: list[Pairs] = [
            [(self.drawn.choice(("colour", "pilar", "Sdg", "page")), "1")],
            [(self.drawn.choice(("pillar", "theme", "bureau")), "どこにもない名前")],
            [("sdg", self.drawn.choice(("18", "0", "007", "海")))],
            [("kind", "none")],
            [("kpi", "budget")],
            [("plan", self.drawn.choice(("000000-1999", "ない計画")))],
            [("year", self.drawn.choice(("平成32年", "R0", "abc", "99999")))],
            [("issuer", "どこかの市")],
            [("basis", "guessed")],
            [("sort", "random")],
            [("limit", self.drawn.choice(("0", "1001", "-1", "1.0", "十")))],
            [("offset", self.drawn.choice(("-1", "10000001", "x")))],
            [("q", self.drawn.choice(("", "。", "字" * 201)))],
            [("q", "花"), ("q", "区")],
            [("basis", "any"), ("basis", "stated")],
            [("rows", "sdg"), ("columns", "sdg")],
            [("columns", "year")],
            [("facet", "colour")],
            [("missing", "everything")],
        ]
        return [*pairs, *self.drawn.choice(mistakes)]
