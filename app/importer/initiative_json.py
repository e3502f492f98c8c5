"""The public JSON of each initiative, stored by the import and read by every list.

See docs/decisions on finished documents. Every entry has been checked; a test reads each document back
as `InitiativeDocument`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from app.importer.diff import Entry
from app.importer.document_entries import MeasureEntry
from app.importer.kpi_json import KpiWriter
from app.importer.plan_index import PlanIndex, initiative_label
from app.importer.reports import Reports
from app.importer.review_json import REJECTED, Reviewed, ReviewWriter
from app.models.reference import un_uris
from app.models.vocabulary import Absence, Basis

_MEASURE: Final = "measure"
_PROJECT: Final = "bureau_project"
# The types of entries that are initiatives.
INITIATIVES: Final = (_MEASURE, _PROJECT)
# Constants because an enum's `value` is slow and most initiatives lack something.
_NOT_STATED: Final = Absence.NOT_STATED.value
_NOT_APPLICABLE: Final = Absence.NOT_APPLICABLE.value
_NOT_REPORTED: Final = Absence.NOT_REPORTED.value
_EDITORIAL: Final = Basis.EDITORIAL.value
_STATED: Final = Basis.STATED.value
_BY_LAYOUT: Final = {"basis": Basis.LAYOUT.value, "reason": None, "evidence": None}


def _inherited(fact: Entry) -> Entry:
    """A goal or organisation of a theme or pillar, as it holds for what stands below: by its place, unless an
    editor added it."""
    return fact if fact["basis"] == _EDITORIAL else {**fact, **_BY_LAYOUT}


def _covers(known: Entry, reference: Entry) -> bool:
    """Whether an organisation stands already in this role, on no weaker basis."""
    same = (known["id"], known["role"]) == (reference["id"], reference["role"])
    return same and (known["basis"] != _EDITORIAL or reference["basis"] == _EDITORIAL)


class DocumentWriter:
    """Builds the documents of one plan. `file` is its file as plain JSON, `reports` what was reported of it."""

    def __init__(self, sheet: PlanIndex, file: Entry, reports: Reports) -> None:
        self.sheet = sheet
        self.reports = reports
        self._reviews = ReviewWriter(reports, sheet.pillar_name)
        self.plan_id = sheet.file.plan.id
        self.kpis: dict[str, list[Entry]] = defaultdict(list)
        self.corrections: dict[str, list[Entry]] = defaultdict(list)
        self.links: dict[str, list[Entry]] = defaultdict(list)
        self.annotations: dict[str, list[Entry]] = defaultdict(list)
        self.emphasis: dict[str, list[str]] = defaultdict(list)
        self.kpi_documents: dict[str, Entry] = {}
        writer = KpiWriter(sheet, reports)
        for kpi in file["kpis"]:
            document = self.kpi_documents[kpi["id"]] = writer.document(kpi)
            for item in dict.fromkeys([kpi["owner"], *(mention["id"] for mention in kpi["mentions"])]):
                self.kpis[item].append(document)
        for annotation in file["annotations"]:
            self.annotations[annotation["item"]].append(annotation)
        for one in file["emphasis"]:
            self.emphasis[one["item"]].append(one["words"])
        for correction in file["corrections"]:
            self.corrections[correction["item"]].append(correction)
        for link in file["links"]:
            for item in link["items"]:
                self.links[item].append(link)
        plan, organisations = sheet.file.plan, sheet.organisations
        municipality = organisations.get(plan.municipality_code)
        self._of_plan = {
            "fiscal_year": plan.fiscal_year,
            "municipality_name": municipality and municipality.name,
            "issuer": {"id": plan.issuer, "name": organisations[plan.issuer].name},
            "plan_status": plan.status.value,
        }
        self._entries = {entry["id"]: entry for entry in file["document"]}
        self._levels = {one.id: one for _, one in sheet.initiatives if isinstance(one, MeasureEntry)}
        self._places: dict[tuple[str | None, str | None], list[Entry]] = {}
        self.labels = {entry.id: initiative_label(entry) for _, entry in sheet.initiatives}

    def document(self, entry: Entry) -> Entry:
        """The public shape of one initiative, without its address."""
        item, measure, goals = entry["id"], entry["type"] == _MEASURE, list(self._goals(entry))
        path = [{"id": one.id, "name": one.name} for one in self.sheet.theme_path(entry.get("theme"))]
        related = {
            "pillar": self._pillar(entry),
            "theme": path[-1] if path else None,
            "organisations": self.organisations(entry),
            "sdgs": self._tags(goals),
            "kpis": self.kpis.get(item, []),
            "title": entry["title"] if measure else entry["name"],
            "number": entry["number"],
            "viewpoints": [self._viewpoint(one) for one in entry["viewpoints"]],
            "amounts": entry["amounts"],
        }
        absent = {name: _NOT_STATED for name, value in related.items() if not value}
        states = self.reports.states.get(item, [])
        if not states:
            absent["state"] = _NOT_REPORTED
        if not measure:
            absent["theme"] = _NOT_APPLICABLE
        if self._of_plan["municipality_name"] is None:
            absent["municipality_name"] = _NOT_STATED
        if not self.sheet.viewpoints:
            absent["viewpoints"] = _NOT_APPLICABLE
        return {
            "id": item,
            "plan": self.plan_id,
            **self._of_plan,
            "kind": entry["type"],
            "label": self.labels[item],
            "label_basis": _EDITORIAL if measure else _STATED,
            "text": entry["text"],
            "theme": related["theme"],
            **related,  # after the theme, which keeps its place
            "theme_path": path,
            "annotations": [
                {name: one[name] for name in ("id", "kind", "words")}
                for one in self.annotations.get(item, ())
            ],
            "emphasis": self.emphasis.get(item, []),
            "corrections": [self._correction(one) for one in self.corrections.get(item, ())],
            "related": [self._related(link, item) for link in self.links.get(item, ())],
            "state": states[0] if states else None,
            "states": states,
            "reviews": self._reviews.reviews(item, self._reviewable(entry, goals)),
            "source": self._source(entry),
            "absent": absent,
        }

    def _source(self, entry: Entry) -> Entry:
        """Where an entry is printed."""
        key = entry["source"] or self.sheet.file.plan.sources[0].key
        return {
            "document": self.sheet.sources[key].document,
            "line": entry["line"],
            "section": self.sheet.sections[entry["id"]],
            "page": entry["page"],
            "key": key,
        }

    def _pillar(self, entry: Entry) -> Entry | None:
        """A measure stands under its pillar by layout; a bureau project has the one that an editor gave and no
        office has rejected."""
        given: Entry | None
        if entry["type"] == _MEASURE:
            pillar_id = self.sheet.pillar_of(self._levels[entry["id"]])
            given = None if pillar_id is None else {"id": pillar_id, **_BY_LAYOUT, "review": None}
        elif (given := entry["pillar"]) is not None:
            given = {**given, "review": self._reviews.state(self._reviews.pillar(entry["id"], given))}
        if given is None or given["review"] == REJECTED:
            return None
        # The id stays first, the name comes second; so below.
        return {"id": given["id"], "name": self.sheet.pillar_name(given["id"]), **given}

    def _viewpoint(self, reference: Entry) -> Entry:
        return {"id": reference["id"], "name": self.sheet.viewpoints[reference["id"]].name, **reference}

    def organisations(self, entry: Entry) -> list[Entry]:
        """The organisations of an entry, then those that a theme or pillar names for what stands below."""
        own = [self._organisation(reference, None) for reference in entry["organisations"]]
        for above in self._above(entry):
            new = [one for one in above["organisations"] if not any(_covers(known, one) for known in own)]
            own += [self._organisation(_inherited(one), above["id"]) for one in new]
        return own

    def tags(self, entry: Entry) -> list[Entry]:
        """The goals of an entry with those that a theme or pillar states for what stands below, in the order
        of their numbers, without those that an office has rejected. Its own come before theirs, and what the
        plan states before what an editor added."""
        return self._tags(self._goals(entry))

    def _tags(self, goals: Iterable[Reviewed]) -> list[Entry]:
        tags = [self._tag(one) for one in goals]
        first: dict[int, Entry] = {}
        for tag in sorted(tags, key=lambda tag: (tag["goal"], tag["basis"] == _EDITORIAL)):
            if tag["review"] != REJECTED:
                first.setdefault(tag["goal"], tag)
        return list(first.values())

    def _goals(self, entry: Entry) -> Iterator[Reviewed]:
        """The goals of an entry and of what stands above it, those too that an office has rejected."""
        item = entry["id"]
        yield from (self._reviews.goal(item, tag) for tag in entry["sdgs"])
        for above in self._above(entry):
            yield from (self._reviews.goal(item, _inherited(tag), above["id"]) for tag in above["sdgs"])

    def _reviewable(self, entry: Entry, goals: list[Reviewed]) -> list[Reviewed]:
        found = list(goals)
        if entry["type"] == _PROJECT and entry["pillar"] is not None:
            found.append(self._reviews.pillar(entry["id"], entry["pillar"]))
        return found

    def reviewable(self, item: str) -> list[Reviewed] | None:
        """The goals and the pillar of an item, None for one that carries none."""
        entry = self._entries.get(item)
        return (
            None
            if entry is None or "sdgs" not in entry
            else self._reviewable(entry, list(self._goals(entry)))
        )

    def _above(self, entry: Entry) -> Sequence[Entry]:
        """The entries of the themes and the pillar above a measure, the nearest first. Cached: the measures of a
        theme share them."""
        if entry["type"] != _MEASURE:
            return ()
        place = entry["theme"], entry["pillar"]
        if place not in self._places:
            levels = self.sheet.levels_above(self._levels[entry["id"]])
            self._places[place] = [self._entries[one.id] for one in levels]
        return self._places[place]

    def _organisation(self, reference: Entry, above: str | None) -> Entry:
        name = self.sheet.organisations[reference["id"]].name
        return {"id": reference["id"], "name": name, **reference, "from": above}

    def _tag(self, one: Reviewed) -> Entry:
        tag = one.fact
        return {
            "goal": tag["goal"],
            "target": tag["target"],
            "name": one.name,
            **tag,
            "review": self._reviews.state(one),
            "from": tag["from"],
            **un_uris(tag["goal"], tag["target"]),
        }

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
