"""A sheet as table rows."""

from collections.abc import Callable, Mapping
from functools import cache
from operator import itemgetter
from typing import Any, Final

from sqlmodel import SQLModel

from app import models
from app.db.bulk_insert import Values, columns
from app.importer.diff import Entry
from app.importer.facet_rows import PlanFacets, facets_of
from app.importer.initiative_json import DocumentWriter, label_basis, label_of
from app.importer.plan_index import PlanIndex
from app.models.types import json_text
from app.models.vocabulary import Role
from app.search import folding

Row = dict[str, Any]

_NO_PILLAR: Final[Row] = dict.fromkeys(("id", "basis", "reason", "evidence"))
_NO_BASELINE: Final[Row] = dict.fromkeys(("value", "as_of", "source"))
_NO_DUE: Final[Row] = dict.fromkeys(("start", "end", "precision", "certainty", "printed", "basis", "reason"))


class RowWriter:
    """Collects the rows of one sheet by table. `said` is its file as plain JSON, so that days come as
    text and vocabulary as words."""

    def __init__(self, sheet: PlanIndex, said: Mapping[str, Any], goals: Mapping[int, str]) -> None:
        self.sheet = sheet
        self.said = said
        self.plan_id = sheet.file.plan.id
        self.documents = DocumentWriter(sheet, said, goals)
        self._published: list[Entry] = []
        self._folds: dict[str, str] = {}
        self._rows: dict[type[SQLModel], list[Row]] = {}
        for position, entry in enumerate(said["document"]):
            self._entry(entry, position)
        for position, kpi in enumerate(said["kpis"]):
            self._kpi(kpi, position)
        for position, correction in enumerate(said["corrections"]):
            self._add(models.Correction, {**correction, "item_id": correction["item"], "position": position})
        for link in said["links"]:
            first, second = link["items"]
            self._add(models.Link, {**link, "first_id": first, "second_id": second})

    def rows(self) -> dict[type[SQLModel], list[Values]]:
        """The values of every row, in the order of its table's columns."""
        return {table: list(map(_values(table), rows)) for table, rows in self._rows.items()}

    def facets(self) -> PlanFacets:
        """The rows of the facet index."""
        return facets_of(self.said, self._published)

    def initiatives(self) -> list[Row]:
        return self._rows.get(models.Initiative, [])

    def plan(self) -> Row:
        """The row of the plan itself, without its revision and moments."""
        header = dict(self.said["plan"])
        source = {f"source_{name}": value for name, value in header.pop("source").items()}
        issuer = header.pop("issuer")
        return {**header, **source, "issuer_id": issuer, "counts": json_text(self._counts())}

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
        numbers = {name: len(self._rows.get(table, [])) for name, table in counted.items()}
        return {**numbers, "organisations": len(self.sheet.organisations)}

    def _add(self, table: type[SQLModel], row: Row) -> None:
        row["plan_id"] = self.plan_id
        self._rows.setdefault(table, []).append(row)

    def _entry(self, entry: Entry, position: int) -> None:
        row = {**entry, "position": position, "section": self.sheet.sections[entry["id"]]}
        match entry["type"]:
            case "measure" | "bureau_project":
                self._initiative(entry, row)
            case "passage":
                references = {f"{name}_id": entry[name] for name in ("pillar", "theme", "parent")}
                self._add(models.Passage, row | references)
            case "pillar":
                self._add(models.Pillar, row)
            case "theme":
                self._add(models.Theme, row | {"pillar_id": entry["pillar"]})
            case "direction":
                self._add(models.Direction, row | {"pillar_id": entry["pillar"]})

    def _initiative(self, entry: Entry, row: Row) -> None:
        document = self.documents.document(entry)
        self._published.append(document)
        measure = entry["type"] == "measure"
        stated, readings = self._search_fields(entry)
        folded_stated = self._folded(stated)
        pillar = document["pillar"] or _NO_PILLAR
        row |= {
            "kind": entry["type"],
            "theme_id": entry["theme"] if measure else None,
            "pillar_id": pillar["id"],
            "pillar_basis": pillar["basis"],
            "pillar_reason": pillar["reason"],
            "pillar_evidence": pillar["evidence"],
            "label": label_of(entry),
            "label_basis": label_basis(entry),
            "first_due": self._first_due(entry["id"]),
            "folded": self._folded(stated + readings) if readings else folded_stated,
            "folded_stated": folded_stated,
            "document": json_text(document),
            "number": None,  # given when it is written
        }
        self._add(models.Initiative, row)
        self._add(models.Measure if measure else models.BureauProject, row)
        for tag in entry["sdgs"]:
            self._add(models.SdgTag, {**tag, "initiative_id": entry["id"]})
        for position, reference in enumerate(entry["organisations"]):
            key = {"initiative_id": entry["id"], "organisation_id": reference["id"], "position": position}
            self._add(models.InitiativeOrganisation, reference | key)

    def _search_fields(self, entry: Entry) -> tuple[list[str], list[str]]:
        """What is searched: the printed fields, and apart from them the text as corrected."""
        own = self.sheet.own_texts(entry["id"])
        stated = own[:]
        if entry["type"] == "measure":
            stated += self.sheet.theme_texts[entry["theme"]]
        stated += [
            self.sheet.organisations[reference["id"]].name
            for reference in entry["organisations"]
            if reference["role"] == Role.RESPONSIBLE
        ]
        readings = []
        for text in own:
            read = text
            for correction in self.documents.corrections.get(entry["id"], ()):
                read = read.replace(correction["printed"], correction["reading"])
            if read != text:
                readings.append(read)
        return stated, readings

    def _folded(self, fields: list[str]) -> str:
        """The fields as one search text; what stands under a theme comes again with each measure."""
        for field in fields:
            if field not in self._folds:
                self._folds[field] = folding.fold(field)
        return folding.SEPARATOR.join([self._folds[field] for field in fields])

    def _first_due(self, initiative: str) -> str | None:
        # As text days sort by time: the shape lets only years of four digits through.
        dues = (kpi["due"]["start"] for kpi in self.documents.kpis.get(initiative, ()) if kpi["due"])
        return min(dues, default=None)

    def _kpi(self, kpi: Entry, position: int) -> None:
        baseline, due = kpi["baseline"] or _NO_BASELINE, kpi["due"] or _NO_DUE
        row = {
            **kpi,
            **{f"baseline_{name}": value for name, value in baseline.items()},
            **{f"due_{name}": value for name, value in due.items()},
            "position": position,
        }
        self._add(models.Kpi, row)
        for number, mention in enumerate(kpi["mentions"]):
            place = {"kpi_id": kpi["id"], "position": number}
            self._add(models.KpiMention, place | {"initiative_id": mention["id"], "quote": mention["quote"]})
        for number, result in enumerate(kpi["results"]):
            self._add(models.KpiResult, {**result, "kpi_id": kpi["id"], "position": number})


@cache
def _values(table: type[SQLModel]) -> Callable[[Row], Values]:
    return itemgetter(*columns(table))
