"""Cautions: what a sound plan file may say and what is mostly a slip. The import goes on."""

from collections import Counter
from collections.abc import Iterator

from app.i18n.fiscal import fiscal_era, fiscal_label, fiscal_year_of
from app.importer.document_entries import Amount, Level, MeasureEntry
from app.importer.findings import Finding
from app.importer.plan_index import PlanIndex
from app.models.vocabulary import Basis, KpiKind
from app.workbook.periods import fiscal_years_in
from app.workbook.values import figures_in


def cautions(sheet: PlanIndex) -> list[Finding]:
    """Every caution on a checked file, in its order."""
    return [
        *_another_year(sheet),
        *_announced(sheet),
        *_late_amounts(sheet),
        *_covered_goals(sheet),
        *_late_targets(sheet),
        *_other_figures(sheet),
    ]


def _another_year(sheet: PlanIndex) -> Iterator[Finding]:
    """A period that holds none of the fiscal years that the title names."""
    plan = sheet.file.plan
    named = fiscal_years_in(plan.title)
    first, end = fiscal_year_of(plan.period.start), plan.period.end
    if named and not any(
        fiscal_era(year) in named for year in range(first, (fiscal_year_of(end) if end else first) + 1)
    ):
        yield Finding(
            "/plan/period/start",
            f"表題の「{'、'.join(sorted(named))}」が計画期間（{plan.period.start}～{end or ''}）に入っていません。"
            "年を確かめてください。",
        )


def _other_figures(sheet: PlanIndex) -> Iterator[Finding]:
    """Indicators of which no value is one of the printed figures of its unit that they quote."""
    for index, kpi in enumerate(sheet.file.kpis):
        values = {abs(one.value) for one in (kpi.baseline, *kpi.targets, *kpi.results) if one and one.value}
        printed = figures_in((mention.quote for mention in kpi.mentions), kpi.unit or "")
        if values and printed and not values & printed.keys():
            number = next((n for n, one in reversed(list(enumerate(kpi.targets))) if one.value), None)
            yield Finding(
                f"/kpis/{index}" + (f"/targets/{number}/value" if number is not None else ""),
                f"値（{'、'.join(f'{value:,.10g}' for value in sorted(values))}）が、語句に印刷された"
                f"「{'、'.join(printed.values())}」と違います。数と単位を確かめてください。",
            )


def _late_targets(sheet: PlanIndex) -> Iterator[Finding]:
    """Targets that are due after the plan. An outside event is none."""
    end = sheet.file.plan.period.end
    for index, kpi in enumerate(sheet.file.kpis):
        for number, target in enumerate(kpi.targets):
            if end and target.due and target.due.end > end and kpi.kind is not KpiKind.EVENT:
                yield Finding(
                    f"/kpis/{index}/targets/{number}/due/end",
                    f"目標の期日（{target.due.end}）が計画期間の終わり（{end}）より後です。年を確かめてください。",
                )


def _late_amounts(sheet: PlanIndex) -> Iterator[Finding]:
    """Amounts of years after the plan; those of years before it stand in many plans for comparison."""
    plan = sheet.file.plan
    carriers: list[tuple[str, list[Amount]]] = [("/plan", plan.amounts)]
    carriers += [
        (f"/document/{index}", entry.amounts)
        for index, entry in enumerate(sheet.file.document)
        if isinstance(entry, Level)
    ]
    for where, amounts in carriers:
        for number, amount in enumerate(amounts):
            year = amount.fiscal_year
            if year and plan.period.end and year > fiscal_year_of(plan.period.end):
                yield Finding(
                    f"{where}/amounts/{number}/fiscal_year",
                    f"金額の年度「{fiscal_label(year)}」が計画期間の終わり（{plan.period.end}）より後です。"
                    "年度を確かめてください。",
                )


def _announced(sheet: PlanIndex) -> Iterator[Finding]:
    """A plan that holds more items than it announces."""
    counts = Counter(f"{entry.type}s" for entry in sheet.file.document)
    counts["kpis"] = len(sheet.file.kpis)
    words = {"pillars": "柱", "themes": "施策", "measures": "取組", "kpis": "指標"}
    for name, number in sheet.file.plan.announced or ():
        if number is not None and counts[name] > number:
            yield Finding(
                f"/plan/announced/{name}",
                f"計画が述べる{words[name]}は{number}件ですが、このファイルには{counts[name]}件あります。"
                "数え方を確かめてください。",
            )


def _covered_goals(sheet: PlanIndex) -> Iterator[Finding]:
    """Editorial tags for a goal that the plan itself states above: what it states is shown."""
    for index, entry in enumerate(sheet.file.document):
        if not isinstance(entry, MeasureEntry):
            continue
        stated = {
            tag.goal
            for above in sheet.levels_above(entry)
            for tag in above.sdgs
            if tag.basis is not Basis.EDITORIAL
        }
        for number, tag in enumerate(entry.sdgs):
            if tag.basis is Basis.EDITORIAL and tag.goal in stated:
                yield Finding(
                    f"/document/{index}/sdgs/{number}",
                    f"目標{tag.goal}は上の柱か施策に記載があるので、編集によるこのタグは表示されません。",
                )
