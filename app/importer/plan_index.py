"""A plan file with its indexes: what the checks, the difference and the writing look up."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import chain

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
    """Read-only; every index is built when it is first asked for."""

    def __init__(self, file: PlanFile) -> None:
        self.file = file
        self.organisations = {entry.id: entry for entry in file.organisations}
        self.pillars = {entry.id: entry for entry in file.document if isinstance(entry, PillarEntry)}
        self.themes = {entry.id: entry for entry in file.document if isinstance(entry, ThemeEntry)}
        self.passages = {entry.id: entry for entry in file.document if isinstance(entry, PassageEntry)}

    @cached_property
    def order(self) -> dict[str, int]:
        """Each document entry's place in printed order."""
        return {entry.id: index for index, entry in enumerate(self.file.document)}

    def above(self, organisation: str) -> int | None:
        """How many organisations stand above one, None where the way up runs in a circle."""
        seen = [organisation]
        while (parent := self.organisations[seen[-1]].parent) in self.organisations and parent is not None:
            if parent in seen:
                return None
            seen.append(parent)
        return len(seen) - 1

    @cached_property
    def initiatives(self) -> list[tuple[int, InitiativeEntry]]:
        """Measures and bureau projects in printed order, with their index in `document`."""
        return [
            (index, entry)
            for index, entry in enumerate(self.file.document)
            if isinstance(entry, MeasureEntry | BureauProjectEntry)
        ]

    @cached_property
    def ids(self) -> list[str]:
        """Every id of the file."""
        file = self.file
        lists = (file.organisations, file.document, file.kpis, file.corrections, file.links)
        return [entry.id for entry in chain(*lists)]

    def all_ids(self) -> Iterator[tuple[str, str]]:
        """The same with their JSON pointers."""
        for name in ("organisations", "document", "kpis", "corrections", "links"):
            for index, entry in enumerate(getattr(self.file, name)):
                yield entry.id, f"/{name}/{index}/id"

    def printed_pieces(self, entry: DocumentEntry) -> list[str]:
        """What the sheet prints for one entry, in order."""
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
    def _pieces(self) -> list[tuple[str, list[str]]]:
        return [(entry.id, self.printed_pieces(entry)) for entry in self.file.document]

    def printed_text(self) -> str:
        """The whole sheet in printed order without white space: what `text_sha256` is taken of."""
        return re.sub(r"\s", "", "".join(chain.from_iterable(pieces for _, pieces in self._pieces)))

    @cached_property
    def printed(self) -> dict[str, str]:
        """What is printed for each item of the document, by id."""
        return {item: "\n".join(pieces) for item, pieces in self._pieces}

    @cached_property
    def _own(self) -> dict[str, list[str]]:
        return {
            entry.id: [entry.name, entry.text] if isinstance(entry, BureauProjectEntry) else [entry.text]
            for _, entry in self.initiatives
        }

    def own_texts(self, initiative: str) -> list[str]:
        """An initiative's own words; empty for any other id."""
        return self._own.get(initiative, [])

    @cached_property
    def _theme_passages(self) -> dict[str, list[PassageEntry]]:
        found: dict[str, list[PassageEntry]] = defaultdict(list)
        for passage in self.passages.values():
            if passage.theme is not None:
                found[passage.theme].append(passage)
        return found

    def theme_passages(self, theme: str, kind: PassageKind) -> list[str]:
        """The leads or the captions printed under a theme."""
        return [passage.text for passage in self._theme_passages[theme] if passage.kind is kind]

    @cached_property
    def theme_texts(self) -> dict[str, list[str]]:
        """Each theme's heading, leads and captions: words that belong to all its measures."""
        return {
            theme: [
                entry.name,
                *self.theme_passages(theme, PassageKind.THEME_LEAD),
                *self.theme_passages(theme, PassageKind.CAPTION),
            ]
            for theme, entry in self.themes.items()
        }

    def evidence_texts(self, entry: InitiativeEntry) -> list[str]:
        """The texts that the evidence of a tag may be taken from."""
        texts = self.own_texts(entry.id)
        if isinstance(entry, MeasureEntry) and entry.theme in self.themes:
            return texts + self.theme_texts[entry.theme]
        return texts

    @cached_property
    def sections(self) -> dict[str, str | None]:
        """For each item of the document the section heading that it stands under."""
        heading: str | None = None
        found: dict[str, str | None] = {}
        for entry in self.file.document:
            if isinstance(entry, PassageEntry) and entry.kind is PassageKind.SECTION_HEADING:
                heading = entry.text
            found[entry.id] = heading
        return found
