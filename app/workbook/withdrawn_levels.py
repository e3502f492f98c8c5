"""Pillars and themes that a workbook withdraws while rows below them stay: by their place alone these would
move to the level above."""

from typing import Final, NamedTuple

from app.workbook.fields import Fields
from app.workbook.kinds import Kind, kind_of

# Rows that take their place from what stands above them.
_BELOW: Final = frozenset(("measure", "direction", "theme", "table"))


class Level(NamedTuple):
    """A withdrawn pillar (depth 0) or theme."""

    heading: str
    depth: int


def level_of(fields: Fields) -> Level | None:
    """The pillar or theme that a withdrawn row is, None for another kind."""
    kind = kind_of(fields.text("kind") or "")
    if kind is None or kind.type not in ("pillar", "theme"):
        return None
    return Level(fields.text("heading") or "", _depth(kind))


def still_above(level: Level | None, fields: Fields, kind: Kind | None) -> Level | None:
    """The withdrawn level that the next row stands under. The first row that stays below it is an error."""
    if level is None or kind is None:
        return level
    if kind.type in ("pillar", "theme") and _depth(kind) <= level.depth:
        return None
    if kind.type == "passage" and kind.passage in ("title", "section_heading", "pillar_heading"):
        return None
    if kind.type in _BELOW and not fields.has("belongs"):
        fields.error(
            "belongs",
            f"上の「{level.heading}」は取下げなのに、その下の行が残っています。"
            "所属に残る柱か施策を書くか、行を移すか、この行にも取下げの理由を書いてください。",
        )
        return None
    return level


def _depth(kind: Kind) -> int:
    return 0 if kind.type == "pillar" else kind.depth
