"""Inconsistent parts of a plan file are refused: ids, references, evidence, KPIs, digests."""

from pathlib import Path

import pytest

from tests.import_refusals import GONE, REFERENCES, Edits, WorldService, edited, refused
from tests.plan_entries import tag
from tests.world import P22, P23

REFERENCE_ERRORS: list[tuple[Edits, list[tuple[str, str]]]] = [
    # identity
    ({"/plan/fiscal_year": 2021}, [("/plan/id", "991015-2021")]),
    (
        {"/plan/municipality_code": "991016"},
        [("/plan/municipality_code", "991015"), ("/plan/id", ""), ("/plan/issuer", "団体コード")],
    ),
    (
        {"/organisations/1/municipality_code": "991008"},
        [("/organisations/1/municipality_code", "991007"), ("/organisations/1/id", "991008")],
    ),
    ({"/plan/issuer": "991015-nobody"}, [("/plan/issuer", "organisations にありません")]),
    ({"/plan/issuer": "991007-doboku"}, [("/plan/issuer", "団体コード")]),
    (
        {"/organisations/2/name": "土木局"},
        [("/organisations/1/name", "複数"), ("/organisations/2/name", "複数")],
    ),
    (
        {"/document/2/id": f"{P22}-title"},
        [("/document/0/id", "2回"), ("/document/2/id", "2回")],
    ),
    ({"/kpis/0/id": f"{P22}-l1"}, [("/kpis/0/id", "2回"), ("/links/0/id", "2回")]),
    ({"/document/0/id": f"{P23}-title"}, [("/document/0/id", f"{P22}-")]),
    # dangling references
    ({"/document/4/pillar": f"{P22}-p9"}, [("/document/4/pillar", "p9")]),
    ({"/document/7/pillar": f"{P22}-p9"}, [("/document/7/pillar", "p9")]),
    ({"/document/7/pillar": f"{P22}-p1-t2"}, [("/document/7/pillar", "p1-t2")]),
    ({"/document/15/theme": f"{P22}-p1"}, [("/document/15/theme", "p1")]),
    ({"/document/11/theme": f"{P22}-t9"}, [("/document/11/theme", "t9")]),
    ({"/document/11/theme": None}, [("/document/11/theme", "リード文")]),
    ({"/document/0/pillar": f"{P22}-p9"}, [("/document/0/pillar", "p9")]),
    ({"/document/0/parent": f"{P22}-p1"}, [("/document/0/parent", "p1")]),
    ({"/document/0/parent": f"{P22}-s1"}, [("/document/0/parent", "前に")]),
    ({"/document/0/parent": f"{P22}-title"}, [("/document/0/parent", "前に")]),
    ({"/document/19/pillar/id": f"{P22}-p9"}, [("/document/19/pillar/id", "p9")]),
    ({"/document/19/organisations/0/id": "991007-mizu"}, [("/document/19/organisations/0/id", "mizu")]),
    ({"/kpis/0/mentions/0/id": f"{P22}-p9"}, [("/kpis/0/mentions/0/id", "p9")]),
    ({"/kpis/0/mentions/0/id": f"{P22}-p1"}, [("/kpis/0/mentions/0/quote", "4箇所で開催")]),
    ({"/corrections/0/item": f"{P22}-x"}, [("/corrections/0/item", "-x")]),
    ({"/links/0/items/1": f"{P22}-p1"}, [("/links/0/items/1", "p1")]),
    ({"/links/0/items/1": f"{P22}-p1-t2-m1"}, [("/links/0/items", "同じ取組")]),
    (
        {"/organisations/1/parent": "991007-nobody"},
        [("/organisations/1/parent", "991007-nobody")],
    ),
    # circles
    ({"/organisations/1/parent": "991007-doboku"}, [("/organisations/1/parent", "輪")]),
    (
        {
            "/organisations/0/parent": "991007-doboku",
            "/organisations/1/parent": "991007-midori",
            "/organisations/2/parent": "991007-doboku",
        },
        [(f"/organisations/{index}/parent", "輪") for index in range(3)],
    ),
    # evidence and reasons
    ({"/document/8/sdgs/0/evidence": "避難訓練"}, [("/document/8/sdgs/0/evidence", "避難訓練")]),
    ({"/document/8/sdgs/0/evidence": GONE}, [("/document/8/sdgs/0/evidence", "必要")]),
    ({"/document/8/sdgs/0/reason": GONE}, [("/document/8/sdgs/0/reason", "必要")]),
    ({"/document/8/sdgs/0/review": GONE}, [("/document/8/sdgs/0/review", "必要")]),
    ({"/document/8/sdgs/0/basis": "stated"}, [("/document/8/sdgs/0/review", "")]),
    ({"/document/8/sdgs/0/target": "12.5"}, [("/document/8/sdgs/0/target", "12.5")]),
    ({"/document/8/sdgs/0/target": "1.5"}, [("/document/8/sdgs/0/target", "1.5")]),
    ({"/document/8/sdgs/0/target": "11.9"}, [("/document/8/sdgs/0/target", "11.9")]),
    (
        {"/document/8/sdgs/1": tag(11, "11.7", "訓練", "別の理由。")},
        [("/document/8/sdgs", "2回")],
    ),
    # at most three goals of editors
    (
        {
            "/document/8/sdgs": [
                tag(goal, f"{goal}.1", "訓練", f"目標{goal}の理由。") for goal in (3, 4, 11, 13)
            ]
        },
        [("/document/8/sdgs/3", "3つまでです（いまは4つ）")],
    ),
    (
        {"/document/20/sdgs/0/reason": "防災訓練は災害の被害を減らす備えになる。"},
        [("/document/20/sdgs/0/reason", "/document/8/sdgs/0/reason")],
    ),
    ({"/document/19/pillar/evidence": "花"}, [("/document/19/pillar/evidence", "花")]),
    (
        {"/document/19/organisations/1": {"id": "991007-doboku", "basis": "editorial"}},
        [
            ("/document/19/organisations/1/reason", "必要"),
            ("/document/19/organisations/1/evidence", "必要"),
            ("/document/19/organisations", "2回"),
        ],
    ),
    ({"/corrections/0/printed": "ホテル"}, [("/corrections/0/printed", "ホテル")]),
    ({"/corrections/0/reading": "清そう"}, [("/corrections/0/reading", "同じ")]),
    (
        {
            "/links/1": {
                "id": f"{P22}-l2",
                "items": [f"{P22}-b02", f"{P22}-p1-t2-m1"],
                "relation": "same_place",
                "basis": "editorial",
                "reason": "向きだけが違う。",
            }
        },
        [("/links/1/items", "/links/0")],
    ),
    # KPIs
    ({"/kpis/0/mentions/0/quote": "5箇所"}, [("/kpis/0/mentions/0/quote", "5箇所")]),
    ({"/kpis/0/unit": None}, [("/kpis/0/unit", "単位")]),
    ({"/kpis/0/value": None}, [("/kpis/0/value", "数値")]),
    (
        {"/kpis/0/results": [{"as_of": "2023-03-31", "source": "実績報告"}]},
        [("/kpis/0/results/0", "報告")],
    ),
    (
        {"/kpis/0/mentions/1": {"id": f"{P22}-p1-t1-m1", "quote": "4箇所"}},
        [("/kpis/0/mentions", "2回")],
    ),
    ({"/kpis/1/due/end": "2023-03-30"}, [("/kpis/1/due/precision", "月")]),
    ({"/kpis/1/due/start": "2023-03-02"}, [("/kpis/1/due/precision", "月")]),
    ({"/kpis/1/due/precision": "fiscal_half"}, [("/kpis/1/due/precision", "半期")]),
    ({"/kpis/1/due/precision": "fiscal_year"}, [("/kpis/1/due/precision", "年度")]),
    ({"/kpis/1/due/precision": "year"}, [("/kpis/1/due/precision", "年")]),
    ({"/kpis/1/due/end": "2023-02-28"}, [("/kpis/1/due/end", "前")]),
    ({"/kpis/1/due/printed": "令和5年4月"}, [("/kpis/1/due/printed", "令和5年4月")]),
    ({"/kpis/1/due/printed": None}, [("/kpis/1/due/printed", "印刷")]),
    ({"/kpis/1/due/basis": "editorial"}, [("/kpis/1/due/reason", "理由")]),
    # digests
    # addresses that some format cannot hold
    *(
        ({"/plan/source/url": address}, [("/plan/source/url", says)])
        for address, says in (
            ("https://example.jp/a b.pdf", "https://example.jp/a%20b.pdf と書いて"),
            ("https://example.jp/{a}^|`.pdf", "https://example.jp/%7Ba%7D%5E%7C%60.pdf と書いて"),
            ("https://example.jp/旭区.pdf", "https://example.jp/%E6%97%AD%E5%8C%BA.pdf と書いて"),
            ("https://例え.jp/?q=旭", "https://xn--r8jz45g.jp/?q=%E6%97%AD と書いて"),
            ('https://example.jp/"<>', "https://example.jp/%22%3C%3E と書いて"),
            ("https://example.jp/100%.pdf", "https://example.jp/100%25.pdf と書いて"),
            ("https://example.jp/a#b#c", "https://example.jp/a#b%23c と書いて"),
            ("https://example.jp:99999/", "URLとして読めません"),
            ("https:///a.pdf", "https://"),
            ("https://me:secret@example.jp/", "パスワード"),
        )
    ),
    ({"/plan/source/text_length": 1}, [("/plan/source/text_length", "文字")]),
    ({"/plan/source/text_sha256": "0" * 64}, [("/plan/source/text_sha256", "ダイジェスト")]),
    (
        {"/document/0/text": "令和4年度見本市港区運営方針　写し"},
        [("/plan/source/text_length", ""), ("/plan/source/text_sha256", "一字一句")],
    ),
    # withdrawals
    (
        {"/withdrawn": [{"id": f"{P22}-b02", "reason": "取りやめ"}]},
        [("/withdrawn/0/id", "両方")],
    ),
    (
        {"/withdrawn": [{"id": f"{P22}-b09", "replaced_by": f"{P22}-b08", "reason": "取りやめ"}]},
        [("/withdrawn/0/replaced_by", "b08")],
    ),
    (
        {"/withdrawn": [{"id": f"{P22}-b09", "reason": "一度"}, {"id": f"{P22}-b09", "reason": "二度"}]},
        [("/withdrawn", "2回")],
    ),
]


@pytest.mark.parametrize(("edits", "expected"), REFERENCE_ERRORS)
def test_an_inconsistent_file_is_refused_with_every_place(
    world_service: WorldService, edits: Edits, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    findings = refused(world_service, edited(edits), REFERENCES, tmp_path)
    if not any(at.startswith("/plan/source") for at, _ in expected):
        findings = [(at, message) for at, message in findings if not at.startswith("/plan/source")]
    assert [at for at, _ in findings] == [at for at, _ in expected]
    for (at, message), (_, says) in zip(findings, expected, strict=True):
        assert says in message, at


def test_all_reference_errors_are_reported_at_once(world_service: WorldService, tmp_path: Path) -> None:
    # One error in the header, the document, the KPIs and the links each.
    edits: Edits = {
        "/plan/fiscal_year": 2021,
        "/document/8/sdgs/0/evidence": "避難",
        "/kpis/1/due/end": "2023-03-30",
        "/links/0/items/1": f"{P22}-p1",
    }
    assert [at for at, _ in refused(world_service, edited(edits), REFERENCES, tmp_path)] == [
        "/plan/id",
        "/document/8/sdgs/0/evidence",
        "/kpis/1/due/precision",
        "/links/0/items/1",
    ]
