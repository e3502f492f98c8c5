"""The list of initiatives as a sheet for people: one row each, or one under each of its groups."""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from app.models.columns import Column, Item
from app.models.reference import sdg_goals
from app.models.vocabulary import Basis
from app.workbook.initiative_columns import (
    WIDTHS,
    ListWords,
    chosen_columns,
    further_columns,
    goal_columns,
    plan_columns,
    printed_columns,
)
from app.workbook.sheets import Sheet

TITLE: Final = "取組の一覧"


class Grouping(NamedTuple):
    """A heading, and the groups that an initiative stands in, in words; `key` sorts them."""

    heading: str
    groups_of: Callable[[Item], Sequence[str]]
    key: Callable[[str], Any] | None = None


def initiative_sheet(
    items: Sequence[Item],
    head: Sequence[str],
    words: ListWords,
    grouping: Grouping | None = None,
    chosen: Sequence[str] | None = None,
) -> Sheet:
    """The sheet of some initiatives in their order, or each under every group that it stands in; with all columns, or
    with those that show what is `chosen` of the page's table."""
    rows: list[Item] = [{**item, "order": place} for place, item in enumerate(items, 1)]
    several = len({item["plan"] for item in items}) > 1
    printed = [*printed_columns(words)[:1], *(plan_columns() if several else ()), *printed_columns(words)[1:]]
    further = [one for one in further_columns() if any(map(one.read, rows))]
    columns, lines = [*printed, *goal_columns(), *further], [*head, *_notes(items, words)]
    if chosen is not None:
        columns = chosen_columns(columns, chosen)
        printed = [one for one in printed if one in columns]
    if grouping:
        rows = _grouped(rows, grouping)
        columns.insert(0, Column(grouping.heading, "group", "取組が入るまとまり", required=True))
        if len(rows) > len(items):
            lines.append(
                f"取組{len(items)}件を、あてはまるまとまりのそれぞれに載せています（{len(rows)}行）。"
            )
    frozen = 1 + [column.name for column in columns].index("label")
    return Sheet(
        title=TITLE,
        columns=columns,
        rows=rows,
        head=lines,
        widths=WIDTHS,
        fills={f"sdg-{goal}": color for goal, color in goal_fills().items()},
        printed=len(printed) + bool(grouping),
        frozen=frozen,
        grouped=grouping is not None,
    )


def goal_fills() -> dict[str, str]:
    """The official colours of the goals, by number."""
    return {str(goal["number"]): goal["color"] for goal in sdg_goals()}


def _grouped(rows: Sequence[Item], grouping: Grouping) -> list[Item]:
    found: dict[str, list[Item]] = {}
    for row in rows:
        for group in grouping.groups_of(row):
            found.setdefault(group, []).append({**row, "group": group})
    names = sorted(found, key=grouping.key) if grouping.key else found
    return [row for name in names for row in found[name]]


def _notes(items: Sequence[Item], words: ListWords) -> list[str]:
    """What of the rows is the editor's, in one line."""
    tags = [tag for item in items for tag in item["sdgs"]]
    editorial = [tag for tag in tags if tag["basis"] == Basis.EDITORIAL]
    said = []
    if editorial:
        part = "すべて" if len(editorial) == len(tags) else "一部が"
        said.append(f"SDGsの目標は{part}編集による推定で、推定は文書の記載ではありません")
    if any(item["pillar"] and item["pillar"]["basis"] == Basis.EDITORIAL for item in items):
        said.append(f"{words.pillar}にも編集による推定があります（「{words.pillar}の根拠」の列）")
    if any(item["label_basis"] == Basis.EDITORIAL for item in items):
        said.append("見出しには編集で付けたものがあります。本文は文書のとおりです")
    return [f"{'。'.join(said)}。"] if said else []
