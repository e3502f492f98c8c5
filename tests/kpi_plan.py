"""A made-up city's plan whose table of indicators has one KPI for each way to measure, and none.

2022 to 2025, 架空市 (code 991007, unassigned). The edition before it, 2018 to 2021, has one of the indicators.
"""

from typing import Any

Json = dict[str, Any]

CITY = "991007"
PLAN = f"{CITY}-2022_chuki"
FORMER = f"{CITY}-2018_chuki"
THEME = f"{PLAN}-p1-t1"
MEASURE, OTHER = f"{THEME}-m1", f"{THEME}-m2"


def year(of: int) -> Json:
    """A fiscal year as a time of figures."""
    return {"start": f"{of}-04-01", "end": f"{of + 1}-03-31", "printed": f"令和{of - 2018}年度"}


def target(key: str, value: float | None = None, due: int | None = 2025, **more: Any) -> Json:
    written = due and {**year(due), "precision": "fiscal_year", "basis": "stated"}
    return {"key": key, "value": value, "due": written, **more}


def result(of: int, value: float | None = None, status: str | None = "actual", **more: Any) -> Json:
    return {"value": value, "as_of": year(of), "status": status, "source": "jisseki", **more}


def baseline(value: float | None = None, **more: Any) -> Json:
    return {"value": value, "as_of": year(2021), "status": "actual", **more}


def kpi(code: str, label: str, row: str, **more: Any) -> Json:
    return {
        "id": f"{PLAN}-{code}",
        "kind": "quantity",
        "label": label,
        "owner": THEME,
        "mentions": [{"id": f"{PLAN}-tb1-{row}", "quote": label, "role": "commits"}],
        "unit": "人",
        **more,
    }


# Label, then the cells 現状値 and 目標値.
ROWS = {
    "r1": ("相談の利用者", "令和3年度 100人", "令和7年度 300人"),
    "r2": ("排出量", "令和3年度 1,650万t", "令和7年度 1,400万t以下"),
    "r3": ("講座の受講者", "令和3年度 50人", "令和7年度 100人"),
    "r4": ("待機児童", "令和3年度 3人", "令和7年度 10人以下"),
    "r5": ("満足の割合", "令和3年度 92.5%", "令和7年度 90%以上"),
    "r6": ("図書館の数", "令和3年度 18館", "令和7年度 18館"),
    "r7": ("地域のつながり", "―", "令和7年度 広がっている"),
    "r8": ("来訪者", "令和3年度 2,000人", "令和7年度 3,000人"),
    "r9": ("植樹", "令和3年度 0本", "令和5年度 100本 令和7年度 450本"),
    "r10": ("農地", "令和3年度 拡大中", "令和7年度 20ha"),
}


def kpis() -> list[Json]:
    """One KPI for each row, a milestone, and an outside event."""
    ghg = {"key": "ghg", "name": "市域の温室効果ガス排出量", "unit": "万t", "method": "市の推計による"}
    return [
        kpi(
            "k1",
            "相談の利用者",
            "r1",
            direction="increase",
            baseline=baseline(100),
            targets=[target("a", 300)],
            results=[result(2022, 150), result(2023, 220, evaluation="A")],
        ),
        kpi(
            "k2",
            "排出量",
            "r2",
            unit="万t",
            direction="decrease",
            definition=ghg,
            baseline=baseline(1650),
            targets=[target("a", 1400, comparator="<=")],
            results=[result(2023, 1500)],
        ),
        kpi(
            "k3",
            "講座の受講者",
            "r3",
            baseline=baseline(50),
            targets=[target("a", 100)],
            results=[result(2023, 125)],
        ),
        kpi(
            "k4",
            "待機児童",
            "r4",
            baseline=baseline(3),
            targets=[target("a", 10, comparator="<=")],
            results=[result(2023, 12)],
        ),
        kpi(
            "k5",
            "満足の割合",
            "r5",
            unit="%",
            baseline=baseline(92.5),
            targets=[target("a", 90, comparator=">=")],
            results=[result(2023, 91)],
        ),
        kpi(
            "k6",
            "図書館の数",
            "r6",
            unit="館",
            direction="keep",
            baseline=baseline(18),
            targets=[target("a", 18)],
            results=[result(2023, 18)],
        ),
        kpi(
            "k7",
            "地域のつながり",
            "r7",
            kind="level",
            unit=None,
            targets=[target("a", text="広がっている")],
            results=[result(2023, text="広がりつつある", status=None)],
        ),
        kpi(
            "k8",
            "来訪者",
            "r8",
            baseline=baseline(2000),
            targets=[target("a", 3000)],
            results=[result(2022, 2100, "forecast"), result(2023, 2500, "estimate")],
        ),
        kpi(
            "k9",
            "植樹",
            "r9",
            unit="本",
            cumulative=True,
            direction="increase",
            baseline=baseline(0),
            targets=[
                target("y5", 100, 2023),
                target("a", 400, 2025),
                target("b", 450, 2025, replaces="a", source="jisseki"),
            ],
            results=[result(2022, 60), result(2023, 135)],
        ),
        kpi(
            "k10",
            "農地",
            "r10",
            unit="ha",
            baseline=baseline(text="拡大中"),
            targets=[target("a", 20, text="うち市街地5ha")],
            results=[],
        ),
        {
            "id": f"{PLAN}-k11",
            "kind": "milestone",
            "label": "庁舎の完成",
            "owner": MEASURE,
            "mentions": [
                {"id": MEASURE, "quote": "令和6年3月に庁舎を完成", "role": "commits"},
                {"id": OTHER, "quote": "庁舎の完成に向けて", "role": "refers"},
            ],
            "targets": [
                {
                    "key": "a",
                    "due": {
                        "start": "2024-03-01",
                        "end": "2024-03-31",
                        "precision": "month",
                        "printed": "令和6年3月",
                        "basis": "stated",
                    },
                }
            ],
        },
        {
            "id": f"{PLAN}-k12",
            "kind": "event",
            "label": "花の博覧会",
            "owner": OTHER,
            "mentions": [{"id": OTHER, "quote": "2027年の花の博覧会", "role": "refers"}],
            "targets": [
                {
                    "key": "a",
                    "due": {
                        "start": "2027-01-01",
                        "end": "2027-12-31",
                        "precision": "year",
                        "printed": "2027年",
                        "basis": "stated",
                    },
                }
            ],
        },
    ]


