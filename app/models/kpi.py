"""KPIs (指標): tables, public shape and CSV columns of the commitments and indicators of a plan."""

import json
from dataclasses import replace
from datetime import date
from typing import Annotated, Final

from sqlalchemy import Index, Text
from sqlmodel import Field, col

from app.i18n.messages import N_
from app.models.columns import PLAN, URL, Column, Heading
from app.models.continuation import ContinuationOfItem
from app.models.public import Number, Public
from app.models.resource import plan_resource
from app.models.types import Code, OrderedItem, Table, one_of
from app.models.vocabulary import (
    Basis,
    Certainty,
    Comparator,
    Direction,
    FigureStatus,
    KpiKind,
    MentionRole,
    OwnerKind,
    Precision,
    ProgressState,
)
from app.settings import Settings


class KpiMention(Table, table=True):
    """A quotation of the entry of the document, or of the row of a table, that states a KPI."""

    __tablename__ = "kpi_mention"
    __table_args__ = (one_of("role", MentionRole),)

    kpi_id: str = Field(sa_type=Code, primary_key=True, foreign_key="kpi.id")
    position: int = Field(primary_key=True)
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id", index=True)
    item_id: str = Field(sa_type=Code, index=True)
    quote: str
    role: str = Field(sa_type=Code)


class KpiFigure(Table, table=True):
    """One figure of a KPI: its baseline, a target or a result. `start` and `end` are its time, for a target
    when it is due."""

    __tablename__ = "kpi_figure"
    __table_args__ = (one_of("status", FigureStatus),)

    kpi_id: str = Field(sa_type=Code, primary_key=True, foreign_key="kpi.id")
    position: int = Field(primary_key=True)
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id", index=True)
    figure: str = Field(sa_type=Code)
    key: str | None
    value: float | None
    text: str | None
    comparator: str | None
    start: date | None
    end: date | None
    printed: str | None
    status: str | None = Field(default=None, sa_type=Code)
    evaluation: str | None
    replaces: str | None
    source_key: str = Field(sa_type=Code)


class Kpi(OrderedItem, table=True):
    """`document` is the public JSON without `url`, written by the import. `owner_id` is the initiative, theme,
    pillar or plan that makes the commitment; `definition_key` tells an indicator within its municipality."""

    __table_args__ = (
        one_of("kind", KpiKind),
        one_of("progress", ProgressState),
        # The order of lists, and what they are filtered and counted by.
        Index("ix_kpi_order", "plan_id", "position"),
        Index("ix_kpi_kind", "kind", "progress"),
        Index("ix_kpi_progress", "progress", "kind"),
        Index("ix_kpi_owner_name", "owner_name", "owner_id"),
    )

    kind: str = Field(sa_type=Code)
    label: str = Field(sa_type=Code)
    owner_id: str = Field(sa_type=Code, index=True)
    owner_name: str = Field(sa_type=Code)
    definition_key: str | None = Field(default=None, sa_type=Code, index=True)
    progress: str = Field(sa_type=Code)
    document: str = Field(sa_type=Text)


class MentionPublic(Public):
    id: str
    quote: str
    role: str


class DefinitionPublic(Public):
    """What is measured. Two KPIs of one municipality with the same key are the same indicator."""

    key: Annotated[str, Heading("指標の記号", "同じ団体の計画どうしで、同じ指標を指す記号")]
    name: Annotated[str, Heading("指標の名称", "測るものの名称")]
    unit: Annotated[str | None, Heading("指標の単位", "測るものの単位")]
    method: Annotated[str | None, Heading("測り方", "測り方")]


class IntervalPublic(Public):
    """The time of a figure, both ends included."""

    start: date
    end: date
    printed: str | None


class BaselinePublic(Public):
    value: Annotated[Number | None, Heading("基準値", "出発点の数値")]
    as_of: Annotated[date, Heading("基準値の時点", "基準値の日付（区間ならその末日）")]
    source: Annotated[str, Heading("基準値の出典", "基準値の出典")]
    text: Annotated[str | None, Heading("基準値の文", "数値でない基準値")]
    status: Annotated[str | None, Heading("基準値の状態", "実績・推計・見込みの別", FigureStatus)]
    as_of_interval: IntervalPublic
    source_key: str


class DuePublic(Public):
    """An interval with both ends included; `printed` is null where no date is printed. `fiscal_years` are
    those that it covers, from the first to the last."""

    start: Annotated[date, Heading("期日の始まり", "期日の区間の初日")]
    end: Annotated[date, Heading("期日の終わり", "期日の区間の末日（この日を含む）")]
    precision: Annotated[str, Heading("期日の精度", "期日がどこまで細かく分かるか", Precision)]
    certainty: Annotated[str | None, Heading("期日の確かさ", "予定か、目標か、検討か", Certainty)]
    printed: Annotated[str | None, Heading("期日の表記", "原文に印刷された期日の表記")]
    basis: Annotated[str, Heading("期日の根拠", "期日の根拠", Basis)]
    reason: Annotated[str | None, Heading("期日の理由", "原文にない期日をそう読む理由")]
    fiscal_years: list[int]


