"""KPIs (指標): commitments that the text itself makes."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import PlainSerializer
from sqlmodel import Field, Relationship

from app.models.public import Public
from app.models.types import Code, Table, one_of
from app.models.vocabulary import Absence, Basis, Certainty, KpiKind, Precision


class KpiMention(Table, table=True):
    """The words of an initiative in which a KPI is made."""

    __tablename__ = "kpi_mention"

    kpi_id: str = Field(sa_type=Code, primary_key=True, foreign_key="kpi.id")
    position: int = Field(primary_key=True)
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id", index=True)
    initiative_id: str = Field(sa_type=Code, foreign_key="initiative.id", index=True)
    quote: str


class KpiResult(Table, table=True):
    """A reported result; there is none without a date and a source."""

    __tablename__ = "kpi_result"

    kpi_id: str = Field(sa_type=Code, primary_key=True, foreign_key="kpi.id")
    position: int = Field(primary_key=True)
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id", index=True)
    as_of: date
    value: float | None
    text: str | None
    source: str


class Kpi(Table, table=True):
    __table_args__ = (
        one_of("kind", KpiKind),
        one_of("due_precision", Precision),
        one_of("due_certainty", Certainty),
        one_of("due_basis", Basis),
    )

    id: str = Field(sa_type=Code, primary_key=True)
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id", index=True)
    position: int
    kind: str = Field(sa_type=Code)
    label: str = Field(sa_type=Code)
    value: float | None
    unit: str | None
    comparator: str | None
    direction: str | None
    target_text: str | None
    baseline_value: float | None
    baseline_as_of: date | None
    baseline_source: str | None
    due_start: date | None
    due_end: date | None
    due_precision: str | None = Field(default=None, sa_type=Code)
    due_certainty: str | None = Field(default=None, sa_type=Code)
    due_printed: str | None
    due_basis: str | None = Field(default=None, sa_type=Code)
    due_reason: str | None

    mentions: list[KpiMention] = Relationship(
        sa_relationship_kwargs={"lazy": "selectin", "order_by": "KpiMention.position"}
    )
    results: list[KpiResult] = Relationship(
        sa_relationship_kwargs={"lazy": "selectin", "order_by": "KpiResult.position"}
    )


def whole(value: float) -> int | float:
    return int(value) if value.is_integer() else value


Number = Annotated[float, PlainSerializer(whole)]
"""A figure that is written without `.0` where it is whole: the sheet says 6箇所."""


class MentionPublic(Public):
    id: str
    quote: str


class BaselinePublic(Public):
    value: Number
    as_of: date
    source: str


class DuePublic(Public):
    """An interval with both ends included; `printed` is null where the sheet prints no date."""

    start: date
    end: date
    precision: str
    certainty: str
    printed: str | None
    basis: str
    reason: str | None


class ResultPublic(Public):
    as_of: date
    value: Number | None
    text: str | None
    source: str


class KpiPublic(Public):
    id: str
    plan: str
    kind: str
    label: str
    mentions: list[MentionPublic]
    value: Number | None
    unit: str | None
    comparator: str | None
    direction: str | None
    target_text: str | None
    baseline: BaselinePublic | None
    due: DuePublic | None
    results: list[ResultPublic]
    absent: dict[str, str]


def kpi_absent(fields: Mapping[str, Any]) -> dict[str, str]:
    """Why a KPI lacks a field: only a quantity could have a figure, only a report brings results."""
    no_figure = Absence.NOT_STATED if fields["kind"] == KpiKind.QUANTITY else Absence.NOT_APPLICABLE
    reasons = {
        "value": no_figure,
        "unit": no_figure,
        "comparator": no_figure,
        "direction": no_figure,
        "target_text": Absence.NOT_STATED,
        "baseline": Absence.NOT_STATED,
        "due": Absence.NOT_STATED,
        "results": Absence.NOT_REPORTED,
    }
    return {name: reason.value for name, reason in reasons.items() if fields[name] in (None, [])}
