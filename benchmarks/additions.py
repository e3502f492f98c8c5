"""Editorial additions to a generated plan: tags, KPIs, corrections and links, each with its reason."""

import random
import re
from typing import Any

from benchmarks import vocabulary

Json = dict[str, Any]


def tags(drawn: random.Random, plan_id: str, entry: Json) -> list[Json]:
    wanted = drawn.choices((0, 1, 2, 3), (2, 5, 2, 1))[0]
    chosen = {tag[0]: tag for tag in drawn.sample(vocabulary.TAGS, wanted)}
    evidence = entry["text"][:8]
    code = entry["id"].removeprefix(plan_id + "-")
    return [
        {
            "goal": goal,
            "target": target,
            "basis": "editorial",
            "review": "unreviewed",
            "evidence": evidence,
            "reason": f"「{evidence}」で始まる取組（{code}）は、{meaning}。",
        }
        for goal, target, meaning in sorted(chosen.values())
    ]


def kpis(plan_id: str, year: int, initiatives: list[Json]) -> list[Json]:
    found = []
    for number, entry in enumerate(initiatives[::5], start=1):
        quantity = re.search(r"([0-9]+)の", entry["text"])
        quote = quantity[0] if quantity else entry["text"][:20]
        target: Json = {"value": int(quantity[1]), "comparator": "="} if quantity else {"due": _due(year)}
        found.append(
            {
                "id": f"{plan_id}-k{number:02}",
                "kind": "quantity" if quantity else "deliverable",
                "label": f"{entry['text'][:16]}の達成",
                "owner": entry["id"],
                "mentions": [{"id": entry["id"], "quote": quote, "role": "commits"}],
                "unit": "事業" if quantity else None,
                "targets": [{"key": "a", **target}],
            }
        )
    return found


def _due(year: int) -> Json:
    return {
        "start": f"{year}-04-01",
        "end": f"{year + 1}-03-31",
        "precision": "fiscal_year",
        "certainty": "planned",
        "printed": None,
        "basis": "editorial",
        "reason": "時期は印刷されていない。年度ごとの方針なので、この年度の中に置いた。",
    }


def corrections(drawn: random.Random, plan_id: str, initiatives: list[Json]) -> list[Json]:
    chosen = drawn.sample(initiatives, min(4, len(initiatives)))
    return [
        {
            "id": f"{plan_id}-r{number}",
            "item": entry["id"],
            "printed": entry["text"][-4:],
            "reading": f"{entry['text'][-4:-1]}こと",
            "reason": "文末の表記の誤りとみられる。",
        }
        for number, entry in enumerate(chosen, start=1)
    ]


def links(plan_id: str, initiatives: list[Json]) -> list[Json]:
    pairs = zip(initiatives[::9], initiatives[-1::-9], strict=False)
    return [
        {
            "id": f"{plan_id}-l{number:02}",
            "items": [first["id"], second["id"]],
            "relation": "same_subject",
            "basis": "editorial",
            "reason": f"どちらも同じ地域の取組である（{number}）。",
        }
        for number, (first, second) in enumerate(list(pairs)[:6], start=1)
        if initiatives.index(first) < initiatives.index(second)
    ]
