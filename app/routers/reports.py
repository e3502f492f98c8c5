"""Reports: the API, their list, and the page of one."""

from dataclasses import replace
from typing import Any, Final

from fastapi import Request, Response
from sqlmodel import col, select

from app.db.revisions import current_revision
from app.i18n.messages import N_
from app.importer.kept_files import kept_reports
from app.models import Plan
from app.models.report import REPORTS, report_public
from app.models.report_vocabulary import STATE_MEANINGS, ReportKind
from app.pages import urls
from app.pages.filter_bar import window
from app.pages.plan_words import plan_words
from app.pages.reports import state_rows, texts_of, unreported_groups
from app.pages.templating import render
from app.routers.resource_routes import ItemPath, add_routes, read_row
from app.search.filters import ScopedPage
from app.search.lookup import plan_of, state_for
from app.search.resource_list import check_values, list_rows
from app.web.dependencies import SettingsDep, StoreDep
from app.web.responses import attachment, dated_response
from app.web.routing import DOWNLOAD, Router

router = Router(tags=["報告"])
add_routes(router, REPORTS)
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.page("/reports")
def reports_page(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    query = urls.read_query(ScopedPage, request.query_params)
    with store.snapshot() as session:
        at = current_revision(session)
        check_values(session, REPORTS, query)
        rows, total = list_rows(session, REPORTS, query, query.limit, query.offset)
        shown = select(Plan).where(col(Plan.id).in_({row.plan_id for row in rows}))
        plans = {plan.id: plan for plan in session.scalars(shown)}
    scope = [
        (name, str(value)) for name, value in query.model_dump(exclude={"limit", "offset"}).items() if value
    ]
    params = scope + ([("limit", str(query.limit))] if query.limit != 100 else [])
    reports: list[dict[str, Any]] = [report_public(row, settings).model_dump(mode="json") for row in rows]
    context = {
        "reports": reports,
        "plans": plans,
        "scope": scope,
        "meanings": STATE_MEANINGS,
        "window": window(query, total, params, urls.builder(request)),
        "state": at,
    }
    return render(request, "reports.html", context)


@router.page("/reports/{id}")
def report_page(request: Request, store: StoreDep, settings: SettingsDep, id: ItemPath) -> Response:
    with store.snapshot() as session:
        at = state_for(session, id, N_("報告"))
        row = read_row(session, REPORTS, id)
        plan = plan_of(session, row.plan_id, settings)
        words = plan_words(session, plan.id)
        texts = texts_of(session, plan.id)
    report = report_public(row, settings).model_dump(mode="json")
    context = {
        "report": report,
        "plan": plan,
        "words": words,
        "texts": texts,
        "states": state_rows(report),
        "unreported": unreported_groups(report),
        "state": at,
    }
    return render(request, "report.html", context)


@router.serve("/reports/{id}/report.json", DOWNLOAD)
def report_file(store: StoreDep, id: ItemPath) -> Response:
    """The report as it was imported last, to be imported again."""
    with store.snapshot() as session:
        at = state_for(session, id, N_("報告"))
        row = read_row(session, REPORTS, id)
        content = kept_reports(session.connection(), row.plan_id)[id]
    headers = {"Content-Disposition": attachment(f"{id}.json", f"{id}.json")}
    return dated_response(content, "application/json", at.updated_at, headers)


@router.serve("/reports/{id}/report.xlsx", replace(DOWNLOAD, heavy=True))
def report_form_file(store: StoreDep, id: ItemPath) -> Response:
    """The workbook of the report with what it says, to be written on."""
    # The writer of Excel files makes the start slower.
    from app.importer.report_form import report_form  # noqa: PLC0415
    from app.workbook.report_workbook import report_workbook  # noqa: PLC0415

    with store.snapshot() as session:
        at = state_for(session, id, N_("報告"))
        row = read_row(session, REPORTS, id)
    content = report_workbook(report_form(store, row.plan_id, ReportKind(row.kind), row.key))
    headers = {"Content-Disposition": attachment(f"{id}.xlsx", f"{id}.xlsx")}
    return dated_response(content, _XLSX, at.updated_at, headers)
