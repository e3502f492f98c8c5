"""Reports of the world's plan of 2022 (tests/world.py)."""

from typing import Final

from tests.plan_entries import Json
from tests.world import P22, plan_2022, plan_2023

MIDTERM = f"{P22}-report_midterm"
FINAL = f"{P22}-report_final"
REVIEW = f"{P22}-report_review-2022"
OFFICE = {"name": "見本市港区区政推進課", "organisation": "991015"}
WORDS = [
    {"state": "done", "printed": "達成"},
    {"state": "in_progress", "printed": "取組中"},
    {"state": "partly_done", "printed": "一部達成"},
]


def report(key: str, kind: str, dated: str, plan: str = P22, **more: object) -> Json:
    return {
        "format": "hoshin-report/1",
        "note": "区が公表した振り返りから書き起こした。",
        "plan": plan,
        "key": key,
        "kind": kind,
        "dated": dated,
        "office": OFFICE,
        "sources": [{"key": "furikaeri", "document": "見本市港区 運営方針の振り返り（架空）"}],
        **more,
    }


def state(item: str, state_: str, printed: str | None = None, **more: object) -> Json:
    return {"item": f"{P22}-{item}", "state": state_, "printed": printed, **more}


def midterm() -> Json:
    """Two initiatives, both in progress."""
    return report(
        "midterm",
        "midterm",
        "2022-10-31",
        words=WORDS,
        states=[
            state("p1-t1-m1", "in_progress", "取組中", text="2箇所で開催しました。"),
            state("b01", "in_progress", "取組中"),
        ],
    )


def final() -> Json:
    """Four of seven initiatives, one of them not reported; one result of a KPI."""
    return report(
        "final",
        "final",
        "2023-04-28",
        words=WORDS,
        states=[
            state(
                "p1-t1-m1",
                "done",
                "達成",
                text="4箇所で開催しました。",
                evidence="防災訓練の実施報告書（架空）",
            ),
            state("p1-t2-m1", "partly_done", "一部達成", text="冬の清掃は中止しました。"),
            state("b01", "done", "達成", text="3月に着手しました。"),
            state("b02", "not_reported"),
        ],
        results=[
            {
                "kpi": f"{P22}-k1",
                "value": 4,
                "as_of": {"start": "2022-04-01", "end": "2023-03-31", "printed": "令和4年度"},
                "status": "actual",
                "evaluation": "◎",
            }
        ],
    )


def review_2022() -> Json:
    """A confirmed goal, a rejected goal, and a rejected pillar."""
    return report(
        "review-2022",
        "review",
        "2023-05-10",
        reviews=[
            {
                "item": f"{P22}-p1-t1-m1",
                "facet": "sdg",
                "value": "11.5",
                "decision": "confirmed",
                "reason": "防災計画の位置づけと合う。",
            },
            {
                "item": f"{P22}-p1-t2-m1",
                "facet": "sdg",
                "value": "12",
                "decision": "rejected",
                "reason": "ごみの発生を減らす取組ではない。",
            },
            {
                "item": f"{P22}-b01",
                "facet": "pillar",
                "value": f"{P22}-p1",
                "decision": "rejected",
                "dated": "2023-05-01",
                "office": {"name": "土木局橋りょう課", "organisation": "991007-doboku"},
                "reason": "区の柱に属する事業ではない。",
            },
        ],
    )


# Both plans of the world and the reports of the first.
REPORTED: Final = [plan_2022(), plan_2023(), midterm(), final(), review_2022()]
