"""/api/v1/kpis."""

from typing import Any

from fastapi import APIRouter
from sqlmodel import col

from app.collection import Resource, add_routes
from app.listing import Column, absent_word
from app.models import Kpi
from app.models.kpi import BaselinePublic, DuePublic, KpiPublic, MentionPublic, ResultPublic, kpi_absent
from app.settings import Settings

router = APIRouter(tags=["指標"])


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


def _of_due(name: str) -> Column:
    headings = {
        "start": "期日の始まり",
        "end": "期日の終わり",
        "precision": "期日の精度",
        "certainty": "期日の確かさ",
        "printed": "期日の表記",
        "basis": "期日の根拠",
        "reason": "期日の理由",
    }
    return Column(
        headings[name],
        f"due.{name}",
        lambda item: item["due"][name] if item["due"] else absent_word(item, "due"),
    )


COLUMNS = (
    Column("ID", "id", lambda item: item["id"]),
    Column("計画ID", "plan", lambda item: item["plan"]),
    Column("種類", "kind", lambda item: item["kind"]),
    Column("指標", "label", lambda item: item["label"]),
    Column("取組ID", "mentions.id", lambda item: [one["id"] for one in item["mentions"]]),
    Column("原文の語句", "mentions.quote", lambda item: [one["quote"] for one in item["mentions"]]),
    Column("目標値", "value", lambda item: item["value"]),
    Column("単位", "unit", lambda item: item["unit"]),
    Column("比較", "comparator", lambda item: item["comparator"]),
    Column("方向", "direction", lambda item: item["direction"]),
    Column("目標の文", "target_text", lambda item: item["target_text"]),
    Column("基準値", "baseline", lambda item: item["baseline"] or absent_word(item, "baseline")),
    *(_of_due(name) for name in ("start", "end", "precision", "certainty", "printed", "basis", "reason")),
    Column("結果", "results", lambda item: item["results"] or absent_word(item, "results")),
)

add_routes(
    router,
    Resource(
        name="kpis",
        title="指標",
        table=Kpi,
        key=col(Kpi.id),
        shape=KpiPublic,
        public=public,
        columns=COLUMNS,
        order=(col(Kpi.plan_id), col(Kpi.position)),
        plan_id=col(Kpi.plan_id),
    ),
)
