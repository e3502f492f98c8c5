"""The printed words of a plan, in which quotations are looked for: that of a plain JSON document."""

from collections.abc import Iterable, Iterator
from typing import Any

from app.workbook.declaration import folded

Json = dict[str, Any]


class Texts:
    """The words of each entry and of each row of a table, by id."""

    def __init__(self, document: Iterable[Json]) -> None:
        self.of: dict[str, list[str]] = {}
        self.rows: dict[str, str] = {}
        for entry in document:
            self.of[entry["id"]] = list(
                filter(None, (entry.get(name) for name in ("title", "name", "text", "caption")))
            )
            for row in entry.get("rows", ()):
                self.rows[row["id"]] = entry["id"]
                self.of[row["id"]] = [*row["cells"], *entry["columns"], *filter(None, [entry.get("caption")])]

    def has(self, item: str, words: str) -> bool:
        return any(words in text for text in self.of.get(item, ()))

    def place_of(self, words: str, owner: str | None = None) -> str | None:
        """Where quoted words stand: with their owner, else in the only row of a table or the only entry that
        has them."""
        if owner is not None and self.has(owner, words):
            return owner
        for among in (self.rows, [one for one in self.of if one not in self.rows]):
            found = [one for one in among if self.has(one, words)]
            if len(found) == 1:
                return found[0]
        return None

    def quoted(self, mentions: Iterable[Json]) -> Iterator[str]:
        """The words that may hold the date of a target: the quotations, and the whole row of a table."""
        for mention in mentions:
            yield mention["quote"]
            if mention.get("id") in self.rows:
                yield from self.of[mention["id"]]

    def alike(self, words: str, owner: str) -> str | None:
        """What the owner's text has in place of words that are its own but for width or white space."""
        wanted = folded(words)
        for text in self.of.get(owner, ()):
            shown = [(folded(character), place) for place, character in enumerate(text)]
            joined = "".join(part for part, _ in shown)
            at = joined.find(wanted)
            if wanted and at >= 0:
                places = [place for part, place in shown for _ in part]
                return text[places[at] : places[at + len(wanted) - 1] + 1]
        return None
