"""Plans (運営方針): one organisation, one fiscal year."""

from datetime import date, datetime
from typing import Annotated, Any, Final

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field, Relationship, UniqueConstraint, col

from app.i18n.characters import encoded_address
from app.i18n.fiscal import fiscal_label, fiscal_period
from app.i18n.messages import N_
from app.models.columns import CODE, URL, Column, Heading, columns_of
from app.models.organisation import Organisation
from app.models.public import Named, Public
from app.models.resource import Resource
from app.models.types import Code, Table, Utc
from app.models.vocabulary import Absence
from app.settings import Settings


class Plan(Table, table=True):
    __table_args__ = (UniqueConstraint("municipality_code", "fiscal_year"),)

    id: str = Field(sa_type=Code, primary_key=True)
    municipality_code: str = Field(sa_type=Code)
    fiscal_year: int = Field(index=True)
    title: str = Field(sa_type=Code, index=True)
    issuer_id: str = Field(sa_type=Code, foreign_key="organisation.id", index=True)
    pillar_term: str
    source_document: str
    source_sha256: str | None
    source_text_sha256: str | None
    source_text_length: int | None
    source_url: str | None
    source_published: date | None
    counts: dict[str, int] = Field(sa_type=JSON)
    # The consecutive numbers of its initiatives. Without initiatives the last is below the first.
    first_number: int = Field(sa_type=BigInteger)
    last_number: int = Field(sa_type=BigInteger)
    derived_version: int
    revision_id: int = Field(foreign_key="revision.id")
    created_at: datetime = Field(sa_type=Utc)
    updated_at: datetime = Field(sa_type=Utc)

    issuer: Organisation = Relationship(sa_relationship_kwargs={"lazy": "joined", "innerjoin": True})


_COUNT_WORDS: Final = {
    "pillars": "柱",
    "directions": "柱の方針",
    "themes": "施策",
    "initiatives": "取組",
    "measures": "区の取組",
    "bureau_projects": "局事業",
    "kpis": "指標",
    "passages": "文章",
    "sdg_tags": "SDGsタグ",
    "corrections": "読み替え",
    "links": "関連",
    "organisations": "組織",
}
_COUNTS: Final = tuple(
    Column(f"{word}の数", f"counts.{name}", f"この計画にある{word}の数", "integer", required=True)
    for name, word in _COUNT_WORDS.items()
)


class FiscalPeriod(Public):
    start: Annotated[date, Heading("期間の始まり", "年度の初日")]
    end: Annotated[date, Heading("期間の終わり", "年度の末日")]


class PlanSource(Public):
    """The printed sheet; `license` is what the operator states, null while nothing is stated."""

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
    period: FiscalPeriod
    # In the CSV the counts stand before the source.
    pillar_term: Annotated[str, Heading("柱の呼び名", "この計画で柱にあたる言葉"), *_COUNTS]
    source: PlanSource
    counts: dict[str, int]
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
    corrections: dict[str, list[dict[str, str]]]


def plan_public(plan: Plan, settings: Settings) -> PlanPublic:
    start, end = fiscal_period(plan.fiscal_year)
    return PlanPublic.of(
        plan,
        fiscal_year_label=fiscal_label(plan.fiscal_year),
        period=FiscalPeriod(start=start, end=end),
        # An older store may hold an address that some formats cannot.
        source=PlanSource.of(
            plan, "source_", license=settings.license_name, url=encoded_address(plan.source_url or "") or None
        ),
        revision=plan.revision_id,
        updated_at=settings.last_change(plan.updated_at),
        url=f"{settings.base}/plans/{plan.id}",
    )


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
