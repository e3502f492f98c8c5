"""Plans as they leave the house."""

from typing import Final

from sqlmodel import Session, col

from app.collection import Resource
from app.columns import URL, Column
from app.fiscal import fiscal_label, fiscal_period
from app.language import N_
from app.models import Plan
from app.models.plan import FiscalPeriod, PlanPublic, PlanSource
from app.models.public import Named
from app.models.vocabulary import Absence
from app.settings import Settings
from app.tombstones import missing


def public(plan: Plan, settings: Settings) -> PlanPublic:
    start, end = fiscal_period(plan.fiscal_year)
    return PlanPublic(
        id=plan.id,
        title=plan.title,
        issuer=Named(id=plan.issuer.id, name=plan.issuer.name),
        municipality_code=plan.municipality_code,
        fiscal_year=plan.fiscal_year,
        fiscal_year_label=fiscal_label(plan.fiscal_year),
        period=FiscalPeriod(start=start, end=end),
        pillar_term=plan.pillar_term,
        source=PlanSource(
            document=plan.source_document,
            sha256=plan.source_sha256,
            text_sha256=plan.source_text_sha256,
            text_length=plan.source_text_length,
            url=plan.source_url,
            published=plan.source_published,
            license=settings.license_name,
        ),
        counts=plan.counts,
        revision=plan.revision_id,
        created_at=plan.created_at,
        updated_at=plan.updated_at,
        url=f"{settings.base}/plans/{plan.id}",
    )


def plan_of(session: Session, plan_id: str, settings: Settings) -> PlanPublic:
    """One plan. Raises NotFound or Gone."""
    plan = session.get(Plan, plan_id)
    if plan is None:
        raise missing(session, plan_id, N_("計画"))
    return public(plan, settings)


_COUNTS: Final = {
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
    public=public,
    columns=(
        Column(
            "全国地方公共団体コード",
            "municipality_code",
            "計画を出した団体のコード（6桁、文字列）",
            required=True,
        ),
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
            for name, word in _COUNTS.items()
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
