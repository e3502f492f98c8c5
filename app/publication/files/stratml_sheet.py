"""The items of one plan as StratML needs them: by what they belong to, and which passages have a place."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from app.models.columns import Item
from app.publication.files import stratml_notes as notes
from app.publication.files.stratml_element import Element
from app.publication.files.stratml_indicator import indicator
from app.publication.files.tables import Items
from app.publication.record import PlanRecord


class Sheet:
    """`placed` are the passages that have an element of their own; `labels` name what has one, by id."""

    def __init__(self, record: PlanRecord, items: Items) -> None:
        self.record = record
        self.items = items
        self.kpis: dict[str, list[Item]] = defaultdict(list)
        for kpi in items["kpis"]:
            self.kpis[kpi["owner"]].append(kpi)
        self.labels = {item["id"]: item["label"] for item in items["initiatives"]}
        self.labels |= {item["id"]: item["name"] for item in [*items["themes"], *items["pillars"]]}
        self.placed: set[str] = set()
        self._measures: dict[str | None, list[Item]] = defaultdict(list)
        for measure in items["measures"]:
            above = measure["theme"] or measure["pillar"]
            self._measures[above and above["id"]].append(measure)
        self._themes: dict[str | None, list[Item]] = defaultdict(list)
        for theme in items["themes"]:
            above = theme["path"][-1] if theme["path"] else theme["pillar"]
            self._themes[above and above["id"]].append(theme)

    def place(self, field: str, value: str) -> list[Item]:
        """The passages with this kind or theme. They count as placed."""
        found = [passage for passage in self.items["passages"] if passage[field] == value]
        self.placed.update(passage["id"] for passage in found)
        return found

    def measures(self, above: str | None) -> list[Item]:
        """The measures directly under a theme or pillar, or under nothing."""
        return self._measures[above]

    def themes(self, above: str | None) -> list[Item]:
        """The themes directly under a pillar or theme, or under nothing."""
        return self._themes[above]

    def corrections(self, *item_ids: str) -> list[str]:
        return [
            notes.correction_note(correction)
            for item_id in item_ids
            for correction in self.items["corrections"]
            if correction["item"] == item_id
        ]

    def tables(self, field: str, value: str | None) -> Iterator[str]:
        """The printed tables of a pillar or theme, each as text."""
        belong = (cell for cell in self.items["table-cells"] if cell[field] == value)
        yield from notes.table_notes(belong)

    def free_tables(self) -> Iterator[str]:
        """The printed tables that belong to no pillar and no theme."""
        cells = self.items["table-cells"]
        yield from notes.table_notes(cell for cell in cells if not cell["pillar"] and not cell["theme"])

    def indicators(self, owner: str) -> list[Element]:
        """The KPIs that an item makes."""
        return [indicator(kpi, self.labels) for kpi in self.kpis[owner]]


def by_section(items: Iterable[Item]) -> Iterator[tuple[str | None, list[Item]]]:
    """Neighbours of one section together."""
    for section, group in groupby(items, key=lambda item: item["source"]["section"]):
        yield section, list(group)
