"""Unreadable plan files are refused: invalid JSON, duplicate keys, too large, no file at all."""

import gzip
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from zlib import crc32

import pytest

from app.importer.findings import PlanFileError
from app.importer.import_plan import import_file
from app.importer.json_text import FILE_STAGE, MAX_BYTES
from app.importer.prepare import check_text
from tests.import_refusals import SHAPE, TEXT, WorldService, refused
from tests.world import P22, plan_2022, text_of

WORLD = text_of(plan_2022())
CSV = "ID,名称,文\np1,守り,備えを進めます\n"
HTML = "<!DOCTYPE html>\n<html lang=ja><title>区の方針です</title></html>"
FIRST_LABEL = '"label": "訓練"'


def as_bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


def zipped(name: str) -> bytes:
    """A ZIP file with one member."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), WORLD)
    return content.getvalue()


def with_text(written: str, instead_of: str = FIRST_LABEL) -> str:
    """The world's plan file with one text replaced."""
    assert WORLD.count(instead_of) == 1
    return WORLD.replace(instead_of, written)


@pytest.mark.parametrize(
    ("content", "where", "says"),
    [
        ("", "", "空のファイル"),
        ("   \n", "", "空のファイル"),
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
        ('{"令": "あ",}', "行 1 列 11", "キーは引用符"),
        (WORLD + "x", f"行 1 列 {len(WORLD) + 1}", "余分"),
        # Files of other kinds and encodings.
        (WORLD.encode("utf-16"), "", "文字コードがUTF-16のようです"),
        (WORLD.encode("utf-16-le"), "", "文字コードがUTF-16のようです"),
        (WORLD.encode("utf-16-be"), "", "文字コードがUTF-16のようです"),
        (WORLD.encode("utf-32"), "", "文字コードがUTF-32のようです"),
        (WORLD.encode("cp932"), "", "文字コードがShift_JISのようです"),
        (WORLD.encode("euc_jp"), "", "文字コードがEUC-JPのようです"),
        (WORLD.encode("iso2022_jp"), "", "文字コードがJIS（ISO-2022-JP）のようです"),
        (WORLD.encode("cp932")[:300], "", "「UTF-8」を選んで保存し直してください"),
        (CSV, "", "CSVなどの表のようです。計画ファイルは JSON です"),
        ("\ufeff" + CSV, "", "CSVなどの表のようです"),
        (CSV.replace(",", "\t"), "", "CSVなどの表のようです"),
        (CSV.encode("cp932"), "", "Shift_JISのCSVなどの表のようです"),
        (CSV.encode("utf-16"), "", "UTF-16のCSVなどの表のようです"),
        (HTML, "", "ウェブページ（HTML）のようです"),
        (HTML.encode("euc_jp"), "", "EUC-JPのウェブページ（HTML）のようです"),
        ('<?xml version="1.0"?><a/>', "", "XMLのようです"),
        ("令和4年度の方針です。", "", "JSONではない文章のようです"),
        (b"%PDF-1.7\n1 0 obj", "", "PDFのようです。本文を書き起こした"),
        (zipped("word/document.xml"), "", "Wordのファイル（DOCX）のようです"),
        (zipped("plan.json"), "", "ZIPの圧縮ファイルのようです。展開して"),
        (gzip.compress(WORLD.encode(), mtime=0), "", "gzipの圧縮ファイルのようです。展開して"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "", "古い形式のExcelやWord"),
        (b"\x89PNG\r\n\x1a\n", "", "画像のようです"),
        # A file that is UTF-8 but for a byte.
        (WORLD.encode().replace("訓練".encode(), b"\xe8\xa8", 1), "", "バイト目がUTF-8ではありません"),
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
        (with_text(r'"label": "訓\t練"'), "/document/8/label", "タブ（U+0009）"),
        (with_text(r'"label": "訓\n練"'), "/document/8/label", "1行で"),
        (with_text('"label": "訓\u2028練"'), "/document/8/label", "目に見えない文字 U+2028"),
        (with_text('"label": "訓\u2029練"'), "/document/8/label", "目に見えない文字 U+2029"),
        (with_text('"label": "\u202e訓練"'), "/document/8/label", "目に見えない文字 U+202E"),
        (with_text('"label": "訓\u2066練"'), "/document/8/label", "目に見えない文字 U+2066"),
        (with_text('"label": "訓\u200b練"'), "/document/8/label", "目に見えない文字 U+200B"),
        (with_text(r'"label": "訓\u200b練"'), "/document/8/label", "目に見えない文字 U+200B"),
        (with_text('"label": "訓\ufeff練"'), "/document/8/label", "目に見えない文字 U+FEFF"),
        (with_text('"label": "訓\u00ad練"'), "/document/8/label", "目に見えない文字 U+00AD"),
        (with_text('"label": "訓\U0001ffff練"'), "/document/8/label", "目に見えない文字 U+1FFFF"),
        (with_text('"label": " 訓練"'), "/document/8/label", "前後に空白"),
        (with_text('"label": "訓練\u3000"'), "/document/8/label", "前後に空白"),
        (with_text('"label": "\u3000訓練"'), "/document/8/label", "前後に空白"),
        (with_text(r'"label": "訓練\n"'), "/document/8/label", "1行で"),
        (with_text('"label" : "訓練 " '), "/document/8/label", "前後に空白"),
        *(
            (with_text(written, old), where, "タブ")
            for old, written, where in (
                ('"title": "令和4', r'"title": "令和\t4', "/plan/title"),
                ('"document": "令和4', r'"document": "令和\t4', "/plan/source/document"),
                ('"name": "土木局"', r'"name": "土\t木局"', "/organisations/1/name"),
                ('"name": "守り"', r'"name": "守\tり"', "/document/3/name"),
                ('"name": "きれいなまち"', r'"name": "きれいな\tまち"', "/document/10/name"),
                ('"name": "みなと公園"', r'"name": "みなと\t公園"', "/document/20/name"),
                ('"text": "備えを', r'"text": "備え\tを', "/document/4/text"),
                ('"label": "防災訓練の', r'"label": "防災\t訓練の', "/kpis/0/label"),
                ('"unit": "箇所"', r'"unit": "箇\t所"', "/kpis/0/unit"),
                ('"reading": "清掃"', r'"reading": "清\t掃"', "/corrections/0/reading"),
                ('"note": "', r'"note": "\t', "/note"),
            )
        ),
        (with_text(r'"label": "\ud800"'), "/document/8/label", "U+D800"),
        (with_text(r'"label": "\udfff\ud800"'), "/document/8/label", "U+DFFF"),
        (with_text(r'"\ud800": 1'), "/document/8/\\ud800", "U+D800"),
        (with_text(r'"a\u0000b/~": 1'), "/document/8/a\\u0000b~1~0", "U+0000"),
    ],
    ids=lambda value: (
        repr(value) if len(value) < 60 else f"{len(value)} characters {crc32(as_bytes(value)):x}"
    ),
)
def test_text_that_is_not_plain_json_is_refused(
    world_service: WorldService, content: str | bytes, where: str, says: str, tmp_path: Path
) -> None:
    findings = refused(world_service, content, TEXT, tmp_path)
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
def test_a_duplicate_key_is_refused_at_any_depth(
    world_service: WorldService, content: str, where: list[str], tmp_path: Path
) -> None:
    assert [at for at, _ in refused(world_service, content, TEXT, tmp_path)] == where


