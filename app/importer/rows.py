"""A sheet as table rows."""

from datetime import date
from typing import Any

from sqlmodel import SQLModel

from app import models, search
from app.importer.documents import DocumentWriter, label_of
from app.importer.shape import (
    BureauProjectEntry,
    DirectionEntry,
    KpiEntry,
    MeasureEntry,
    PassageEntry,
    PillarEntry,
    ThemeEntry,
)
from app.importer.sheet import InitiativeEntry, Sheet
from app.models.vocabulary import Basis, Role

Row = dict[str, Any]


class RowWriter:
    """Collects the rows of one sheet by table."""

    def __init__(self, sheet: Sheet, goals: dict[int, str]) -> None:
        self.sheet = sheet
        self.plan_id = sheet.file.plan.id
        self.documents = DocumentWriter(sheet, goals)
        self.rows: dict[type[SQLModel], list[Row]] = {}
        for position, entry in enumerate(sheet.file.document):
            place = {"position": position, "line": entry.line}
            match entry:
                case MeasureEntry() | BureauProjectEntry():
                    self._initiative(entry, place)
                case PassageEntry():
                    self._passage(entry, place)
                case PillarEntry():
                    self._add(models.Pillar, self._named(entry, place))
                case ThemeEntry():
                    self._add(models.Theme, self._named(entry, place) | {"pillar_id": entry.pillar})
                case DirectionEntry():
                    row = {"id": entry.id, "pillar_id": entry.pillar, "text": entry.text}
                    self._add(models.Direction, row | place)
        for position, kpi in enumerate(sheet.file.kpis):
            self._kpi(kpi, position)
        for position, correction in enumerate(sheet.file.corrections):
            row = correction.model_dump(exclude={"item"}) | {"item_id": correction.item}
            self._add(models.Correction, row | {"position": position})
        for link in sheet.file.links:
            first, second = link.items
            row = link.model_dump(exclude={"items"}) | {"first_id": first, "second_id": second}
            self._add(models.Link, row)

    def plan(self) -> Row:
        """The row of the plan itself, without its revision and moments."""
        header = self.sheet.file.plan
        source = {f"source_{name}": value for name, value in header.source.model_dump().items()}
        return {
            **header.model_dump(exclude={"source", "issuer"}),
            **source,
            "issuer_id": header.issuer,
            "counts": self._counts(),
        }

    def _counts(self) -> dict[str, int]:
        counted: dict[str, type[SQLModel]] = {
            "pillars": models.Pillar,
            "directions": models.Direction,
            "themes": models.Theme,
            "initiatives": models.Initiative,
            "measures": models.Measure,
            "bureau_projects": models.BureauProject,
            "kpis": models.Kpi,
            "passages": models.Passage,
            "sdg_tags": models.SdgTag,
            "corrections": models.Correction,
            "links": models.Link,
        }
        numbers = {name: len(self.rows.get(table, [])) for name, table in counted.items()}
        return {**numbers, "organisations": len(self.sheet.organisations)}

    def _add(self, table: type[SQLModel], row: Row) -> None:
        self.rows.setdefault(table, []).append({**row, "plan_id": self.plan_id})

    def _named(self, entry: PillarEntry | ThemeEntry, place: Row) -> Row:
        return {"id": entry.id, "name": entry.name, "section": self.sheet.sections[entry.id], **place}

    def _passage(self, entry: PassageEntry, place: Row) -> None:
        row = {
            "id": entry.id,
            "kind": entry.kind.value,
            "section": self.sheet.sections[entry.id],
            "text": entry.text,
            "pillar_id": entry.pillar,
            "theme_id": entry.theme,
            "parent_id": entry.parent,
        }
        self._add(models.Passage, row | place)

    def _initiative(self, entry: InitiativeEntry, place: Row) -> None:
        pillar = self.documents.pillar(entry)
        measure = isinstance(entry, MeasureEntry)
        stated, readings = self._search_fields(entry)
        key = {"id": entry.id, "kind": entry.type}
        row = {
            **key,
            "theme_id": entry.theme if isinstance(entry, MeasureEntry) else None,
            "pillar_id": pillar.id if pillar else None,
            "pillar_basis": pillar.basis if pillar else None,
            "pillar_reason": pillar.reason if pillar else None,
            "pillar_evidence": pillar.evidence if pillar else None,
            "section": self.sheet.sections[entry.id],
            "label": label_of(entry),
            "label_basis": (Basis.EDITORIAL if measure else Basis.STATED).value,
            "text": entry.text,
            "first_due": self._first_due(entry.id),
            "folded": search.fold_fields(stated + readings),
            "folded_stated": search.fold_fields(stated),
            "document": self.documents.document(entry).model_dump_json(),
        }
        self._add(models.Initiative, row | place)
        if isinstance(entry, MeasureEntry):
            self._add(models.Measure, key | {"theme_id": entry.theme})
        else:
            self._add(models.BureauProject, key | {"name": entry.name})
        for tag in entry.sdgs:
            self._add(models.SdgTag, {"initiative_id": entry.id, **tag.model_dump()})
        for position, reference in enumerate(entry.organisations):
            row = reference.model_dump(exclude={"id"}) | {"organisation_id": reference.id}
            self._add(models.InitiativeOrganisation, {"initiative_id": entry.id, "position": position, **row})

    def _search_fields(self, entry: InitiativeEntry) -> tuple[list[str], list[str]]:
        """What is searched: the printed fields, and apart from them the text as corrected."""
        stated = self.sheet.own_texts(entry.id)[:]
        if isinstance(entry, MeasureEntry):
            stated += self.sheet.theme_texts(entry.theme)
        stated += [
            self.sheet.organisations[reference.id].name
            for reference in entry.organisations
            if reference.role is Role.RESPONSIBLE
        ]
        readings = []
        for text in self.sheet.own_texts(entry.id):
            read = text
            for correction in self.documents.corrections[entry.id]:
                read = read.replace(correction.printed, correction.reading)
            if read != text:
                readings.append(read)
        return stated, readings

    def _first_due(self, initiative: str) -> date | None:
        return min((kpi.due.start for kpi in self.documents.kpis[initiative] if kpi.due), default=None)

    def _kpi(self, kpi: KpiEntry, position: int) -> None:
        row = kpi.model_dump(exclude={"mentions", "baseline", "due", "results"})
        for part in ("baseline", "due"):
            names = type_fields[part]
            value = getattr(kpi, part)
            row |= {f"{part}_{name}": getattr(value, name) if value else None for name in names}
        self._add(models.Kpi, row | {"position": position})
        for number, mention in enumerate(kpi.mentions):
            quoted = {"initiative_id": mention.id, "quote": mention.quote}
            self._add(models.KpiMention, {"kpi_id": kpi.id, "position": number, **quoted})
        for number, result in enumerate(kpi.results):
            self._add(models.KpiResult, {"kpi_id": kpi.id, "position": number, **result.model_dump()})


type_fields = {
    "baseline": ("value", "as_of", "source"),
    "due": ("start", "end", "precision", "certainty", "printed", "basis", "reason"),
}
