"""The guide tells the truth: its examples are plans, and its messages are those of the code."""

import ast
import io
import re
from functools import cache
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from app.importer.cell_messages import in_words_of_workbook
from app.importer.findings import PlanFileError
from app.importer.plan_source import PlanSource, read_workbook
from app.pages.guide import FILE
from app.workbook.template import empty_workbook
from tests.paths import APP

GUIDE = FILE.read_text("utf-8")
Table = list[list[str]]


def table(lines: str) -> Table:
    """The cells of a table; the line below its headings is left out."""
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines.splitlines()]
    return [rows[0], *rows[2:]]


@cache
def sheets(example: int) -> dict[str, Table]:
    found = re.findall(rf"^#### 例{example}のシート「(.+?)」\n\n((?:\|.*\n)+)", GUIDE, re.M)
    return {title: table(lines) for title, lines in found}


def typed(example: int) -> tuple[Workbook, int]:
    """The empty workbook with an example typed in, and the number of cells that it took."""
    book = load_workbook(io.BytesIO(empty_workbook()))
    number = 0
    for title, (headings, *rows) in sheets(example).items():
        sheet: Any = book[title]
        fields = {str(row[0].value).rstrip("＊"): row[1] for row in sheet.iter_rows() if row[0].value}
        columns = {str(cell.value).rstrip("＊"): cell.column for cell in sheet[3]}
        for line, row in enumerate(rows, 4):
            if title == "計画":
                fields[row[0]].value = row[1]
                number += 1
                continue
            for heading, cell in zip(headings, row, strict=True):
                if cell:
                    sheet.cell(line, columns[heading]).value = cell
                    number += 1
    return book, number


def read(book: Workbook) -> PlanSource:
    saved = io.BytesIO()
    book.save(saved)
    return read_workbook(saved.getvalue())


@pytest.mark.parametrize(
    ("example", "plan_id", "initiatives", "kpis"),
    [(1, "991058-2023", 12, 5), (2, "991007-2023", 3, 0), (3, "991007-2024", 2, 2)],
)
def test_every_example_is_a_plan_without_anything_to_mend(
    example: int, plan_id: str, initiatives: int, kpis: int
) -> None:
    book, number = typed(example)
    source = read(book)
    sheet = source.check()
    assert (sheet.file.plan.id, len(sheet.initiatives), len(sheet.file.kpis)) == (plan_id, initiatives, kpis)
    assert (source.cautions(sheet), source.suspects()) == ((), ())
    if example == 1:
        assert f"| 例1（12件、指標5つ、タグ3つ） | {number} | 0 |" in GUIDE


@cache
def code_texts() -> str:
    """Every text of the code as a workbook's author sees it, with … for what is put in."""
    texts = []
    for file in (*APP.glob("workbook/*.py"), *APP.glob("importer/*.py"), APP / "cli/numbered_workbook.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = node.values
                texts.append("".join(str(p.value) if isinstance(p, ast.Constant) else "…" for p in parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node.value)
    texts += [in_words_of_workbook(text, lambda _: "…") for text in texts]
    return "\n".join(texts).replace("……", "…")


def test_every_message_of_the_guide_is_one_of_the_code() -> None:
    part = GUIDE.partition("## メッセージと直し方")[2]
    messages = [row[0] for lines in re.findall(r"(?:^\|.*\n)+", part, re.M) for row in table(lines)[1:]]
    assert len(messages) > 70
    assert [message for message in messages if message not in code_texts()] == []


def changed(heading: str, **cells: str) -> PlanSource:
    """Example 1 with cells of the row of a heading of 本文 written over, by their letters."""
    book, _ = typed(1)
    sheet = book["本文"]
    line = next(cell.row for cell in sheet["C"] if cell.value == heading)
    for letter, cell in cells.items():
        sheet[f"{letter}{line}"] = cell
    return read(book)


def test_a_pillar_printed_again_is_told_from_a_new_one() -> None:
    source = changed("参考　主な局事業", C="1 にぎわい")
    assert [str(one) for one in source.cautions(source.check())] == [
        "本文!B27（種類）: 柱「にぎわい」の名前を含みます。その柱の中身がここから続くなら、"
        "種類を「柱の見出し」にしてください。"
    ]


def test_what_refers_to_a_withdrawn_row_is_told_so() -> None:
    with pytest.raises(PlanFileError) as refused:
        changed("通学路の見守り", A="m4", O="事業を終えたため")
    assert [str(one) for one in refused.value.findings] == [
        "タグと理由!A6（対象）［通学路の見守り］: 「通学路の見守り」は取り下げた行です。"
        "これを指す行も消してください。"
    ]
