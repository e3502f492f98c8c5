"""Figures of KPIs as a tidy table: one row for each baseline, target and result."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Final

from app.models.columns import PLAN, URL, Heading, columns_of, of_plans, row_ids
from app.models.public import Number, Public
from app.models.vocabulary import Absence, Comparator, FigureKind, FigureStatus, KpiKind

Json = dict[str, Any]


class ObservationPublic(Public):
    """One figure of a KPI. `number` is its place among them, `start` and `end` its time, both included; of a
    target when it is due."""

    id: Annotated[str, Heading("ID", "行のID（指標のIDと、区分と、目標の記号か時点から成る）")]
    kpi: Annotated[str, Heading("指標ID", "数値が属する指標のID")]
    label: Annotated[str, Heading("指標", "指標の短い名称（編集による）")]
    kind: Annotated[str, Heading("種類", "指標の種類。event は外部の行事で、約束ではない", KpiKind)]
    definition: Annotated[str | None, Heading("指標の記号", "同じ団体の計画どうしで、同じ指標を指す記号")]
    plan: Annotated[str, PLAN]
    owner: Annotated[str, Heading("掲げる項目ID", "指標を掲げる取組・施策・柱・計画のID")]
    owner_name: Annotated[str, Heading("掲げる項目", "指標を掲げる取組・施策・柱・計画の名称")]
    number: Annotated[int, Heading("番号", "指標の中での順（基準値・目標・結果の順）")]
    figure: Annotated[str, Heading("区分", "基準値・目標・結果の別", FigureKind)]
    key: Annotated[str | None, Heading("目標の記号", "目標の記号。改めた目標も残る")]
    value: Annotated[Number | None, Heading("値", "数値")]
    text: Annotated[str | None, Heading("言葉", "数値でない値、または数値に添えた言葉")]
    unit: Annotated[str | None, Heading("単位", "数値の単位")]
    comparator: Annotated[str | None, Heading("比較", "目標値との比べ方", Comparator)]
    start: Annotated[date | None, Heading("時点の始まり", "時点（目標では期日）の区間の初日")]
    end: Annotated[date | None, Heading("時点の終わり", "時点（目標では期日）の区間の末日（この日を含む）")]
    printed: Annotated[str | None, Heading("時点の表記", "印刷された時点・期日の表記")]
    status: Annotated[str | None, Heading("状態", "実績・推計・見込みの別", FigureStatus)]
    evaluation: Annotated[str | None, Heading("評価", "印刷された評価")]
    replaces: Annotated[str | None, Heading("置き換えた目標", "この目標が置き換えた目標の記号")]
    replaced_by: Annotated[str | None, Heading("置き換えられた目標", "この目標を置き換えた目標の記号")]
    source: Annotated[str, Heading("出典", "数値の出典")]
    source_key: Annotated[
        str, Heading("出典の記号", "計画の中で（報告が述べる結果では報告の中で）出典を指す記号")
    ]
    report: Annotated[str | None, Heading("報告ID", "結果を述べる報告のID。計画自身が述べる数値では空")]
    absent: dict[str, str]
    url: Annotated[str, URL]


def observations(kpi: Json) -> Iterator[Json]:
    """The rows of one KPI, from its public JSON."""
    figures: list[tuple[FigureKind, Json]] = []
    if kpi["baseline"]:
        figures.append((FigureKind.BASELINE, kpi["baseline"]))
    figures += [(FigureKind.TARGET, one) for one in kpi["targets"]]
    figures += [(FigureKind.RESULT, one) for one in kpi["results"]]
    ids = row_ids(f"{kpi['id']}/{_name(figure, given)}" for figure, given in figures)
    for number, (id_, (figure, given)) in enumerate(zip(ids, figures, strict=True), start=1):
        yield {"id": id_, **_observation(kpi, number, figure, given)}


def _name(figure: FigureKind, given: Json) -> str:
    """What tells a figure within its KPI, also when others are added."""
    match figure:
        case FigureKind.BASELINE:
            return figure.value
        case FigureKind.TARGET:
            return f"{figure.value}/{given['key']}"
        case FigureKind.RESULT:
            return f"{figure.value}/{given['as_of_interval']['end']}"


def observations_of(document: str, base: str) -> list[Json]:
    """The rows of one stored KPI."""
    kpi = json.loads(document)
    return list(observations({**kpi, "url": f"{base}/kpis/{kpi['id']}"}))


def _observation(kpi: Json, number: int, figure: FigureKind, given: Json) -> Json:
    time = (given["due"] if figure is FigureKind.TARGET else given["as_of_interval"]) or {}
    fields = {
        "kpi": kpi["id"],
        **{name: kpi[name] for name in ("label", "kind", "plan", "owner", "owner_name", "unit", "url")},
        "definition": kpi["definition"] and kpi["definition"]["key"],
        "number": number,
        "figure": figure.value,
        **{name: given.get(name) for name in _OF_FIGURE},
        **{name: time.get(name) for name in ("start", "end", "printed")},
    }
    return {name: fields.get(name) for name in _NAMES} | {"absent": _absent(kpi, figure, fields)}


def _absent(kpi: Json, figure: FigureKind, fields: Json) -> dict[str, str]:
    """Why a figure lacks a field. What only targets or only results have is not applicable to the others."""
    is_target, quantity = figure is FigureKind.TARGET, kpi["kind"] == KpiKind.QUANTITY
    stated = {
        **dict.fromkeys(("definition", "start", "end", "printed"), True),
        **dict.fromkeys(("value", "unit"), quantity),
        "comparator": is_target and fields["value"] is not None,
        "status": not is_target,
        "evaluation": figure is FigureKind.RESULT,
        **dict.fromkeys(("text", "key", "replaces", "replaced_by", "report"), False),
    }
    reasons = {name: Absence.NOT_STATED if may else Absence.NOT_APPLICABLE for name, may in stated.items()}
    return {name: reason.value for name, reason in reasons.items() if fields[name] is None}


_NAMES: Final = tuple(name for name in ObservationPublic.__pydantic_fields__ if name != "id")
_OF_FIGURE: Final = (
    "key",
    "value",
    "text",
    "comparator",
    "status",
    "evaluation",
    "replaces",
    "replaced_by",
    "source",
    "source_key",
    "report",
)
OBSERVATION_COLUMNS: Final = of_plans(columns_of(ObservationPublic))
