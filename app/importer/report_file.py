"""The strict shape of a report file: what an office says, on a day, of a plan that stays as it is."""

from typing import Annotated, Final, Literal

from pydantic import Field

from app.importer.kpi_entries import Result
from app.importer.plan_values import (
    Day,
    ItemId,
    Key,
    Name,
    OrganisationId,
    PlanId,
    Reason,
    Strict,
    Text,
    Url,
)
from app.models.report_vocabulary import ItemState, ReportKind, ReviewFacet
from app.models.vocabulary import Review

REPORT_KEY: Final = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
MAX_KEY: Final = 30
ReportKey = Annotated[str, Field(pattern=REPORT_KEY, max_length=MAX_KEY)]


_MARK: Final = "-report_"


class Office(Strict):
    """Who signs, by its printed name."""

    name: Name
    organisation: OrganisationId | None = Field(
        default=None, description="計画の organisations にある組織のID。なければ null"
    )


class ReportSource(Strict):
    """A document that a report was made from, as a rule the ward's own report."""

    key: Key
    document: Annotated[str, Field(min_length=1, max_length=4000, pattern=r"\S")]
    url: Url | None = None
    published: Day | None = None


class StateWords(Strict):
    """A word of the ward for a state."""

    state: ItemState
    printed: Name


class StateEntry(Strict):
    """What became of one initiative."""

    item: ItemId = Field(description="取組のID")
    state: ItemState
    printed: Name | None = Field(default=None, description="計画や区が使った言葉そのもの（達成、◎など）")
    text: Text | None = Field(default=None, description="実施の状況を述べる文")
    evidence: Text | None = Field(default=None, description="拠りどころ（資料の名称や箇所など）")
    source: Key | None = Field(default=None, description="出典（sources の key）。既定は最初のもの")


class ResultEntry(Result):
    """One result of a KPI of the plan."""

    kpi: ItemId


class ReviewEntry(Strict):
    """What an office says of an editorial tag. `value` is the goal (11), its target (11.5) or the id of the
    pillar. `dated` and `office` are the report's where they are not given."""

    item: ItemId
    facet: ReviewFacet
    value: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^\S+$")]
    decision: Review
    dated: Day | None = None
    office: Office | None = None
    reason: Reason | None = None


class ReportFile(Strict):
    """A whole report. A file with a stored key is the next version of that report and replaces it whole."""

    format: Literal["hoshin-report/1"]
    note: Reason = Field(description="この版を作った理由（変更履歴に残る）")
    plan: PlanId
    key: ReportKey = Field(description="計画の中で報告を指す記号（例 midterm、final、review-2023）")
    kind: ReportKind
    title: Name | None = Field(default=None, description="報告の印刷された表題")
    dated: Day = Field(description="報告の日付")
    office: Office
    sources: Annotated[list[ReportSource], Field(min_length=1, max_length=200)]
    withdrawn: Reason | None = Field(
        default=None, description="報告を取り下げる理由。書けば states・results・reviews は空にする"
    )
    words: Annotated[list[StateWords], Field(max_length=200)] = []
    states: Annotated[list[StateEntry], Field(max_length=20_000)] = []
    results: Annotated[list[ResultEntry], Field(max_length=20_000)] = []
    reviews: Annotated[list[ReviewEntry], Field(max_length=20_000)] = []

    @property
    def id(self) -> str:
        return report_id(self.plan, self.key)


def report_id(plan: str, key: str) -> str:
    """The id of a report. With its underscore it can be none of an item."""
    return f"{plan}{_MARK}{key}"


def is_report_id(item_id: str) -> bool:
    return _MARK in item_id
