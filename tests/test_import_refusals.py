"""What an import refuses: every error of the stage with its place and a Japanese sentence, and afterwards
the old data is whole and still served."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.db import Store
from app.importer.load import import_file, import_text
from app.importer.prepare import check_text
from app.importer.problems import PlanFileError
from app.importer.sheet import Sheet
from app.importer.text import MAX_BYTES, read_file
from app.main import create_app
from app.schema import open_store
from tests.conftest import BASE, Clock, MakeSettings
from tests.world import P22, P23, WARD, Json, plan_2022, plan_2023, signed, tag, text_of

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠].*。$", re.DOTALL)

TEXT = "文字列の検査"
SHAPE = "形の検査"
REFERENCES = "参照の検査"
COMPARISON = "前の版との照合"


class Served(NamedTuple):
    """The service with both plans, and what it answered before any test."""

    store: Store
    client: TestClient
    before: dict[str, bytes]

    def answers(self) -> dict[str, bytes]:
        paths = [f"plans/{P22}/document", f"plans/{P23}/document", "initiatives", "organisations", "kpis"]
        paths += ["changes?limit=1000"]
        return {path: self.client.get(f"/api/v1/{path}").content for path in paths}


@pytest.fixture(scope="module")
def served(engine: str, make_settings: MakeSettings) -> Iterator[Served]:
    configured = make_settings(engine)
    store, clock = open_store(configured), Clock()
    import_text(store, text_of(plan_2022()), clock=clock)
    import_text(store, text_of(plan_2023()), clock=clock)
    with TestClient(create_app(configured, store), base_url=BASE) as client:
        made = Served(store, client, {})
        made.before.update(made.answers())
        yield made


def refused(served: Served, content: str | bytes | Path, stage: str, tmp_path: Path) -> list[tuple[str, str]]:
    """The findings of an import that is refused in a stage and leaves everything as it was."""
    if isinstance(content, Path):
        path = content
    else:
        path = tmp_path / "plan.json"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    with pytest.raises(PlanFileError) as caught:
        import_file(served.store, path)
    assert caught.value.stage == stage
    for finding in caught.value.findings:
        assert JAPANESE.search(finding.message), finding
        assert str(finding).isprintable() or "\n" in finding.message, finding
    assert served.answers() == served.before
    return [(finding.where, finding.message) for finding in caught.value.findings]


WORLD = text_of(plan_2022())
FIRST_LABEL = '"label": "訓練"'


def with_text(written: str, instead_of: str = FIRST_LABEL) -> str:
    """The world's file with one place of its text written otherwise."""
    assert WORLD.count(instead_of) == 1
    return WORLD.replace(instead_of, written)


