"""The finished public JSON of each initiative, written once at import and read by every list.

Reading then never assembles: see docs/decisions on finished documents. What is put together here has
been checked entry by entry; a test reads every document back as `InitiativeDocument`.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from app.importer.diff import Entry
from app.importer.plan_index import PlanIndex
from app.models.kpi import kpi_absent, whole
from app.models.vocabulary import Absence, Basis

_MEASURE: Final = "measure"
# An enum's `value` is looked up the slow way, and most initiatives lack something.
_NOT_STATED: Final = Absence.NOT_STATED.value
_NOT_APPLICABLE: Final = Absence.NOT_APPLICABLE.value
_EDITORIAL: Final = Basis.EDITORIAL.value
_STATED: Final = Basis.STATED.value
_BY_LAYOUT: Final = {"basis": Basis.LAYOUT.value, "reason": None, "evidence": None}


def label_of(entry: Entry) -> str:
    """A measure's editorial label; a bureau project's printed name."""
    label: str = entry["label" if entry["type"] == _MEASURE else "name"]
    return label


class DocumentWriter:
    """Builds the documents of one sheet. `said` is its file as plain JSON; `goals` maps goal numbers to
    their Japanese names."""

    def __init__(self, sheet: PlanIndex, said: Mapping[str, Any], goals: Mapping[int, str]) -> None:
        self.sheet = sheet
        self.goals = goals
        self.plan_id = sheet.file.plan.id
        self.kpis: dict[str, list[Entry]] = defaultdict(list)
        self.corrections: dict[str, list[Entry]] = defaultdict(list)
        self.links: dict[str, list[Entry]] = defaultdict(list)
        for kpi in said["kpis"]:
            for mention in kpi["mentions"]:
                self.kpis[mention["id"]].append(kpi)
        for correction in said["corrections"]:
            self.corrections[correction["item"]].append(correction)
        for link in said["links"]:
            for item in link["items"]:
                self.links[item].append(link)
        self._labels = {
            entry["id"]: label_of(entry)
            for entry in said["document"]
            if entry["type"] in (_MEASURE, "bureau_project")
        }

    def document(self, entry: Entry) -> Entry:
        """The public shape of one initiative, without its address."""
        item, measure = entry["id"], entry["type"] == _MEASURE
        pillar = self._pillar(entry)
        kpis = [kpi_public(kpi, self.plan_id) for kpi in self.kpis.get(item, ())]
        absent: dict[str, str] = {}
        if pillar is None:
            absent["pillar"] = _NOT_STATED
        if not measure:
            absent["theme"] = _NOT_APPLICABLE
        for name in ("organisations", "sdgs"):
            if not entry[name]:
                absent[name] = _NOT_STATED
        if not kpis:
            absent["kpis"] = _NOT_STATED
        return {
            "id": item,
            "plan": self.plan_id,
            "kind": entry["type"],
            "label": label_of(entry),
            "label_basis": label_basis(entry),
            "text": entry["text"],
            "theme": self._theme(entry["theme"]) if measure else None,
            "pillar": pillar,
            "organisations": [self._organisation(reference) for reference in entry["organisations"]],
            "sdgs": [self._tag(tag) for tag in entry["sdgs"]],
            "kpis": kpis,
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
        if entry["type"] == _MEASURE:
            pillar_id = self.sheet.themes[entry["theme"]].pillar
            if pillar_id is None:
                return None
            return {"id": pillar_id, "name": self.sheet.pillars[pillar_id].name, **_BY_LAYOUT}
        given: Entry | None = entry["pillar"]
        if given is None:
            return None
        # The id stays first, the name comes second; so below.
        return {"id": given["id"], "name": self.sheet.pillars[given["id"]].name, **given}

    def _theme(self, theme: str) -> Entry:
        return {"id": theme, "name": self.sheet.themes[theme].name}

    def _organisation(self, reference: Entry) -> Entry:
        return {
            "id": reference["id"],
            "name": self.sheet.organisations[reference["id"]].name,
            **reference,
        }

    def _tag(self, tag: Entry) -> Entry:
        return {"goal": tag["goal"], "target": tag["target"], "name": self.goals[tag["goal"]], **tag}

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
        kept = {name: link[name] for name in ("relation", "basis", "reason")}
        return {"id": other, "label": self._labels[other], **kept}


def label_basis(entry: Entry) -> str:
    return _EDITORIAL if entry["type"] == _MEASURE else _STATED


def kpi_public(entry: Entry, plan_id: str) -> Entry:
    """The public JSON of a KPI entry."""
    baseline = entry["baseline"]
    return {
        "id": entry["id"],
        "plan": plan_id,
        **entry,
        "value": _figure(entry["value"]),
        "baseline": baseline and {**baseline, "value": _figure(baseline["value"])},
        "results": [{**result, "value": _figure(result["value"])} for result in entry["results"]],
        "absent": kpi_absent(entry),
    }


def _figure(value: float | None) -> float | None:
    return None if value is None else whole(value)
