"""What the text of an initiative states and what it does not: a drafting aid for the next plan.

Only what is stated counts. What editors added (a goal, a pillar, the year of a date) never fills a gap.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Literal, NamedTuple, get_args

from app.i18n.messages import N_, _
from app.models.columns import CODE, PLAN, URL, Column, Item
from app.models.vocabulary import STATED_BASES, InitiativeKind, KpiKind, Role

_AMOUNT: Final = re.compile(r"[0-9０-９][0-9０-９,，.．]*[0-9０-９,，.．百千万億兆]*円")


class Fact(NamedTuple):
    """One thing that a text can state. `rule` says how that is decided, `read` gives the words that do."""

    name: str
    title: str
    rule: str
    read: Callable[[Item], list[str]]


def _bureaus(item: Item) -> list[str]:
    return [
        one["name"]
        for one in item["organisations"]
        if one["role"] == Role.RESPONSIBLE and one["basis"] in STATED_BASES
    ]


def _own(item: Item) -> list[dict[str, Any]]:
    """The commitments of a text; an outside event that it refers to is none."""
    return [kpi for kpi in item["kpis"] if kpi["kind"] != KpiKind.EVENT]


def _dates(item: Item) -> list[str]:
    return [kpi["due"]["printed"] for kpi in _own(item) if kpi["due"] and kpi["due"]["printed"]]


def _quantities(item: Item) -> list[str]:
    return [f"{kpi['value']}{kpi['unit'] or ''}" for kpi in _own(item) if kpi["value"] is not None]


def _baselines(item: Item) -> list[str]:
    return [f"{kpi['baseline']['value']}{kpi['unit'] or ''}" for kpi in _own(item) if kpi["baseline"]]


def _results(item: Item) -> list[str]:
    return [
        f"{result['value']}{kpi['unit'] or ''}" if result["value"] is not None else result["text"] or "あり"
        for kpi in _own(item)
        for result in kpi["results"]
    ]


def _amounts(item: Item) -> list[str]:
    return _AMOUNT.findall(item["text"])


def _goals(item: Item) -> list[str]:
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
        N_(
            "文に金額（数字と「円」）が印刷されているか。計画ファイルに予算の項目はなく、文のほかからは補いません"
        ),
        _amounts,
    ),
    Fact("sdg", "SDGs", N_("文がSDGsの目標番号を挙げているか（編集による推定は数えません）"), _goals),
)
NAMES: Final = tuple(fact.name for fact in FACTS)
FactName = Literal["bureau", "date", "quantity", "baseline", "result", "budget", "sdg"]
assert get_args(FactName) == NAMES  # noqa: S101 - the two spellings of one vocabulary


class Stated(NamedTuple):
    """One initiative and, by fact, the words that state it; an empty list is a gap."""

    item: Item
    facts: dict[str, list[str]]

    @property
    def missing(self) -> set[str]:
        return {name for name, words in self.facts.items() if not words}


def stated(items: Iterable[Item]) -> list[Stated]:
    return [Stated(item, {fact.name: fact.read(item) for fact in FACTS}) for item in items]


def lacking(found: Iterable[Stated], missing: Sequence[str]) -> list[Stated]:
    """Those that lack every one of the facts named."""
    return [one for one in found if one.missing >= set(missing)]


class Total(NamedTuple):
    fact: Fact
    stated: int
    missing: int


def totals(found: Sequence[Stated]) -> list[Total]:
    """For each fact how many state it and how many do not."""
    counts = {fact.name: sum(bool(one.facts[fact.name]) for one in found) for fact in FACTS}
    return [Total(fact, counts[fact.name], len(found) - counts[fact.name]) for fact in FACTS]


def _column(fact: Fact) -> Column:
    return Column(
        fact.title,
        fact.name,
        f"{fact.rule}。書かれている語句、なければ「{word(fact)}」",
        many=True,
        value=lambda item: item["stated"][fact.name] or word(fact),
    )


def word(fact: Fact) -> str:
    """報告なし where only a report could tell, 記載なし elsewhere."""
    return N_("報告なし") if fact.name == "result" else N_("記載なし")


def said() -> dict[str, str]:
    """What a page says for each fact that is not stated."""
    return {fact.name: _(word(fact)) for fact in FACTS}


COLUMNS: Final = (
    CODE,
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


def records(found: Iterable[Stated]) -> list[Item]:
    """The rows of the file."""
    return [one.item | {"stated": one.facts} for one in found]
