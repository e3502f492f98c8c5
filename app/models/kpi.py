"""KPIs (指標): commitments that the text itself makes."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final

from pydantic import PlainSerializer
from sqlmodel import Field, Relationship, col

from app.i18n.messages import N_
from app.models.columns import CODE, PLAN, Column
from app.models.public import Public
from app.models.resource import Resource
from app.models.types import Code, PlanItem, Table, one_of
from app.models.vocabulary import Absence, Basis, Certainty, KpiKind, Precision
from app.settings import Settings


class KpiMention(Table, table=True):
    """The words of an initiative in which a KPI is made."""

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


class Kpi(PlanItem, table=True):
    __table_args__ = (
        one_of("kind", KpiKind),
        one_of("due_precision", Precision),
        one_of("due_certainty", Certainty),
        one_of("due_basis", Basis),
    )

    position: int
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


Number = Annotated[float, PlainSerializer(whole)]
"""A figure that is written without `.0` where it is whole: the sheet says 6箇所."""


class MentionPublic(Public):
    id: str
    quote: str


class BaselinePublic(Public):
    value: Number
    as_of: date
    source: str


class DuePublic(Public):
    """An interval with both ends included; `printed` is null where the sheet prints no date."""

    start: date
    end: date
    precision: str
    certainty: str
    printed: str | None
    basis: str
    reason: str | None


class ResultPublic(Public):
    as_of: date
    value: Number | None
    text: str | None
    source: str


class KpiPublic(Public):
    id: str
    plan: str
    kind: str
    label: str
    mentions: list[MentionPublic]
    value: Number | None
    unit: str | None
    comparator: str | None
    direction: str | None
    target_text: str | None
    baseline: BaselinePublic | None
    due: DuePublic | None
    results: list[ResultPublic]
    absent: dict[str, str]


def kpi_absent(fields: Mapping[str, Any]) -> dict[str, str]:
    """Why a KPI lacks a field: only a quantity could have a figure, only a report brings results."""
    no_figure = Absence.NOT_STATED if fields["kind"] == KpiKind.QUANTITY else Absence.NOT_APPLICABLE
    reasons = {
        "value": no_figure,
        "unit": no_figure,
        "comparator": no_figure,
        "direction": no_figure,
        "target_text": Absence.NOT_STATED,
        "baseline": Absence.NOT_STATED,
        "due": Absence.NOT_STATED,
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


KPIS: Final = Resource(
    name="kpis",
    title=N_("指標"),
    table=Kpi,
    key=col(Kpi.id),
    shape=KpiPublic,
    public=kpi_public,
    columns=(
        CODE,
        Column("ID", "id", "指標のID", required=True),
        PLAN,
        Column("種類", "kind", "指標の種類", required=True, words=KpiKind),
        Column("指標", "label", "指標の短い名称（編集による）", required=True),
        Column("取組ID", "mentions.id", "指標が書かれている取組のID", many=True, required=True),
        Column("原文の語句", "mentions.quote", "指標を示す原文の語句", many=True, required=True),
        Column("目標値", "value", "原文に印刷された数値", "number"),
        Column("単位", "unit", "目標値の単位"),
        Column("比較", "comparator", "目標値との比べ方（= >= <=）"),
        Column("方向", "direction", "望ましい動き（increase＝増やす、decrease＝減らす、keep＝保つ）"),
        Column("目標の文", "target_text", "数値でない目標の文"),
        Column("基準値", "baseline.value", "出発点の数値", "number"),
        Column("基準値の時点", "baseline.as_of", "基準値の日付", "date"),
        Column("基準値の出典", "baseline.source", "基準値の出典"),
        Column("期日の始まり", "due.start", "期日の区間の初日", "date"),
        Column("期日の終わり", "due.end", "期日の区間の末日（この日を含む）", "date"),
        Column("期日の精度", "due.precision", "期日がどこまで細かく分かるか", words=Precision),
        Column("期日の確かさ", "due.certainty", "予定か、目標か、検討か", words=Certainty),
        Column("期日の表記", "due.printed", "原文に印刷された期日の表記"),
        Column("期日の根拠", "due.basis", "期日の根拠", words=Basis),
        Column("期日の理由", "due.reason", "原文にない期日をそう読む理由"),
        Column("結果の時点", "results.as_of", "報告された結果の日付", many=True),
        Column("結果の値", "results.value", "報告された数値", many=True),
        Column("結果の文", "results.text", "報告された文", many=True),
        Column("結果の出典", "results.source", "結果の出典", many=True),
    ),
    order=(col(Kpi.plan_id), col(Kpi.position)),
    plan_id=col(Kpi.plan_id),
)
