"""Stage 2: the strict shape of a plan file, published as /api/v1/schema.json. `document` lists every printed
piece in printed order. What editors add is a field with its own basis."""

from typing import Annotated, Literal

from pydantic import Field

from app.i18n.fiscal import fiscal_year_of
from app.importer.document_entries import Amounts, DocumentEntry, PlanSdgEntry
from app.importer.kpi_entries import KpiEntry
from app.importer.plan_values import (
    AnyId,
    Day,
    ItemId,
    Key,
    MunicipalityCode,
    Name,
    OrganisationId,
    PlanId,
    Reason,
    Sha256,
    Strict,
    Text,
    Url,
)
from app.models.vocabulary import (
    AnnotationKind,
    Basis,
    ContinuationRelation,
    Extent,
    OrganisationKind,
    PlanStatus,
    Relation,
    Wording,
)

Count = Annotated[int, Field(ge=0, le=100_000)]


class Series(Strict):
    """The editions of one kind of plan by one issuer (旭区運営方針, 中期計画)."""

    key: Key
    name: Name


class Period(Strict):
    """`end` is null for a plan with an open end."""

    start: Day
    end: Day | None = None
    printed: Name | None = None


class Terms(Strict):
    """The plan's own words for its levels; themes have a word for each depth."""

    pillar: Name | None = None
    theme: Annotated[list[Name], Field(max_length=10)] = []
    measure: Name | None = None


class Transcription(Strict):
    extent: Extent
    wording: Wording
    note: Reason | None = None


class Announced(Strict):
    """How many items the plan itself says that it has."""

    pillars: Count | None = None
    themes: Count | None = None
    measures: Count | None = None
    kpis: Count | None = None


class Source(Strict):
    """A printed document that the file was made from."""

    key: Key
    document: Annotated[str, Field(min_length=1, max_length=4000, pattern=r"\S")]
    url: Url | None = None
    published: Day | None = None
    sha256: Sha256 | None = Field(default=None, description="元の文書（テキスト）ファイルのSHA-256")
    text_sha256: Sha256 | None = Field(
        default=None,
        description="この出典の本文を印刷順につなぎ、行頭の「- 」「・」、** と空白類を除いた文字列のSHA-256",
    )
    text_length: int | None = Field(default=None, ge=1, description="同じ文字列の文字数")


class PlanHeader(Strict):
    id: PlanId
    municipality_code: MunicipalityCode = Field(description="全国地方公共団体コード（検査数字を含む6桁）")
    issuer: OrganisationId = Field(description="この計画を出した組織のID")
    title: Name
    status: PlanStatus
    series: Series | None = None
    period: Period
    terms: Terms = Terms()
    transcription: Transcription
    announced: Announced | None = None
    sources: Annotated[list[Source], Field(min_length=1, max_length=200)]
    sdgs: Annotated[list[PlanSdgEntry], Field(max_length=17)] = []
    amounts: Amounts = []

    @property
    def fiscal_year(self) -> int:
        """The fiscal year in which the period begins."""
        return fiscal_year_of(self.period.start)


class Predecessor(Strict):
    id: OrganisationId
    on: Day
    source: Text


class OrganisationEntry(Strict):
    id: OrganisationId
    name: Name = Field(description="文書に印刷された名称")
    kind: OrganisationKind
    municipality_code: MunicipalityCode
    parent: OrganisationId | None = None
    parent_basis: Basis | None = None
    parent_source: Text | None = Field(default=None, description="上位の組織の出典（例 事務分掌条例）")
    successor_of: Annotated[list[Predecessor], Field(max_length=50)] = []


class CorrectionEntry(Strict):
    """A proposed reading (読み替え) of a damaged word; the printed text itself stays as it is."""

    id: ItemId
    item: ItemId
    printed: Name
    reading: Name
    reason: Reason


class LinkEntry(Strict):
    """Two initiatives of one plan that have to do with each other."""

    id: ItemId
    items: Annotated[list[ItemId], Field(min_length=2, max_length=2)]
    relation: Relation
    basis: Basis
    reason: Reason


class AnnotationEntry(Strict):
    """What words of an item's text name; every occurrence of the words is meant."""

    id: ItemId
    item: ItemId
    kind: AnnotationKind
    words: Name


class Emphasis(Strict):
    """Words printed in bold."""

    item: ItemId
    words: Text


class Continuation(Strict):
    """How an item follows one of an earlier edition, which need not be stored. `item` is null for what was
    completed or ended, `earlier` for what is new."""

    item: ItemId | None = None
    earlier: ItemId | None = None
    relation: ContinuationRelation
    basis: Basis
    reason: Reason | None = None


class Withdrawal(Strict):
    id: AnyId
    replaced_by: AnyId | None = None
    reason: Reason


class PlanFile(Strict):
    """A whole plan: what `hoshin import` takes and what every revision keeps."""

    format: Literal["hoshin-plan/2"]
    note: Reason = Field(description="この版を作った理由（変更履歴に残る）")
    plan: PlanHeader
    organisations: Annotated[list[OrganisationEntry], Field(min_length=1, max_length=1000)]
    document: Annotated[list[DocumentEntry], Field(min_length=1, max_length=20_000)]
    kpis: Annotated[list[KpiEntry], Field(max_length=5000)] = []
    annotations: Annotated[list[AnnotationEntry], Field(max_length=20_000)] = []
    emphasis: Annotated[list[Emphasis], Field(max_length=20_000)] = []
    continues: Annotated[list[Continuation], Field(max_length=20_000)] = []
    corrections: Annotated[list[CorrectionEntry], Field(max_length=5000)] = []
    links: Annotated[list[LinkEntry], Field(max_length=5000)] = []
    withdrawn: Annotated[list[Withdrawal], Field(max_length=20_000)] = []
