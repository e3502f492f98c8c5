"""The public JSON of each initiative, stored by the import and read by every list.

See docs/decisions on finished documents. Every entry has been checked; a test reads each document back
as `InitiativeDocument`.
"""

from collections import defaultdict
from functools import cache
from typing import Final

from app.importer.diff import Entry
from app.importer.plan_index import PlanIndex
from app.models.kpi import KpiPublic, kpi_absent
from app.models.reference import sdg_goals
from app.models.vocabulary import Absence, Basis

_MEASURE: Final = "measure"
# The types of entries that are initiatives.
INITIATIVES: Final = (_MEASURE, "bureau_project")
# Constants because an enum's `value` is slow and most initiatives lack something.
_NOT_STATED: Final = Absence.NOT_STATED.value
_NOT_APPLICABLE: Final = Absence.NOT_APPLICABLE.value
_EDITORIAL: Final = Basis.EDITORIAL.value
_STATED: Final = Basis.STATED.value
_BY_LAYOUT: Final = {"basis": Basis.LAYOUT.value, "reason": None, "evidence": None}


@cache
def _goal_names() -> dict[int, str]:
    return {goal["number"]: goal["name_ja"] for goal in sdg_goals()}


def _label(entry: Entry) -> str:
    """A measure's editorial label; a bureau project's printed name."""
    label: str = entry["label" if entry["type"] == _MEASURE else "name"]
    return label


class DocumentWriter:
    """Builds the documents of one plan. `file` is its file as plain JSON."""

    def __init__(self, sheet: PlanIndex, file: Entry) -> None:
        self.sheet = sheet
        self.plan_id = sheet.file.plan.id
        self.kpis: dict[str, list[Entry]] = defaultdict(list)
        self.corrections: dict[str, list[Entry]] = defaultdict(list)
        self.links: dict[str, list[Entry]] = defaultdict(list)
        for kpi in file["kpis"]:
            for mention in kpi["mentions"]:
                self.kpis[mention["id"]].append(kpi)
        for correction in file["corrections"]:
            self.corrections[correction["item"]].append(correction)
        for link in file["links"]:
            for item in link["items"]:
                self.links[item].append(link)
        initiatives = (entry for entry in file["document"] if entry["type"] in INITIATIVES)
        self.labels = {entry["id"]: _label(entry) for entry in initiatives}

    def document(self, entry: Entry) -> Entry:
        """The public shape of one initiative, without its address."""
        item, measure = entry["id"], entry["type"] == _MEASURE
        theme = {"id": entry["theme"], "name": self.sheet.themes[entry["theme"]].name} if measure else None
        related = {
            "pillar": self._pillar(entry),
            "theme": theme,
            "organisations": [self._organisation(reference) for reference in entry["organisations"]],
            "sdgs": [self._tag(tag) for tag in entry["sdgs"]],
            "kpis": [self._kpi(kpi) for kpi in self.kpis.get(item, ())],
        }
        absent = {name: _NOT_STATED for name, value in related.items() if not value}
        if not measure:
            absent["theme"] = _NOT_APPLICABLE
        return {
            "id": item,
            "plan": self.plan_id,
            "kind": entry["type"],
            "label": self.labels[item],
            "label_basis": _EDITORIAL if measure else _STATED,
            "text": entry["text"],
            "theme": theme,
            **related,  # after the theme, which keeps its place
            "corrections": [self._correction(one) for one in self.corrections.get(item, ())],
            "related": [self._related(link, item) for link in self.links.get(item, ())],
            "source": {
                "document": self.sheet.file.plan.source.document,
                "line": entry["line"],
                "section": self.sheet.sections[item],
            },
            "absent": absent,
        }

    def _pillar(self, entry: Entry) -> Entry | None:
        """A measure's pillar is its theme's, by layout; a bureau project's is what an editor gave."""
        given: Entry | None
        if entry["type"] == _MEASURE:
            pillar_id = self.sheet.themes[entry["theme"]].pillar
            given = None if pillar_id is None else {"id": pillar_id, **_BY_LAYOUT}
        else:
            given = entry["pillar"]
        # The id stays first, the name comes second; so below.
        return given and {"id": given["id"], "name": self.sheet.pillars[given["id"]].name, **given}

    def _organisation(self, reference: Entry) -> Entry:
        name = self.sheet.organisations[reference["id"]].name
        return {"id": reference["id"], "name": name, **reference}

    def _tag(self, tag: Entry) -> Entry:
        return {"goal": tag["goal"], "target": tag["target"], "name": _goal_names()[tag["goal"]], **tag}

    def _correction(self, entry: Entry) -> Entry:
        return {
            "id": entry["id"],
            "plan": self.plan_id,
            "item": entry["item"],
            "printed": entry["printed"],
            "reading": entry["reading"],
            "basis": _EDITORIAL,
            "reason": entry["reason"],
        }

    def _related(self, link: Entry, item: str) -> Entry:
        other = next(id_ for id_ in link["items"] if id_ != item)
        relation = {name: link[name] for name in ("relation", "basis", "reason")}
        return {"id": other, "label": self.labels[other], **relation}

    def _kpi(self, entry: Entry) -> Entry:
        fields = {**entry, "plan": self.plan_id, "absent": kpi_absent(entry)}
        return KpiPublic.model_validate(fields).model_dump(mode="json")
