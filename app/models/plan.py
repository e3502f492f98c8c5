"""Plans (運営方針など): one edition, of a year, of several years or with an open end."""

from datetime import date, datetime
from typing import Annotated, Any, Final

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field, col

from app.i18n.characters import encoded_address
from app.i18n.fiscal import fiscal_label
from app.i18n.messages import N_
from app.models.amount import AmountPublic
from app.models.columns import CODE, URL, Column, Heading, columns_of
from app.models.continuation import ContinuationPublic
from app.models.public import Named, Public, SourceRef
from app.models.resource import Resource
from app.models.types import Code, PrintedItem, Table, Utc, one_of
from app.models.vocabulary import Absence, Extent, PlanStatus, Wording
from app.settings import Settings


class Plan(Table, table=True):
    """`fiscal_year` is that in which the period begins, `last_fiscal_year` that in which it ends, None for an
    open end. `terms`, `transcription`, `announced`, `sources`, `sdgs` and `amounts` are as in the file."""

    __table_args__ = (one_of("status", PlanStatus),)

    id: str = Field(sa_type=Code, primary_key=True)
    municipality_code: str = Field(sa_type=Code)
    fiscal_year: int = Field(index=True)
    last_fiscal_year: int | None
    period_start: date
    period_end: date | None
    period_printed: str | None
    status: str = Field(sa_type=Code)
    series_key: str | None = Field(default=None, sa_type=Code, index=True)
    series_name: str | None
    title: str = Field(sa_type=Code, index=True)
    issuer_id: str = Field(sa_type=Code, foreign_key="organisation.id", index=True)
    issuer_name: str
    terms: dict[str, Any] = Field(sa_type=JSON)
    transcription: dict[str, Any] = Field(sa_type=JSON)
    announced: dict[str, int] = Field(sa_type=JSON)
    sources: list[dict[str, Any]] = Field(sa_type=JSON)
    sdgs: list[dict[str, Any]] = Field(sa_type=JSON)
    amounts: list[dict[str, Any]] = Field(sa_type=JSON)
    counts: dict[str, int] = Field(sa_type=JSON)
    # The consecutive numbers of its initiatives. Without initiatives the last is below the first.
    first_number: int = Field(sa_type=BigInteger)
    last_number: int = Field(sa_type=BigInteger)
    derived_version: int
    revision_id: int = Field(foreign_key="revision.id")
    created_at: datetime = Field(sa_type=Utc)
    updated_at: datetime = Field(sa_type=Utc)

    def source_of(self, item: PrintedItem) -> SourceRef:
        """Where one of the plan's items is printed."""
        key = item.source_key or self.sources[0]["key"]
        document = next(one["document"] for one in self.sources if one["key"] == key)
        return SourceRef.of(item, document=document, key=key)


class PlanYear(Table, table=True):
    """The fiscal years of a plan's period; of one with an open end, the first."""

    __tablename__ = "plan_year"

    plan_id: str = Field(sa_type=Code, primary_key=True, foreign_key="plan.id")
    year: int = Field(primary_key=True, index=True)


# The word for pillars where a plan has none of its own.
PILLAR_TERM: Final = "柱"
_COUNT_WORDS: Final = {
    "pillars": "柱",
    "directions": "柱の方針",
    "themes": "施策",
    "viewpoints": "視点",
    "tables": "表",
    "initiatives": "取組",
    "measures": "区の取組",
    "bureau_projects": "局事業",
    "kpis": "指標",
    "passages": "文章",
    "sdg_tags": "SDGsタグ",
    "annotations": "注釈",
    "corrections": "読み替え",
    "links": "関連",
    "organisations": "組織",
}
_COUNTS: Final = tuple(
    Column(f"{word}の数", f"counts.{name}", f"この計画にある{word}の数", "integer", required=True)
    for name, word in _COUNT_WORDS.items()
)


class PlanPeriod(Public):
    """Both ends included; `end` is null for a plan with an open end."""

    start: Annotated[date, Heading("期間の始まり", "計画期間の初日")]
    end: Annotated[date | None, Heading("期間の終わり", "計画期間の末日。終わりが決まっていなければ空")]
    printed: Annotated[str | None, Heading("期間の表記", "原文に印刷された計画期間")]

    @property
    def interval(self) -> str:
        """The period as an interval of ISO 8601, an open end as `..`."""
        return f"{self.start.isoformat()}/{self.end.isoformat() if self.end else '..'}"


class PlanSeries(Public):
    """The editions of one kind of plan by one issuer."""

    key: Annotated[str, Heading("系列", "計画の系列の記号")]
    name: Annotated[str, Heading("系列の名称", "計画の系列の、この計画での名称")]


class PlanTerms(Public):
    """The plan's own words for its levels."""

    pillar: str | None
    theme: Annotated[list[str], Heading("施策の呼び名", "この計画で施策にあたる言葉（上の段から）")]
    measure: Annotated[str | None, Heading("取組の呼び名", "この計画で取組にあたる言葉")]