# --- stage 1: the text ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "where", "says"),
    [
        ("", "行 1 列 1", "値がありません"),
        ("   \n", "行 2 列 1", "値がありません"),
        ("{", "行 1 列 2", "キーは引用符"),
        ('{"a": 1,}', "行 1 列 9", "キーは引用符"),
        ('{"a" 1}', "行 1 列 6", "コロン"),
        ('{"a": 1 "b": 2}', "行 1 列 9", "カンマ"),
        ('{"a": "x', "行 1 列 7", "閉じられていません"),
        ('{"a": "x\ny"}', "行 1 列 9", "制御文字"),
        (r'{"a": "\x"}', "行 1 列 8", "\\ の後"),
        (r'{"a": "\u12"}', "行 1 列 9", "\\u の後"),
        ("{}\n{}", "行 2 列 1", "余分"),
        ("{'a': 1}", "行 1 列 2", "キーは引用符"),
        (WORLD + "x", f"行 1 列 {len(WORLD) + 1}", "余分"),
        ("\ufeff" + WORLD, "", "BOM"),
        (WORLD.encode("utf-16"), "", "UTF-8"),
        (WORLD.encode("utf-16-le"), "", "UTF-8"),
        (WORLD.encode("cp932"), "", "UTF-8"),
        (b'{"a": "\xff\xfe"}', "", "8バイト目"),
        (b'{"a": "\xed\xa0\x80"}', "", "8バイト目"),
        ("[" * 100_000, "", "深すぎます"),
        ('{"a":' * 100_000, "", "深すぎます"),
        ("[" * 100_000 + "]" * 100_000, "", "深すぎます"),
        ("[" * 42 + "]" * 42, "/0" * 8, "深すぎます"),
        (with_text('"label": NaN'), "/document/8/label", "NaN"),
        (with_text('"label": Infinity'), "/document/8/label", "Infinity"),
        (with_text('"label": -Infinity'), "/document/8/label", "-Infinity"),
        (with_text('"label": 1e999'), "/document/8/label", "1e999"),
        (with_text('"label": -1e999'), "/document/8/label", "-1e999"),
        (with_text('"label": 9223372036854775808'), "/document/8/label", "64ビット"),
        (with_text('"label": -9223372036854775809'), "/document/8/label", "64ビット"),
        (with_text(f'"label": {"9" * 5000}'), "/document/8/label", "64ビット"),
        (with_text(r'"label": "a\u0000b"'), "/document/8/label", "U+0000"),
        (with_text(r'"label": "a\u001b[31m"'), "/document/8/label", "U+001B"),
        (with_text(r'"label": "a\rb"'), "/document/8/label", "U+000D"),
        (with_text(r'"label": "a\u007f"'), "/document/8/label", "U+007F"),
        (with_text(r'"label": "a\u009b31m"'), "/document/8/label", "U+009B"),
        (with_text(r'"label": "a\uffff"'), "/document/8/label", "U+FFFF"),
        (with_text(r'"label": "\ud800"'), "/document/8/label", "U+D800"),
        (with_text(r'"label": "\udfff\ud800"'), "/document/8/label", "U+DFFF"),
        (with_text(r'"\ud800": 1'), "/document/8/\\ud800", "U+D800"),
        (with_text(r'"a\u0000b/~": 1'), "/document/8/a\\u0000b~1~0", "U+0000"),
    ],
    ids=lambda value: repr(value) if len(value) < 60 else f"{len(value)} characters",
)
def test_text_that_is_not_plain_json_is_refused(
    served: Served, content: str | bytes, where: str, says: str, tmp_path: Path
) -> None:
    findings = refused(served, content, TEXT, tmp_path)
    assert [at for at, _ in findings] == [where]
    assert says in findings[0][1]


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ('{"note": 1, "note": 1}', ["/note"]),
        ('{"note": 1, "note": 2, "note": 3}', ["/note"]),
        ('{"plan": {"id": 1, "title": 2, "id": 3}}', ["/plan/id"]),
        (r'{"no\u0074e": 1, "note": 2}', ["/note"]),
        ('{"a": [[{"b": {"c": 1, "c": {"d": 1, "d": 2}}}]]}', ["/a/0/0/b/c", "/a/0/0/b/c/d"]),
        ('{"a": {"b": 1, "b": 2}, "a": {"b": NaN}}', ["/a", "/a/b", "/a/b"]),
    ],
)
def test_a_key_that_comes_twice_is_refused_wherever_it_is(
    served: Served, content: str, where: list[str], tmp_path: Path
) -> None:
    assert [at for at, _ in refused(served, content, TEXT, tmp_path)] == where


def test_every_error_of_the_text_is_told_at_once(served: Served, tmp_path: Path) -> None:
    content = r'{"a": NaN, "b": ["\u0000", 1e400, {"c": 1, "c": 2}], "\udc00": 99999999999999999999}'
    assert [at for at, _ in refused(served, content, TEXT, tmp_path)] == [
        "/a",
        "/b/0",
        "/b/1",
        "/b/2/c",
        "/\\udc00",
        "/\\udc00",
    ]


def test_the_ends_of_64_bits_are_numbers_still() -> None:
    with pytest.raises(PlanFileError) as caught:
        check_text('{"a": 9223372036854775807, "b": -9223372036854775808}')
    assert caught.value.stage == SHAPE


def test_a_file_that_was_cut_off_is_refused_wherever_it_ends(served: Served, tmp_path: Path) -> None:
    raw = WORLD.encode()
    for end in [*range(0, len(raw), 97), len(raw) - 1]:
        path = tmp_path / "cut.json"
        path.write_bytes(raw[:end])
        with pytest.raises(PlanFileError) as caught:
            import_file(served.store, path)
        assert caught.value.stage == TEXT
        assert len(caught.value.findings) == 1
    assert served.answers() == served.before


def test_a_file_of_a_hundred_megabytes_is_refused(served: Served, tmp_path: Path) -> None:
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    assert refused(served, huge, TEXT, tmp_path) == [
        ("", "ファイルが大きすぎます。上限は33,554,432バイトです。計画ごとに分けてください。")
    ]


