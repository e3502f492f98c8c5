"""KPIs as a sheet for people: the target that holds, the baseline and the latest result of each in one row."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.i18n.numbers import percentage
from app.models.columns import Column, Item, absent_word
from app.models.vocabulary import Basis, Comparator, KpiKind, ProgressState
from app.pages.dates import as_of, due
from app.pages.kpi_figures import latest_result
from app.workbook.sheets import Sheet

_WIDTHS: Final[Mapping[str, float]] = {
    "label": 28,
    "kind": 11,
    "owner_name": 24,
    "value": 10,
    "unit": 8,
    "comparator": 8,
    "target_text": 18,
    "due": 20,
    "due.basis": 14,
    "baseline.value": 10,
    "result.value": 11,
    "result.as_of": 16,
    "progress.state": 20,
    "result.text": 24,
    "result.source": 24,
    "quotes": 50,
}


def kpi_sheet(
    title: str, kpis: Sequence[Item], head: Sequence[str], plans: Mapping[str | None, str]
) -> Sheet:
    """`plans` are the titles of the plans by id."""
    columns = [*_COLUMNS, Column("計画", "plan", "計画の表題", value=lambda kpi: plans[kpi["plan"]]), *_LAST]
    return Sheet(title, columns, kpis, head, _WIDTHS, printed=len(_COLUMNS), frozen=1)


def _of(part: str, name: str, heading: str, description: str, **given: Any) -> Column:
    """A column of the baseline or the latest result; the word for its absence where there is none."""

    def read(kpi: Item) -> object:
        one = latest_result(kpi) if part == "result" else kpi[part]
        if one is None:
            return absent_word(kpi, "results" if part == "result" else part)
        return as_of(one) if name == "as_of" else one[name]

    return Column(heading, f"{part}.{name}", description, value=read, **given)


def _due(kpi: Item) -> str | None:
    return due(kpi["due"]) if kpi["due"] else absent_word(kpi, "due")


def _progress(kpi: Item) -> str:
    """The state in words; how far one has come in percent is a figure of its own."""
    progress = kpi["progress"]
    if progress["ratio"] is not None:
        return f"{ProgressState(progress['state']).label}：進捗 {percentage(progress['ratio'])}%"
    return ProgressState(progress["state"]).label + (f"：{progress['reason']}" if progress["reason"] else "")


def _comparator(kpi: Item) -> str | None:
    """The word for a bound."""
    if kpi["comparator"] is None:
        return absent_word(kpi, "comparator")
    return "" if kpi["comparator"] == Comparator.EQUAL else Comparator(kpi["comparator"]).label


_COLUMNS: Final = (
    Column("指標", "label", "指標の短い名称（編集による）"),
    Column("種類", "kind", "指標の種類。外部の行事は約束ではない", words=KpiKind),
    Column("掲げる項目", "owner_name", "指標を掲げる取組・施策・柱・計画の名称"),
    Column("目標値", "value", "いまの目標の数値", "number"),
    Column("単位", "unit", "数値の単位"),
    Column("比較", "comparator", "以上か以下か。空なら、ちょうどその数値", value=_comparator),
    Column("目標の言葉", "target_text", "数値でない目標"),
    Column("時期", "due", "目標や節目の時期", value=_due),
    Column(
        "時期の根拠",
        "due.basis",
        "時期の根拠",
        words=Basis,
        value=lambda kpi: kpi["due"] and kpi["due"]["basis"],
    ),
    _of("baseline", "value", "基準値", "出発点の数値", type="number"),
    _of("result", "value", "最新の結果", "最も新しい結果の数値", type="number"),
    _of("result", "as_of", "結果の時点", "最も新しい結果の時点"),
    Column("進み具合", "progress.state", "進み具合と、判定できない理由", value=_progress),
)
_LAST: Final = (
    _of("baseline", "as_of", "基準値の時点", "基準値の時点"),
    _of("result", "text", "結果の言葉", "数値でない結果"),
    _of("result", "source", "結果の出典", "最も新しい結果の出典"),
    Column(
        "原文の語句",
        "quotes",
        "指標を示す原文の語句",
        value=lambda kpi: "\n".join(one["quote"] for one in kpi["mentions"]),
    ),
    Column("ID", "id", "指標のID。変わりません"),
    Column("URL", "url", "指標のページ"),
)
