"""A workbook as rows of cells, whatever it is a workbook of: sheets and headings are found by their words."""

import io
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from app.workbook.declaration import FREE_HEADINGS, GUIDE_TITLE, Form, Need, Part, folded
from app.workbook.findings import CellFinding, Findings, Place, WorkbookError
from app.workbook.limits import MAX_COLUMN, MAX_ROW, STAGE, check_limits
from app.workbook.sheet_parts import SheetFacts, Strings, date_styles, sheet_facts
from app.workbook.sheet_reader import ReadRow, SheetReader, damaged
from app.workbook.sheets import COVER, DICTIONARY

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

FORM_STAGE: Final = "様式の検査"
# What only the workbooks have that are offered for reading.
_READING_COPY: Final = {COVER, DICTIONARY}


@dataclass(slots=True)
class Book:
    """The rows of each sheet by its title, with the errors and notices of their cells."""

    rows: dict[str, list[ReadRow]]
    findings: Findings

    def form(self, form: Form) -> ReadRow:
        return self.rows[form.title][0]


def read_book(content: bytes, parts: Sequence[Part], how: str) -> Book:
    """Raises WorkbookError of the first two stages; the errors of cells are in the book. `how` says where an
    empty workbook of this kind comes from."""
    archive = check_limits(content)
    try:
        # Before openpyxl reads these parts: libxml2 refuses what lies too deep.
        strings, dates = Strings(archive), date_styles(archive)
    except Exception as error:
        raise damaged() from error
    book = _open(content)
    _check_kind(book, parts, how)
    findings = Findings()
    rows: dict[str, list[ReadRow]] = {}
    titles = {folded(title): title for title in book.sheetnames}
    named = [title for title in book.sheetnames if _is_other(title, parts)]
    others = f"（様式にない「{'」「'.join(named[:3])}」があります）" if named else ""
    for part in parts:
        title = titles.get(folded(part.title))
        if title is None:
            if not part.optional:
                mend = "名前を変えたのなら元に戻し、消したのなら様式から写してください。"
                findings.error(Place(part.title), f"シートがありません{others}。{mend}")
            rows[part.title] = []
            continue
        facts = _facts(archive, book[title], dates, strings)
        rows[part.title] = SheetReader(part, book[title], facts, strings, findings).rows()
    _name_others(book, parts, findings)
    findings.raise_any(FORM_STAGE)
    return Book(rows, findings)


def _open(content: bytes) -> "Workbook":
    # Heavy, and most commands read no workbook.
    from openpyxl import load_workbook  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that nobody reads
            return load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    except Exception as error:  # whatever a library finds wrong with a damaged file
        raise damaged() from error


def _facts(archive: zipfile.ZipFile, sheet: Any, dates: set[int], strings: Strings) -> SheetFacts:
    try:
        facts = sheet_facts(archive, sheet._worksheet_path, dates, strings.struck)
    except Exception as error:
        raise damaged() from error
    if facts.far:
        message = (
            f"表のはるか外（{facts.far}）に値があります。{MAX_ROW:,}行・{MAX_COLUMN}列までにしてください。"
        )
        raise WorkbookError(STAGE, [CellFinding(Place(sheet.title), message)])
    return facts


def _check_kind(book: "Workbook", parts: Sequence[Part], how: str) -> None:
    titles = {folded(title) for title in book.sheetnames}
    if set(book.sheetnames) >= _READING_COPY:
        message = "閲覧用のExcelのようです。書き込む様式のExcelを使ってください。"
    elif any(folded(part.title) in titles for part in parts if part.need is Need.MUST):
        return
    else:
        message = f"この様式のシート（{'・'.join(part.title for part in parts[:3])}…）がありません。"
    raise WorkbookError(FORM_STAGE, [CellFinding(Place("ファイル"), f"{message}様式は {how} で作れます。")])


def _name_others(book: "Workbook", parts: Sequence[Part], findings: Findings) -> None:
    for sheet in book.worksheets:
        if _is_other(sheet.title, parts):
            findings.notice(Place(sheet.title), "様式にないシートです。読み取っていません。")
        elif sheet.sheet_state != "visible":
            findings.notice(Place(sheet.title), "隠れているシートですが、読み取りました。")


def _is_other(title: str, parts: Sequence[Part]) -> bool:
    """Whether a sheet is none of a workbook's, nor somebody's notes."""
    known = {folded(part.title) for part in parts} | {folded(GUIDE_TITLE)}
    return folded(title) not in known and not title.startswith(FREE_HEADINGS)
