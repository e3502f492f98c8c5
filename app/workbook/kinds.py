"""The kinds of rows of 本文: the types of entries, the kinds of passages, and the depths of themes."""

from typing import Final, NamedTuple

from app.models.vocabulary import PassageKind
from app.workbook.words import Words

MAX_DEPTH: Final = 10


class Kind(NamedTuple):
    """`type` is that of the entry; `passage` the kind of a passage; `depth` that of a theme."""

    type: str
    passage: str = ""
    depth: int = 0


def _theme(depth: int) -> str:
    return "施策" if depth == 1 else f"施策（{depth}段目）"


_KINDS: Final = {
    "柱": Kind("pillar"),
    "柱の方針": Kind("direction"),
    **{_theme(depth): Kind("theme", depth=depth) for depth in range(1, 4)},
    "取組": Kind("measure"),
    "局事業": Kind("bureau_project"),
    "視点": Kind("viewpoint"),
    "表": Kind("table"),
    **{kind.label: Kind("passage", kind.value) for kind in PassageKind},
    **{_theme(depth): Kind("theme", depth=depth) for depth in range(4, MAX_DEPTH + 1)},
}
_WORDS: Final = {kind: word for word, kind in _KINDS.items()}
KINDS: Final = Words({word: word for word in _KINDS})

# Passages that are a line by themselves stand in the column of headings, the others in that of texts.
HEADLINES: Final = frozenset(
    ("title", "section_heading", "pillar_heading", "column_heading", "goal_headline", "principle", "heading")
)
# The letters of new numbers.
LETTERS: Final = {
    "pillar": "p",
    "direction": "d",
    "theme": "t",
    "measure": "m",
    "bureau_project": "b",
    "viewpoint": "v",
    "table": "tb",
    "passage": "x",
    "kpi": "k",
    "correction": "r",
    "link": "l",
    "annotation": "a",
}


def kind_of(word: str) -> Kind | None:
    code = KINDS.code(word)
    return _KINDS[code] if code is not None else None


def kind_word(kind: Kind) -> str:
    return _WORDS[kind]
