"""What follows from the place of a row in 本文: under which pillar, theme or passage it stands."""

from dataclasses import dataclass, field
from typing import Any, Final

from app.workbook.declaration import folded
from app.workbook.kinds import Kind

Json = dict[str, Any]
Parents = dict[str, str]

# What ends the pillar and the theme above it.
_ENDING: Final = frozenset(("title", "section_heading"))
# Passages that belong to what they stand under.
_WITHIN: Final = frozenset(("theme_lead", "caption", "paragraph", "note", "heading"))
# The members of an entry that say where it belongs.
PARENTS: Final = ("pillar", "theme", "parent")


def needs_parent(kind: Kind) -> bool:
    """Whether a row that stands under nothing says so, lest its place be a slip."""
    return (
        kind.type in ("measure", "direction") or kind.depth > 1 or kind.passage in ("theme_lead", "caption")
    )


@dataclass(slots=True)
class Place:
    """Where a walk through 本文 has come to. Writer and reader make the same walk."""

    pillar: str | None = None
    themes: list[str] = field(default_factory=list)
    principle: str | None = None
    pillar_names: dict[str, str] = field(default_factory=dict)
    _paths: dict[str, list[str]] = field(default_factory=dict)
    _pillars: dict[str, str | None] = field(default_factory=dict)

    def depth_below(self, parent: str | None) -> int:
        """The depth of a theme below another one, or below none."""
        return len(self._paths.get(parent, [parent])) + 1 if parent is not None else 1

    def default(self, kind: Kind, heading: str = "") -> Parents:
        """The members `pillar`, `theme` and `parent` that a row has where nothing else is said."""
        match kind.type:
            case "direction":
                return self._under_pillar()
            case "theme" if kind.depth == 1:
                return self._under_pillar()
            case "theme":
                above = self.themes[kind.depth - 2 : kind.depth - 1]
                return {"parent": above[0]} if above else {}
            case "measure" | "table":
                return self._deepest()
            case "passage":
                return self._of_passage(kind.passage, heading)
        return {}

    def _of_passage(self, kind: str, heading: str) -> Parents:
        if kind == "pillar_heading":
            found = self.pillar_named(heading)
            return {"pillar": found} if found else {}
        if kind == "principle_statement":
            return {"parent": self.principle} if self.principle else {}
        return self._deepest() if kind in _WITHIN else {}

    def _under_pillar(self) -> Parents:
        return {"pillar": self.pillar} if self.pillar else {}

    def _deepest(self) -> Parents:
        return {"theme": self.themes[-1]} if self.themes else self._under_pillar()

    def pillar_named(self, heading: str) -> str | None:
        """The pillar whose name a heading contains, the longest of several."""
        text = folded(heading)
        found = [one for one, name in self.pillar_names.items() if name and name in text]
        return max(found, key=lambda one: len(self.pillar_names[one])) if found else None

    def enter(self, kind: Kind, item: str, heading: str, parents: Parents) -> None:
        """Go past a row, whose `parents` are known."""
        match kind.type:
            case "pillar":
                self.pillar, self.themes = item, []
                self.pillar_names[item] = folded(heading)
            case "theme":
                above = parents.get("parent")
                path = [*self._paths.get(above, [above]), item] if above is not None else [item]
                pillar = parents.get("pillar") or (self._pillars.get(above) if above is not None else None)
                self._paths[item], self._pillars[item] = path, pillar
                self.pillar, self.themes = pillar, path
            case "passage" if kind.passage in _ENDING:
                self.pillar, self.themes, self.principle = None, [], None
            case "passage" if kind.passage == "pillar_heading":
                self.pillar, self.themes = parents.get("pillar"), []
            case "passage" if kind.passage == "principle":
                self.principle = item
