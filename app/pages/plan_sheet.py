"""A plan as a page: its printed pieces in blocks, with the level of each heading."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final, NamedTuple

Piece = dict[str, Any]
# A sheet of the seed's kind: two sides of A4 hold so many characters.
TWO_SIDES: Final = 4600
_LOWEST_HEADING: Final = 6


class Block(NamedTuple):
    """Neighbours of one kind on one page: one list or one table. `page` is the printed page that begins
    with it, `source` the document where it is another than the block before; `level` is that of a
    heading."""

    kind: str
    pieces: list[Piece]
    level: int
    page: int | None
    source: str | None


def blocks(items: Iterable[Piece], sources: Mapping[str, str]) -> list[Block]:
    """The blocks of a plan. `sources` are the documents by key, the first one being understood."""
    found, levels = [], _Levels()
    page, source = None, next(iter(sources))
    for (kind, level, new_page, key), group in groupby(items, key=lambda item: _key(item, levels)):
        begins = new_page if new_page != page else None
        found.append(Block(kind, list(group), level, begins, sources[key] if key != source else None))
        page, source = new_page or page, key
    return found


def _key(item: Piece, levels: "_Levels") -> tuple[str, int, int | None, str]:
    kind = item["kind"] if item["type"] == "passage" else item["type"]
    # Where there are lines, the page is no help.
    page = item["page"] if item["line"] is None else None
    return kind, levels.of(kind, item), page, item["source"]["key"]


class _Levels:
    """The levels of the headings in printed order."""

    def __init__(self) -> None:
        self._section = 1
        self._above = 1
        self._themes: dict[str, int] = {}
        self._pillars: dict[str, int] = {}

    def of(self, kind: str, item: Piece) -> int:
        """The level of a piece's heading; 0 for one that has none."""
        match kind:
            case "section_heading":
                level = self._section = self._above = 2
            case "pillar" | "pillar_heading" | "principle":
                level = self._section + 1
                if kind != "principle":
                    self._above = self._pillars[item["id"]] = level
            case "theme":
                above = self._above if item["pillar"] else self._section
                level = self._themes[item["id"]] = above + 1 + len(item["path"])
            case "heading":
                known = self._themes.get(item["theme"] or "") or self._pillars.get(item["pillar"] or "")
                level = (known or self._section) + 1
            case _unheaded:
                return 0
        return min(level, _LOWEST_HEADING)


def sheets(found: list[Block]) -> list[list[Block]]:
    """The blocks of each sheet of paper: the main initiatives begin the second one, with the heading
    that stands over them. A plan without them is one sheet."""
    heading = 0
    for index, block in enumerate(found):
        if block.kind == "section_heading":
            heading = index
        if block.kind in ("pillar_heading", "measure"):
            return [found[:heading], found[heading:]] if heading else [found]
    return [found]


def contents(found: list[Block]) -> Iterator[tuple[int, Piece]]:
    """The headings of the table of contents with their depth: sections, and what stands for a pillar there;
    where the pillars are the chapters, their themes too."""
    kinds = {block.kind for block in found}
    chapters = any(block.kind == "pillar" and block.level == 2 for block in found)
    pillars = "pillar_heading" if "pillar_heading" in kinds else "pillar"
    for block in found:
        if block.kind in ("section_heading", pillars) or (
            chapters and block.kind == "theme" and block.level == 3
        ):
            yield from ((block.level - 2, piece) for piece in block.pieces)
