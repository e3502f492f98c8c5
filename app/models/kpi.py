"""KPIs (指標): table, public shape and CSV columns of the commitments in a plan's text."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final

from pydantic import PlainSerializer
from sqlmodel import Field, Relationship

from app.i18n.messages import N_
from app.models.columns import PLAN, Column, Heading
from app.models.public import Public
from app.models.resource import plan_resource
from app.models.types import Code, OrderedItem, Table, one_of
from app.models.vocabulary import Absence, Basis, Certainty, Comparator, KpiKind, Precision
from app.settings import Settings


class KpiMention(Table, table=True):
    """A quotation of the initiative that states a KPI."""

    __tablename__ = "kpi_mention"

    kpi_id: str = Field(sa_type=Code, primary_key=True, foreign_key="kpi.id")
    position: int = Field(primary_key=True)
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id", index=True)
    initiative_id: str = Field(sa_type=Code, foreign_key="initiative.id", index=True)
    quote: str


class KpiResult(Table, table=True):
    """A reported result; there is none without a date and a source."""

    __tablename__ = "kpi_result"

    kpi_id: str = Field(sa_type=Code, primary_key=True, foreign_key="kpi.id")
    position: int = Field(primary_key=True)
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id", index=True)
    as_of: date
    value: float | None
    text: str | None
    source: str


class Kpi(OrderedItem, table=True):
    __table_args__ = (
        one_of("kind", KpiKind),
        one_of("due_precision", Precision),
        one_of("due_certainty", Certainty),
        one_of("due_basis", Basis),
    )

    kind: str = Field(sa_type=Code)
    label: str = Field(sa_type=Code)
    value: float | None
    unit: str | None
    comparator: str | None
    direction: str | None
    target_text: str | None
    baseline_value: float | None
    baseline_as_of: date | None
    baseline_source: str | None
    due_start: date | None
    due_end: date | None
    due_precision: str | None = Field(default=None, sa_type=Code)
    due_certainty: str | None = Field(default=None, sa_type=Code)
    due_printed: str | None
    due_basis: str | None = Field(default=None, sa_type=Code)
    due_reason: str | None

    mentions: list[KpiMention] = Relationship(
        sa_relationship_kwargs={"lazy": "selectin", "order_by": "KpiMention.position"}
    )
    results: list[KpiResult] = Relationship(
        sa_relationship_kwargs={"lazy": "selectin", "order_by": "KpiResult.position"}
    )


def whole(value: float) -> int | float:
    return int(value) if value.is_integer() else value


# A figure without `.0` where it is whole: the sheet says 6箇所.
Number = Annotated[float, PlainSerializer(whole)]


class MentionPublic(Public):
    id: str
    quote: str


class BaselinePublic(Public):
    value: Annotated[Number, Heading("基準値", "出発点の数値")]
    as_of: Annotated[date, Heading("基準値の時点", "基準値の日付")]
    source: Annotated[str, Heading("基準値の出典", "基準値の出典")]


class DuePublic(Public):
    """An interval with both ends included; `printed` is null where the sheet prints no date."""

    start: Annotated[date, Heading("期日の始まり", "期日の区間の初日")]
    end: Annotated[date, Heading("期日の終わり", "期日の区間の末日（この日を含む）")]
    precision: Annotated[str, Heading("期日の精度", "期日がどこまで細かく分かるか", Precision)]
    certainty: Annotated[str, Heading("期日の確かさ", "予定か、目標か、検討か", Certainty)]
    printed: Annotated[str | None, Heading("期日の表記", "原文に印刷された期日の表記")]
    basis: Annotated[str, Heading("期日の根拠", "期日の根拠", Basis)]
    reason: Annotated[str | None, Heading("期日の理由", "原文にない期日をそう読む理由")]


class ResultPublic(Public):
    as_of: Annotated[date, Heading("結果の時点", "報告された結果の日付")]
    value: Annotated[Number | None, Heading("結果の値", "報告された数値")]
    text: Annotated[str | None, Heading("結果の文", "報告された文")]
    source: Annotated[str, Heading("結果の出典", "結果の出典")]


class KpiPublic(Public):
    id: Annotated[str, Heading("ID", "指標のID")]
    plan: Annotated[str, PLAN]
    kind: Annotated[str, Heading("種類", "指標の種類", KpiKind)]
    label: Annotated[str, Heading("指標", "指標の短い名称（編集による）")]
    mentions: Annotated[
        list[MentionPublic],
        Column("取組ID", "mentions.id", "指標が書かれている取組のID", many=True, required=True),
        Column("原文の語句", "mentions.quote", "指標を示す原文の語句", many=True, required=True),
    ]
    value: Annotated[Number | None, Heading("目標値", "原文に印刷された数値")]
    unit: Annotated[str | None, Heading("単位", "目標値の単位")]
    comparator: Annotated[str | None, Heading("比較", "目標値との比べ方", Comparator)]
    direction: Annotated[
        str | None, Heading("方向", "望ましい動き（increase＝増やす、decrease＝減らす、keep＝保つ）")
    ]
    target_text: Annotated[str | None, Heading("目標の文", "数値でない目標の文")]
    baseline: BaselinePublic | None
    due: DuePublic | None
    results: list[ResultPublic]
    absent: dict[str, str]


def kpi_absent(fields: Mapping[str, Any]) -> dict[str, str]:
    """Why a KPI lacks a field. Only quantities have figures; results come from reports."""
    no_figure = Absence.NOT_STATED if fields["kind"] == KpiKind.QUANTITY else Absence.NOT_APPLICABLE
    reasons = {
        **dict.fromkeys(("value", "unit", "comparator", "direction"), no_figure),
        **dict.fromkeys(("target_text", "baseline", "due"), Absence.NOT_STATED),
        "results": Absence.NOT_REPORTED,
    }
    return {name: reason.value for name, reason in reasons.items() if fields[name] in (None, [])}


def kpi_public(kpi: Kpi, settings: Settings) -> KpiPublic:
    public = KpiPublic.of(
        kpi,
        plan=kpi.plan_id,
        mentions=[MentionPublic(id=mention.initiative_id, quote=mention.quote) for mention in kpi.mentions],
        baseline=None if kpi.baseline_value is None else BaselinePublic.of(kpi, "baseline_"),
        due=None if kpi.due_start is None else DuePublic.of(kpi, "due_"),
        absent={},
    )
    return public.model_copy(update={"absent": kpi_absent(vars(public))})


KPIS: Final = plan_resource("kpis", N_("指標"), Kpi, KpiPublic, kpi_public)
