"""Goals and Objectives of a StratML document.

Pillars are Goals; what belongs to no pillar stands in Goals of its own that say so. Objectives cannot be
nested: a theme is one, its measures and the themes below it follow it, numbered 1.2.3. Indicators stand in
Objectives alone: those of a pillar or of the plan have one that says so.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from app.models.columns import Item
from app.models.vocabulary import PassageKind, Role
from app.publication.files import stratml_notes as notes
from app.publication.files.stratml_element import E, Element, identifier, optional
from app.publication.files.stratml_sheet import Sheet, by_section

NO_PILLAR: Final = "この項目は施策の柱ではなく、柱に属さない施策をまとめたものです。"
NO_PILLAR_MEASURES: Final = "この項目は施策の柱ではなく、柱に属さない取組をまとめたものです。"
NO_PILLAR_BUREAU: Final = "この項目は施策の柱ではなく、参考として印刷された局事業をまとめたものです。"
NO_PILLAR_KPIS: Final = "この項目は施策の柱ではなく、計画そのものが掲げる指標をまとめたものです。"
# StratML demands a Goal.
NO_GOAL: Final = "この項目は施策の柱ではありません。この計画のデータには、柱・施策・取組・指標がありません。"
NO_MEASURE: Final = "この項目は取組ではなく、上の項目が掲げる指標をまとめたものです。"


class Goals:
    """Writes the goals of one plan, once."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.plan = sheet.record.plan

    def elements(self) -> list[Element]:
        """Pillars, then themes and measures without one, bureau projects, and the plan's own indicators."""
        goals = [self._pillar(pillar, str(n)) for n, pillar in enumerate(self.sheet.items["pillars"], 1)]
        for section, themes in by_section(self.sheet.themes(None)):
            place = str(len(goals) + 1)
            name, key = section or "柱に属さない施策", f"{themes[0]['id']}/goal"
            goals.append(_numbered("Goal", name, NO_PILLAR, key, place, *self._themes(themes, place)))
        if measures := self.sheet.measures(None):
            place = str(len(goals) + 1)
            name, key = measures[0]["source"]["section"] or "柱に属さない取組", f"{measures[0]['id']}/goal"
            objectives = self._initiatives(measures, place)
            goals.append(_numbered("Goal", name, NO_PILLAR_MEASURES, key, place, *objectives))
        if projects := self.sheet.items["bureau-projects"]:
            place = str(len(goals) + 1)
            name, key = projects[0]["source"]["section"] or "局事業", f"{self.plan.id}/bureau-projects"
            objectives = self._initiatives(projects, place)
            goals.append(_numbered("Goal", name, NO_PILLAR_BUREAU, key, place, *objectives))
        if self.sheet.kpis[self.plan.id]:
            place = str(len(goals) + 1)
            objective = self._own_indicators(self.plan.id, f"{place}.1")
            key = f"{self.plan.id}/goal"
            goals.append(_numbered("Goal", "計画の指標", NO_PILLAR_KPIS, key, place, *objective))
        return goals or [_numbered("Goal", "柱の記載なし", NO_GOAL, f"{self.plan.id}/goal", "1")]

    def _pillar(self, pillar: Item, place: str) -> Element:
        directions, themes = pillar["directions"], self.sheet.themes(pillar["id"])
        measures = self.sheet.measures(pillar["id"])
        headings = self.sheet.place("kind", PassageKind.PILLAR_HEADING)
        about = [notes.passage_note(one) for one in headings if one["pillar"] == pillar["id"]]
        about += self.sheet.corrections(pillar["id"], *(direction["id"] for direction in directions))
        return _numbered(
            "Goal",
            pillar["name"],
            "\n".join(direction["text"] for direction in directions) or "柱の方針：記載なし",
            pillar["id"],
            place,
            *stakeholders(pillar["organisations"]),
            E.OtherInformation(
                "\n".join([*about, *notes.level_notes(pillar), *self.sheet.tables("pillar", pillar["id"])])
            ),
            *self._themes(themes, place),
            *self._initiatives(measures, place, first=len(themes) + 1),
            *self._own_indicators(pillar["id"], f"{place}.{len(themes) + len(measures) + 1}"),
        )

    def _own_indicators(self, owner: str, place: str) -> Iterator[Element]:
        """One Objective with the indicators of a pillar or of the plan, where there are any."""
        if found := self.sheet.indicators(owner):
            yield _numbered(
                "Objective", "指標", "", f"{owner}/kpis", place, E.OtherInformation(NO_MEASURE), *found
            )

    def _themes(self, themes: Iterable[Item], above: str, first: int = 1) -> Iterator[Element]:
        """Each theme as an Objective, followed by those of its measures and of the themes below it."""
        for number, theme in enumerate(themes, first):
            place = f"{above}.{number}"
            passages = self.sheet.place("theme", theme["id"])
            about = [self._term(theme)]
            about += [f"上位の施策：{one['name']}" for one in theme["path"]]
            about += [notes.passage_note(one) for one in passages if one["kind"] != PassageKind.THEME_LEAD]
            about += self.sheet.corrections(theme["id"], *(passage["id"] for passage in passages))
            about += [*notes.level_notes(theme), *self.sheet.tables("theme", theme["id"])]
            yield _numbered(
                "Objective",
                theme["name"],
                "\n".join(theme["leads"]),
                theme["id"],
                place,
                *stakeholders(theme["organisations"]),
                E.OtherInformation("\n".join(about)),
                *self.sheet.indicators(theme["id"]),
            )
            measures = self.sheet.measures(theme["id"])
            yield from self._initiatives(measures, place)
            yield from self._themes(self.sheet.themes(theme["id"]), place, first=len(measures) + 1)

    def _term(self, theme: Item) -> str:
        """The plan's own word for a theme of this depth."""
        depth = len(theme["path"])
        return self.plan.terms.theme[depth] if depth < len(self.plan.terms.theme) else "施策"

    def _initiatives(self, initiatives: Iterable[Item], above: str, first: int = 1) -> Iterator[Element]:
        for number, item in enumerate(initiatives, first):
            kind = self.plan.terms.measure or "取組" if item["kind"] == "measure" else "局事業"
            yield _numbered(
                "Objective",
                item["title"] or item["label"],
                item["text"],
                item["id"],
                f"{above}.{number}",
                *stakeholders(item["organisations"]),
                E.OtherInformation("\n".join([kind, *notes.initiative_notes(item)])),
                *self.sheet.indicators(item["id"]),
            )


def stakeholders(organisations: Iterable[Item]) -> list[Element]:
    """The organisations of an item with their roles."""
    return [
        stakeholder(one, E.Role(E.Name(Role(one["role"]).label), E.RoleType("Performer")))
        for one in organisations
    ]


def stakeholder(organisation: Item, role: Element | None = None) -> Element:
    return E.Stakeholder(
        {"StakeholderTypeType": "Organization"},
        E.Name(organisation["name"]),
        E.Description(f"組織ID：{organisation['id']}"),
        role,
    )


def _numbered(tag: str, name: str, text: str, key: str, place: str, *children: Element) -> Element:
    """A Goal or an Objective; `place` is its number in the document, such as 1.2.3."""
    return E(
        tag,
        E.Name(name),
        optional("Description", text),
        E.Identifier(identifier(key)),
        E.SequenceIndicator(place),
        *children,
    )
