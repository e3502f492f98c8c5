"""Initiatives: what staff filter. A measure or a bureau project completes each one by (id, kind)."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Annotated, Final

from sqlalchemy import BigInteger, CheckConstraint, Index, Text
from sqlmodel import Field, UniqueConstraint

from app.models.columns import CODE, PLAN, SOURCE, URL, Column, Heading, Item, columns_of
from app.models.correction import CorrectionPublic
from app.models.kpi import KpiPublic
from app.models.public import Named, Public, SourceRef
from app.models.sdg import SdgTagPublic
from app.models.types import Code, Table, Utc, one_of
from app.models.vocabulary import Basis, InitiativeKind, Role


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
    line: int
    section: str | None
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
    __tablename__ = "initiative_organisation"
    __table_args__ = (one_of("role", Role), one_of("basis", Basis))

    initiative_id: str = Field(sa_type=Code, primary_key=True, foreign_key="initiative.id")
    organisation_id: str = Field(sa_type=Code, primary_key=True, foreign_key="organisation.id", index=True)
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id", index=True)
    position: int
    role: str = Field(sa_type=Code)
    basis: str = Field(sa_type=Code)
    reason: str | None
    evidence: str | None


class PillarOfInitiative(Public):
    id: Annotated[str, Heading("柱ID", "取組が属する柱のID")]
    name: Annotated[str, Heading("柱", "取組が属する柱の名称")]
    basis: Annotated[str, Heading("柱の根拠", "柱との関係の根拠", Basis)]
    reason: Annotated[str | None, Heading("柱の理由", "編集による柱の理由")]
    evidence: Annotated[str | None, Heading("柱の根拠語句", "編集による柱が拠る原文の語句")]


class OrganisationOfInitiative(Public):
    id: Annotated[str, Heading("組織ID", "所管・連携する組織のID")]
    name: Annotated[str, Heading("組織", "所管・連携する組織の名称")]
    role: Annotated[str, Heading("組織の役割", "組織の役割", Role)]
    basis: Annotated[str, Heading("組織の根拠", "組織との関係の根拠", Basis)]
    reason: Annotated[str | None, Heading("組織の理由", "編集による組織の理由")]
    evidence: Annotated[str | None, Heading("組織の根拠語句", "組織との関係が拠る原文の語句")]


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
    organisations: list[OrganisationOfInitiative]
    sdgs: list[SdgTagPublic]
    kpis: Annotated[
        list[KpiPublic],
        Column("指標ID", "kpis.id", "この取組に書かれている指標のID", many=True),
        Column("指標", "kpis.label", "この取組に書かれている指標の名称", many=True),
    ]
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
    source: Annotated[SourceRef, *SOURCE]
    absent: dict[str, str]


class InitiativePublic(InitiativeDocument):
    url: Annotated[str, URL]


def with_url(document: str, item_id: str, base: str) -> str:
    """A stored document with `url`, the only member that depends on the settings."""
    return f'{document[:-1]},"url":"{base}/initiatives/{item_id}"}}'


def initiatives_public(documents: Iterable[tuple[str, str]], base: str) -> list[Item]:
    """Stored documents with `url`, parsed."""
    return list(each_initiative_public(documents, base))


def each_initiative_public(documents: Iterable[tuple[str, str]], base: str) -> Iterator[Item]:
    """The same one by one, for many: together they would fill the memory."""
    return (json.loads(with_url(document, item_id, base)) for item_id, document in documents)


INITIATIVE_COLUMNS: Final = (CODE, *columns_of(InitiativePublic))
INITIATIVE_ORGANISATION_COLUMNS: Final = (
    CODE,
    PLAN,
    Column("取組ID", "initiative", "取組のID", required=True),
    Column("組織ID", "id", "組織のID", required=True),
    Column("組織", "name", "文書に印刷された組織の名称", required=True),
    Column("役割", "role", "組織の役割", required=True, words=Role),
    Column("根拠", "basis", "組織との関係の根拠", required=True, words=Basis),
    Column("理由", "reason", "編集による関係の理由"),
    Column("根拠語句", "evidence", "関係が拠る原文の語句"),
)
