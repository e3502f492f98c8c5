"""The finished public JSON of each initiative, written once at import and read by every list.

Reading then never assembles: see docs/decisions on finished documents.
"""

from collections import defaultdict

from app.importer.shape import CorrectionEntry, KpiEntry, LinkEntry, MeasureEntry
from app.importer.sheet import InitiativeEntry, Sheet
from app.models.correction import CorrectionPublic
from app.models.initiative import (
    InitiativeDocument,
    OrganisationOfInitiative,
    PillarOfInitiative,
    RelatedInitiative,
)
from app.models.kpi import KpiPublic, kpi_absent
from app.models.public import Named, SourceRef
from app.models.sdg import SdgTagPublic
from app.models.vocabulary import Absence, Basis


def label_of(entry: InitiativeEntry) -> str:
    """A measure's editorial label; a bureau project's printed name."""
    return entry.label if isinstance(entry, MeasureEntry) else entry.name


class DocumentWriter:
    """Builds the documents of one sheet. `goals` maps goal numbers to their Japanese names."""

    def __init__(self, sheet: Sheet, goals: dict[int, str]) -> None:
        self.sheet = sheet
        self.goals = goals
        self.kpis: dict[str, list[KpiEntry]] = defaultdict(list)
        self.corrections: dict[str, list[CorrectionEntry]] = defaultdict(list)
        self.links: dict[str, list[LinkEntry]] = defaultdict(list)
        for kpi in sheet.file.kpis:
            for mention in kpi.mentions:
                self.kpis[mention.id].append(kpi)
        for correction in sheet.file.corrections:
            self.corrections[correction.item].append(correction)
        for link in sheet.file.links:
            for item in link.items:
                self.links[item].append(link)
        self._labels = {entry.id: label_of(entry) for _, entry in sheet.initiatives()}

    def document(self, entry: InitiativeEntry) -> InitiativeDocument:
        """The public shape of one initiative, without its address."""
        pillar = self.pillar(entry)
        measure = isinstance(entry, MeasureEntry)
        absent: dict[str, str] = {}
        if pillar is None:
            absent["pillar"] = Absence.NOT_STATED
        if not measure:
            absent["theme"] = Absence.NOT_APPLICABLE
        for name in ("organisations", "sdgs"):
            if not getattr(entry, name):
                absent[name] = Absence.NOT_STATED
        if not self.kpis[entry.id]:
            absent["kpis"] = Absence.NOT_STATED
        return InitiativeDocument(
            id=entry.id,
            plan=self.sheet.file.plan.id,
            kind=entry.type,
            label=label_of(entry),
            label_basis=Basis.EDITORIAL if measure else Basis.STATED,
            text=entry.text,
            theme=self._theme(entry),
            pillar=pillar,
            organisations=[
                OrganisationOfInitiative(
                    name=self.sheet.organisations[reference.id].name, **reference.model_dump()
                )
                for reference in entry.organisations
            ],
            sdgs=[SdgTagPublic(name=self.goals[tag.goal], **tag.model_dump()) for tag in entry.sdgs],
            kpis=[kpi_public(kpi, self.sheet.file.plan.id) for kpi in self.kpis[entry.id]],
            corrections=[self._correction(correction) for correction in self.corrections[entry.id]],
            related=[self._related(link, entry.id) for link in self.links[entry.id]],
            source=SourceRef(
                document=self.sheet.file.plan.source.document,
                line=entry.line,
                section=self.sheet.sections[entry.id],
            ),
            absent=absent,
        )

    def pillar(self, entry: InitiativeEntry) -> PillarOfInitiative | None:
        """A measure's pillar is its theme's, by layout; a bureau project's is what an editor gave."""
        if isinstance(entry, MeasureEntry):
            pillar_id = self.sheet.themes[entry.theme].pillar
            if pillar_id is None:
                return None
            name = self.sheet.pillars[pillar_id].name
            return PillarOfInitiative(id=pillar_id, name=name, basis=Basis.LAYOUT, reason=None, evidence=None)
        if entry.pillar is None:
            return None
        return PillarOfInitiative(name=self.sheet.pillars[entry.pillar.id].name, **entry.pillar.model_dump())

    def _theme(self, entry: InitiativeEntry) -> Named | None:
        if not isinstance(entry, MeasureEntry):
            return None
        return Named(id=entry.theme, name=self.sheet.themes[entry.theme].name)

    def _correction(self, entry: CorrectionEntry) -> CorrectionPublic:
        return CorrectionPublic(plan=self.sheet.file.plan.id, basis=Basis.EDITORIAL, **entry.model_dump())

    def _related(self, link: LinkEntry, item: str) -> RelatedInitiative:
        other = next(id_ for id_ in link.items if id_ != item)
        return RelatedInitiative(
            id=other, label=self._labels[other], **link.model_dump(include={"relation", "basis", "reason"})
        )


def kpi_public(entry: KpiEntry, plan_id: str) -> KpiPublic:
    """The public shape of a KPI entry."""
    fields = entry.model_dump()
    return KpiPublic(plan=plan_id, absent=kpi_absent(fields), **fields)