class TargetPublic(Public):
    """A target; `replaced_by` is the key of the one that replaces it, null while it holds."""

    key: str
    value: Number | None
    text: str | None
    comparator: str | None
    due: DuePublic | None
    replaces: str | None
    replaced_by: str | None
    source: str
    source_key: str


class ResultPublic(Public):
    as_of: Annotated[date, Heading("結果の時点", "報告された結果の日付（区間ならその末日）")]
    value: Annotated[Number | None, Heading("結果の値", "報告された数値")]
    text: Annotated[str | None, Heading("結果の文", "報告された文")]
    source: Annotated[str, Heading("結果の出典", "結果の出典")]
    status: Annotated[str | None, Heading("結果の状態", "実績・推計・見込みの別", FigureStatus)]
    evaluation: Annotated[str | None, Heading("結果の評価", "印刷された評価")]
    as_of_interval: IntervalPublic
    source_key: str
    report: Annotated[str | None, Heading("結果の報告ID", "結果を述べる報告のID。計画自身が述べる結果では空")]


class ProgressPublic(Public):
    """How far a KPI has come. `ratio` is (result - baseline) / (target - baseline), `distance` result - target;
    `formula` shows the figures; `reason` says in words why a state is `not_assessable`."""

    state: Annotated[str, Heading("進み具合", "進み具合", ProgressState)]
    ratio: Annotated[float | None, Heading("進捗", "（結果－基準値）÷（目標－基準値）")]
    distance: Annotated[Number | None, Heading("目標との差", "結果－目標")]
    formula: Annotated[str | None, Heading("進捗の式", "進捗を求めた式")]
    reason: Annotated[str | None, Heading("進捗がない理由", "進捗を求められない理由")]


class KpiDocument(Public):
    """A KPI without its address, as the import stores it."""

    id: Annotated[str, Heading("ID", "指標のID")]
    plan: Annotated[str, PLAN]
    kind: Annotated[str, Heading("種類", "指標の種類", KpiKind)]
    label: Annotated[str, Heading("指標", "指標の短い名称（編集による）")]
    mentions: Annotated[
        list[MentionPublic],
        Column("取組ID", "mentions.id", "指標が書かれている項目のID", many=True, required=True),
        Column("原文の語句", "mentions.quote", "指標を示す原文の語句", many=True, required=True),
        Column(
            "語句の役割",
            "mentions.role",
            "約束しているか、言及だけか",
            many=True,
            required=True,
            words=MentionRole,
        ),
    ]
    value: Annotated[Number | None, Heading("目標値", "いまの目標の数値")]
    unit: Annotated[str | None, Heading("単位", "数値の単位")]
    comparator: Annotated[str | None, Heading("比較", "目標値との比べ方", Comparator)]
    direction: Annotated[str | None, Heading("方向", "望ましい動き", Direction)]
    target_text: Annotated[str | None, Heading("目標の文", "数値でない目標の文")]
    baseline: BaselinePublic | None
    due: DuePublic | None
    results: list[ResultPublic]
    owner: Annotated[str, Heading("掲げる項目ID", "指標を掲げる取組・施策・柱・計画のID")]
    owner_name: Annotated[str, Heading("掲げる項目", "指標を掲げる取組・施策・柱・計画の名称")]
    owner_kind: Annotated[str, Heading("掲げる項目の種類", "指標を掲げる項目の種類", OwnerKind)]
    definition: DefinitionPublic | None
    cumulative: Annotated[bool | None, Heading("累計", "累計なら true、年ごとなら false")]
    targets: Annotated[
        list[TargetPublic],
        Column("目標の記号", "targets.key", "目標の記号。改めた目標も残る", many=True),
        Column("目標の値", "targets.value", "目標の数値", many=True, figures=True),
        Column("目標の言葉", "targets.text", "数値でない目標", many=True),
        Column("置き換えた目標", "targets.replaces", "この目標が置き換えた目標の記号", many=True),
    ]
    progress: ProgressPublic
    absent: dict[str, str]


class KpiPublic(KpiDocument):
    continues: list[ContinuationOfItem]
    continued_by: list[ContinuationOfItem]
    url: Annotated[str, URL]


_NO_CONTINUATIONS: Final[dict[str, list[str]]] = {"continues": [], "continued_by": []}


def kpi_public(kpi: Kpi, settings: Settings) -> KpiPublic:
    """The stored document with its address. The API adds its continuations."""
    return KpiPublic.model_validate(
        {**json.loads(kpi.document), **_NO_CONTINUATIONS, "url": f"{settings.base}/kpis/{kpi.id}"}
    )


KPIS: Final = replace(
    plan_resource("kpis", N_("指標"), Kpi, KpiPublic, kpi_public),
    codes={"kind": col(Kpi.kind), "progress": col(Kpi.progress)},
    references={"owner": (col(Kpi.owner_id), col(Kpi.owner_name))},
)
