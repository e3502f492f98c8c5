"""A plan file of a wrong shape is refused: unknown and missing keys, wrong types, values out of bounds."""

from pathlib import Path

import pytest

from tests.import_refusals import GONE, SHAPE, Edits, WorldService, edited, refused
from tests.world import P22, plan_2022, text_of

SHAPES: list[tuple[Edits, list[tuple[str, str]]]] = [
    # unknown keys at each level
    (
        {"/extra": 1, "/plan/extra": 1, "/plan/source/extra": 1, "/organisations/0/extra": 1},
        [(f"{at}/extra", "知らない項目") for at in ("/plan/source", "/plan", "/organisations/0", "")],
    ),
    (
        {
            "/document/0/extra": 1,
            "/document/3/extra": 1,
            "/document/4/extra": 1,
            "/document/7/extra": 1,
            "/document/8/extra": 1,
            "/document/8/sdgs/0/extra": 1,
            "/document/19/extra": 1,
            "/document/19/organisations/0/extra": 1,
            "/document/19/pillar/extra": 1,
        },
        [
            (f"/document/{at}/extra", "知らない項目")
            for at in (0, 3, 4, 7, "8/sdgs/0", 8, "19/pillar", "19/organisations/0", 19)
        ],
    ),
    (
        {
            "/kpis/0/extra": 1,
            "/kpis/0/mentions/0/extra": 1,
            "/kpis/1/due/extra": 1,
            "/corrections/0/extra": 1,
            "/links/0/extra": 1,
            "/withdrawn": [{"id": f"{P22}-x1", "reason": "x", "extra": 1}],
        },
        [
            (f"/{at}/extra", "知らない項目")
            for at in (
                "kpis/0/mentions/0",
                "kpis/0",
                "kpis/1/due",
                "corrections/0",
                "links/0",
                "withdrawn/0",
            )
        ],
    ),
    # missing keys
    (
        {
            "/format": GONE,
            "/note": GONE,
            "/plan/id": GONE,
            "/plan/source/text_sha256": GONE,
            "/organisations/1/name": GONE,
            "/document/0/text": GONE,
            "/document/1/type": GONE,
            "/document/8/theme": GONE,
            "/document/19/organisations": GONE,
            "/kpis/1/due/printed": GONE,
        },
        [
            ("/format", "必須"),
            ("/note", "必須"),
            ("/plan/id", "必須"),
            ("/plan/source/text_sha256", "必須"),
            ("/organisations/1/name", "必須"),
            ("/document/0/text", "必須"),
            ("/document/1", "type がありません"),
            ("/document/8/theme", "必須"),
            ("/document/19/organisations", "必須"),
            ("/kpis/1/due/printed", "必須"),
        ],
    ),
    # wrong types
    (
        {
            "/note": 1,
            "/plan/title": None,
            "/plan/fiscal_year": True,
            "/plan/source/text_length": "156",
            "/plan/source/published": 20220401,
            "/kpis/1/due/end": "1680220800",
            "/organisations/0": "見本市港区",
            "/document/0/line": "1",
            "/document/1/line": 2.5,
            "/document/3": 3,
            "/document/8/sdgs": "11",
            "/document/8/label": ["訓練"],
            "/document/19/pillar": f"{P22}-p1",
            "/kpis/0/value": "4",
            "/kpis/1/due/start": "令和5年3月",
            "/links/0/items": {},
        },
        [
            ("/note", "文字列で"),
            ("/plan/fiscal_year", "整数で"),
            ("/plan/title", "文字列で"),
            ("/plan/source/text_length", "整数で"),
            ("/plan/source/published", "2022-04-01 の形"),
            ("/organisations/0", "オブジェクト { }"),
            ("/document/0/line", "整数で"),
            ("/document/1/line", "整数で"),
            ("/document/3", "オブジェクト { }"),
            ("/document/8/label", "文字列で"),
            ("/document/8/sdgs", "配列 [ ]"),
            ("/document/19/pillar", "オブジェクト { }"),
            ("/kpis/0/value", "数値で"),
            ("/kpis/1/due/start", "2022-04-01 の形"),
            ("/kpis/1/due/end", "2022-04-01 の形"),
            ("/links/0/items", "配列 [ ]"),
        ],
    ),
    (
        {"/plan": None, "/document": {}, "/kpis": None},
        [("/plan", "{ }"), ("/document", "[ ]"), ("/kpis", "[ ]")],
    ),
    # fiscal years that their era did not reach
    ({"/plan/fiscal_year": "平成32年度"}, [("/plan/fiscal_year", "2020年度は 令和2年度 です")]),
    ({"/plan/fiscal_year": "平成32年"}, [("/plan/fiscal_year", "2020年度は 令和2年度 です")]),
    ({"/plan/fiscal_year": "昭和64年度"}, [("/plan/fiscal_year", "1989年度は 平成元年度 です")]),
    # values outside their vocabulary or bounds
    (
        {
            "/format": "hoshin-plan/3",
            "/plan/fiscal_year": "令和元旦",
            "/plan/source/sha256": "ABC",
            "/plan/source/url": "ftp://example.jp/",
            "/organisations/0/kind": "village",
            "/document/0/kind": "poem",
            "/document/3/type": "column",
            "/document/8/sdgs/0/goal": 18,
            "/document/8/sdgs/0/target": "11.x",
            "/document/8/sdgs/0/basis": "guess",
            "/document/8/label": "訓" * 41,
            "/document/9/text": "",
            "/document/9/label": "",
            "/document/10/line": 0,
            "/kpis/0/comparator": "<",
            "/kpis/0/mentions": [],
            "/kpis/0/value": 1e16,
            "/kpis/1/due/end": "9999-12-31",
            "/links/0/items": [f"{P22}-b01"],
        },
        [
            ("/format", "hoshin-plan/1"),
            ("/plan/fiscal_year", "令和元旦"),
            ("/plan/source/sha256", "形が正しくありません"),
            ("/plan/source/url", "形が正しくありません"),
            ("/organisations/0/kind", "municipality、ward"),
            ("/document/0/kind", "title、section_heading"),
            ("/document/3", "column"),
            ("/document/8/label", "40文字以内"),
            ("/document/8/sdgs/0/goal", "17以下"),
            ("/document/8/sdgs/0/target", "形が正しくありません"),
            ("/document/8/sdgs/0/basis", "stated、layout"),
            ("/document/9/label", "1文字以上"),
            ("/document/9/text", "1文字以上"),
            ("/document/10/line", "1以上"),
            ("/kpis/0/mentions", "1件以上"),
            ("/kpis/0/value", "以下"),
            ("/kpis/0/comparator", "=、>=、<="),
            ("/kpis/1/due/end", "2300-12-31以下"),
            ("/links/0/items", "2件以上"),
        ],
    ),
    # malformed ids
    (
        {
            "/plan/id": "991015-22",
            "/plan/issuer": "港区",
            "/organisations/0/id": P22,
            "/organisations/1/municipality_code": "99100",
            "/document/0/id": f"{P22}-Title",
            "/document/1/id": f"{P22}-s_1",
            "/document/2/id": f"{P22}-",
            "/document/3/id": f"{P22}-p1.",
            "/withdrawn": [{"id": "m1", "replaced_by": "M2", "reason": "x"}],
        },
        [
            (at, "形が正しくありません")
            for at in (
                "/plan/id",
                "/plan/issuer",
                "/organisations/0/id",
                "/organisations/1/municipality_code",
                "/document/0/id",
                "/document/1/id",
                "/document/2/id",
                "/document/3/id",
                "/withdrawn/0/id",
                "/withdrawn/0/replaced_by",
            )
        ],
    ),
]


@pytest.mark.parametrize(("edits", "expected"), SHAPES)
def test_a_wrong_shape_is_refused_with_every_place(
    world_service: WorldService, edits: Edits, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    findings = sorted(refused(world_service, edited(edits), SHAPE, tmp_path))
    assert [at for at, _ in findings] == sorted(at for at, _ in expected)
    for (at, message), (_, says) in zip(findings, sorted(expected), strict=True):
        assert says in message, at


@pytest.mark.parametrize("content", ["[]", "null", '"plan"', "1", "true"])
def test_a_file_that_is_no_object_is_refused(
    world_service: WorldService, content: str, tmp_path: Path
) -> None:
    assert refused(world_service, content, SHAPE, tmp_path) == [("", "オブジェクト { } で書いてください。")]


def test_an_error_in_every_entry_is_reported_for_every_entry(
    world_service: WorldService, tmp_path: Path
) -> None:
    file = plan_2022()
    for one in file["document"]:
        one["line"] = -1
    assert len(refused(world_service, text_of(file), SHAPE, tmp_path)) == 21
