"""Initiatives: what staff filter. A measure or a bureau project completes each one by (id, kind)."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Annotated, Final

from sqlalchemy import BigInteger, CheckConstraint, Index, Text
from sqlmodel import Field, UniqueConstraint

from app.models.amount import AmountPublic
from app.models.columns import PLAN, SOURCE, URL, Column, Heading, Item, columns_of, of_plans
from app.models.continuation import NO_CONTINUATIONS, ContinuationOfItem
from app.models.correction import CorrectionPublic
from app.models.kpi import KpiDocument
from app.models.organisation import OrganisationOfItem
from app.models.public import Named, Public, SourceRef
from app.models.report import ReviewOfInitiative, StateOfInitiative
from app.models.sdg import SdgTagPublic
from app.models.types import Code, Table, Utc, one_of
from app.models.vocabulary import AmountKind, Basis, InitiativeKind, PlanStatus, Review, Role


class Initiative(Table, table=True):
    """`document` is the public JSON without `url`, written by the import: a list is one SELECT. `folded`
    and `folded_stated` are the search fields (app/search/folding.py). Both indexes refer to an initiative
    by its `number`, which changes when its plan is written again. `changed_at` is the time of the revision
    that last changed what its page shows."""

    __table_args__ = (
        UniqueConstraint("id", "kind"),
        one_of("kind", InitiativeKind),
        one_of("pillar_basis", Basis),
        CheckConstraint("(pillar_id IS NULL) = (pillar_basis IS NULL)", name="pillar_has_basis"),
        Index("ix_initiative_document_order", "plan_id", "position", unique=True),
        Index("ix_initiative_number", "number", "plan_id", "position", unique=True),
    )

    id: str = Field(sa_type=Code, primary_key=True)
    kind: str = Field(sa_type=Code)
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id")
    theme_id: str | None = Field(default=None, sa_type=Code, foreign_key="theme.id", index=True)
    pillar_id: str | None = Field(default=None, sa_type=Code, foreign_key="pillar.id", index=True)
    pillar_basis: str | None = Field(default=None, sa_type=Code)
    pillar_reason: str | None
    pillar_evidence: str | None
    position: int
    line: int | None
    page: int | None
    section: str | None
    source_key: str | None = Field(default=None, sa_type=Code)
    label: str = Field(sa_type=Code)
    label_basis: str = Field(sa_type=Code)
    text: str
    first_due: date | None
    folded: str = Field(sa_type=Text)
    folded_stated: str = Field(sa_type=Text)
    document: str = Field(sa_type=Text)
    number: int = Field(sa_type=BigInteger)
    changed_at: datetime = Field(sa_type=Utc, index=True)


class InitiativeOrganisation(Table, table=True):
    """One organisation of one initiative. `part` are the printed words for what it does, `from_id` is the
    pillar or theme that names it for what stands below."""

    __tablename__ = "initiative_organisation"
    __table_args__ = (one_of("role", Role), one_of("basis", Basis))

    initiative_id: str = Field(sa_type=Code, primary_key=True, foreign_key="initiative.id")
    position: int = Field(primary_key=True)
    organisation_id: str = Field(sa_type=Code, foreign_key="organisation.id", index=True)
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id", index=True)
    role: str = Field(sa_type=Code)
    part: str | None
    basis: str = Field(sa_type=Code)
    reason: str | None
    evidence: str | None
    from_id: str | None = Field(default=None, sa_type=Code)


class PillarOfInitiative(Public):
    id: Annotated[str, Heading("柱ID", "取組が属する柱のID")]
    name: Annotated[str, Heading("柱", "取組が属する柱の名称")]
    basis: Annotated[str, Heading("柱の根拠", "柱との関係の根拠", Basis)]
    reason: Annotated[str | None, Heading("柱の理由", "編集による柱の理由")]
    evidence: Annotated[str | None, Heading("柱の根拠語句", "編集による柱が拠る原文の語句")]
    review: Annotated[str | None, Heading("柱の確認状況", "編集による柱の、担当課による確認の状況", Review)]


class ViewpointOfInitiative(Public):
    id: str
    name: str
    basis: str
    reason: str | None
    evidence: str | None


class AnnotationOfInitiative(Public):
    """Words of the text that name something."""

    id: str
    kind: str
    words: str


class RelatedInitiative(Public):
    id: Annotated[str, Heading("関連する取組", "関連する取組のID（編集による）")]
    label: str
    relation: str
    basis: str
    reason: str


class InitiativeDocument(Public):
    """An initiative without its address, as the import stores it."""

    id: Annotated[str, Heading("ID", "取組のID")]
    plan: Annotated[str, PLAN]
    fiscal_year: Annotated[int, Heading("年度", "計画の期間が始まる年度（西暦）")]
    municipality_name: Annotated[
        str | None, Heading("地方公共団体名", "計画を出した団体の、文書に印刷された名称")
    ]
    issuer: Annotated[
        Named,
        Column("発行者ID", "issuer.id", "計画を出した組織のID", required=True),
        Column("発行者", "issuer.name", "計画を出した組織の名称", required=True),
    ]
    plan_status: Annotated[str, Heading("計画の状態", "案か、決定した計画か", PlanStatus)]
    kind: Annotated[str, Heading("種類", "区の取組か局事業か", InitiativeKind)]
    label: Annotated[str, Heading("見出し", "短い見出し。局事業では印刷された事業・取組名")]
    label_basis: Annotated[str, Heading("見出しの根拠", "見出しの根拠", Basis)]
    text: Annotated[str, Heading("本文", "文書の本文（原文のまま）")]
    theme: Annotated[
        Named | None,
        Column("施策ID", "theme.id", "取組が属する施策のID"),
        Column("施策", "theme.name", "取組が属する施策の見出し"),
    ]
    pillar: PillarOfInitiative | None
    organisations: list[OrganisationOfItem]
    sdgs: list[SdgTagPublic]
    kpis: Annotated[
        list[KpiDocument],
        Column("指標ID", "kpis.id", "この取組に書かれている指標のID", many=True),
        Column("指標", "kpis.label", "この取組に書かれている指標の名称", many=True),
    ]
    title: Annotated[str | None, Heading("印刷された名称", "取組の名称が印刷されていれば、その名称")]
    number: Annotated[str | None, Heading("番号", "印刷された番号")]
    viewpoints: Annotated[
        list[ViewpointOfInitiative],
        Column("視点ID", "viewpoints.id", "取組に付いた視点のID", many=True),
        Column("視点", "viewpoints.name", "取組に付いた視点の名称", many=True),
    ]
    amounts: Annotated[
        list[AmountPublic],
        Column("金額の表記", "amounts.printed", "印刷された金額", many=True),
        Column("金額の種類", "amounts.kind", "金額の種類", many=True, words=AmountKind),
        Column("金額の年度", "amounts.fiscal_year", "金額の年度", many=True),
    ]
    theme_path: Annotated[
        list[Named],
        Column("施策の段ID", "theme_path.id", "取組が属する施策と上位の施策のID（上から）", many=True),
        Column("施策の段", "theme_path.name", "取組が属する施策と上位の施策の見出し（上から）", many=True),
    ]
    annotations: list[AnnotationOfInitiative]
    emphasis: list[str]
    corrections: Annotated[
        list[CorrectionPublic],
        Column(
            "読み替え",
            "corrections",
            "原文の語→編集による読み",
            many=True,
            value=lambda item: [f"{one['printed']}→{one['reading']}" for one in item["corrections"]],
        ),
    ]
    related: list[RelatedInitiative]
    state: StateOfInitiative | None
    states: Annotated[
        list[StateOfInitiative],
        Column(
            "報告ごとの実施の状況",
            "states",
            "どの報告が何と述べたか（新しい順）",
            many=True,
            value=lambda item: [f"{one['report']} {one['dated']}＝{one['state']}" for one in item["states"]],
        ),
    ]
    reviews: Annotated[
        list[ReviewOfInitiative],
        Column(
            "担当課の確認",
            "reviews",
            "編集によるSDGsの目標と柱について担当課が述べたこと（新しい順）",
            many=True,
            value=lambda item: [
                f"{one['facet']} {one['value']}＝{one['decision']}" for one in item["reviews"]
            ],
        ),
    ]
    source: Annotated[SourceRef, *SOURCE]
    absent: dict[str, str]


class InitiativePublic(InitiativeDocument):
    continues: list[ContinuationOfItem]
    continued_by: list[ContinuationOfItem]
    url: Annotated[str, URL]
    updated_at: datetime


def with_url(document: str, item_id: str, base: str, continuations: str = NO_CONTINUATIONS) -> str:
    """A stored document with what depends on other plans and on the settings: `continues` and `continued_by`
    as members of JSON, and `url`."""
    return f'{document[:-1]},{continuations},"url":"{base}/initiatives/{item_id}"}}'


def with_time(public: str, updated_at: datetime) -> str:
    """The same with the time of its last change."""
    return f'{public[:-1]},"updated_at":"{updated_at.isoformat().replace("+00:00", "Z")}"}}'


def initiatives_public(documents: Iterable[tuple[str, str]], base: str) -> list[Item]:
    """Stored documents with `url`, parsed."""
    return list(each_initiative_public(documents, base))


def each_initiative_public(documents: Iterable[tuple[str, str]], base: str) -> Iterator[Item]:
    """The same one by one, for many: together they would fill the memory."""
    return (json.loads(with_url(document, item_id, base)) for item_id, document in documents)


INITIATIVE_COLUMNS: Final = of_plans(columns_of(InitiativePublic))
INITIATIVE_ORGANISATION_COLUMNS: Final = of_plans(
    (
        Column("ID", "row", "行のID（取組のIDと組織のIDから成る）", required=True),
        PLAN,
        Column("取組ID", "initiative", "取組のID", required=True),
        Column("組織の番号", "number", "取組のなかで何番目の組織か", "integer", required=True),
        Column("組織ID", "id", "組織のID", required=True),
        Column("組織", "name", "文書に印刷された組織の名称", required=True),
        Column("役割", "role", "組織の役割", required=True, words=Role),
        Column("部分", "part", "組織が受け持つ部分を示す、印刷された語句"),
        Column("根拠", "basis", "組織との関係の根拠", required=True, words=Basis),
        Column("理由", "reason", "編集による関係の理由"),
        Column("根拠語句", "evidence", "関係が拠る原文の語句"),
        Column("述べる項目ID", "from", "組織を述べる柱・施策のID。取組自身が述べるものは空"),
    )
)
