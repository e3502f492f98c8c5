"""Checks of a report against its plan as it is stored: items, KPIs, tags, dates."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from app.importer.diff import Tombstones
from app.importer.findings import Finding
from app.importer.initiative_json import DocumentWriter
from app.importer.plan_index import PlanIndex
from app.importer.report_file import ReportFile, ResultEntry, ReviewEntry
from app.importer.review_json import Reviewed
from app.models.report_vocabulary import ReviewFacet
from app.models.vocabulary import Basis, KpiKind

STAGE: Final = "計画との照合"

Json = dict[str, Any]


def check(
    report: ReportFile, plain: Json, documents: DocumentWriter, tombstones: Tombstones, before: Json | None
) -> list[Finding]:
    """Every finding of this stage. `plain` is the report as plain JSON, `before` its last version: what it
    said already stays, also of an item that was withdrawn since."""
    checks = _PlanChecks(report, documents, tombstones)
    found = list(checks.header())
    each: dict[str, Callable[[str, Any], Iterator[Finding]]] = {
        "states": lambda where, entry: checks.initiative(f"{where}/item", entry.item),
        "results": checks.result,
        "reviews": checks.review,
    }
    for name, check_entry in each.items():
        said = before[name] if before is not None else []
        for index, (entry, same) in enumerate(zip(getattr(report, name), plain[name], strict=True)):
            if same not in said:
                found += check_entry(f"/{name}/{index}", entry)
    return found


class _PlanChecks:
    def __init__(self, report: ReportFile, documents: DocumentWriter, tombstones: Tombstones) -> None:
        self.report = report
        self.sheet: PlanIndex = documents.sheet
        self.documents = documents
        self.tombstones = tombstones
        self.kpis = {kpi.id: kpi for kpi in self.sheet.file.kpis}

    def header(self) -> Iterator[Finding]:
        report, start = self.report, self.sheet.file.plan.period.start
        if (report.states or report.results) and report.dated < start:
            yield Finding(
                "/dated",
                f"報告の日付（{report.dated}）が計画期間の始まり（{start}）より前です。"
                "日付か、plan の計画IDを確かめてください。",
            )
        offices = [("/office", report.office)]
        offices += [
            (f"/reviews/{index}/office", one.office)
            for index, one in enumerate(report.reviews)
            if one.office is not None
        ]
        for where, office in offices:
            if office.organisation is not None and office.organisation not in self.sheet.organisations:
                yield Finding(
                    f"{where}/organisation",
                    f"組織「{office.organisation}」が計画の organisations にありません。なければ null にしてください。",
                )

    def initiative(self, where: str, item: str) -> Iterator[Finding]:
        if item in self.sheet.initiatives_by_id:
            return
        if item in self.sheet.printed or item in self.kpis:
            yield Finding(
                where, f"「{item}」は取組ではありません。状況を書けるのは取組（局事業を含む）だけです。"
            )
        else:
            yield self._unknown(where, item, "取組")

    def _unknown(self, where: str, item: str, word: str) -> Finding:
        if (tombstone := self.tombstones.get(item)) is None:
            return Finding(
                where, f"{word}「{item}」は計画「{self.report.plan}」にありません。IDを確かめてください。"
            )
        successor = f"後継の「{tombstone.replaced_by}」について書くか、" if tombstone.replaced_by else ""
        return Finding(
            where,
            f"{word}「{item}」は取り下げられています（理由：{tombstone.reason}）。{successor}この記入を消してください。",
        )

    def result(self, where: str, entry: ResultEntry) -> Iterator[Finding]:
        kpi = self.kpis.get(entry.kpi)
        if kpi is None:
            yield self._unknown(f"{where}/kpi", entry.kpi, "指標")
            return
        if entry.value is not None and (kpi.unit is None or kpi.kind is not KpiKind.QUANTITY):
            yield Finding(
                f"{where}/value",
                f"「{kpi.label}」は{kpi.kind.label}の指標で、数値の結果を持てません。text に書いてください。",
            )
        if kpi.baseline is not None and entry.as_of.end < kpi.baseline.as_of.start:
            yield Finding(
                f"{where}/as_of",
                f"結果（{entry.as_of.end}）が基準値（{kpi.baseline.as_of.start}）より前です。日付を確かめてください。",
            )

    def review(self, where: str, entry: ReviewEntry) -> Iterator[Finding]:
        found = self.documents.reviewable(entry.item)
        if found is None:
            yield self._unknown(f"{where}/item", entry.item, "項目")
            return
        of_facet = [one for one in found if one.facet is entry.facet]
        tag = next((one for one in of_facet if entry.value in one.values), None)
        if tag is None:
            word = "SDGsの目標" if entry.facet is ReviewFacet.SDG else "柱"
            yield Finding(
                f"{where}/value",
                f"「{entry.item}」に{word}「{entry.value}」の推定はありません。{_known(of_facet)}",
            )
        elif tag.fact["basis"] != Basis.EDITORIAL:
            yield Finding(
                f"{where}/value",
                f"「{entry.value}」は原文に記載があるか、紙面の配置によるもので、編集による推定ではありません。"
                "確認は要りません。",
            )


def _known(found: list[Reviewed]) -> str:
    """The editorial tags that an item has, for a message."""
    values = ["・".join(one.values) for one in found if one.fact["basis"] == Basis.EDITORIAL]
    if not values:
        return "推定は1つもありません。この判断を消してください。"
    return f"あるのは {'、'.join(values)} です。そのどれかに直すか、この判断を消してください。"