def city_plan(kpis_: list[Json] | None = None) -> Json:
    return {
        "format": "hoshin-plan/2",
        "note": "架空の計画",
        "plan": {
            "id": PLAN,
            "municipality_code": CITY,
            "issuer": CITY,
            "title": "架空市中期計画2022～2025",
            "status": "adopted",
            "series": {"key": "chuki", "name": "架空市中期計画"},
            "period": {"start": "2022-04-01", "end": "2026-03-31", "printed": "2022～2025年度"},
            "terms": {"pillar": "戦略", "theme": ["政策"], "measure": "主な施策"},
            "transcription": {"extent": "partial", "wording": "verbatim", "note": "戦略1だけを写した"},
            "sources": [
                {
                    "key": "honpen",
                    "document": "架空市中期計画（本編）",
                    "url": "https://example.test/chuki.pdf",
                },
                {"key": "jisseki", "document": "架空市の実績一覧"},
            ],
        },
        "organisations": [{"id": CITY, "name": "架空市", "kind": "municipality", "municipality_code": CITY}],
        "document": [
            {"type": "pillar", "id": f"{PLAN}-p1", "page": 10, "name": "つながるまち"},
            {"type": "theme", "id": THEME, "page": 11, "pillar": f"{PLAN}-p1", "name": "支えあう地域"},
            {
                "type": "table",
                "id": f"{PLAN}-tb1",
                "page": 12,
                "theme": THEME,
                "caption": "政策の指標",
                "columns": ["指標", "現状値", "目標値"],
                "rows": [{"id": f"{PLAN}-tb1-{code}", "cells": list(cells)} for code, cells in ROWS.items()],
            },
            {
                "type": "measure",
                "id": MEASURE,
                "page": 13,
                "theme": THEME,
                "label": "庁舎の建替え",
                "text": "令和6年3月に庁舎を完成させます。",
            },
            {
                "type": "measure",
                "id": OTHER,
                "page": 13,
                "theme": THEME,
                "label": "窓口の準備",
                "text": "庁舎の完成に向けて、また2027年の花の博覧会に向けて、案内を整えます。",
            },
        ],
        "kpis": kpis() if kpis_ is None else kpis_,
    }


def former_plan() -> Json:
    """The edition before, with the indicator of emissions under the same definition."""
    measure = f"{FORMER}-m1"
    due = {
        "start": "2021-04-01",
        "end": "2022-03-31",
        "precision": "fiscal_year",
        "printed": "令和3年度",
        "basis": "stated",
    }
    file = city_plan([])
    file["plan"] |= {
        "id": FORMER,
        "title": "架空市中期計画2018～2021",
        "period": {"start": "2018-04-01", "end": "2022-03-31", "printed": "2018～2021年度"},
        "transcription": {"extent": "partial", "wording": "verbatim"},
    }
    file["document"] = [
        {
            "type": "measure",
            "id": measure,
            "page": 5,
            "label": "温暖化対策",
            "text": "排出量を令和3年度に1,700万tにします。",
        }
    ]
    file["kpis"] = [
        {
            "id": f"{FORMER}-k1",
            "kind": "quantity",
            "label": "温室効果ガス",
            "owner": measure,
            "unit": "万t",
            "definition": {"key": "ghg", "name": "市域の温室効果ガス排出量", "unit": "万t"},
            "mentions": [{"id": measure, "quote": "排出量を令和3年度に1,700万t", "role": "commits"}],
            "targets": [{"key": "a", "value": 1700, "due": due}],
        }
    ]
    return file