class PlanTranscription(Public):
    """How much of the document is in the data, and whether in its own words."""

    extent: Annotated[str, Heading("掲載の範囲", "文書の全部か一部か", Extent)]
    wording: Annotated[str, Heading("文の写し方", "原文のままか要約か", Wording)]
    note: Annotated[str | None, Heading("掲載の注記", "どの部分を写したか")]


class PlanSource(Public):
    """A printed document; `license` is what the operator states, null while nothing is stated."""

    document: Annotated[str, Heading("元の文書", "印刷されている文書の名称")]
    sha256: Annotated[str | None, Heading("元の文書のSHA-256", "元の文書（テキスト）のSHA-256")]
    text_sha256: Annotated[str | None, Heading("本文のSHA-256", "空白などを除いた本文のSHA-256")]
    text_length: Annotated[int | None, Heading("本文の文字数", "空白などを除いた本文の文字数")]
    url: Annotated[str | None, Heading("元の文書のURL", "元の文書が公開されているURL")]
    published: Annotated[date | None, Heading("元の文書の公表日", "元の文書の公表日")]
    license: Annotated[
        str | None,
        Column(
            "元の文書のライセンス",
            "license",
            "運用者が確かめたライセンス。なければ記載なし",
            value=lambda item: item["source"]["license"] or Absence.NOT_STATED.label,
        ),
    ]
    key: Annotated[str, Heading("元の文書の記号", "計画の中で出典を指す記号")]


class PlanGoal(Public):
    """A goal that the plan states for itself; it is not given to its items."""

    goal: int
    target: str | None
    name: str
    basis: str
    reason: str | None
    quote: str | None


class PlanPublic(Public):
    id: Annotated[str, Heading("ID", "計画のID")]
    title: Annotated[str, Heading("表題", "計画の表題（原文のまま）")]
    issuer: Annotated[
        Named,
        Column("発行者ID", "issuer.id", "計画を出した組織のID", required=True),
        Column("発行者", "issuer.name", "計画を出した組織の名称", required=True),
    ]
    municipality_code: str
    fiscal_year: Annotated[int, Heading("年度", "年度（西暦）")]
    fiscal_year_label: Annotated[str, Heading("年度の表記", "年度（元号と西暦）")]
    period: PlanPeriod
    # In the CSV the counts stand before the source.
    pillar_term: Annotated[str, Heading("柱の呼び名", "この計画で柱にあたる言葉"), *_COUNTS]
    source: PlanSource
    counts: dict[str, int]
    status: Annotated[str, Heading("状態", "案か、決定した計画か", PlanStatus)]
    series: PlanSeries | None
    terms: PlanTerms
    transcription: PlanTranscription
    announced: Annotated[
        dict[str, int],
        Column("計画が述べる件数", "announced", "計画自身が述べる件数（JSON）。掲載した件数と並べて見る"),
    ]
    sources: list[PlanSource]
    sdgs: list[PlanGoal]
    amounts: list[AmountPublic]
    revision: Annotated[int, Heading("改訂番号", "この計画の最新の改訂の番号")]
    created_at: Annotated[datetime, Heading("登録日時", "最初に登録した日時（協定世界時）")]
    updated_at: Annotated[
        datetime, Heading("更新日時", "内容か、ライセンスなど公開の条件が最後に変わった日時（協定世界時）")
    ]
    url: Annotated[str, URL]


class PlanDocument(Public):
    """Everything that the sheet prints, in printed order; each item names its `type`."""

    plan: PlanPublic
    items: list[dict[str, Any]]
    continues: list[ContinuationPublic]
    corrections: dict[str, list[dict[str, str]]]


def plan_public(plan: Plan, settings: Settings) -> PlanPublic:
    sources = [_source(source, settings) for source in plan.sources]
    return PlanPublic.of(
        plan,
        fiscal_year_label=fiscal_label(plan.fiscal_year),
        period=PlanPeriod.of(plan, "period_"),
        pillar_term=plan.terms["pillar"] or PILLAR_TERM,
        issuer=Named(id=plan.issuer_id, name=plan.issuer_name),
        source=sources[0],
        sources=sources,
        series=None if plan.series_key is None else PlanSeries.of(plan, "series_"),
        revision=plan.revision_id,
        updated_at=settings.last_change(plan.updated_at),
        url=f"{settings.base}/plans/{plan.id}",
    )


def _source(source: dict[str, Any], settings: Settings) -> PlanSource:
    # An older store may hold an address that some formats cannot.
    url = encoded_address(source["url"] or "") or None
    return PlanSource.model_validate({**source, "url": url, "license": settings.license_name})


PLANS: Final = Resource(
    name="plans",
    title=N_("計画"),
    table=Plan,
    key=col(Plan.id),
    shape=PlanPublic,
    public=plan_public,
    columns=(CODE._replace(value=None), *columns_of(PlanPublic)),
    order=(col(Plan.id),),
    plan_id=col(Plan.id),
)
