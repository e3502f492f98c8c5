"""Names in generated plans: of municipalities, their districts, pillars and themes.

Most names of pillars and themes contain a district's, so that a list of options over many plans is long.
"""

import random
from collections.abc import Sequence
from typing import Final

from benchmarks import vocabulary

DISTRICTS: Final = 8
# The share of names that any municipality may use.
SHARED: Final = 0.2
# The share of names that a municipality keeps over the years; the rest belong to one plan.
LASTING: Final = 0.4
# A district is named by two pairs of characters. The factor has no divisor in common with the number of
# names, so that different numbers have different names.
_PAIRS: Final = len(vocabulary.FIRST) * len(vocabulary.SECOND)
_FACTOR: Final = 100_003


def municipality(code: str) -> str:
    """The generated name of a municipality, unique."""
    rank = int(code[:5]) * 7919 % 100_003
    kind = vocabulary.KINDS[0] if code[2] == "2" else vocabulary.KINDS[1 + rank % 2]
    return f"{_pair(rank)}{_kana(int(code[:5]))}{kind}"


def _kana(number: int) -> str:
    letters = "あいうえおかきくけこ"
    return "".join(letters[int(digit)] for digit in f"{number:05}")


def _pair(rank: int) -> str:
    return vocabulary.FIRST[rank % 24] + vocabulary.SECOND[rank // 24 % 24]


def district(number: int) -> str:
    """The generated name of a district. The first 331,776 are unique."""
    rank = number * _FACTOR % _PAIRS**2
    return _pair(rank // _PAIRS) + _pair(rank % _PAIRS)


class Names:
    """The names of one plan's pillars and themes. Different subjects have different names."""

    def __init__(self, number: int, code: str, drawn: random.Random) -> None:
        """`number` is the municipality's place among all; `drawn` is the plan's source of chance."""
        self._drawn = drawn
        self._districts = [district(number * DISTRICTS + one) for one in range(DISTRICTS)]
        of_municipality = random.Random(f"{code} names")
        self._lasting = {
            subject: self._local(subject, endings, of_municipality)
            for subjects, endings in (
                (vocabulary.PILLARS, ("",)),
                (vocabulary.THEME_SUBJECTS, vocabulary.THEME_ENDINGS),
            )
            for subject in subjects
        }

    def pillar(self, subject: str) -> str:
        return self._name(subject, ("",))

    def theme(self, subject: str) -> str:
        return self._name(subject, vocabulary.THEME_ENDINGS)

    def _name(self, subject: str, endings: Sequence[str]) -> str:
        share = self._drawn.random()
        if share < SHARED:
            return subject + self._drawn.choice(endings)
        if share < SHARED + LASTING:
            return self._lasting[subject]
        return self._local(subject, endings, self._drawn)

    def _local(self, subject: str, endings: Sequence[str], drawn: random.Random) -> str:
        return f"{drawn.choice(self._districts)}の{subject}{drawn.choice(endings)}"
