"""A plan file with the indexes that its checks and the row writer read."""

import re
from collections.abc import Mapping
from functools import cached_property

from app.importer.plan_file import (
    BureauProjectEntry,
    DocumentEntry,
    MeasureEntry,
    PassageEntry,
    PillarEntry,
    PlanFile,
    ThemeEntry,
)
from app.models.vocabulary import PassageKind

InitiativeEntry = MeasureEntry | BureauProjectEntry


class PlanIndex:
    """Read-only; most indexes are built with their first use."""

    def __init__(self, file: PlanFile) -> None:
        self.file = file
        self.organisations = {entry.id: entry for entry in file.organisations}
        self.pillars = {entry.id: entry for entry in file.document if isinstance(entry, PillarEntry)}
        self.themes = {entry.id: entry for entry in file.document if isinstance(entry, ThemeEntry)}
        self.passages = {entry.id: entry for entry in file.document if isinstance(entry, PassageEntry)}

    def depth(self, organisation: str) -> int | None:
        """The number of organisations above one, None where its parents form a cycle."""
        path = [organisation]
        while (parent := self.organisations[path[-1]].parent) in self.organisations and parent is not None:
            if parent in path:
                return None
            path.append(parent)
        return len(path) - 1

    @cached_property
    def initiatives(self) -> list[tuple[int, InitiativeEntry]]:
        """Measures and bureau projects in printed order, with their index in `document`."""
        return [
            (index, entry)
            for index, entry in enumerate(self.file.document)
            if isinstance(entry, MeasureEntry | BureauProjectEntry)
        ]

    @cached_property
    def ids(self) -> list[tuple[str, str]]:
        """Every id of the file with its JSON pointer."""
        return [
            (entry.id, f"/{name}/{index}/id")
            for name in ("organisations", "document", "kpis", "corrections", "links")
            for index, entry in enumerate(getattr(self.file, name))
        ]

    def _printed_pieces(self, entry: DocumentEntry) -> list[str]:
        match entry:
            case BureauProjectEntry():
                known = self.organisations
                cell = [known[ref.id].name for ref in entry.organisations if ref.id in known]
                return [entry.name, entry.text, *cell]
            case PillarEntry() | ThemeEntry():
                return [entry.name]
            case _:
                return [entry.text]

    @cached_property
    def _pieces(self) -> list[tuple[str, str]]:
        return [(entry.id, "\n".join(self._printed_pieces(entry))) for entry in self.file.document]

    def printed_text(self) -> str:
        """The whole sheet in printed order without white space: the text of `text_sha256`."""
        return re.sub(r"\s", "", "".join(text for _, text in self._pieces))

    @cached_property
    def printed(self) -> dict[str, str]:
        """The printed text of each item of the document, by id."""
        return dict(self._pieces)

    @cached_property
    def own_texts(self) -> Mapping[str, list[str]]:
        """Each initiative's own words by id."""
        return {
            entry.id: [entry.name, entry.text] if isinstance(entry, BureauProjectEntry) else [entry.text]
            for _, entry in self.initiatives
        }

    @cached_property
    def theme_texts(self) -> Mapping[str, list[str]]:
        """Each theme's heading, leads and captions, which belong to all its measures."""
        texts = {theme: [entry.name] for theme, entry in self.themes.items()}
        for kind in (PassageKind.THEME_LEAD, PassageKind.CAPTION):
            for passage in self.passages.values():
                if passage.kind is kind and passage.theme in texts:
                    texts[passage.theme].append(passage.text)
        return texts

    def evidence_texts(self, entry: InitiativeEntry) -> list[str]:
        """The texts that the evidence of a tag may quote."""
        theme_texts = self.theme_texts.get(entry.theme, []) if isinstance(entry, MeasureEntry) else []
        return self.own_texts[entry.id] + theme_texts

    @cached_property
    def sections(self) -> dict[str, str | None]:
        """For each item of the document the section heading that it stands under."""
        heading: str | None = None
        sections: dict[str, str | None] = {}
        for entry in self.file.document:
            if isinstance(entry, PassageEntry) and entry.kind is PassageKind.SECTION_HEADING:
                heading = entry.text
            sections[entry.id] = heading
        return sections
