"""What the text of an initiative commits to, apart from what it only refers to."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from app.models.vocabulary import KpiKind, MentionRole

Kpi = dict[str, Any]


class Promises(NamedTuple):
    """`mentioned` are outside events, and commitments that another item makes."""

    made: list[Kpi]
    mentioned: list[Kpi]


def promises(item: Mapping[str, Any]) -> Promises:
    """The KPIs of an initiative."""
    made = [kpi for kpi in item["kpis"] if commits(kpi, item["id"])]
    return Promises(made, [kpi for kpi in item["kpis"] if kpi not in made])


def commits(kpi: Kpi, item: str) -> bool:
    """Whether an item makes the commitment of a KPI: its text does, or a table of its own."""
    roles = [mention["role"] for mention in kpi["mentions"] if mention["id"] == item]
    return kpi["kind"] != KpiKind.EVENT and (not roles or MentionRole.COMMITS in roles)
