"""The rows of a plan: tables, search index and facet index."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, Final

from sqlmodel import SQLModel

from app import models
from app.db.bulk_insert import Values, columns
from app.i18n.fiscal import fiscal_year_of
from app.importer.diff import Entry
from app.importer.facet_rows import PlanFacets, plan_facets
from app.importer.initiative_json import INITIATIVES, DocumentWriter
from app.importer.kpi_json import KpiWriter
from app.importer.plan_index import PlanIndex
from app.importer.plan_row import plan_row
from app.importer.report_json import ReportWriter
from app.importer.reports import Reports
from app.models.types import json_text
from app.models.vocabulary import RESPONSIBLE_ROLES, Basis, Precision
from app.search import folding, index

Row = dict[str, Any]

_TABLES: Final[dict[str, type[SQLModel]]] = {
    "passage": models.Passage,
    "pillar": models.Pillar,
    "direction": models.Direction,
    "theme": models.Theme,
    "viewpoint": models.Viewpoint,
    "table": models.PrintedTable,
    "measure": models.Measure,
    "bureau_project": models.BureauProject,
}
_NO_PILLAR: Final[Row] = dict.fromkeys(("id", "basis", "reason", "evidence"))


@dataclass(frozen=True, slots=True)
class PlanRows:
    """A plan as rows without what only the transaction gives them: revision, timestamps and numbers.
    `terms` are each initiative's for the search index, `facets` the rows of the facet index."""

    plan_id: str
    organisations: list[Row]
    plan: Row
    tables: dict[type[SQLModel], list[Values]]
    terms: list[str]
    facets: PlanFacets


