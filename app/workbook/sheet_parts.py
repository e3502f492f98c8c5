"""What openpyxl does not tell of a sheet: merged cells, hidden rows, cells beyond the limits, dates in the
Japanese formats, struck-through words; and the strings as they are stored. One pass of lxml over each part."""

import re
import zipfile
from dataclasses import dataclass, field
from functools import cache, reduce
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from app.workbook.limits import MAX_COLUMN, MAX_ROW

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
# Built-in formats that Excel shows as dates in Japan, and openpyxl gives as bare numbers.
_JAPANESE_DATES: Final = frozenset((*range(27, 37), *range(50, 59)))
_STRINGS: Final = "xl/sharedStrings.xml"
_ESCAPE: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_CELL_NAME: Final = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")
Cell = tuple[int, int]


@dataclass(slots=True)
class SheetFacts:
    """`merged` are the first cells of merged ranges with the range; `far` is a filled cell beyond the limits."""

    merged: dict[Cell, str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    dates: set[Cell] = field(default_factory=set)
    struck: set[Cell] = field(default_factory=set)
    far: str | None = None
    # Of each style whether it strikes words through, as it is met.
    styles: dict[int, bool] = field(default_factory=dict)


class Strings:
    """The shared strings, and the places of those with struck-through words."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.texts: list[str] = []
        self.struck: set[int] = set()
        if _STRINGS not in archive.namelist():
            return
        with archive.open(_STRINGS) as part:
            for _, item in _events(part, "si"):
                if any(_is_on(one) for one in item.iter(*_names("strike"))):
                    self.struck.add(len(self.texts))
                self.texts.append(_text(item))
                _clear(item)


def _events(part: object, *tags: str) -> etree.iterparse:
    names = [name for tag in tags for name in _names(tag)]
    return etree.iterparse(part, tag=names, resolve_entities=False, no_network=True, huge_tree=False)


def _names(tag: str) -> tuple[str, str]:
    return _MAIN + tag, _STRICT + tag


def _clear(element: etree._Element) -> None:
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _is_on(element: etree._Element) -> bool:
    return element.get("val", "1") not in ("0", "false")


def _text(item: etree._Element) -> str:
    """The words of a string without its reading aids (furigana)."""
    phonetic = {one for run in item.iter(*_names("rPh")) for one in run.iter()}
    return "".join(one.text or "" for one in item.iter(*_names("t")) if one not in phonetic)


def decoded(text: str) -> str:
    """Text with the characters that XML cannot hold, and with one kind of line break."""
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def date_styles(archive: zipfile.ZipFile) -> set[int]:
    """The styles of cells that Excel shows as dates in Japan."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    found: set[int] = set()
    with archive.open("xl/styles.xml") as part:
        for _, formats in _events(part, "cellXfs"):
            for number, one in enumerate(formats.iter(*_names("xf"))):
                if one.get("numFmtId", "0").isdigit() and int(one.get("numFmtId", "0")) in _JAPANESE_DATES:
                    found.add(number)
    return found


def sheet_facts(archive: zipfile.ZipFile, part: str, dates: set[int], struck: set[int]) -> SheetFacts:
    facts = SheetFacts()
    cells, rows = _names("c"), _names("row")
    with archive.open(part) as file:
        for _, element in _events(file, "c", "row", "mergeCell"):
            if element.tag in cells:
                # Of an empty cell nothing is to be told.
                if len(element):
                    _look_at_cell(facts, element, dates, struck)
            elif element.tag in rows:
                if element.get("hidden") in ("1", "true") and element.get("r", "").isdigit():
                    facts.hidden.add(int(element.get("r", "0")))
                _clear(element)
            else:
                _look_at_merge(facts, element.get("ref", ""))
    return facts


def _look_at_cell(facts: SheetFacts, cell: etree._Element, dates: set[int], struck: set[int]) -> None:
    name, kind = cell.get("r"), cell.get("t", "n")
    if name is None:
        return
    place = _place(name)
    if place is None:
        facts.far = name[:20]
        return
    if place[0] > MAX_ROW or place[1] > MAX_COLUMN:
        facts.far = facts.far or name
    if kind == "n" and dates and (style := cell.get("s", "")).isdigit() and int(style) in dates:
        facts.dates.add(place)
    elif kind == "inlineStr" and any(_is_on(one) for one in cell.iter(*_names("strike"))):
        facts.struck.add(place)
    elif kind == "s" and struck:
        value = cell.findtext(_MAIN + "v") or cell.findtext(_STRICT + "v") or ""
        if value.isdigit() and int(value) in struck:
            facts.struck.add(place)


def _look_at_merge(facts: SheetFacts, ref: str) -> None:
    if (first := _place(ref.partition(":")[0].replace("$", ""))) is not None:
        facts.merged[first] = ref


def _place(name: str) -> Cell | None:
    """Row and column of a cell's name."""
    found = _CELL_NAME.fullmatch(name)
    return (int(found[2]), _column(found[1])) if found else None


@cache
def _column(letters: str) -> int:
    return reduce(lambda number, letter: number * 26 + ord(letter) - ord("A") + 1, letters, 0)
