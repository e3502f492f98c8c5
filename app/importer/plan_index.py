"""A plan file with the indexes that its checks and the row writer read."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from app.importer.document_entries import (
    BureauProjectEntry,
    DocumentEntry,
    Level,
    MeasureEntry,
    PassageEntry,
    PillarEntry,
    TableEntry,
    TableRow,
    ThemeEntry,
    ViewpointEntry,
)
from app.importer.plan_file import PlanFile
from app.models.pillar import pillar_name
from app.models.vocabulary import PassageKind

InitiativeEntry = MeasureEntry | BureauProjectEntry


class PlanIndex:
    """Read-only; most indexes are built with their first use. A file of format 1 may have its goals in any
    order."""

    def __init__(self, file: PlanFile, *, is_format_1: bool = False) -> None:
        self.file = file
        self.is_format_1 = is_format_1
        self.organisations = {entry.id: entry for entry in file.organisations}
        self.pillars = {entry.id: entry for entry in file.document if isinstance(entry, PillarEntry)}
        self.themes = {entry.id: entry for entry in file.document if isinstance(entry, ThemeEntry)}
        self.viewpoints = {entry.id: entry for entry in file.document if isinstance(entry, ViewpointEntry)}
        self.passages = {entry.id: entry for entry in file.document if isinstance(entry, PassageEntry)}
        self.sources = {source.key: source for source in file.plan.sources}
        self._theme_paths: dict[str | None, list[ThemeEntry]] = {}

    def depth(self, organisation: str) -> int | None:
        """The number of organisations above one, None where its parents form a cycle."""
        path = [organisation]
        while (parent := self.organisations[path[-1]].parent) in self.organisations and parent is not None:
            if parent in path:
                return None
            path.append(parent)
        return len(path) - 1

    def theme_path(self, theme: str | None) -> list[ThemeEntry]:
        """A theme with those above it, from the top down; empty where they form a cycle."""
        if theme not in self._theme_paths:
            self._theme_paths[theme] = self._find_path(theme)
        return self._theme_paths[theme]

    def _find_path(self, theme: str | None) -> list[ThemeEntry]:
        path: list[ThemeEntry] = []
        while theme in self.themes and theme is not None:
            if self.themes[theme] in path:
                return []
            path.insert(0, self.themes[theme])
            theme = self.themes[theme].parent
        return path

    def pillar_of(self, entry: MeasureEntry | ThemeEntry) -> str | None:
        """The pillar that an entry stands under: its own or that of a theme above it."""
        above = self.theme_path(entry.theme if isinstance(entry, MeasureEntry) else entry.parent)
        return entry.pillar or next((theme.pillar for theme in reversed(above) if theme.pillar), None)

    def pillar_name(self, pillar: str) -> str:
        """The printed name of a pillar, else one made of its number."""
        entry, place = self.pillars[pillar], list(self.pillars).index(pillar)
        return pillar_name(vars(entry), place + 1, self.file.plan.terms.pillar)

    def levels_above(self, entry: MeasureEntry) -> Iterator[Level]:
        """The themes and the pillar above a measure, the nearest first."""
        yield from reversed(self.theme_path(entry.theme))
        if (pillar := self.pillar_of(entry)) in self.pillars and pillar is not None:
            yield self.pillars[pillar]

    def source_key(self, entry: DocumentEntry) -> str:
        return entry.source or self.file.plan.sources[0].key

    @cached_property
    def source_keys(self) -> dict[str, str]:
        """The key of each entry's source, by id."""
        return {entry.id: self.source_key(entry) for entry in self.file.document}

    @cached_property
    def initiatives(self) -> list[tuple[int, InitiativeEntry]]:
        """Measures and bureau projects in printed order, with their index in `document`."""
        return [
            (index, entry)
            for index, entry in enumerate(self.file.document)
            if isinstance(entry, MeasureEntry | BureauProjectEntry)
        ]

    @cached_property
    def initiatives_by_id(self) -> Mapping[str, InitiativeEntry]:
        return {entry.id: entry for _, entry in self.initiatives}

    @cached_property
    def ids(self) -> list[tuple[str, str]]:
        """Every id of the file with its JSON pointer."""
        ids = [
            (entry.id, f"/{name}/{index}/id")
            for name in ("organisations", "document", "kpis", "annotations", "corrections", "links")
            for index, entry in enumerate(getattr(self.file, name))
        ]
        for index, entry in enumerate(self.file.document):
            if isinstance(entry, TableEntry):
                ids += [
                    (row.id, f"/document/{index}/rows/{place}/id") for place, row in enumerate(entry.rows)
                ]
        return ids

    @cached_property
    def rows(self) -> dict[str, tuple[TableEntry, TableRow]]:
        """The rows of printed tables by id, each with its table."""
        tables = [entry for entry in self.file.document if isinstance(entry, TableEntry)]
        return {row.id: (table, row) for table in tables for row in table.rows}

    def _printed_pieces(self, entry: DocumentEntry) -> list[str | None]:
        match entry:
            case BureauProjectEntry():
                known = self.organisations
                cell = [known[ref.id].name for ref in entry.organisations if ref.id in known]
                return [entry.number, entry.name, entry.text, *cell, *_amounts(entry)]
            case MeasureEntry():
                # Where only a name is printed, the text is that name.
                title = None if entry.title == entry.text else entry.title
                return [entry.number, title, entry.text, *_amounts(entry)]
            case PillarEntry() | ThemeEntry():
                return [entry.number, entry.name, *_amounts(entry)]
            case ViewpointEntry():
                return [entry.number, entry.name]
            case TableEntry():
                return [entry.caption, *entry.columns, *(cell for row in entry.rows for cell in row.cells)]
            case _:
                return [entry.text]

    @cached_property
    def _pieces(self) -> list[tuple[DocumentEntry, str]]:
        return [(entry, "\n".join(filter(None, self._printed_pieces(entry)))) for entry in self.file.document]

    def printed_text(self, source: str | None = None) -> str:
        """A printed document in its order without white space: the text of `text_sha256`. The first source's
        where none is named."""
        key = source or self.file.plan.sources[0].key
        texts = (text for entry, text in self._pieces if self.source_key(entry) == key)
        return re.sub(r"\s", "", "".join(texts))

    @cached_property
    def printed(self) -> dict[str, str]:
        """The printed text of each item of the document, by id."""
        return {entry.id: text for entry, text in self._pieces}

    @cached_property
    def own_texts(self) -> Mapping[str, list[str]]:
        """Each initiative's own words by id."""
        return {entry.id: _own_words(entry) for _, entry in self.initiatives}

    def quotable(self, item: str) -> list[str] | None:
        """The texts that a mention of an item may quote: a row's with its table's caption and columns. None
        for an id that the document does not have."""
        if item in self.own_texts:
            return self.own_texts[item]
        if item in self.rows:
            table, row = self.rows[item]
            return [*row.cells, *table.columns, *filter(None, [table.caption])]
        return [self.printed[item]] if item in self.printed else None

    @cached_property
    def theme_texts(self) -> Mapping[str, list[str]]:
        """Each theme's heading, leads and captions, which belong to all its measures."""
        texts = {theme: [entry.name] for theme, entry in self.themes.items()}
        for kind in (PassageKind.THEME_LEAD, PassageKind.CAPTION):
            for passage in self.passages.values():
                if passage.kind is kind and passage.theme in texts:
                    texts[passage.theme].append(passage.text)
        return texts

    def evidence_texts(self, entry: InitiativeEntry | PillarEntry | ThemeEntry) -> list[str]:
        """The texts that the evidence of a tag may quote."""
        match entry:
            case PillarEntry():
                return [entry.name or ""]
            case ThemeEntry():
                above, own = self.theme_path(entry.id), []
            case MeasureEntry():
                above, own = self.theme_path(entry.theme), self.own_texts[entry.id]
            case _:
                above, own = [], self.own_texts[entry.id]
        return own + [text for theme in above for text in self.theme_texts[theme.id]]

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


def initiative_label(entry: InitiativeEntry) -> str:
    """A measure's editorial label; a bureau project's printed name."""
    return entry.name if isinstance(entry, BureauProjectEntry) else entry.label


def _amounts(entry: Level) -> list[str]:
    return [amount.printed for amount in entry.amounts]


def _own_words(entry: InitiativeEntry) -> list[str]:
    if isinstance(entry, BureauProjectEntry):
        return [entry.name, entry.text]
    return [entry.text] if entry.title in (None, entry.text) else [entry.title, entry.text]