def test_all_text_errors_are_reported_at_once(world_service: WorldService, tmp_path: Path) -> None:
    content = r'{"a": NaN, "b": ["\u0000", 1e400, {"c": 1, "c": 2}], "\udc00": 99999999999999999999}'
    assert [at for at, _ in refused(world_service, content, TEXT, tmp_path)] == [
        "/a",
        "/b/0",
        "/b/1",
        "/b/2/c",
        "/\\udc00",
        "/\\udc00",
    ]


def test_the_largest_and_smallest_64_bit_numbers_pass_the_text_check() -> None:
    with pytest.raises(PlanFileError) as caught:
        check_text('{"a": 9223372036854775807, "b": -9223372036854775808}')
    assert caught.value.stage == SHAPE


def test_a_truncated_file_is_refused_wherever_it_ends(world_service: WorldService, tmp_path: Path) -> None:
    raw = WORLD.encode()
    for end in [*range(0, len(raw), 97), len(raw) - 1]:
        path = tmp_path / "cut.json"
        path.write_bytes(raw[:end])
        with pytest.raises(PlanFileError) as caught:
            import_file(world_service.store, path)
        assert caught.value.stage == TEXT
        assert len(caught.value.findings) == 1
    assert world_service.answers() == world_service.before


def test_a_file_of_a_hundred_megabytes_is_refused(world_service: WorldService, tmp_path: Path) -> None:
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    assert refused(world_service, huge, FILE_STAGE, tmp_path) == [
        ("", "ファイルが大きすぎます。上限は33,554,432バイトです。計画ごとに分けてください。")
    ]


@pytest.mark.parametrize("content", ["sparse", "errors"])
def test_refusing_a_huge_or_faulty_file_needs_little_memory(content: str, tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    if content == "sparse":
        with path.open("wb") as file:
            file.truncate(2 * 1024**3)
    else:
        path.write_text("[" + "NaN," * 1_000_000 + "0]")
    program = (
        "import resource, sys\n"
        "from app.importer.import_plan import import_file\n"
        "from app.importer.prepare import check_text\n"
        "from app.importer.findings import PlanFileError\n"
        "from app.importer.json_text import read_file\n"
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


def test_an_endless_device_is_refused(world_service: WorldService, tmp_path: Path) -> None:
    assert "大きすぎます" in refused(world_service, Path("/dev/zero"), FILE_STAGE, tmp_path)[0][1]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing.json", "そこにファイルがありません"),
        ("", "フォルダーです"),
        ("file/below.json", "読み取りの途中で失敗しました"),
    ],
)
def test_a_path_that_is_no_file_is_refused(
    world_service: WorldService, name: str, says: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("{}")
    findings = refused(world_service, tmp_path / name, FILE_STAGE, tmp_path)
    assert says in findings[0][1]


def test_a_file_of_exactly_the_size_limit_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "full.json"
    path.write_text(WORLD + " " * (MAX_BYTES - len(WORLD.encode())))
    assert check_text(path.read_text()).file.plan.id == P22


@pytest.mark.parametrize(
    "written",
    [
        '"label": "葛\U000e0100飾の訓練"',
        '"label": "訓練 の\u3000会"',
        '"label":"訓練"',
        r'"label": "\u8a13\u7df4"',
    ],
)
def test_what_names_may_hold_is_accepted(written: str) -> None:
    assert check_text(with_text(written)).file.plan.id == P22


def test_a_text_may_have_line_breaks() -> None:
    file = plan_2022()
    file["document"][4]["text"] = "備えを\n進めます"
    assert check_text(text_of(file)).printed[f"{P22}-p1-d1"] == "備えを\n進めます"
