"""Invented plans (架空) of other shapes than the world's, for what leaves the house.

MIDTERM  five years, one pillar of three without a printed name, themes below themes, no measure but one
         under a pillar; a table of indicators, a revised target, results, amounts, two sources
DRAFT    a summary of a draft with an open end, without initiatives
"""

import json
from typing import Any

Json = dict[str, Any]

CITY = "991007"
MIDTERM = f"{CITY}-2022_chuki"
DRAFT = f"{CITY}-2026_koso"


def _organisations() -> list[Json]:
    return [
        {"id": CITY, "name": "見本市", "kind": "municipality", "municipality_code": CITY},
        {"id": f"{CITY}-kankyo", "name": "環境局", "kind": "bureau", "municipality_code": CITY},
    ]


def midterm() -> Json:
    p = MIDTERM
    return {
        "format": "hoshin-plan/2",
        "note": "架空の計画の初回登録",
        "plan": {
            "id": p,
            "municipality_code": CITY,
            "issuer": CITY,
            "title": "見本市中期計画（架空）",
            "status": "adopted",
            "series": {"key": "chuki", "name": "見本市中期計画"},
            "period": {"start": "2022-04-01", "end": "2027-03-31", "printed": "令和4年度～8年度"},
            "terms": {"pillar": "戦略", "theme": ["政策", "施策群"], "measure": "主な施策"},
            "transcription": {"extent": "partial", "wording": "verbatim", "note": "戦略1だけを写した"},
            "announced": {"pillars": 3, "themes": 38, "kpis": 35},
            "sources": [
                {"key": "honpen", "document": "中期計画（架空）", "url": "https://example.test/a.pdf"},
                {"key": "jisseki", "document": "実績一覧（架空）", "url": "https://example.test/a.pdf"},
            ],
            "sdgs": [{"goal": 11, "basis": "stated", "quote": "目標11"}],
            "amounts": [
                {"kind": "cost", "value": 45000000000, "unit": "円", "printed": "450億円", "basis": "stated"}
            ],
        },
        "organisations": _organisations(),
        "document": _document(p),
        "kpis": _kpis(p),
        "annotations": [{"id": f"{p}-a1", "item": f"{p}-p1-m1", "kind": "programme", "words": "省エネ相談"}],
    }


def _document(p: str) -> list[Json]:
    carried = {
        "sdgs": [{"goal": 13, "basis": "layout"}],
        "organisations": [{"id": f"{CITY}-kankyo", "basis": "layout"}],
    }
    return [
        {"type": "viewpoint", "id": f"{p}-v1", "page": 8, "number": "1", "name": "脱炭素"},
        {"type": "pillar", "id": f"{p}-p1", "page": 20, "number": "1", **carried},
        {"type": "theme", "id": f"{p}-p1-t1", "page": 21, "pillar": f"{p}-p1", "name": "家と車"},
        {"type": "theme", "id": f"{p}-p1-t1-s1", "page": 22, "parent": f"{p}-p1-t1", "name": "家庭"},
        {
            "type": "passage",
            "id": f"{p}-x1",
            "page": 22,
            "kind": "paragraph",
            "text": "市は目標11に向け、参加者を900人にします。",
            "theme": f"{p}-p1-t1-s1",
        },
        {
            "type": "table",
            "id": f"{p}-tb1",
            "page": 22,
            "theme": f"{p}-p1-t1",
            "caption": "指標",
            "columns": ["指標", "現状値", "目標値（令和8年度）"],
            "rows": [{"id": f"{p}-tb1-r1", "cells": ["=排出量", "1,650万t", "1,400万t"]}],
        },
        {
            "type": "measure",
            "id": f"{p}-p1-m1",
            "page": 23,
            "pillar": f"{p}-p1",
            "title": "省エネ相談",
            "label": "省エネ相談",
            "text": "省エネ相談を行います。",
            "viewpoints": [{"id": f"{p}-v1", "basis": "layout"}],
            "amounts": [
                {
                    "fiscal_year": 2023,
                    "kind": "budget",
                    "value": 150000000,
                    "unit": "円",
                    "printed": "1.5億円",
                    "basis": "stated",
                }
            ],
        },
    ]


def _kpis(p: str) -> list[Json]:
    due = {
        "start": "2026-04-01",
        "end": "2027-03-31",
        "precision": "fiscal_year",
        "printed": "令和8年度",
        "basis": "stated",
    }
    year = {"start": "2019-04-01", "end": "2020-03-31"}
    return [
        {
            "id": f"{p}-k1",
            "kind": "quantity",
            "label": "温室効果ガスの排出量",
            "owner": f"{p}-p1-t1",
            "definition": {"key": "ghg", "name": "市域の排出量", "unit": "万t"},
            "mentions": [{"id": f"{p}-tb1-r1", "quote": "=排出量", "role": "commits"}],
            "unit": "万t",
            "direction": "decrease",
            "cumulative": False,
            "baseline": {"value": 1650, "as_of": year, "status": "estimate"},
            "targets": [
                {"key": "a", "value": 1400, "comparator": "<=", "due": due},
                {"key": "b", "text": "実質ゼロ", "due": due, "replaces": "a", "source": "jisseki"},
            ],
            "results": [
                {
                    "value": 1500,
                    "as_of": {"start": "2023-04-01", "end": "2024-03-31", "printed": "令和5年度"},
                    "status": "actual",
                    "evaluation": "B",
                    "source": "jisseki",
                },
                {
                    "value": 1450,
                    "as_of": {"start": "2024-04-01", "end": "2025-03-31"},
                    "status": "forecast",
                    "source": "jisseki",
                },
            ],
        },
        _participants(f"{p}-k2", f"{p}-p1"),
        _participants(f"{p}-k3", p),
    ]


def _participants(kpi: str, owner: str) -> Json:
    return {
        "id": kpi,
        "kind": "quantity",
        "label": "参加者",
        "owner": owner,
        "mentions": [{"id": f"{MIDTERM}-x1", "quote": "参加者を900人に", "role": "commits"}],
        "unit": "人",
        "targets": [{"key": "a", "value": 900}],
    }


def draft() -> Json:
    return {
        "format": "hoshin-plan/2",
        "note": "架空の案の初回登録",
        "plan": {
            "id": DRAFT,
            "municipality_code": CITY,
            "issuer": CITY,
            "title": "見本市基本構想（架空）",
            "status": "draft",
            "period": {"start": "2026-04-01"},
            "terms": {"pillar": "柱"},
            "transcription": {"extent": "whole", "wording": "summary"},
            "sources": [{"key": "main", "document": "基本構想の要約（架空）"}],
        },
        "organisations": _organisations()[:1],
        "document": [
            {"type": "passage", "id": f"{DRAFT}-x1", "kind": "paragraph", "text": "海辺を守ります。"}
        ],
    }


def edition(year: int, status: str = "adopted") -> Json:
    """One edition of a series: a year of the city's budget."""
    file = draft()
    plan = f"{CITY}-{year}_{'an' if status == 'draft' else ''}yosan"
    file["plan"] |= {
        "id": plan,
        "title": f"{year}年度予算（架空）",
        "status": status,
        "series": {"key": "yosan", "name": "見本市の予算"},
        "period": {"start": f"{year}-04-01", "end": f"{year + 1}-03-31"},
    }
    file["plan"]["sources"][0]["document"] = "予算書（架空）"
    file["document"][0]["id"] = f"{plan}-x1"
    return file


def text_of(file: Json) -> str:
    return json.dumps(file, ensure_ascii=False)
