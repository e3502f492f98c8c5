"""Files that are no workbook, or a hostile one: refused before a library sees them, with what to do."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from app.importer.findings import PlanFileError
from app.importer.plan_source import read_source, read_workbook
from app.workbook.book_reader import read_book
from app.workbook.plan_reader import HOW
from app.workbook.plan_sheets import PLAN_SHEETS
from tests.workbook.filling import sample_workbook

SAMPLE: Final = sample_workbook()
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED: Final = OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600)
# The part of 本文: 書き方 and 計画 stand before it.
PART: Final = "xl/worksheets/sheet3.xml"
ROWS: Final = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 1001))


def repacked(change: Callable[[str, bytes], bytes], *more: tuple[str, bytes]) -> bytes:
    """The sample with some of its parts changed, and more parts."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(SAMPLE)) as given,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in given.namelist():
            new.writestr(part, change(part, given.read(part)))
        for part, content in more:
            new.writestr(part, content)
    return made.getvalue()


def with_part(name: str, old: str, new: str) -> bytes:
    def change(part: str, content: bytes) -> bytes:
        if part != name:
            return content
        assert old.encode() in content
        return content.replace(old.encode(), new.encode(), 1)

    return repacked(change)


def unchanged(_part: str, content: bytes) -> bytes:
    return content


def open_document() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        new.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return made.getvalue()


FILES: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "old format": (lambda: OLE + bytes(600), "古い形式のExcel（.xls）のようです。"),
    "password": (lambda: ENCRYPTED, "パスワードの付いたExcelのファイルです。パスワードを外して"),
    "macro": (lambda: repacked(unchanged, ("xl/vbaProject.bin", b"x")), "マクロが入っています（.xlsm）。"),
    "LibreOffice": (open_document, "LibreOffice の形式（.ods など）です。"),
    "CSV": ("種類,見出し\n柱,安全\n".encode, "Excelのファイル（.xlsx）ではありません。"),
    "cut off": (lambda: SAMPLE[:-900], "Excelのファイルとして開けません。"),
    "damaged": (
        lambda: SAMPLE.replace(b"xl/worksheets/sheet3.xml", b"xl/worksheets/sheet9.xml", 1),
        "Excelのファイルとして",
    ),
    "large": (lambda: SAMPLE + bytes(11 * 1024 * 1024), "ファイルが大きすぎます（上限10MB）。"),
    "zip bomb": (lambda: repacked(unchanged, ("xl/x.xml", bytes(70_000_000))), "展開すると大きすぎます。"),
    "many parts": (
        lambda: repacked(unchanged, *((f"xl/p{number}.xml", b"<a/>") for number in range(500))),
        "ファイルの部品が多すぎます",
    ),
    "two parts of one name": (lambda: repacked(unchanged, (PART.upper(), b"<a/>")), "同じ名前の部品が2つ"),
    "document type": (
        lambda: with_part(PART, "<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet'),
        "読み取れない形のXMLです",
    ),
    "deep": (
        lambda: with_part(PART, "<sheetData>", "<sheetData>" + "<a>" * 60_000),
        "Excelのファイルとして読めません。",
    ),
    "ten million rows": (
        lambda: with_part(PART, "<sheetData>", "<sheetData>" + ROWS * 1001),
        "セルが多すぎます",
    ),
    "cells in many parts": (
        lambda: repacked(unchanged, *((f"xl/p{number}.xml", b"<c/>" * 70_000) for number in range(3))),
        "セルが多すぎます（上限200,000個）。",
    ),
    "a cell far away": (
        lambda: with_part(
            PART, "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        ),
        "表のはるか外（XFD1048576）に値があります。",
    ),
    "many merges": (
        lambda: with_part(
            PART,
            "</sheetData>",
            "</sheetData><mergeCells>" + '<mergeCell ref="A1:B2"/>' * 1001 + "</mergeCells>",
        ),
        "結合したセルが多すぎます。",
    ),
    "styles of 5 MB": (
        lambda: with_part("xl/styles.xml", "</styleSheet>", " " * 5_000_000 + "</styleSheet>"),
        "xl/styles.xml が大きすぎます。",
    ),
    "broken part": (lambda: with_part(PART, "</sheetData>", "</sheet>"), "Excelのファイルとして読めません。"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_sound_workbook_is_refused(kind: str) -> None:
    make, says = FILES[kind]
    with pytest.raises(PlanFileError) as caught:
        read_workbook(make())
    (finding,) = caught.value.findings
    assert (caught.value.stage, finding.where) in {("ファイルの検査", "ファイル"), ("ファイルの検査", "本文")}
    assert finding.message.startswith(says)


def test_a_plan_file_under_the_name_of_a_workbook_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_text(json.dumps({"format": "hoshin-plan/2"}))
    with pytest.raises(PlanFileError) as caught:
        read_source(path)
    assert "Excelのファイル（.xlsx）ではありません。" in caught.value.findings[0].message


def test_formatted_rows_without_values_are_not_read_as_rows() -> None:
    empty = "".join(
        f'<row r="{row}"><c r="A{row}" s="1"/><c r="D{row}" s="1"/></row>' for row in range(17, 20_017)
    )
    content = with_part(PART, "</sheetData>", f"{empty}</sheetData>")
    assert len(read_book(content, PLAN_SHEETS, HOW).rows["本文"]) == 12


def test_furigana_is_no_text_and_escapes_are_characters() -> None:
    strings = "xl/sharedStrings.xml"
    furigana = '<rPh sb="0" eb="2"><t>ボウサイ</t></rPh>'
    content = with_part(
        strings,
        "防災訓練を4箇所で開催します。</t>",
        f"防災訓練を_x000D_4箇所で_x0041_開催します。</t>{furigana}",
    )
    row = next(row for row in read_book(content, PLAN_SHEETS, HOW).rows["本文"] if row.line == 9)
    assert row.text("text") == "防災訓練を\n4箇所でA開催します。"


def test_a_date_in_a_japanese_format_is_no_number() -> None:
    """Format 57 shows a serial number as 令和4年4月1日."""

    def change(part: str, content: bytes) -> bytes:
        if part == "xl/styles.xml":
            return re.sub(
                rb"(<cellXfs.*?)</cellXfs>",
                rb'\1<xf numFmtId="57" fontId="0"/></cellXfs>',
                content,
                flags=re.S,
            )
        if part == PART:
            number = len(re.findall(rb"<xf ", styles.partition(b"<cellXfs")[2].partition(b"</cellXfs>")[0]))
            return re.sub(rb'<c r="L9"[^>]*/>', b'<c r="L9" s="%d"><v>44652</v></c>' % number, content)
        return content

    with zipfile.ZipFile(io.BytesIO(SAMPLE)) as given:
        styles = given.read("xl/styles.xml")
    with pytest.raises(PlanFileError) as caught:
        read_workbook(repacked(change))
    assert [str(one) for one in caught.value.findings] == [
        "本文!L9（印刷の番号）: 日付（44652）に変わっています。セルの書式を文字列にして、書き直してください。"
    ]
