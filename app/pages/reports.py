"""The reports of a plan, and one report as its page shows it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.db.revision_cache import cached
from app.models import Initiative, Report
from app.models.report_vocabulary import STATE_MEANINGS, ItemState

Json = Mapping[str, Any]


class ReportLink(NamedTuple):
    """A report by its kind and day."""

    id: str
    kind: str
    dated: date


def reports_of(session: Session, plan_id: str) -> Sequence[ReportLink]:
    """The reports of a plan, the newest first."""
    columns = (col(Report.id), col(Report.kind), col(Report.dated))
    statement = select(*columns).where(col(Report.plan_id) == plan_id).order_by(col(Report.position).desc())
    return cached(
        session, ("reports", plan_id), lambda: [ReportLink(*row) for row in session.execute(statement)]
    )


class StateRow(NamedTuple):
    """One state with its meaning, the ward's words for it, and how many initiatives have it."""

    state: str
    meaning: str
    words: list[str]
    number: int


def state_rows(report: Json) -> list[StateRow]:
    """Every state in the order of the vocabulary; none of a report that states none."""
    if report["counts"] is None:
        return []
    return [
        StateRow(
            state.value,
            STATE_MEANINGS[state],
            [one["printed"] for one in report["words"] if one["state"] == state],
            report["counts"][state.value],
        )
        for state in ItemState
    ]


class Unreported(NamedTuple):
    """The initiatives of one organisation of which a report says nothing; `organisation` is None for those that
    name none."""

    organisation: str | None
    initiatives: list[Json]


def unreported_groups(report: Json) -> list[Unreported]:
    """What is not reported yet, by organisation in the order of the plan; an initiative of several stands with
    each."""
    groups: dict[str | None, list[Json]] = {}
    for one in report["unreported"]:
        for name in one["organisations"] or [None]:
            groups.setdefault(name, []).append(one)
    named = [Unreported(name, found) for name, found in groups.items() if name is not None]
    return named + ([Unreported(None, groups[None])] if None in groups else [])


def texts_of(session: Session, plan_id: str) -> dict[str, str]:
    """The texts of a plan's initiatives by id."""
    statement = select(col(Initiative.id), col(Initiative.text)).where(col(Initiative.plan_id) == plan_id)
    return {row[0]: row[1] for row in session.execute(statement)}
