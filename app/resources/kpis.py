"""KPIs as they leave the house."""

from typing import Any, Final

from sqlmodel import col

from app.collection import Resource
from app.columns import CODE, PLAN, Column
from app.language import N_
from app.models import Kpi
from app.models.kpi import BaselinePublic, DuePublic, KpiPublic, MentionPublic, ResultPublic, kpi_absent
from app.models.vocabulary import Basis, Certainty, KpiKind, Precision
from app.settings import Settings


def public(kpi: Kpi, settings: Settings) -> KpiPublic:
    baseline = kpi.baseline_value, kpi.baseline_as_of, kpi.baseline_source
    fields: dict[str, Any] = {
        "kind": kpi.kind,
        "value": kpi.value,
        "unit": kpi.unit,
        "comparator": kpi.comparator,
        "direction": kpi.direction,
        "target_text": kpi.target_text,
        "baseline": None
        if baseline[0] is None
        else BaselinePublic.model_validate(dict(zip(("value", "as_of", "source"), baseline, strict=True))),
        "due": _due(kpi),
        "results": [
            ResultPublic(as_of=result.as_of, value=result.value, text=result.text, source=result.source)
            for result in kpi.results
        ],
    }
    return KpiPublic(
        id=kpi.id,
        plan=kpi.plan_id,
        label=kpi.label,
        mentions=[MentionPublic(id=mention.initiative_id, quote=mention.quote) for mention in kpi.mentions],
        absent=kpi_absent(fields),
        **fields,
    )


def _due(kpi: Kpi) -> DuePublic | None:
    if kpi.due_start is None:
        return None
    names = ("start", "end", "precision", "certainty", "printed", "basis", "reason")
    return DuePublic.model_validate({name: getattr(kpi, f"due_{name}") for name in names})


KPIS: Final = Resource(
    name="kpis",
    title=N_("指標"),
    table=Kpi,
    key=col(Kpi.id),
    shape=KpiPublic,
    public=public,
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
