"""Stage 2 of a file of format 1, which app/importer/format_1_upgrade.py reads as format 2."""

from typing import Annotated, Literal

from pydantic import Field

from app.importer.plan_file import CorrectionEntry, LinkEntry, Withdrawal
from app.importer.plan_values import (
    Day,
    Figure,
    FiscalYear,
    ItemId,
    Label,
    Line,
    MunicipalityCode,
    Name,
    OrganisationId,
    PlanId,
    Reason,
    Sha256,
    Strict,
    Text,
)
from app.models.vocabulary import (
    Basis,
    Certainty,
    KpiKind,
    OrganisationKind,
    PassageKind,
    Precision,
    Review,
    Role,
)


class Source(Strict):
    """The printed sheet that the file was made from."""

    document: Name
    sha256: Sha256 | None = Field(description="元の文書（テキスト）ファイルのSHA-256")
    text_sha256: Sha256 | None = Field(
        description="本文を印刷順につなぎ、行頭の「- 」「・」、** と空白類を除いた文字列のSHA-256"
    )
    text_length: int | None = Field(ge=1, description="同じ文字列の文字数")
    url: Annotated[str, Field(pattern=r"^https?://", max_length=2000)] | None = None
    published: Day | None = None


class PlanHeader(Strict):
    id: PlanId
    municipality_code: MunicipalityCode = Field(description="全国地方公共団体コード（検査数字を含む6桁）")
    fiscal_year: FiscalYear
    title: Name
    issuer: OrganisationId = Field(description="この計画を出した組織のID")
    pillar_term: Name = Field(default="柱", description="柱にあたる言葉（自治体により異なる）")
    source: Source


class OrganisationEntry(Strict):
    id: OrganisationId
    name: Name = Field(description="文書に印刷された名称")
    kind: OrganisationKind
    municipality_code: MunicipalityCode
    parent: OrganisationId | None = None


class PassageEntry(Strict):
    """Every printed piece that is no pillar, direction, theme, measure or bureau project."""

    type: Literal["passage"]
    id: ItemId
    line: Line
    kind: PassageKind
    text: Text
    pillar: ItemId | None = None
    theme: ItemId | None = None
    parent: ItemId | None = None


class PillarEntry(Strict):
    type: Literal["pillar"]
    id: ItemId
    line: Line
    name: Name


class DirectionEntry(Strict):
    type: Literal["direction"]
    id: ItemId
    line: Line
    pillar: ItemId
    text: Text


class ThemeEntry(Strict):
    type: Literal["theme"]
    id: ItemId
    line: Line
    pillar: ItemId | None
    name: Name


class SdgEntry(Strict):
    goal: Annotated[int, Field(ge=1, le=17)]
    target: Annotated[str, Field(pattern=r"^[0-9]{1,2}\.([0-9]{1,2}|[a-d])$")] | None = None
    basis: Basis
    reason: Reason | None = None
    evidence: Text | None = None
    review: Review | None = None


class OrganisationRef(Strict):
    id: OrganisationId
    role: Role = Role.RESPONSIBLE
    basis: Basis
    reason: Reason | None = None
    evidence: Text | None = None


class PillarRef(Strict):
    id: ItemId
    basis: Basis
    reason: Reason | None = None
    evidence: Text | None = None


class MeasureEntry(Strict):
    """One bullet (取組). Its pillar is its theme's, by layout."""

    type: Literal["measure"]
    id: ItemId
    line: Line
    theme: ItemId
    label: Label = Field(description="一覧用の短い見出し（編集による。40字以内）")
    text: Text
    sdgs: Annotated[list[SdgEntry], Field(max_length=17)] = []
    organisations: Annotated[list[OrganisationRef], Field(max_length=50)] = []


class BureauProjectEntry(Strict):
    """One row of the reference table (局事業): printed name, contents, responsible bureaus."""

    type: Literal["bureau_project"]
    id: ItemId
    line: Line
    name: Name
    text: Text
    pillar: PillarRef | None = None
    sdgs: Annotated[list[SdgEntry], Field(max_length=17)] = []
    organisations: Annotated[list[OrganisationRef], Field(max_length=50)]


DocumentEntry = Annotated[
    PassageEntry | PillarEntry | DirectionEntry | ThemeEntry | MeasureEntry | BureauProjectEntry,
    Field(discriminator="type"),
]


class Mention(Strict):
    id: ItemId
    quote: Text


class Baseline(Strict):
    value: Figure
    as_of: Day
    source: Text


class Due(Strict):
    """An interval: a month is no day and a half-year is no point. Both ends are included."""

    start: Day
    end: Day
    precision: Precision
    certainty: Certainty
    printed: Name | None = Field(description="文書に印刷された表記。印刷されていなければ null")
    basis: Basis
    reason: Reason | None = None


class Result(Strict):
    as_of: Day
    value: Figure | None = None
    text: Text | None = None
    source: Text


class KpiEntry(Strict):
    """A commitment that the text itself makes; see docs/decisions on what counts as one."""

    id: ItemId
    kind: KpiKind
    label: Label
    mentions: Annotated[list[Mention], Field(min_length=1, max_length=100)]
    value: Figure | None = None
    unit: Annotated[str, Field(min_length=1, max_length=20)] | None = None
    comparator: Literal["=", ">=", "<="] | None = None
    direction: Literal["increase", "decrease", "keep"] | None = None
    target_text: Text | None = None
    baseline: Baseline | None = None
    due: Due | None = None
    results: Annotated[list[Result], Field(max_length=200)] = []


class PlanFile1(Strict):
    format: Literal["hoshin-plan/1"]
    note: Reason = Field(description="この版を作った理由（変更履歴に残る）")
    plan: PlanHeader
    organisations: Annotated[list[OrganisationEntry], Field(min_length=1, max_length=1000)]
    document: Annotated[list[DocumentEntry], Field(min_length=1, max_length=20_000)]
    kpis: Annotated[list[KpiEntry], Field(max_length=5000)] = []
    corrections: Annotated[list[CorrectionEntry], Field(max_length=5000)] = []
    links: Annotated[list[LinkEntry], Field(max_length=5000)] = []
    withdrawn: Annotated[list[Withdrawal], Field(max_length=20_000)] = []
