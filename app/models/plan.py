"""Plans (運営方針): one organisation, one fiscal year."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field, Relationship, UniqueConstraint, col

from app.i18n.fiscal import fiscal_label, fiscal_period
from app.i18n.messages import N_
from app.models.columns import CODE, URL, Column
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
    # The numbers of its initiatives, which follow each other; the last is below the first if it has none.
    first_number: int = Field(sa_type=BigInteger)
    last_number: int = Field(sa_type=BigInteger)
    derived_version: int
    revision_id: int = Field(foreign_key="revision.id")
    created_at: datetime = Field(sa_type=Utc)
    updated_at: datetime = Field(sa_type=Utc)

    issuer: Organisation = Relationship(sa_relationship_kwargs={"lazy": "joined", "innerjoin": True})


class FiscalPeriod(Public):
    start: date
    end: date


class PlanSource(Public):
    """The printed sheet; `license` is what the operator states, null while nothing is stated."""

    document: str
    sha256: str | None
    text_sha256: str | None
    text_length: int | None
    url: str | None
    published: date | None
    license: str | None


class PlanPublic(Public):
    id: str
    title: str
    issuer: Named
    municipality_code: str
    fiscal_year: int
    fiscal_year_label: str
    period: FiscalPeriod
    pillar_term: str
    source: PlanSource
    counts: dict[str, int]
    revision: int
    created_at: datetime
    updated_at: datetime
    url: str


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
        source=PlanSource.of(plan, "source_", license=settings.license_name),
        revision=plan.revision_id,
        url=f"{settings.base}/plans/{plan.id}",
    )


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

PLANS: Final = Resource(
    name="plans",
    title=N_("計画"),
    table=Plan,
    key=col(Plan.id),
    shape=PlanPublic,
    public=plan_public,
    columns=(
        CODE._replace(value=None),
        Column("ID", "id", "計画のID", required=True),
        Column("表題", "title", "計画の表題（原文のまま）", required=True),
        Column("発行者ID", "issuer.id", "計画を出した組織のID", required=True),
        Column("発行者", "issuer.name", "計画を出した組織の名称", required=True),
        Column("年度", "fiscal_year", "年度（西暦）", "integer", required=True),
        Column("年度の表記", "fiscal_year_label", "年度（元号と西暦）", required=True),
        Column("期間の始まり", "period.start", "年度の初日", "date", required=True),
        Column("期間の終わり", "period.end", "年度の末日", "date", required=True),
        Column("柱の呼び名", "pillar_term", "この計画で柱にあたる言葉", required=True),
        *(
            Column(f"{word}の数", f"counts.{name}", f"この計画にある{word}の数", "integer", required=True)
            for name, word in _COUNT_WORDS.items()
        ),
        Column("元の文書", "source.document", "印刷されている文書の名称", required=True),
        Column("元の文書のSHA-256", "source.sha256", "元の文書（テキスト）のSHA-256"),
        Column("本文のSHA-256", "source.text_sha256", "空白などを除いた本文のSHA-256"),
        Column("本文の文字数", "source.text_length", "空白などを除いた本文の文字数", "integer"),
        Column("元の文書のURL", "source.url", "元の文書が公開されているURL"),
        Column("元の文書の公表日", "source.published", "元の文書の公表日", "date"),
        Column(
            "元の文書のライセンス",
            "source.license",
            "運用者が確かめたライセンス。なければ記載なし",
            value=lambda item: item["source"]["license"] or Absence.NOT_STATED.label,
        ),
        Column("改訂番号", "revision", "この計画の最新の改訂の番号", "integer", required=True),
        Column("登録日時", "created_at", "最初に登録した日時（協定世界時）", "datetime", required=True),
        Column("更新日時", "updated_at", "最後に内容が変わった日時（協定世界時）", "datetime", required=True),
        URL,
    ),
    order=(col(Plan.id),),
    plan_id=col(Plan.id),
)
