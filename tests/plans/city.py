"""A city's plan of five years: a table of indicators with yearly results, revised and falling targets."""

from tests.plans.entries import (
    Json,
    due,
    entry,
    header,
    interval,
    measure,
    organisation,
    plan_file,
    responsible,
    target,
)

CITY = "991007"
CITY_PLAN = f"{CITY}-2022_chuki"
P = CITY_PLAN
ROWS = [
    [
        "温室効果ガス排出量",
        "1,650万t（令和元年度速報）",
        "1,600万t",
        "1,520万t（見込み）",
        "1,400万t以下",
        "B",
    ],
    ["緑化した箇所数（累計）", "―", "12箇所", "30箇所", "100箇所", "A"],
    ["まちづくりの担い手", "少ない", "", "", "増やす", ""],
]


def city_plan() -> Json:
    """Three measures under nested themes; one without a pillar or theme."""
    title = "見本市中期計画2022～2026（架空）"
    period = {"start": "2022-04-01", "end": "2027-03-31", "printed": "令和4年度～令和8年度"}
    sources = [
        {"key": "honpen", "document": title, "published": "2022-12-20"},
        {"key": "jisseki", "document": "中期計画 令和5年度実績一覧（架空）", "published": "2024-08-01"},
    ]
    return plan_file(
        header(
            P,
            title,
            "2022-04-01",
            "2027-03-31",
            period=period,
            sources=sources,
            series={"key": "chuki", "name": "見本市中期計画"},
            terms={"pillar": "戦略", "theme": ["政策", "施策群"], "measure": "主な施策"},
            announced={"pillars": 2, "themes": 3, "measures": 4, "kpis": 4},
        ),
        [
            organisation(CITY, "見本市", "municipality"),
            organisation(f"{CITY}-doboku", "土木局", "bureau"),
            organisation(f"{CITY}-midori", "みどり環境局", "bureau"),
        ],
        _document(),
        kpis=_kpis(),
    )


def _document() -> list[Json]:
    return [
        entry("passage", f"{P}-title", kind="title", text="見本市中期計画2022～2026（架空）", page=1),
        entry("pillar", f"{P}-p1", number="1", name="脱炭素のまち", page=10),
        entry("direction", f"{P}-p1-d1", pillar=f"{P}-p1", text="二酸化炭素を減らします。", page=10),
        entry(
            "theme",
            f"{P}-p1-t1",
            pillar=f"{P}-p1",
            number="1",
            name="みどりの政策",
            page=11,
            organisations=[responsible(f"{CITY}-midori")],
        ),
        entry(
            "table",
            f"{P}-tb1",
            source="jisseki",
            theme=f"{P}-p1-t1",
            caption="政策の指標",
            columns=["指標", "現状値", "令和4年度", "令和5年度", "目標値（令和8年度）", "評価"],
            rows=[{"id": f"{P}-tb1-r{n}", "cells": list(cells)} for n, cells in enumerate(ROWS, 1)],
            page=12,
        ),
        entry("theme", f"{P}-p1-t1-s1", parent=f"{P}-p1-t1", name="身近なみどり", page=13),
        measure(
            f"{P}-p1-t1-s1-m1",
            "街路樹",
            "街路樹を植え、夏の日陰をふやします。",
            theme=f"{P}-p1-t1-s1",
            title="街路樹の植栽",
            number="(1)",
            page=13,
        ),
        measure(
            f"{P}-p1-t1-m2",
            "屋上緑化",
            "屋上緑化",
            theme=f"{P}-p1-t1",
            title="屋上緑化",
            organisations=[responsible(f"{CITY}-doboku")],
            page=14,
        ),
        entry("pillar", f"{P}-p2", number="2", name="つながるまち", page=20),
        entry("theme", f"{P}-p2-t1", pillar=f"{P}-p2", name="地域の担い手", page=20),
        measure(f"{P}-p2-t1-m1", "担い手", "まちづくりの講座をひらきます。", theme=f"{P}-p2-t1", page=20),
        measure(
            f"{P}-m9",
            "計画の点検",
            "令和4年度から令和8年度までに点検を3回行います。",
            title="計画の点検",
            page=30,
        ),
    ]


def _kpis() -> list[Json]:
    printed = "令和8年度"
    return [
        {
            "id": f"{P}-k1",
            "kind": "quantity",
            "label": "温室効果ガス排出量",
            "owner": f"{P}-p1-t1",
            "definition": {
                "key": "ghg",
                "name": "市域の温室効果ガス排出量",
                "unit": "万t",
                "method": "速報値による",
            },
            "mentions": [{"id": f"{P}-tb1-r1", "quote": "温室効果ガス排出量", "role": "commits"}],
            "unit": "万t",
            "direction": "decrease",
            "cumulative": False,
            "baseline": {
                "value": 1650,
                "as_of": interval(2019, printed="令和元年度速報"),
                "status": "estimate",
                "source": "jisseki",
            },
            "targets": [
                target("a", due(2024, "令和6年度"), 1550, source="honpen"),
                target("b", due(2026, printed), 1450, source="honpen"),
                target("c", due(2026, printed), 1400, comparator="<=", replaces="b", source="jisseki"),
            ],
            "results": [
                {
                    "value": 1600,
                    "as_of": interval(2022),
                    "status": "actual",
                    "evaluation": "B",
                    "source": "jisseki",
                },
                {"value": 1520, "as_of": interval(2023), "status": "forecast", "source": "jisseki"},
            ],
        },
        {
            "id": f"{P}-k2",
            "kind": "quantity",
            "label": "緑化した箇所数",
            "owner": f"{P}-p1",
            "definition": {"key": "midori_kasho", "name": "緑化した箇所数"},
            "mentions": [{"id": f"{P}-tb1-r2", "quote": "緑化した箇所数（累計）", "role": "commits"}],
            "unit": "箇所",
            "direction": "increase",
            "cumulative": True,
            "targets": [target("a", due(2026, printed), 100, source="jisseki")],
            "results": [
                {"value": 12, "as_of": interval(2022), "status": "actual", "source": "jisseki"},
                {
                    "value": 30,
                    "as_of": interval(2023),
                    "status": "actual",
                    "evaluation": "A",
                    "source": "jisseki",
                },
            ],
        },
        _level(printed),
        {
            "id": f"{P}-k4",
            "kind": "quantity",
            "label": "点検の回数",
            "owner": f"{P}-m9",
            "mentions": [
                {
                    "id": f"{P}-m9",
                    "quote": "令和4年度から令和8年度までに点検を3回行います",
                    "role": "commits",
                },
                {"id": f"{P}-title", "quote": "2022～2026", "role": "refers"},
            ],
            "unit": "回",
            "targets": [target("a", due(2022, "令和4年度から令和8年度まで", 2026), 3, comparator="=")],
        },
    ]


def _level(printed: str) -> Json:
    return {
        "id": f"{P}-k3",
        "kind": "level",
        "label": "まちづくりの担い手",
        "owner": P,
        "mentions": [{"id": f"{P}-tb1-r3", "quote": "まちづくりの担い手", "role": "commits"}],
        "direction": "increase",
        "baseline": {"text": "少ない", "as_of": interval(2021), "source": "jisseki"},
        "targets": [target("a", due(2026, printed), text="増やす", source="jisseki")],
    }
