"""KPIs of a plan file: commitments that the text itself makes, and the rows of its tables of indicators."""

from typing import Annotated

from pydantic import Field

from app.importer.document_entries import Comparator
from app.importer.plan_values import (
    Day,
    Figure,
    ItemId,
    Key,
    Label,
    Name,
    OwnerId,
    Reason,
    Strict,
    Text,
    Unit,
)
from app.models.vocabulary import (
    Basis,
    Certainty,
    Direction,
    FigureStatus,
    KpiKind,
    MentionRole,
    Precision,
)


class Mention(Strict):
    """Words of the plan that state a KPI: of an entry of the document or of a row of a table."""

    id: ItemId
    quote: Text
    role: MentionRole


class Interval(Strict):
    """The time of a figure. Both ends are included: a year is no day."""

    start: Day
    end: Day
    printed: Name | None = None


class Figures(Strict):
    """Base of baselines, targets and results: a value, or words, or both."""

    value: Figure | None = None
    text: Text | None = None
    source: Key | None = Field(default=None, description="出典（plan.sources の key）。既定は最初のもの")


class Baseline(Figures):
    as_of: Interval
    status: FigureStatus | None = None


class Due(Strict):
    """An interval: a month is no day and a half-year is no point. Both ends are included."""

    start: Day
    end: Day
    precision: Precision
    certainty: Certainty | None = Field(default=None, description="文書が述べる場合だけ。なければ null")
    printed: Name | None = Field(default=None, description="文書に印刷された表記。なければ null")
    basis: Basis
    reason: Reason | None = None


class Target(Figures):
    """A target of one year or of the end; a revised one names the target that it replaces."""

    key: Key
    comparator: Comparator | None = None
    due: Due | None = None
    replaces: Key | None = None


class Result(Figures):
    as_of: Interval
    status: FigureStatus | None = None
    evaluation: Name | None = Field(default=None, description="印刷された評価（A、◎など）")


class Definition(Strict):
    """What is measured. Two KPIs of one municipality with the same key are the same indicator."""

    key: Key
    name: Name
    unit: Unit | None = None
    method: Text | None = None


class KpiEntry(Strict):
    """One commitment; see docs/decisions on what counts as one."""

    id: ItemId
    kind: KpiKind
    label: Label
    owner: OwnerId = Field(description="指標を掲げる取組・施策・柱・計画のID")
    definition: Definition | None = None
    mentions: Annotated[list[Mention], Field(min_length=1, max_length=100)]
    unit: Unit | None = None
    direction: Direction | None = None
    cumulative: bool | None = Field(default=None, description="累計なら true、年ごとなら false")
    baseline: Baseline | None = None
    targets: Annotated[list[Target], Field(max_length=100)] = []
    results: Annotated[list[Result], Field(max_length=200)] = []
