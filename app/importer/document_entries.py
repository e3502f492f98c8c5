"""The printed pieces of a plan file, and what is said of each: goals, organisations, amounts."""

from typing import Annotated, Literal

from pydantic import Field

from app.importer.plan_values import (
    Cell,
    Figure,
    FiscalYear,
    ItemId,
    Key,
    Label,
    Line,
    Name,
    Number,
    OrganisationId,
    Page,
    Reason,
    Strict,
    Text,
    Unit,
)
from app.models.vocabulary import AmountKind, Basis, PassageKind, Review, Role

Comparator = Literal["=", ">=", "<="]


class GoalEntry(Strict):
    goal: Annotated[int, Field(ge=1, le=17)]
    target: Annotated[str, Field(pattern=r"^[0-9]{1,2}\.([0-9]{1,2}|[a-d])$")] | None = None
    basis: Basis
    reason: Reason | None = None


class SdgEntry(GoalEntry):
    """A goal of one item. Those of a pillar or theme hold for what stands under it."""

    evidence: Text | None = None
    review: Review | None = None


class PlanSdgEntry(GoalEntry):
    """A goal that the plan states for itself. It is shown with the plan and not given to its items."""

    quote: Text | None = Field(default=None, description="目標を述べる、この計画の本文の語句")


class OrganisationRef(Strict):
    id: OrganisationId
    role: Role = Role.RESPONSIBLE
    part: Name | None = Field(default=None, description="この組織が受け持つ部分を示す、印刷された語句")
    basis: Basis
    reason: Reason | None = None
    evidence: Text | None = None


class ItemRef(Strict):
    """A pillar or viewpoint with what the relation rests on."""

    id: ItemId
    basis: Basis
    reason: Reason | None = None
    evidence: Text | None = None


class Amount(Strict):
    label: Name | None = Field(default=None, description="印刷された費目の名称")
    fiscal_year: FiscalYear | None = Field(default=None, description="年度。全期間の額なら null")
    kind: AmountKind
    comparator: Comparator | None = None
    value: Figure
    unit: Unit
    printed: Name
    basis: Basis


class Entry(Strict):
    """Base of the printed pieces. `line` is that of the source text, `page` the printed page number."""

    id: ItemId
    line: Line | None = None
    page: Page | None = None
    source: Key | None = Field(default=None, description="出典（plan.sources の key）。既定は最初のもの")


Sdgs = Annotated[list[SdgEntry], Field(max_length=17)]
Organisations = Annotated[list[OrganisationRef], Field(max_length=50)]
Amounts = Annotated[list[Amount], Field(max_length=100)]
Viewpoints = Annotated[list[ItemRef], Field(max_length=50)]


class Level(Entry):
    """Base of what carries goals, organisations and amounts."""

    number: Number | None = Field(default=None, description="印刷された番号")
    sdgs: Sdgs = []
    organisations: Organisations = []
    amounts: Amounts = []


class PassageEntry(Entry):
    """Every printed piece that is none of the others."""

    type: Literal["passage"]
    kind: PassageKind
    text: Text
    pillar: ItemId | None = None
    theme: ItemId | None = None
    parent: ItemId | None = None


class PillarEntry(Level):
    type: Literal["pillar"]
    name: Name | None = Field(default=None, description="印刷された名称。なければ null")


class DirectionEntry(Entry):
    type: Literal["direction"]
    pillar: ItemId
    text: Text


class ThemeEntry(Level):
    """A heading below a pillar, or below another theme (`parent`)."""

    type: Literal["theme"]
    pillar: ItemId | None = None
    parent: ItemId | None = None
    name: Name


class ViewpointEntry(Entry):
    """A second classification (視点), which crosses the pillars."""

    type: Literal["viewpoint"]
    number: Number | None = None
    name: Name


class TableRow(Strict):
    id: ItemId
    cells: Annotated[list[Cell], Field(min_length=1, max_length=50)]


class TableEntry(Entry):
    """A printed table, cell by cell."""

    type: Literal["table"]
    pillar: ItemId | None = None
    theme: ItemId | None = None
    caption: Text | None = None
    columns: Annotated[list[Cell], Field(min_length=1, max_length=50)]
    rows: Annotated[list[TableRow], Field(min_length=1, max_length=2000)]


class MeasureEntry(Level):
    """One measure (取組). Under a theme its pillar is the theme's, by layout. Where only a name is printed,
    `title` and `text` are both that name."""

    type: Literal["measure"]
    pillar: ItemId | None = None
    theme: ItemId | None = None
    title: Name | None = Field(default=None, description="印刷された名称。なければ null")
    label: Label = Field(description="一覧用の短い見出し（編集による。40字以内）")
    text: Text
    viewpoints: Viewpoints = []


class BureauProjectEntry(Level):
    """One row of the reference table (局事業): printed name, contents, responsible bureaus."""

    type: Literal["bureau_project"]
    name: Name
    text: Text
    pillar: ItemRef | None = None
    viewpoints: Viewpoints = []


DocumentEntry = Annotated[
    PassageEntry
    | PillarEntry
    | DirectionEntry
    | ThemeEntry
    | ViewpointEntry
    | TableEntry
    | MeasureEntry
    | BureauProjectEntry,
    Field(discriminator="type"),
]
