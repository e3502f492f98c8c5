"""Plans (運営方針など): one edition, of a year, of several years or with an open end."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Final

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field, Relationship, col

from app.i18n.characters import encoded_address
from app.i18n.fiscal import fiscal_label
from app.i18n.messages import N_
from app.models.amount import AmountPublic
from app.models.columns import CODE, URL, Column, Heading, columns_of
from app.models.continuation import ContinuationPublic
from app.models.municipality import MunicipalityPublic
from app.models.organisation import PlanOrganisation
from app.models.plan_parts import (
    PlanGoal,
    PlanPeriod,
    PlanSeries,
    PlanSource,
    PlanTerms,
    PlanTranscription,
)
from app.models.public import Named, Public, SourceRef
from app.models.resource import Resource
from app.models.types import Code, PrintedItem, Table, Utc, one_of
from app.models.vocabulary import PlanStatus
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

    # None where the document names no such organisation.
    municipality_as_named: PlanOrganisation | None = Relationship(
        sa_relationship_kwargs={
            "primaryjoin": "and_(foreign(Plan.id) == PlanOrganisation.plan_id,"
            " foreign(Plan.municipality_code) == PlanOrganisation.organisation_id)",
            "lazy": "joined",
            "viewonly": True,
        }
    )

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
    municipality: MunicipalityPublic


class PlanDocument(Public):
    """Everything that the sheet prints, in printed order; each item names its `type`."""

    plan: PlanPublic
    items: list[dict[str, Any]]
    continues: list[ContinuationPublic]
    corrections: dict[str, list[dict[str, str]]]


def plan_public(plan: Plan, settings: Settings) -> PlanPublic:
    sources = [_source(source, settings) for source in plan.sources]
    named = plan.municipality_as_named
    return PlanPublic.of(
        plan,
        fiscal_year_label=fiscal_label(plan.fiscal_year),
        period=PlanPeriod.of(plan, "period_"),
        pillar_term=plan.terms["pillar"] or PILLAR_TERM,
        issuer=Named(id=plan.issuer_id, name=plan.issuer_name),
        source=sources[0],
        sources=sources,
        municipality=MunicipalityPublic.by_code(plan.municipality_code, named.name if named else None),
        series=None if plan.series_key is None else PlanSeries.of(plan, "series_"),
        revision=plan.revision_id,
        updated_at=settings.last_change(plan.updated_at),
        url=f"{settings.base}/plans/{plan.id}",
    )


def _source(source: dict[str, Any], settings: Settings) -> PlanSource:
    # An older store may hold an address that some formats cannot.
    url = encoded_address(source["url"] or "") or None
    return PlanSource.model_validate({**source, "url": url, "license": settings.license_name})


def _columns() -> Iterator[Column]:
    """Those of the shape, which begin like the standard data sets. Of the sources, the first has columns of its
    own: those of all bear other names."""
    own = {
        column.name: column._replace(heading=f"{column.heading}（すべて）")
        if column.name.startswith("sources.")
        else column
        for column in columns_of(PlanPublic)
    }
    first = own.pop("id"), own.pop("municipality.name")
    yield from (CODE._replace(value=None), *first, *own.values())


PLANS: Final = Resource(
    name="plans",
    title=N_("計画"),
    table=Plan,
    key=col(Plan.id),
    shape=PlanPublic,
    public=plan_public,
    columns=tuple(_columns()),
    order=(col(Plan.id),),
    plan_id=col(Plan.id),
)
