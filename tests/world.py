"""The world of the tests: two plans of one made-up ward, as plan files.

    2022  pillars 守り (two themes) and 育ち (one theme); a column 未来 without a pillar; two bureau projects
    2023  three pillars, one of them 守り again; states a bureau, a goal number and a reported result

The municipality code 991015 is unassigned (prefecture 99); its check digit is valid.
"""

import hashlib
import json
from copy import deepcopy
from typing import Any

from app.importer.prepare import stored_sheet
from tests.plan_entries import measure_entry, passage_entry, tag

Json = dict[str, Any]

WARD = "991015"
P22 = f"{WARD}-2022"
P23 = f"{WARD}-2023"


def organisation_entries() -> list[Json]:
    return [
        {"id": WARD, "name": "見本市港区", "kind": "ward", "municipality_code": WARD},
        {"id": "991007-doboku", "name": "土木局", "kind": "bureau", "municipality_code": "991007"},
        {"id": "991007-midori", "name": "みどり局", "kind": "bureau", "municipality_code": "991007"},
    ]


def _document_2022() -> list[Json]:
    p = P22
    return [
        passage_entry(p, "title", 1, "title", "令和4年度見本市港区運営方針"),
        passage_entry(p, "s1", 2, "section_heading", "I 目標"),
        passage_entry(p, "g0", 3, "goal_headline", "みんなで守り育てる港区"),
        {"type": "pillar", "id": f"{p}-p1", "line": 4, "name": "守り"},
        {"type": "direction", "id": f"{p}-p1-d1", "line": 5, "pillar": f"{p}-p1", "text": "備えを進めます"},
        {"type": "pillar", "id": f"{p}-p2", "line": 6, "name": "育ち"},
        passage_entry(p, "s2", 7, "section_heading", "主な取組"),
        {"type": "theme", "id": f"{p}-p1-t1", "line": 8, "pillar": f"{p}-p1", "name": "災害への備え"},
        measure_entry(
            p,
            "p1-t1",
            "m1",
            9,
            "訓練",
            "防災訓練を4箇所で開催します。",
            sdgs=[tag(11, "11.5", "防災訓練", "防災訓練は災害の被害を減らす備えになる。")],
        ),
        measure_entry(p, "p1-t1", "m2", 10, "見守り", "一人暮らしの方の見守りを支援します。"),
        {"type": "theme", "id": f"{p}-p1-t2", "line": 11, "pillar": f"{p}-p1", "name": "きれいなまち"},
        passage_entry(p, "p1-t2-lead", 12, "theme_lead", "花のある港を目指します。", theme=f"{p}-p1-t2"),
        measure_entry(
            p,
            "p1-t2",
            "m1",
            13,
            "清掃",
            "海辺の清そうを100%行い、ゴミを減らします_。",
            sdgs=[
                tag(14, "14.1", "海辺の清そう", "海辺の清掃は海に流れ出るごみを減らす。"),
                tag(12, "12.5", "ゴミを減らします", "ごみを減らす行いそのものである。"),
            ],
        ),
        passage_entry(p, "p1-t2-cap1", 14, "caption", "清掃のようす", theme=f"{p}-p1-t2"),
        {"type": "theme", "id": f"{p}-p2-t1", "line": 15, "pillar": f"{p}-p2", "name": "子育て"},
        measure_entry(p, "p2-t1", "m1", 16, "読み聞かせ", "絵本の読み聞かせを図書館と進めます。"),
        {"type": "theme", "id": f"{p}-c1", "line": 17, "pillar": None, "name": "未来"},
        measure_entry(p, "c1", "m1", 18, "オンライン", "手続のオンライン化を検討します。"),
        passage_entry(p, "s3", 19, "section_heading", "参考"),
        *_bureau_projects_2022(),
    ]


def _bureau_projects_2022() -> list[Json]:
    p = P22
    return [
        {
            "type": "bureau_project",
            "id": f"{p}-b01",
            "line": 20,
            "name": "みなと橋の耐震",
            "text": "令和5年3月に橋の耐震工事に着手",
            "organisations": [{"id": "991007-doboku", "basis": "layout"}],
            "pillar": {
                "id": f"{p}-p1",
                "basis": "editorial",
                "reason": "耐震は守りの柱の備えにあたる。",
                "evidence": "耐震",
            },
        },
        {
            "type": "bureau_project",
            "id": f"{p}-b02",
            "line": 21,
            "name": "みなと公園",
            "text": "公園の花壇と園路の整備",
            "organisations": [
                {"id": "991007-doboku", "basis": "layout"},
                {"id": "991007-midori", "basis": "layout"},
            ],
            "sdgs": [tag(11, "11.7", "公園の花壇", "だれもが使える緑の公共空間を整える。")],
        },
    ]


