"""References between rows: by number, by heading, or by both, as the writer writes them."""

import re
import unicodedata
from collections import defaultdict
from difflib import get_close_matches
from typing import Final, NamedTuple

from app.workbook.declaration import folded

WHOLE_PLAN: Final = "計画"
_CUT: Final = 40
_NUMBER: Final = re.compile("[a-z0-9_-]+")


class Found(NamedTuple):
    """The id that a reference means, or why it means none. `notice` is what is odd about a good one."""

    id: str | None
    problem: str = ""
    notice: str = ""


def short(item: str, plan_id: str) -> str:
    """The number of an item: its id without the plan's, where it is found again."""
    number = item.removeprefix(plan_id + "-")
    return number if full_id(number, plan_id) == item else item


def full_id(number: str, plan_id: str) -> str:
    """The id of an item of the plan."""
    number = "".join(unicodedata.normalize("NFKC", number).split())
    return number if number.startswith(plan_id + "-") else f"{plan_id}-{number}"


def any_id(number: str, plan_id: str) -> str:
    """The id of an item of the plan or of an organisation, which begins with a municipality code."""
    number = "".join(unicodedata.normalize("NFKC", number).split())
    return number if re.match("[0-9]{6}(-|$)", number) else full_id(number, plan_id)


def short_any(item: str, plan_id: str) -> str:
    number = short(item, plan_id)
    return number if any_id(number, plan_id) == item else item


class References:
    """What can be referred to: items of the plan, or organisations."""

    def __init__(self, plan_id: str, *, whole_plan: bool = False) -> None:
        self._plan_id = plan_id
        self._numbers: dict[str, str] = {}
        self._named: dict[str, list[str]] = defaultdict(list)
        self._headings: dict[str, str] = {}
        self._rows: dict[str, str] = {}
        self._withdrawn: set[str] = set()
        if whole_plan:
            self._numbers[folded(WHOLE_PLAN)] = plan_id

    def add(self, item: str, heading: str, row: str = "") -> None:
        """`row` says where the item stands, for messages."""
        number = short(item, self._plan_id)
        self._numbers.setdefault(folded(number), item)
        self._numbers.setdefault(folded(item), item)
        heading = " ".join(heading.split())
        self._headings[item] = heading
        self._rows[item] = row
        for name in {folded(heading), folded(self._shown(heading))} - {""}:
            self._named[name].append(item)

    @staticmethod
    def _shown(heading: str) -> str:
        return heading if len(heading) <= _CUT else heading[: _CUT - 1] + "…"

    def alias(self, words: str, item: str) -> None:
        """Another name of an item: its number in an earlier plan."""
        self._named[folded(words)].append(item)

    def withdraw(self, number: str, heading: str) -> None:
        """A row that is kept to say its withdrawal: nothing may refer to it any more."""
        heading = " ".join(heading.split())
        names = (number, heading, self._shown(heading), f"{number} {self._shown(heading)}")
        self._withdrawn |= {folded(name) for name in names} - {""}

    def heading(self, item: str) -> str:
        return self._headings.get(item, "")

    def find(self, written: str) -> Found:
        if number := self._numbers.get(folded(written)):
            return Found(number)
        if (named := self._by_name(written)) is not None:
            return named
        first, _, rest = written.strip().partition(" ")
        if " " not in written.strip():
            first, _, rest = written.strip().partition("　")
        if (number := self._numbers.get(folded(first))) and rest:
            return self._both(number, first, rest)
        if rest and _NUMBER.fullmatch(first) and (named := self._by_name(rest)) is not None:
            return named
        return self._unknown(written)

    def _unknown(self, written: str) -> Found:
        if folded(written) in self._withdrawn:
            return Found(None, f"「{written}」は取り下げた行です。これを指す行も消してください。")
        close = get_close_matches(folded(written), self._named, n=1, cutoff=0.5)
        if close:
            return Found(
                None,
                f"「{written}」がありません。「{self.heading(self._named[close[0]][0])}」のことでしょうか。",
            )
        return Found(None, f"「{written}」がありません。見出しか番号を確かめてください。")

    def _by_name(self, written: str) -> Found | None:
        named = self._named.get(folded(written))
        if not named:
            return None
        if len(named) == 1:
            return Found(named[0])
        rows = "と".join(filter(None, (self._rows[one] for one in named[:3])))
        where = f"{rows}にあります。" if rows else f"{len(named)}つあります。"
        return Found(None, f"「{written}」は{where}番号で書いてください。")

    def _both(self, number: str, first: str, rest: str) -> Found:
        named = self._named.get(folded(rest), [])
        if not named:
            return Found(
                number,
                notice=f"番号 {first} の見出しは、いまは「{self.heading(number)}」です。番号で読みました。",
            )
        if number not in named:
            return Found(None, f"番号 {first} と見出し「{rest}」は別の行です。どちらかに直してください。")
        return Found(number)

    def write(self, item: str) -> str:
        """A reference that is found again."""
        if item == self._plan_id:
            return WHOLE_PLAN
        number, heading = short(item, self._plan_id), self._shown(self.heading(item))
        both = f"{number} {heading}" if heading else number
        found = self.find(both)
        return both if found.id == item and not found.notice else number

    def name(self, item: str) -> str | None:
        """The heading alone, where it is found again and the reader splits no cell at it."""
        heading = self.heading(item)
        return heading if heading and self.find(heading).id == item else None