@pytest.mark.parametrize("content", ["sparse", "errors"])
def test_what_cannot_be_read_does_not_fill_the_memory(content: str, tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    if content == "sparse":
        with path.open("wb") as file:
            file.truncate(2 * 1024**3)
    else:
        path.write_text("[" + "NaN," * 1_000_000 + "0]")
    program = (
        "import resource, sys\n"
        "from app.importer.load import import_file\n"
        "from app.importer.prepare import check_text\n"
        "from app.importer.problems import PlanFileError\n"
        "from app.importer.text import read_file\n"
        "from pathlib import Path\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try:\n    check_text(read_file(Path(sys.argv[1])))\n"
        "except PlanFileError as error:\n"
        "    print(len(error.findings), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True, timeout=100
    )
    findings, kilobytes = map(int, done.stdout.split())
    assert findings == {"sparse": 1, "errors": 10_000}[content]
    assert kilobytes < 400_000


def test_a_device_without_end_is_refused(served: Served, tmp_path: Path) -> None:
    assert "大きすぎます" in refused(served, Path("/dev/zero"), TEXT, tmp_path)[0][1]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing.json", "そこにファイルがありません"),
        ("", "フォルダーです"),
        ("file/below.json", "読み取りの途中で失敗しました"),
    ],
)
def test_what_is_no_file_is_refused(served: Served, name: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("{}")
    findings = refused(served, tmp_path / name, TEXT, tmp_path)
    assert says in findings[0][1]


def test_the_size_limit_is_inclusive(tmp_path: Path) -> None:
    path = tmp_path / "full.json"
    path.write_text(WORLD + " " * (MAX_BYTES - len(WORLD.encode())))
    assert check_text(path.read_text()).file.plan.id == P22


# --- stages 2 to 4: edits of the world by JSON pointer -------------------------------------------

Edits = dict[str, Any]
GONE = object()
"""As a value: the key is taken out."""


def edited(edits: Edits, base: Callable[[], Json] = plan_2022) -> str:
    file = base()
    for pointer, value in edits.items():
        *path, last = (int(part) if part.isdigit() else part for part in pointer.split("/")[1:])
        at: Any = file
        for part in path:
            at = at[part]
        if value is GONE:
            del at[last]
        elif isinstance(at, list) and last == len(at):
            at.append(value)
        else:
            at[last] = value
    return text_of(file)


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
            ("/links/0/items", "配列 [ ]"),
        ],
    ),
    (
        {"/plan": None, "/document": {}, "/kpis": None},
        [("/plan", "{ }"), ("/document", "[ ]"), ("/kpis", "[ ]")],
    ),
    # values outside their vocabulary or bounds
    (
        {
            "/format": "hoshin-plan/2",
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
            "/document/9/label": " \t",
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
            ("/document/9/label", "空白だけ"),
            ("/document/9/text", "1文字以上"),
            ("/document/10/line", "1以上"),
            ("/kpis/0/mentions", "1件以上"),
            ("/kpis/0/value", "以下"),
            ("/kpis/0/comparator", "=、>=、<="),
            ("/kpis/1/due/end", "2300-12-31以下"),
            ("/links/0/items", "2件以上"),
        ],
    ),
    # ids that are none
    (
        {
            "/plan/id": "991015-22",
            "/plan/issuer": "港区",
            "/organisations/0/id": P22,
            "/organisations/1/municipality_code": "99100",
            "/document/0/id": f"{P22}-Title",
            "/document/1/id": f"{P22}-s_1",
            "/document/2/id": f"{P22}-",
            "/document/3/id": f"{P22}-p1\n",
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
def test_a_wrong_shape_is_told_with_every_place(
    served: Served, edits: Edits, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    findings = refused(served, edited(edits), SHAPE, tmp_path)
    assert [at for at, _ in findings] == [at for at, _ in expected]
    for (at, message), (_, says) in zip(findings, expected, strict=True):
        assert says in message, at


@pytest.mark.parametrize("content", ["[]", "null", '"plan"', "1", "true"])
def test_a_file_that_is_no_object_is_refused(served: Served, content: str, tmp_path: Path) -> None:
    assert refused(served, content, SHAPE, tmp_path) == [("", "オブジェクト { } で書いてください。")]


def test_every_number_of_errors_is_told(served: Served, tmp_path: Path) -> None:
    file = plan_2022()
    for one in file["document"]:
        one["line"] = -1
    assert len(refused(served, text_of(file), SHAPE, tmp_path)) == 21


REFERENCE_ERRORS: list[tuple[Edits, list[tuple[str, str]]]] = [
    # identity
    ({"/plan/fiscal_year": 2021}, [("/plan/id", "991015-2021")]),
    (
        {"/plan/municipality_code": "991016"},
        [("/plan/id", ""), ("/plan/municipality_code", "991015"), ("/plan/issuer", "団体コード")],
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
    ({"/kpis/0/mentions/0/id": f"{P22}-p1"}, [("/kpis/0/mentions/0/id", "p1")]),
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
    # grounds
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
def test_what_does_not_hold_together_is_refused(
    served: Served, edits: Edits, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    findings = refused(served, edited(edits), REFERENCES, tmp_path)
    if not any(at.startswith("/plan/source") for at, _ in expected):
        findings = [(at, message) for at, message in findings if not at.startswith("/plan/source")]
    assert [at for at, _ in findings] == [at for at, _ in expected]
    for (at, message), (_, says) in zip(findings, expected, strict=True):
        assert says in message, at


def test_every_error_of_the_references_is_told_at_once(served: Served, tmp_path: Path) -> None:
    # The four single errors below lie in the header, the document, the KPIs and the links.
    edits: Edits = {
        "/plan/fiscal_year": 2021,
        "/document/8/sdgs/0/evidence": "避難",
        "/kpis/1/due/end": "2023-03-30",
        "/links/0/items/1": f"{P22}-p1",
    }
    assert [at for at, _ in refused(served, edited(edits), REFERENCES, tmp_path)] == [
        "/plan/id",
        "/document/8/sdgs/0/evidence",
        "/kpis/1/due/precision",
        "/links/0/items/1",
    ]


# --- stage 4: against the last revision ----------------------------------------------------------


def without(item_id: str) -> Json:
    file = plan_2022()
    file["document"] = [one for one in file["document"] if one["id"] != item_id]
    return signed(file)


@pytest.mark.parametrize(
    ("content", "where", "says"),
    [
        (text_of(without(f"{P22}-p2-t1-m1")), "/withdrawn", f"{P22}-p2-t1-m1"),
        (edited({"/corrections": []}), "/withdrawn", f"{P22}-r1"),
        (
            edited({"/withdrawn": [{"id": f"{P22}-b09", "reason": "取りやめ"}]}),
            "/withdrawn/0/id",
            "これまでの版にありません",
        ),
        (
            text_of(signed(json.loads(edited({"/organisations/1/name": "土木部"})))),
            "/organisations/1/name",
            "土木局",
        ),
        (edited({"/organisations/1/kind": "board_office"}), "/organisations/1/kind", "bureau"),
    ],
)
def test_what_contradicts_the_stored_plans_is_refused(
    served: Served, content: str, where: str, says: str, tmp_path: Path
) -> None:
    findings = refused(served, content, COMPARISON, tmp_path)
    assert [at for at, _ in findings] == [where]
    assert says in findings[0][1]


# --- whatever the file is ------------------------------------------------------------------------

VALID = text_of(plan_2022())
ODD_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.just([]),
    st.just({}),
    st.dates().map(str),
    st.sampled_from(
        [P22, f"{P22}-p1", f"{P22}-p1-t1-m1", WARD, "991007-doboku", "editorial", "stated", "11.5"]
    ),
)


def slots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in a file."""
    yield path
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield from slots(child, (*path, key))


SLOTS = list(slots(json.loads(VALID)))[1:]


def outcome(content: str) -> Sheet | PlanFileError:
    try:
        return check_text(content)
    except PlanFileError as error:
        assert error.findings
        assert all(JAPANESE.search(finding.message) for finding in error.findings)
        "\n".join(map(str, error.findings)).encode()  # can be printed
        return error


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(VALID)), st.integers(0, 12), st.text(max_size=6))
def test_a_text_changed_anywhere_is_valid_or_refused(at: int, cut: int, put: str) -> None:
    outcome(VALID[:at] + put + VALID[at + cut :])


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(SLOTS), ODD_VALUES | st.just(GONE)), min_size=1, max_size=3))
def test_a_structure_changed_anywhere_is_valid_or_refused(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    file = json.loads(VALID)
    for path, value in changes:
        at = file
        try:
            for part in path[:-1]:
                at = at[part]
            if value is GONE:
                del at[path[-1]]
            else:
                at[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took this place away
    outcome(json.dumps(file))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_refused(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_bytes(raw)
    with pytest.raises(PlanFileError):
        check_text(read_file(path))
