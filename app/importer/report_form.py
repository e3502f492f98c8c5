"""What a store knows for the workbook of a report: what its rows show, and the report as it is stored."""

import re
from collections.abc import Iterator
from typing import Any, Final

from sqlmodel import col, select

from app.db.store import Store
from app.i18n.numbers import number
from app.importer.diff import compact
from app.importer.initiative_json import INITIATIVES, DocumentWriter
from app.importer.kept_files import kept_plan
from app.importer.plan_index import PlanIndex
from app.importer.prepare import plain, stored_report, stored_sheet
from app.importer.report_file import MAX_KEY, REPORT_KEY, report_id
from app.importer.reports import Reports
from app.importer.review_json import Reviewed, ReviewWriter
from app.models import Plan, Revision
from app.models.reference import targets_by_code
from app.models.report_vocabulary import ReportKind, ReviewFacet
from app.models.vocabulary import RESPONSIBLE_ROLES, Basis, KpiKind, Review
from app.workbook.findings import TemplateError
from app.workbook.report_merge import StoredReport
from app.workbook.report_rows import ReportForm

Json = dict[str, Any]

_LEVELS: Final = ("pillar", "theme", *INITIATIVES)


def stored_report_of(store: Store, plan_id: str, key: str, base: int | None) -> StoredReport:
    """Of a report that is not stored nothing but the organisations of its plan."""
    with store.snapshot() as session:
        of_report = select(col(Revision.id), col(Revision.file)).where(
            col(Revision.report_id) == report_id(plan_id, key)
        )
        revisions = dict(session.exec(of_report.order_by(col(Revision.id))).all())
        kept = kept_plan(session.connection(), plan_id) if session.get(Plan, plan_id) else None
    organisations: dict[str, str] = {}
    if kept is not None:
        organisations = {one.name: one.id for one in stored_sheet(kept.file).file.organisations}
    newest = max(revisions, default=None)
    return StoredReport(
        base=_plain(revisions.get(base)) if base is not None else None,
        newest=_plain(revisions[newest]) if newest is not None else None,
        revision=newest,
        organisations=organisations,
        is_base_known=base is None or base in revisions,
        text=revisions[newest] if newest is not None else None,
    )


def _plain(content: str | None) -> Json | None:
    """A stored file as plain JSON; a withdrawn report has its header alone."""
    return None if content is None else compact(stored_report(content))


def report_form(store: Store, plan_id: str, kind: ReportKind, key: str) -> ReportForm:
    """Raises TemplateError for a plan that is not there, or an unfit key."""
    if len(key) > MAX_KEY or re.match(REPORT_KEY, key) is None:
        raise TemplateError(
            f"--key は英小文字で始め、英小文字・数字・ハイフンで{MAX_KEY}字までにしてください（「{key}」ではなく）。例: final-2023"
        )
    with store.snapshot() as session:
        known = session.exec(select(col(Plan.id)).order_by(col(Plan.id)).limit(10)).all()
        kept = kept_plan(session.connection(), plan_id) if session.get(Plan, plan_id) else None
    if kept is None:
        raise TemplateError(f"計画「{plan_id}」は登録されていません。登録されている計画: {'、'.join(known)}")
    stored = stored_report_of(store, plan_id, key, None)
    sheet = stored_sheet(kept.file)
    reports = Reports(stored_report(content) for content in kept.reports)
    shown = _Shown(sheet, reports)
    return ReportForm(
        plan=plan_id,
        title=sheet.file.plan.title,
        kind=kind.value,
        key=key,
        initiatives=list(shown.initiatives()),
        kpis=list(shown.kpis()) if kind is not ReportKind.REVIEW else (),
        tags=list(shown.tags()) if kind is ReportKind.REVIEW else (),
        report=stored.newest,
        revision=stored.revision,
    )


class _Shown:
    """What the rows of a workbook show of a plan."""

    def __init__(self, sheet: PlanIndex, reports: Reports) -> None:
        self._file = plain(sheet.file)
        self._sheet = sheet
        self._documents = DocumentWriter(sheet, self._file, reports)
        self._reviews = ReviewWriter(reports, sheet.pillar_name)

    def initiatives(self) -> Iterator[Json]:
        for entry in self._file["document"]:
            if entry["type"] in INITIATIVES:
                document = self._documents.document(entry)
                yield {
                    **{name: document[name] for name in ("id", "label", "text")},
                    "pillar": (document["pillar"] or {}).get("name"),
                    "theme": "　".join(one["name"] for one in document["theme_path"]),
                    "organisations": self._bureaus(entry),
                }

    def _bureaus(self, entry: Json) -> list[str]:
        named = self._documents.organisations(entry)
        return list(dict.fromkeys(one["name"] for one in named if one["role"] in RESPONSIBLE_ROLES))

    def kpis(self) -> Iterator[Json]:
        for kpi in self._documents.kpi_documents.values():
            if kpi["kind"] != KpiKind.EVENT:
                baseline, due = kpi["baseline"], kpi["due"]
                yield {
                    **{name: kpi[name] for name in ("id", "label", "unit")},
                    "owner": kpi["owner_name"],
                    "baseline": baseline and _figure(baseline["value"], baseline["text"]),
                    "target": "　".join(
                        filter(
                            None,
                            [
                                _figure(kpi["value"], kpi["target_text"]),
                                due and (due["printed"] or due["end"]),
                            ],
                        )
                    ),
                }

    def tags(self) -> Iterator[Json]:
        """The goals and pillars that editors have added, of each item its own."""
        for entry in self._file["document"]:
            if entry["type"] in _LEVELS:
                for one in self._documents.reviewable(entry["id"]) or ():
                    if one.fact["basis"] == Basis.EDITORIAL and one.items == [entry["id"]]:
                        yield self._tag(entry, one)

    def _tag(self, entry: Json, one: Reviewed) -> Json:
        state = self._reviews.state(one)
        return {
            "item": entry["id"],
            "facet": one.facet.value,
            "value": one.values[-1],
            "name": _tag_name(one),
            "label": self._documents.labels.get(entry["id"]) or entry["name"],
            "text": entry.get("text"),
            "organisations": self._bureaus(entry),
            "quoted": one.fact["evidence"],
            "because": one.fact["reason"],
            "now": Review(state or Review.UNREVIEWED).label,
        }


def _tag_name(one: Reviewed) -> str:
    """What an officer signs: the goal or pillar, with the Japanese words of its target."""
    if one.facet is not ReviewFacet.SDG:
        return one.name
    named, target = f"{one.values[-1]} {one.name}", one.fact["target"]
    if target is None:
        return f"{named}（ターゲットなし）"
    return f"{named}：{targets_by_code()[target]['text_ja']}（総務省による仮訳）"


def _figure(value: float | None, text: str | None) -> str | None:
    return text if value is None else number(value)
