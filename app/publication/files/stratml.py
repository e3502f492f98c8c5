"""A plan as StratML Part 2 (ANSI/AIIM 22): docs/mapping.md says which field goes where.

A plan of one year is a Performance_Plan, any other a Strategic_Plan.
"""

from collections.abc import Iterator

from app.models.vocabulary import PassageKind
from app.publication.descriptions import is_one_year, marked_title
from app.publication.files import stratml_notes as notes
from app.publication.files.stratml_element import E, Element, identifier, optional, to_bytes
from app.publication.files.stratml_goals import Goals, stakeholder
from app.publication.files.stratml_sheet import Sheet
from app.publication.files.tables import Items
from app.publication.record import PlanRecord
from app.settings import Settings


def stratml(record: PlanRecord, items: Items, settings: Settings) -> bytes:
    """The XML document of a plan."""
    plan = _Plan(record, items)
    core = plan.core()  # before the notes: it collects the passages that have an element
    period = record.plan.period
    kind = "Performance_Plan" if is_one_year(period.start, period.end) else "Strategic_Plan"
    if any(report["states"] or report["results"] for report in items["reports"]):
        kind = "Performance_Report"
    root = E.PerformancePlanOrReport(
        {"Type": kind},
        E.Name(marked_title(record.plan.title, record.plan.status)),
        E.Description(record.description),
        E.OtherInformation("\n".join(plan.notes())),
        core,
        _administration(record),
        _submitter(settings),
    )
    return to_bytes(root)


def _administration(record: PlanRecord) -> Element:
    published = record.plan.source.published
    return E.AdministrativeInformation(
        E.Identifier(identifier(record.plan.id)),
        E.StartDate(record.plan.period.start.isoformat()),
        E.EndDate(record.plan.period.end.isoformat()) if record.plan.period.end else None,
        E.PublicationDate(published.isoformat()) if published else None,
        E.Source(record.plan.source.url or record.plan.url),
    )


def _submitter(settings: Settings) -> Element | None:
    if not (settings.contact_name or settings.contact_email):
        return None
    return E.Submitter(
        optional("GivenName", settings.contact_name), optional("EmailAddress", settings.contact_email)
    )


class _Plan:
    """The elements of one plan around its goals."""

    def __init__(self, record: PlanRecord, items: Items) -> None:
        self.record = record
        self.sheet = Sheet(record, items)

    def core(self) -> Element:
        """Organisation, vision, values and goals. Fills the sheet's `placed`."""
        vision = [
            passage["text"]
            for kind in (PassageKind.GOAL_HEADLINE, PassageKind.GOAL_STATEMENT)
            for passage in self.sheet.place("kind", kind)
        ]
        return E.StrategicPlanCore(
            self._organization(),
            E.Vision(E.Description("\n".join(vision))) if vision else None,
            *self._values(),
            *Goals(self.sheet).elements(),
        )

    def notes(self) -> Iterator[str]:
        """What the plan says of itself, passages and tables that have no element, and the corrections of
        passages that belong to no theme."""
        yield from notes.plan_notes(self.record.plan, self.sheet.items["viewpoints"])
        for passage in self.sheet.items["passages"]:
            if passage["id"] not in self.sheet.placed:
                yield notes.passage_note(passage)
            if passage["theme"] is None:
                yield from self.sheet.corrections(passage["id"])
        yield from self.sheet.free_tables()
        yield from (notes.report_note(one) for one in self.sheet.items["reports"])
        yield f"改訂番号：{self.record.version}"
        yield f"全文のデータ：{self.record.plan.url}"

    def _organization(self) -> Element:
        issuer = self.record.plan.issuer
        others = [one for one in self.sheet.items["organisations"] if one["id"] != issuer.id]
        return E.Organization(
            E.Name(issuer.name),
            E.Identifier(identifier(issuer.id)),
            E.Description(f"全国地方公共団体コード：{self.record.plan.municipality_code}"),
            *(stakeholder(organisation) for organisation in others),
        )

    def _values(self) -> Iterator[Element]:
        for principle in self.sheet.place("kind", PassageKind.PRINCIPLE):
            statements = [
                one["text"]
                for one in self.sheet.place("kind", PassageKind.PRINCIPLE_STATEMENT)
                if one["parent"] == principle["id"]
            ]
            yield E.Value(E.Name(principle["text"]), optional("Description", "\n".join(statements)))
