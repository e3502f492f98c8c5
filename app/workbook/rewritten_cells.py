"""A workbook with a few cells rewritten: nothing else of the file changes, whatever program has saved it."""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]

from app.workbook.declaration import folded
from app.workbook.findings import Place

_CELL: Final = re.compile("([A-Z]+)([0-9]+)")


def with_cells(content: bytes, cells: Mapping[Place, str]) -> bytes:
    """The bytes of a workbook that was read, with these words in these cells. Raises ValueError for a sheet or
    row that it does not have."""
    changed: dict[str, dict[tuple[int, str], str]] = {}
    parts = _parts(content)
    for place, text in cells.items():
        if folded(place.sheet) not in parts or place.row is None:
            raise ValueError(str(place))
        changed.setdefault(parts[folded(place.sheet)], {})[place.row, place.column] = text
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(made, "w") as new:
        for part in given.infolist():
            data = given.read(part)
            new.writestr(part, _rewritten(data, changed[part.filename]) if part.filename in changed else data)
    return made.getvalue()


def _parts(content: bytes) -> dict[str, str]:
    """The part of each sheet by its folded title."""
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy

    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    sheets: list[Any] = book.worksheets
    return {folded(sheet.title): sheet._worksheet_path for sheet in sheets}


def _rewritten(part: bytes, cells: Mapping[tuple[int, str], str]) -> bytes:
    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    rows = {row.get("r"): row for row in root.iter("{*}row")}
    for (line, column), text in cells.items():
        if str(line) not in rows:
            raise ValueError(f"{column}{line}")
        _write(_cell(rows[str(line)], f"{column}{line}"), text)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _cell(row: Any, name: str) -> Any:
    """The cell of this name, made in its place where the row has none."""
    before = 0
    for place, cell in enumerate(row.iterchildren("{*}c"), 1):
        if cell.get("r") == name:
            return cell
        if _order(cell.get("r", "")) < _order(name):
            before = place
    made = etree.Element(f"{{{etree.QName(row).namespace}}}c", r=name)
    row.insert(before, made)
    return made


def _order(name: str) -> tuple[int, str]:
    found = _CELL.fullmatch(name)
    letters = found[1] if found else ""
    return len(letters), letters


def _write(cell: Any, text: str) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.set("t", "inlineStr")
    space = etree.QName(cell).namespace
    words = etree.SubElement(etree.SubElement(cell, f"{{{space}}}is"), f"{{{space}}}t")
    words.text = text
