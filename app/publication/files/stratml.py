"""A plan as StratML Part 2 (ANSI/AIIM 22): docs/mapping.md says which field goes where.

A yearly plan with targets is a Performance_Plan. Pillars are Goals; what belongs to no pillar stands in
Goals of its own that say so. Objectives cannot be nested: a theme is one, and each of its measures
follows it as one of its own, numbered 1.2.3.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from app.models.columns import Item
from app.models.vocabulary import PassageKind, Role
from app.publication.files import stratml_notes as notes
from app.publication.files.stratml_element import E, Element, identifier, optional, to_bytes
from app.publication.files.stratml_indicator import indicator
from app.publication.files.tables import Items
from app.publication.record import PlanRecord
from app.settings import Settings

NO_PILLAR: Final = "この項目は施策の柱ではなく、柱に属さない施策をまとめたものです。"
NO_PILLAR_BUREAU: Final = "この項目は施策の柱ではなく、参考として印刷された局事業をまとめたものです。"


def stratml(record: PlanRecord, items: Items, settings: Settings) -> bytes:
    """The XML document of a plan."""
    plan = _Plan(record, items)
    core = plan.core()  # before the notes: it collects the passages that have an element
    root = E.PerformancePlanOrReport(
        {"Type": "Performance_Plan"},
        E.Name(record.plan.title),
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
    """The elements of one plan. `placed` are the passages that have an element of their own."""

    def __init__(self, record: PlanRecord, items: Items) -> None:
        self.record = record
        self.items = items
        self.kpis: dict[str, list[Item]] = {}
        for kpi in items["kpis"]:
            self.kpis.setdefault(kpi["owner"], []).append(kpi)
        self.labels = {item["id"]: item["label"] for item in items["initiatives"]}
        self.labels |= {item["id"]: item["name"] for item in [*items["themes"], *items["pillars"]]}
        self.placed: set[str] = set()

    def core(self) -> Element:
        """Organisation, vision, values and goals. Fills `placed`."""
        vision = [
            passage["text"]
            for kind in (PassageKind.GOAL_HEADLINE, PassageKind.GOAL_STATEMENT)
            for passage in self._place("kind", kind)
        ]
        return E.StrategicPlanCore(
            self._organization(),
            E.Vision(E.Description("\n".join(vision))) if vision else None,
            *self._values(),
            *self._goals(),
        )

    def notes(self) -> Iterator[str]:
        """Passages that have no element, and the corrections of those that belong to no theme."""
        for passage in self.items["passages"]:
            if passage["id"] not in self.placed:
                yield notes.passage_note(passage)
            if passage["theme"] is None:
                yield from self._corrections(passage["id"])
        yield f"改訂番号：{self.record.version}"
        yield f"全文のデータ：{self.record.plan.url}"

    def _place(self, field: str, value: str) -> list[Item]:
        """The passages with this kind or theme. They count as placed."""
        found = [passage for passage in self.items["passages"] if passage[field] == value]
        self.placed.update(passage["id"] for passage in found)
        return found

    def _corrections(self, *item_ids: str) -> list[str]:
        return [
            notes.correction_note(correction)
            for item_id in item_ids
            for correction in self.items["corrections"]
            if correction["item"] == item_id
        ]

    def _organization(self) -> Element:
        issuer = self.record.plan.issuer
        others = [one for one in self.items["organisations"] if one["id"] != issuer.id]
        return E.Organization(
            E.Name(issuer.name),
            E.Identifier(identifier(issuer.id)),
            E.Description(f"全国地方公共団体コード：{self.record.plan.municipality_code}"),
            *(_stakeholder(organisation) for organisation in others),
        )

    def _values(self) -> Iterator[Element]:
        for principle in self._place("kind", PassageKind.PRINCIPLE):
            statements = [
                one["text"]
                for one in self._place("kind", PassageKind.PRINCIPLE_STATEMENT)
                if one["parent"] == principle["id"]
            ]
            yield E.Value(E.Name(principle["text"]), optional("Description", "\n".join(statements)))

    def _goals(self) -> list[Element]:
        """Pillars, then themes without a pillar by their section, then bureau projects."""
        goals = [self._pillar(pillar, str(n)) for n, pillar in enumerate(self.items["pillars"], 1)]
        free = [theme for theme in self.items["themes"] if theme["pillar"] is None]
        for section, group in groupby(free, key=lambda theme: theme["source"]["section"]):
            themes, place = list(group), str(len(goals) + 1)
            name, key = section or "柱に属さない施策", f"{themes[0]['id']}/goal"
            goals.append(_numbered("Goal", name, NO_PILLAR, key, place, *self._themes(themes, place)))
        if measures := self._without_theme(None):
            place = str(len(goals) + 1)
            name, key = measures[0]["source"]["section"] or "柱に属さない取組", f"{measures[0]['id']}/goal"
            objectives = self._initiatives(measures, place)
            goals.append(_numbered("Goal", name, NO_PILLAR, key, place, *objectives))
        if projects := self.items["bureau-projects"]:
            place = str(len(goals) + 1)
            name, key = projects[0]["source"]["section"] or "局事業", f"{self.record.plan.id}/bureau-projects"
            objectives = self._initiatives(projects, place)
            goals.append(_numbered("Goal", name, NO_PILLAR_BUREAU, key, place, *objectives))
        return goals

    def _pillar(self, pillar: Item, place: str) -> Element:
        directions = pillar["directions"]
        headings = self._place("kind", PassageKind.PILLAR_HEADING)
        about = [notes.passage_note(one) for one in headings if one["pillar"] == pillar["id"]]
        about += self._corrections(pillar["id"], *(direction["id"] for direction in directions))
        themes = [
            one for one in self.items["themes"] if one["pillar"] and one["pillar"]["id"] == pillar["id"]
        ]
        return _numbered(
            "Goal",
            pillar["name"],
            "\n".join(direction["text"] for direction in directions) or "柱の方針：記載なし",
            pillar["id"],
            place,
            E.OtherInformation("\n".join([*about, f"URL：{pillar['url']}"])),
            *self._themes(themes, place),
            *self._initiatives(self._without_theme(pillar["id"]), place, first=len(themes) + 1),
        )

    def _without_theme(self, pillar: str | None) -> list[Item]:
        """The measures that stand directly under a pillar, or under nothing."""
        return [
            one
            for one in self.items["measures"]
            if one["theme"] is None and (one["pillar"] and one["pillar"]["id"]) == pillar
        ]

    def _themes(self, themes: Iterable[Item], goal_place: str) -> Iterator[Element]:
        """Each theme as an Objective, followed by those of its measures."""
        for number, theme in enumerate(themes, 1):
            place = f"{goal_place}.{number}"
            passages = self._place("theme", theme["id"])
            about = ["施策"]
            about += [notes.passage_note(one) for one in passages if one["kind"] != PassageKind.THEME_LEAD]
            about += self._corrections(theme["id"], *(passage["id"] for passage in passages))
            yield _numbered(
                "Objective",
                theme["name"],
                "\n".join(theme["leads"]),
                theme["id"],
                place,
                E.OtherInformation("\n".join([*about, f"URL：{theme['url']}"])),
                *(indicator(kpi, self.labels) for kpi in self.kpis.get(theme["id"], [])),
            )
            measures = [
                one for one in self.items["measures"] if one["theme"] and one["theme"]["id"] == theme["id"]
            ]
            yield from self._initiatives(measures, place)

    def _initiatives(
        self, initiatives: Iterable[Item], parent_place: str, first: int = 1
    ) -> Iterator[Element]:
        for number, item in enumerate(initiatives, first):
            kind = "区の取組" if item["kind"] == "measure" else "局事業"
            yield _numbered(
                "Objective",
                item["label"],
                item["text"],
                item["id"],
                f"{parent_place}.{number}",
                *(_stakeholder(one, _role(one["role"])) for one in item["organisations"]),
                E.OtherInformation("\n".join([kind, *notes.initiative_notes(item)])),
                *(indicator(kpi, self.labels) for kpi in self.kpis.get(item["id"], [])),
            )


def _numbered(tag: str, name: str, text: str, key: str, place: str, *children: Element) -> Element:
    """A Goal or an Objective; `place` is its printed number, such as 1.2.3."""
    return E(
        tag,
        E.Name(name),
        optional("Description", text),
        E.Identifier(identifier(key)),
        E.SequenceIndicator(place),
        *children,
    )


def _stakeholder(organisation: Item, role: Element | None = None) -> Element:
    return E.Stakeholder(
        {"StakeholderTypeType": "Organization"},
        E.Name(organisation["name"]),
        E.Description(f"組織ID：{organisation['id']}"),
        role,
    )


def _role(role: str) -> Element:
    return E.Role(E.Name(Role(role).label), E.RoleType("Performer"))
