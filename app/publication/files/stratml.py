"""A plan as StratML Part 2 (ANSI/AIIM 22): docs/mapping.md says which field goes where.

A yearly plan with targets is a Performance_Plan. Pillars are Goals; what belongs to no pillar stands in
Goals of its own that say so. Objectives cannot be nested: a theme is one, and each of its measures
follows it as one of its own, numbered 1.2.3.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, Final

from app.models.columns import Item
from app.models.vocabulary import PassageKind, Role
from app.publication.files import stratml_notes as notes
from app.publication.files.stratml_element import (
    Element,
    add,
    add_if,
    identifier,
    new_document,
    to_bytes,
    write,
)
from app.publication.files.stratml_indicator import add_indicator
from app.publication.files.tables import Items
from app.publication.record import PlanRecord
from app.settings import Settings

NO_PILLAR: Final = "この項目は施策の柱ではなく、柱に属さない施策をまとめたものです。"
NO_PILLAR_BUREAU: Final = "この項目は施策の柱ではなく、参考として印刷された局事業をまとめたものです。"


def stratml(record: PlanRecord, title: str, items: Items, settings: Settings) -> bytes:
    """The XML document; `title` is the plan's printed one, the record's also tells apart two of one title."""
    return _Document(record, title, items).bytes(settings)


class _Document:
    def __init__(self, record: PlanRecord, title: str, items: Items) -> None:
        self.record = record
        self.title = title
        self.items = items
        self.kpis: dict[str, list[Item]] = {}
        for kpi in items["kpis"]:
            self.kpis.setdefault(kpi["mentions"][0]["id"], []).append(kpi)
        self.labels = {item["id"]: item["label"] for item in items["initiatives"]}
        self.told: set[str] = set()
        """The passages that have a place of their own; the others are told at the end of the plan."""
        self.root = new_document("Performance_Plan")

    def bytes(self, settings: Settings) -> bytes:
        add(self.root, "Name", self.title)
        add(self.root, "Description", self.record.description)
        other = add(self.root, "OtherInformation")
        self._core(add(self.root, "StrategicPlanCore"))
        write(other, "\n".join(self._rest()))
        self._administration()
        self._submitter(settings)
        return to_bytes(self.root)

    def _core(self, core: Element) -> None:
        self._organization(core)
        vision = self._texts(PassageKind.GOAL_HEADLINE) + self._texts(PassageKind.GOAL_STATEMENT)
        if vision:
            add(add(core, "Vision"), "Description", "\n".join(vision))
        for principle in self._passages(PassageKind.PRINCIPLE):
            statements = [
                one["text"]
                for one in self._passages(PassageKind.PRINCIPLE_STATEMENT)
                if one["parent"] == principle["id"]
            ]
            value = add(core, "Value")
            add(value, "Name", principle["text"])
            add_if(value, "Description", "\n".join(statements))
        sequence = 0
        for pillar in self.items["pillars"]:
            sequence += 1
            self._pillar(core, pillar, str(sequence))
        for name, key, description, objectives in self._beside():
            sequence += 1
            goal = self._goal(core, name, description, key, str(sequence))
            objectives(goal, str(sequence))

    def _organization(self, core: Element) -> None:
        found = add(core, "Organization")
        add(found, "Name", self.record.issuer.name)
        add(found, "Identifier", identifier(self.record.issuer.id))
        add(found, "Description", f"全国地方公共団体コード：{self.record.municipality_code}")
        for organisation in self.items["organisations"]:
            if organisation["id"] != self.record.issuer.id:
                stakeholder = add(found, "Stakeholder", StakeholderTypeType="Organization")
                add(stakeholder, "Name", organisation["name"])
                add(stakeholder, "Description", f"組織ID：{organisation['id']}")

    def _goal(self, core: Element, name: str, description: str, key: str, sequence: str) -> Element:
        goal = add(core, "Goal")
        add(goal, "Name", name)
        add(goal, "Description", description)
        add(goal, "Identifier", identifier(key))
        add(goal, "SequenceIndicator", sequence)
        return goal

    def _pillar(self, core: Element, pillar: Item, sequence: str) -> None:
        directions = "\n".join(one["text"] for one in pillar["directions"])
        goal = self._goal(core, pillar["name"], directions or "柱の方針：記載なし", pillar["id"], sequence)
        printed = [one for one in self._passages(PassageKind.PILLAR_HEADING) if one["pillar"] == pillar["id"]]
        about = [notes.of_passage(one) for one in printed] + self._corrections(pillar["id"])
        for direction in pillar["directions"]:
            about += self._corrections(direction["id"])
        add_if(goal, "OtherInformation", notes.lines([*about, f"URL：{pillar['url']}"]))
        themes = [
            one for one in self.items["themes"] if one["pillar"] and one["pillar"]["id"] == pillar["id"]
        ]
        self._themes(goal, themes, sequence)

    def _beside(self) -> Iterable[tuple[str, str, str, Any]]:
        """The Goals that are no pillar: name, key, description, and what adds their Objectives."""
        free = [theme for theme in self.items["themes"] if theme["pillar"] is None]
        for section, themes in groupby(free, key=lambda theme: theme["source"]["section"]):
            group = list(themes)
            yield (
                section or "柱に属さない施策",
                f"{group[0]['id']}/goal",
                NO_PILLAR,
                lambda goal, sequence, group=group: self._themes(goal, group, sequence),
            )
        if projects := self.items["bureau-projects"]:
            yield (
                projects[0]["source"]["section"] or "局事業",
                f"{self.record.id}/bureau-projects",
                NO_PILLAR_BUREAU,
                lambda goal, sequence: self._initiatives(goal, projects, sequence),
            )

    def _themes(self, goal: Element, themes: Iterable[Item], sequence: str) -> None:
        for number, theme in enumerate(themes, 1):
            place = f"{sequence}.{number}"
            printed = [one for one in self.items["passages"] if one["theme"] == theme["id"]]
            self.told.update(one["id"] for one in printed)
            objective = self._objective(goal, theme["name"], "\n".join(theme["leads"]), theme["id"], place)
            about = ["施策"] + [notes.of_passage(one) for one in printed if one["kind"] != "theme_lead"]
            about += self._corrections(theme["id"])
            for one in printed:
                about += self._corrections(one["id"])
            add(objective, "OtherInformation", notes.lines([*about, f"URL：{theme['url']}"]))
            measures = [one for one in self.items["measures"] if one["theme"]["id"] == theme["id"]]
            self._initiatives(goal, measures, place)

    def _initiatives(self, goal: Element, initiatives: Iterable[Item], sequence: str) -> None:
        for number, item in enumerate(initiatives, 1):
            place = f"{sequence}.{number}"
            objective = self._objective(goal, item["label"], item["text"], item["id"], place)
            for organisation in item["organisations"]:
                _stakeholder(objective, organisation)
            kind = "区の取組" if item["kind"] == "measure" else "局事業"
            add(objective, "OtherInformation", notes.lines([kind, *notes.of_initiative(item)]))
            for kpi in self.kpis.get(item["id"], []):
                add_indicator(objective, kpi, self.labels)

    def _objective(self, goal: Element, name: str, text: str, key: str, sequence: str) -> Element:
        objective = add(goal, "Objective")
        add(objective, "Name", name)
        add_if(objective, "Description", text)
        add(objective, "Identifier", identifier(key))
        add(objective, "SequenceIndicator", sequence)
        return objective

    def _passages(self, kind: PassageKind) -> list[Item]:
        found = [one for one in self.items["passages"] if one["kind"] == kind]
        self.told.update(one["id"] for one in found)
        return found

    def _texts(self, kind: PassageKind) -> list[str]:
        return [one["text"] for one in self._passages(kind)]

    def _corrections(self, item_id: str) -> list[str]:
        return [notes.correction(one) for one in self.items["corrections"] if one["item"] == item_id]

    def _rest(self) -> Iterable[str]:
        """What is printed and has no element of its own, and the corrections of all passages."""
        for passage in self.items["passages"]:
            if passage["id"] not in self.told:
                yield notes.of_passage(passage)
            if passage["theme"] is None:
                yield from self._corrections(passage["id"])
        yield f"改訂番号：{self.record.version}"
        yield f"全文のデータ：{self.record.page}"

    def _administration(self) -> None:
        found = add(self.root, "AdministrativeInformation")
        add(found, "Identifier", identifier(self.record.id))
        add(found, "StartDate", self.record.start.isoformat())
        add(found, "EndDate", self.record.end.isoformat())
        if self.record.source_published:
            add(found, "PublicationDate", self.record.source_published.isoformat())
        add(found, "Source", self.record.source_url or self.record.page)

    def _submitter(self, settings: Settings) -> None:
        if settings.contact_name or settings.contact_email:
            found = add(self.root, "Submitter")
            add_if(found, "GivenName", settings.contact_name)
            add_if(found, "EmailAddress", settings.contact_email)


def _stakeholder(objective: Element, organisation: Mapping[str, Any]) -> None:
    found = add(objective, "Stakeholder", StakeholderTypeType="Organization")
    add(found, "Name", organisation["name"])
    add(found, "Description", f"組織ID：{organisation['id']}")
    role = add(found, "Role")
    add(role, "Name", Role(organisation["role"]).label)
    add(role, "RoleType", "Performer")