class RowWriter:
    """Collects the rows of one plan by table. `file` is its file as plain JSON, so that dates and
    vocabulary are text; `reports` is what was reported of it."""

    def __init__(self, sheet: PlanIndex, file: Entry, reports: Reports) -> None:
        self.sheet = sheet
        self.file = file
        self.plan_id = sheet.file.plan.id
        self.documents = DocumentWriter(sheet, file, reports)
        self.kpi_figures = KpiWriter(sheet, reports)
        self._published: list[Entry] = []
        self._folds: dict[str, str] = {}
        self._rows: dict[type[SQLModel], list[Row]] = {}
        plan = sheet.file.plan
        for year in range(plan.fiscal_year, fiscal_year_of(plan.period.end or plan.period.start) + 1):
            self._add(models.PlanYear, {"year": year})
        for position, entry in enumerate(file["document"]):
            self._entry(entry, position)
        for position, kpi in enumerate(file["kpis"]):
            self._kpi(kpi, position)
        for position, correction in enumerate(file["corrections"]):
            self._add(models.Correction, {**correction, "item_id": correction["item"], "position": position})
        for position, annotation in enumerate(file["annotations"]):
            self._add(models.Annotation, {**annotation, "item_id": annotation["item"], "position": position})
        for position, one in enumerate(file["emphasis"]):
            self._add(models.Emphasis, {**one, "item_id": one["item"], "position": position})
        for position, one in enumerate(file["continues"]):
            ids = {"item_id": one["item"], "earlier_id": one["earlier"]}
            self._add(models.Continuation, {**one, **ids, "position": position})
        for link in file["links"]:
            first, second = link["items"]
            self._add(models.Link, {**link, "first_id": first, "second_id": second})
        for row in ReportWriter(sheet, self._published).rows(reports):
            self._add(models.Report, row | {"document": json_text(row["document"])})

    def rows(self) -> PlanRows:
        """The values of every row, in the order of its table's columns."""
        initiatives = self._rows.get(models.Initiative, [])
        return PlanRows(
            plan_id=self.plan_id,
            organisations=[
                {**entry, "parent_id": entry["parent"], "depth": self.sheet.depth(entry["id"])}
                for entry in self.file["organisations"]
            ],
            plan=plan_row(self.sheet, self.file, self._counts()),
            tables={table: list(map(_values(table), rows)) for table, rows in self._rows.items()},
            terms=[index.terms(row["folded"], row["folded_stated"]) for row in initiatives],
            facets=plan_facets(self.file, self._published),
        )

    def _counts(self) -> dict[str, int]:
        counted: dict[str, type[SQLModel]] = {
            "pillars": models.Pillar,
            "directions": models.Direction,
            "themes": models.Theme,
            "viewpoints": models.Viewpoint,
            "tables": models.PrintedTable,
            "initiatives": models.Initiative,
            "measures": models.Measure,
            "bureau_projects": models.BureauProject,
            "kpis": models.Kpi,
            "passages": models.Passage,
            "sdg_tags": models.SdgTag,
            "annotations": models.Annotation,
            "corrections": models.Correction,
            "links": models.Link,
        }
        numbers = {name: len(self._rows.get(table, [])) for name, table in counted.items()}
        return {**numbers, "organisations": len(self.file["organisations"])}

    def _add(self, table: type[SQLModel], row: Row) -> None:
        row["plan_id"] = self.plan_id
        self._rows.setdefault(table, []).append(row)

    def _entry(self, entry: Entry, position: int) -> None:
        references = {f"{name}_id": entry.get(name) for name in ("pillar", "theme", "parent")}
        row = {
            **entry,
            **references,
            "position": position,
            "section": self.sheet.sections[entry["id"]],
            "source_key": entry["source"],
        }
        if entry["type"] in INITIATIVES:
            row |= self._initiative(entry)
            self._add(models.Initiative, row)
        elif entry["type"] in ("pillar", "theme"):
            row |= self._level(entry)
        elif entry["type"] in ("passage", "direction"):
            texts = dict.fromkeys((entry["text"], self._read(entry["id"], entry["text"])))
            row["folded"] = self._folded(list(texts))
        elif entry["type"] == "table":
            row |= {name: json_text(entry[name]) for name in ("columns", "rows")}
        self._add(_TABLES[entry["type"]], row)

    def _level(self, entry: Entry) -> Row:
        """The columns of a pillar or theme that its entry does not have."""
        carried = {
            "sdgs": self.documents.tags(entry),
            "organisations": self.documents.organisations(entry),
            "amounts": entry["amounts"],
        }
        columns_ = {name: json_text(value) for name, value in carried.items()}
        if entry["type"] == "pillar":
            basis = Basis.STATED if entry["name"] else Basis.EDITORIAL
            return {**columns_, "name": self.sheet.pillar_name(entry["id"]), "name_basis": basis.value}
        path = self.sheet.theme_path(entry["id"])
        above = [{"id": one.id, "name": one.name} for one in path[:-1]]
        pillar = self.sheet.pillar_of(self.sheet.themes[entry["id"]])
        return {**columns_, "path": json_text(above), "pillar_id": pillar}

    def _initiative(self, entry: Entry) -> Row:
        """The columns of an initiative that its entry does not have. Adds the rows of its tags and
        organisations."""
        document = self.documents.document(entry)
        self._published.append(document)
        for tag in document["sdgs"]:
            self._add(models.SdgTag, {**tag, "initiative_id": entry["id"], "from_id": tag["from"]})
        for position, reference in enumerate(document["organisations"]):
            key = {
                "initiative_id": entry["id"],
                "organisation_id": reference["id"],
                "position": position,
                "from_id": reference["from"],
            }
            self._add(models.InitiativeOrganisation, reference | key)
        stated, readings = self._search_fields(entry, document)
        folded_stated = self._folded(stated)
        pillar = document["pillar"] or _NO_PILLAR
        return {
            **{f"pillar_{name}": pillar[name] for name in _NO_PILLAR},
            "kind": entry["type"],
            "label": document["label"],
            "label_basis": document["label_basis"],
            "first_due": self._first_due(entry["id"]),
            "folded": self._folded(stated + readings) if readings else folded_stated,
            "folded_stated": folded_stated,
            "document": json_text(document),
            "number": None,  # the transaction gives it, and when the page changed
            "changed_at": None,
        }

    def _search_fields(self, entry: Entry, document: Entry) -> tuple[list[str], list[str]]:
        """The printed fields that are searched, and apart from them the corrected readings."""
        own = self.sheet.own_texts[entry["id"]]
        theme = self.sheet.theme_texts[entry["theme"]] if entry.get("theme") else []
        stated = own + theme
        stated += [one["name"] for one in document["organisations"] if one["role"] in RESPONSIBLE_ROLES]
        readings = [read for text in own if (read := self._read(entry["id"], text)) != text]
        return stated, readings

    def _read(self, item: str, text: str) -> str:
        """A text as its item's corrections read it."""
        for correction in self.documents.corrections.get(item, ()):
            text = text.replace(correction["printed"], correction["reading"])
        return text

    def _folded(self, fields: list[str]) -> str:
        """The fields as one search text. Folds are cached: measures share the texts of their theme."""
        for field in fields:
            if field not in self._folds:
                self._folds[field] = folding.fold(field)
        return folding.SEPARATOR.join([self._folds[field] for field in fields])

    def _first_due(self, initiative: str) -> str | None:
        # Dates sort as text: every year has four digits.
        dues = (_due_from(kpi["due"]) for kpi in self.documents.kpis.get(initiative, ()) if kpi["due"])
        return min(dues, default=None)

    def _kpi(self, kpi: Entry, position: int) -> None:
        document, definition = self.documents.kpi_documents[kpi["id"]], kpi["definition"] or {}
        row = {
            **kpi,
            "owner_id": kpi["owner"],
            "owner_name": document["owner_name"],
            "definition_key": definition.get("key"),
            "progress": document["progress"]["state"],
            "document": json_text(document),
            "position": position,
        }
        self._add(models.Kpi, row)
        for number, mention in enumerate(kpi["mentions"]):
            place = {"kpi_id": kpi["id"], "position": number, "item_id": mention["id"]}
            self._add(models.KpiMention, place | mention)
        for number, figure in enumerate(self.kpi_figures.figures(kpi)):
            self._add(models.KpiFigure, {**figure, "kpi_id": kpi["id"], "position": number})


def _due_from(due: Entry) -> str:
    """The first day of what is due; of what is due within some fiscal years, that of the last of them."""
    start: str = due["start"]
    return f"{due['fiscal_years'][-1]}-04-01" if due["precision"] == Precision.FISCAL_YEARS else start


@cache
def _values(table: type[SQLModel]) -> Callable[[Row], Values]:
    return itemgetter(*columns(table))
