"""What the text of an initiative states and what it does not: a drafting aid for the next plan.

Only what is stated counts. What editors added (a goal, a pillar, the year of a date) never fills a gap.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Literal, NamedTuple, get_args

from app.i18n.messages import N_
from app.i18n.numbers import number
from app.models.columns import PLAN, URL, Column, Item, of_plans
from app.models.promises import promises
from app.models.vocabulary import RESPONSIBLE_ROLES, STATED_BASES, InitiativeKind

_AMOUNT: Final = re.compile(r"[0-9０-９][0-9０-９,，.．]*[0-9０-９,，.．百千万億兆]*円")


# From a figure and its unit to its digits.
Digits = Callable[[float, str | None], str]


class Fact(NamedTuple):
    """One thing that a text can state: the rule for it, and the function that reads the words that do."""

    name: str
    title: str
    rule: str
    read: Callable[[Item, Digits], list[str]]

    @property
    def absence(self) -> str:
        """報告なし where only a report could tell, 記載なし elsewhere; a message to translate."""
        return N_("報告なし") if self.name == "result" else N_("記載なし")


def _bureaus(item: Item, _digits: Digits) -> list[str]:
    return [
        one["name"]
        for one in item["organisations"]
        if one["role"] in RESPONSIBLE_ROLES and one["basis"] in STATED_BASES
    ]


def _commitments(item: Item) -> list[dict[str, Any]]:
    """The KPIs that a text commits to, without what it only refers to."""
    return promises(item).made


def _dates(item: Item, _digits: Digits) -> list[str]:
    return [kpi["due"]["printed"] for kpi in _commitments(item) if kpi["due"] and kpi["due"]["printed"]]


def _figure(of: dict[str, Any], kpi: dict[str, Any], digits: Digits) -> str:
    """The value; the words where there is none."""
    if of["value"] is None:
        return of["text"] or ""
    return digits(of["value"], kpi["unit"]) + (kpi["unit"] or "")


def _quantities(item: Item, digits: Digits) -> list[str]:
    return [_figure(kpi, kpi, digits) for kpi in _commitments(item) if kpi["value"] is not None]


def _baselines(item: Item, digits: Digits) -> list[str]:
    return [_figure(kpi["baseline"], kpi, digits) for kpi in _commitments(item) if kpi["baseline"]]


def _results(item: Item, digits: Digits) -> list[str]:
    return [_figure(result, kpi, digits) for kpi in _commitments(item) for result in kpi["results"]]


def _amounts(item: Item, _digits: Digits) -> list[str]:
    printed = [one["printed"] for one in item["amounts"]]
    return [*printed, *(words for words in _AMOUNT.findall(item["text"]) if words not in printed)]


def _goals(item: Item, _digits: Digits) -> list[str]:
    return [f"SDGs {tag['goal']}" for tag in item["sdgs"] if tag["basis"] in STATED_BASES]


FACTS: Final = (
    Fact("bureau", N_("所管局"), N_("文または紙面の配置が、担当する局を示しているか"), _bureaus),
    Fact(
        "date",
        N_("期日"),
        N_("取組の期日や期間が印刷されているか（外部の行事の日付と、編集による年度の推定は数えません）"),
        _dates,
    ),
    Fact("quantity", N_("数量"), N_("目標となる数が印刷されているか"), _quantities),
    Fact(
        "baseline", N_("基準値"), N_("数量の出発点となる値が、日付と出典とともに登録されているか"), _baselines
    ),
    Fact("result", N_("結果"), N_("結果の報告が、日付と出典とともに登録されているか"), _results),
    Fact(
        "budget",
        N_("予算"),
        N_("取組に金額が印刷されているか（金額の欄、または文の中の数字と「円」）。ほかからは補いません"),
        _amounts,
    ),
    Fact("sdg", "SDGs", N_("文がSDGsの目標番号を挙げているか（編集による推定は数えません）"), _goals),
)
NAMES: Final = tuple(fact.name for fact in FACTS)
FactName = Literal["bureau", "date", "quantity", "baseline", "result", "budget", "sdg"]
assert get_args(FactName) == NAMES  # noqa: S101 - the two spellings of one vocabulary


class StatedFacts(NamedTuple):
    """One initiative and, by fact, the words that state it; an empty list is a gap."""

    item: Item
    facts: dict[str, list[str]]


def read_facts(items: Iterable[Item], digits: Digits = number) -> list[StatedFacts]:
    return [StatedFacts(item, {fact.name: fact.read(item, digits) for fact in FACTS}) for item in items]


def with_missing(found: Iterable[StatedFacts], missing: Sequence[str]) -> list[StatedFacts]:
    """The initiatives that state none of the facts named."""
    return [one for one in found if not any(one.facts[name] for name in missing)]


class Total(NamedTuple):
    fact: Fact
    stated: int
    missing: int


def count_facts(found: Sequence[StatedFacts]) -> list[Total]:
    """For each fact how many initiatives state it and how many do not."""
    counts = [sum(bool(one.facts[fact.name]) for one in found) for fact in FACTS]
    return [Total(fact, count, len(found) - count) for fact, count in zip(FACTS, counts, strict=True)]


def _column(fact: Fact) -> Column:
    return Column(
        fact.title,
        fact.name,
        f"{fact.rule}。書かれている語句、なければ「{fact.absence}」",
        many=True,
        value=lambda item: item["stated"][fact.name] or fact.absence,
    )


COLUMNS: Final = of_plans(
    (
        Column("ID", "id", "取組のID", required=True),
        PLAN,
        Column("種類", "kind", "区の取組か局事業か", required=True, words=InitiativeKind),
        Column("見出し", "label", "短い見出し。局事業では印刷された事業・取組名", required=True),
        Column("本文", "text", "文書の本文（原文のまま）", required=True),
        *(_column(fact) for fact in FACTS),
        Column(
            "書かれている項目の数",
            "stated_count",
            f"{len(FACTS)}項目のうち書かれているものの数",
            "integer",
            value=lambda item: sum(bool(words) for words in item["stated"].values()),
        ),
        URL,
    )
)


def csv_rows(found: Iterable[StatedFacts]) -> list[Item]:
    return [one.item | {"stated": one.facts} for one in found]
