"""Reports (振り返り): what an office says, on a day, of a plan that stays as it is."""

import json
from datetime import date
from typing import Annotated, Final

from pydantic import Field as Alias
from sqlalchemy import Text
from sqlmodel import Field

from app.i18n.messages import N_
from app.models.columns import PLAN, URL, Column, Heading, of_plans
from app.models.kpi import IntervalPublic
from app.models.public import Number, Public
from app.models.report_vocabulary import ItemState, ReportKind, ReviewFacet
from app.models.resource import plan_resource
from app.models.types import Code, OrderedItem, one_of
from app.models.vocabulary import Review
from app.settings import Settings


class Report(OrderedItem, table=True):
    """`document` is the public JSON without `url`, written by the import from the report's newest file.
    `position` is its place among the reports of the plan, the earliest first."""

    __table_args__ = (one_of("kind", ReportKind),)

    key: str = Field(sa_type=Code)
    kind: str = Field(sa_type=Code, index=True)
    dated: date = Field(index=True)
    document: str = Field(sa_type=Text)


class OfficePublic(Public):
    """Who signed; `id` is one of the plan's organisations or null."""

    name: str
    id: str | None


class StateOfInitiative(Public):
    """What one report says became of an initiative, with the ward's own word beside the state."""

    state: Annotated[str, Heading("実施の状況", "報告が述べる実施の状況", ItemState)]
    printed: Annotated[str | None, Heading("実施の状況の言葉", "区や計画が使った言葉")]
    text: Annotated[str | None, Heading("実施の状況の文", "実施の状況を述べる文")]
    evidence: Annotated[str | None, Heading("実施の状況の拠りどころ", "報告が挙げる資料など")]
    source: str
    source_key: str
    dated: Annotated[date, Heading("報告の日付", "実施の状況を述べる報告の日付")]
    office: Annotated[
        OfficePublic,
        Column("報告した組織", "office.name", "報告に署名した組織の名称"),
    ]
    report: Annotated[str, Heading("報告ID", "実施の状況を述べる報告のID")]
    kind: str


class ReviewedTag(Public):
    """The goal or pillar that was reviewed, as the plan's file has it."""

    target: str | None
    basis: str
    reason: str | None
    evidence: str | None
    from_: Annotated[str | None, Alias(alias="from")]


class ReviewOfInitiative(Public):
    """What an office says of an editorial goal or pillar. Only the newest, which is `current`, counts. `tag`
    is null where the plan has it no more; `dated`, `office` and `report` are null for the file's own word."""

    facet: str
    value: str
    name: str | None
    decision: str
    dated: date | None
    office: OfficePublic | None
    reason: str | None
    report: str | None
    current: bool
    tag: ReviewedTag | None


class ReportSourcePublic(Public):
    key: str
    document: str
    url: str | None
    published: date | None


class WordPublic(Public):
    """A printed word of the ward for a state."""

    state: str
    printed: str


class StateInReport(Public):
    """The state of one initiative. `label` is null where the plan has the initiative no more."""

    item: str
    label: str | None
    state: str
    printed: str | None
    text: str | None
    evidence: str | None
    source: str
    source_key: str


class ResultInReport(Public):
    """A result of one KPI. `label` is null where the plan has the KPI no more."""

    kpi: str
    label: str | None
    value: Number | None
    unit: str | None
    text: str | None
    as_of: date
    as_of_interval: IntervalPublic
    status: str | None
    evaluation: str | None
    source: str
    source_key: str


class ReviewInReport(Public):
    item: str
    label: str | None
    facet: str
    value: str
    name: str | None
    decision: str
    dated: date
    office: OfficePublic
    reason: str | None


class UnreportedInitiative(Public):
    """An initiative of which the report says nothing, or that it has nothing to report."""

    item: str
    label: str
    organisations: list[str]


class ReportDocument(Public):
    """A report without its address, as the import stores it."""

    id: Annotated[str, Heading("ID", "報告のID")]
    plan: Annotated[str, PLAN]
    key: Annotated[str, Heading("記号", "計画の中で報告を指す記号")]
    kind: Annotated[str, Heading("種類", "中間・年度末・確認の別", ReportKind)]
    title: Annotated[str | None, Heading("表題", "印刷された表題")]
    dated: Annotated[date, Heading("日付", "報告の日付")]
    office: Annotated[
        OfficePublic,
        Column("組織", "office.name", "報告に署名した組織の名称", required=True),
        Column("組織ID", "office.id", "報告に署名した組織のID"),
    ]
    sources: Annotated[
        list[ReportSourcePublic],
        Column("出典", "sources.document", "報告の元の文書", many=True, required=True),
    ]
    words: Annotated[
        list[WordPublic],
        Column(
            "言葉",
            "words",
            "区の言葉と、対応する実施の状況",
            many=True,
            value=lambda item: [f"{one['printed']}＝{one['state']}" for one in item["words"]],
        ),
    ]
    counts: Annotated[
        dict[str, int] | None,
        *(
            Column(
                f"{state.label}の数",
                f"counts.{state.value}",
                f"「{state.label}」の取組の数。報告が述べない取組は「報告なし」に数える",
                "integer",
            )
            for state in ItemState
        ),
    ]
    states: list[StateInReport]
    results: list[ResultInReport]
    reviews: list[ReviewInReport]
    unreported: Annotated[
        list[UnreportedInitiative],
        Column("報告のない取組", "unreported.item", "この報告に状況の報告がない取組のID", many=True),
    ]
    absent: dict[str, str]


class ReportPublic(ReportDocument):
    url: Annotated[str, URL]


def report_public(report: Report, settings: Settings) -> ReportPublic:
    """The stored document with its address."""
    url = f"{settings.base}/reports/{report.id}"
    return ReportPublic.model_validate({**json.loads(report.document), "url": url})


REPORTS: Final = plan_resource("reports", N_("報告"), Report, ReportPublic, report_public)

# The states and reviews of every report as tables of a plan.
_OF_REPORT: Final = of_plans(
    (
        PLAN,
        Column("報告ID", "report", "報告のID", required=True),
    )
)
STATE_COLUMNS: Final = (
    *_OF_REPORT,
    Column("報告の種類", "kind", "中間・年度末・確認の別", required=True, words=ReportKind),
    Column("取組ID", "item", "取組のID", required=True),
    Column("取組", "label", "取組の見出し。取り下げられた取組では空"),
    Column("実施の状況", "state", "報告が述べる実施の状況", required=True, words=ItemState),
    Column("言葉", "printed", "区や計画が使った言葉"),
    Column("文", "text", "実施の状況を述べる文"),
    Column("拠りどころ", "evidence", "報告が挙げる資料など"),
    Column("日付", "dated", "報告の日付", "date", required=True),
    Column("組織", "office.name", "報告に署名した組織の名称", required=True),
    Column("出典", "source", "状況の出典", required=True),
)
REVIEW_COLUMNS: Final = (
    *_OF_REPORT,
    Column("番号", "number", "報告の中での順", "integer", required=True),
    Column("項目ID", "item", "判断した項目のID", required=True),
    Column("項目", "label", "項目の見出しか名称。取り下げられた項目では空"),
    Column("対象", "facet", "SDGsの目標か柱か", required=True, words=ReviewFacet),
    Column("値", "value", "目標かターゲットの番号、または柱のID", required=True),
    Column("名称", "name", "目標か柱の名称"),
    Column("判断", "decision", "担当課の判断", required=True, words=Review),
    Column("日付", "dated", "判断の日付", "date", required=True),
    Column("組織", "office.name", "判断した組織の名称", required=True),
    Column("理由", "reason", "判断の理由"),
)