def _kpis_2022() -> list[Json]:
    return [
        {
            "id": f"{P22}-k1",
            "kind": "quantity",
            "label": "防災訓練の開催箇所",
            "mentions": [{"id": f"{P22}-p1-t1-m1", "quote": "4箇所で開催"}],
            "value": 4,
            "unit": "箇所",
            "comparator": "=",
        },
        {
            "id": f"{P22}-k2",
            "kind": "milestone",
            "label": "橋の耐震工事の着手",
            "mentions": [{"id": f"{P22}-b01", "quote": "令和5年3月に橋の耐震工事に着手"}],
            "due": {
                "start": "2023-03-01",
                "end": "2023-03-31",
                "precision": "month",
                "certainty": "planned",
                "printed": "令和5年3月",
                "basis": "stated",
            },
        },
    ]


def plan_2022() -> Json:
    """Seven initiatives: five measures and two bureau projects."""
    return signed(
        {
            "format": "hoshin-plan/1",
            "note": "令和4年度の初回登録",
            "plan": {
                "id": P22,
                "municipality_code": WARD,
                "fiscal_year": 2022,
                "title": "令和4年度見本市港区運営方針",
                "issuer": WARD,
                "source": {
                    "document": "令和4年度見本市港区運営方針",
                    "sha256": None,
                    "text_sha256": None,
                    "text_length": None,
                },
            },
            "organisations": organisation_entries(),
            "document": _document_2022(),
            "kpis": _kpis_2022(),
            "corrections": [
                {
                    "id": f"{P22}-r1",
                    "item": f"{P22}-p1-t2-m1",
                    "printed": "清そう",
                    "reading": "清掃",
                    "reason": "仮名と漢字の混ぜ書き",
                }
            ],
            "links": [
                {
                    "id": f"{P22}-l1",
                    "items": [f"{P22}-p1-t2-m1", f"{P22}-b02"],
                    "relation": "same_subject",
                    "basis": "editorial",
                    "reason": "どちらも港の花と緑を扱う。",
                }
            ],
        }
    )


def _document_2023() -> list[Json]:
    p = P23
    return [
        passage_entry(p, "title", 1, "title", "令和5年度見本市港区運営方針"),
        {"type": "pillar", "id": f"{p}-p1", "line": 2, "name": "守り"},
        {"type": "pillar", "id": f"{p}-p2", "line": 3, "name": "にぎわい"},
        {"type": "pillar", "id": f"{p}-p3", "line": 4, "name": "学び"},
        {"type": "theme", "id": f"{p}-p1-t1", "line": 5, "pillar": f"{p}-p1", "name": "災害への備え"},
        measure_entry(
            p,
            "p1-t1",
            "m1",
            6,
            "訓練を広げる",
            "土木局と防災訓練を行います（SDGs 11）。",
            sdgs=[{"goal": 11, "basis": "stated", "evidence": "SDGs 11"}],
            organisations=[{"id": "991007-doboku", "basis": "stated", "evidence": "土木局"}],
        ),
        {"type": "theme", "id": f"{p}-p2-t1", "line": 7, "pillar": f"{p}-p2", "name": "港まつり"},
        measure_entry(p, "p2-t1", "m1", 8, "まつり", "港まつりの来場者を2万人にします。"),
        measure_entry(p, "p2-t1", "m2", 9, "花火", "花火を打ち上げます。"),
    ]


def _kpis_2023() -> list[Json]:
    p = P23
    return [
        {
            "id": f"{p}-k1",
            "kind": "quantity",
            "label": "港まつりの来場者",
            "mentions": [{"id": f"{p}-p2-t1-m1", "quote": "来場者を2万人に"}],
            "value": 20000,
            "unit": "人",
            "comparator": ">=",
            "direction": "increase",
            "baseline": {"value": 15000.5, "as_of": "2022-10-01", "source": "令和4年度の実績報告"},
            "results": [{"as_of": "2023-10-01", "value": 21000, "source": "令和5年度の実績報告"}],
        }
    ]


def plan_2023() -> Json:
    """Three initiatives; this plan states a bureau, a goal and a result."""
    p = P23
    return signed(
        {
            "format": "hoshin-plan/1",
            "note": "令和5年度の初回登録",
            "plan": {
                "id": p,
                "municipality_code": WARD,
                "fiscal_year": "令和5年度",
                "title": "令和5年度見本市港区運営方針",
                "issuer": WARD,
                "pillar_term": "重点",
                "source": {
                    "document": "令和5年度見本市港区運営方針",
                    "sha256": None,
                    "text_sha256": None,
                    "text_length": None,
                },
            },
            "organisations": organisation_entries()[:2],
            "document": _document_2023(),
            "kpis": _kpis_2023(),
        }
    )


def signed(file: Json) -> Json:
    """A copy of the file with the length and digest of its printed text, needed after an edit."""
    unsigned = deepcopy(file)
    source = unsigned["plan"]["source"]
    source["text_sha256"] = source["text_length"] = None
    printed = stored_sheet(json.dumps(unsigned)).printed_text()
    source["text_length"] = len(printed)
    source["text_sha256"] = hashlib.sha256(printed.encode()).hexdigest()
    return unsigned


def entry(file: Json, item_id: str) -> Json:
    """One entry of a file by id, to be edited in place."""
    lists = ("organisations", "document", "kpis", "corrections", "links")
    found: Json = next(one for name in lists for one in file.get(name, ()) if one["id"] == item_id)
    return found


def text_of(file: Json) -> str:
    return json.dumps(file, ensure_ascii=False)
