"""The catalogue of all plans and the description of each as RDF, the linkset of a plan, and /data.json."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import Query, Response
from pydantic import BeforeValidator
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.db.revisions import current_revision
from app.db.store import Store
from app.errors import NotFound
from app.i18n.japan_time import parse_moment
from app.i18n.messages import N_, _
from app.importer.kept_files import current_form
from app.models import Plan
from app.publication import record
from app.publication.catalogues import dcat_us, signposting
from app.publication.catalogues.described import Described, Paging
from app.publication.catalogues.rdf_formats import FORMATS, Format
from app.publication.files.packages import distributions, measured_distributions
from app.publication.record import plan_record, plan_records
from app.routers.resource_routes import ItemPath
from app.search.lookup import state_for
from app.settings import Settings
from app.web.dependencies import SettingsDep, StoreDep
from app.web.responses import dated_response
from app.web.routing import DATA, HEAVY_DATA, Router

if TYPE_CHECKING:
    from rdflib import Graph

router = Router()

PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]
# A day in Japan from its beginning, or a moment.
Moment = Annotated[datetime, BeforeValidator(parse_moment)]


def _rdf_response(
    graph: "Graph", form: Format, modified: datetime, headers: dict[str, str] | None = None
) -> Response:
    from app.publication.catalogues.rdf import serialise  # noqa: PLC0415 - rdflib only for RDF

    return dated_response(serialise(graph, form), form.content_type, modified, headers)


def _describe_plans(session: Session, settings: Settings, ids: list[str]) -> list[Described]:
    return [Described(record, distributions(record.plan)) for record in plan_records(session, settings, ids)]


def _describe_plan(
    store: Store, settings: Settings, plan_id: str, *, measured: bool
) -> tuple[Described, datetime]:
    """A plan with its files, `measured` or not, and when anything last changed: a description also names
    the issuer's plan before it."""
    with store.snapshot() as session:
        modified = state_for(session, plan_id, N_("計画")).updated_at
        plan = plan_record(session, settings, plan_id)
        files = (
            measured_distributions(session, plan.plan, settings, current_form)
            if measured
            else distributions(plan.plan)
        )
    return Described(plan, files), modified


def _add_catalogue(ending: str, form: Format) -> None:
    def catalogue(
        store: StoreDep, settings: SettingsDep, page: PageNumber = 1, modified_since: Moment | None = None
    ) -> Response:
        from app.publication.catalogues.dcat import catalogue_graph  # noqa: PLC0415 - as above

        with store.snapshot() as session:
            modified = current_revision(session).updated_at
            issued = session.scalars(select(func.min(col(Plan.created_at)))).one()
            ids = _plan_ids(session, settings, modified_since)
            per_page = record.PER_PAGE
            pages = max(-(-len(ids) // per_page), 1)
            if page > pages:
                raise NotFound(_("目録は%(n)sページまでです。", n=pages))
            plans = _describe_plans(session, settings, ids[(page - 1) * per_page : page * per_page])
        address = f"{settings.base}/catalog.{ending}"
        if modified_since:
            address += f"?modified_since={quote(modified_since.isoformat())}"
        paging = Paging(address, page, pages, per_page, len(ids))
        return _rdf_response(catalogue_graph(plans, settings, issued, modified, paging), form, modified)

    router.serve(f"/catalog.{ending}", HEAVY_DATA, name=f"catalogue_{ending}")(catalogue)


def _add_plan(ending: str, form: Format) -> None:
    def plan_description(store: StoreDep, settings: SettingsDep, id: ItemPath) -> Response:
        from app.publication.catalogues.dcat import plan_graph  # noqa: PLC0415 - as above

        plan, modified = _describe_plan(store, settings, id, measured=True)
        headers = {"Link": signposting.description_links(plan.record)}
        return _rdf_response(plan_graph(plan, settings), form, modified, headers)

    router.serve(f"/plans/{{id}}.{ending}", HEAVY_DATA, name=f"plan_{ending}")(plan_description)


for _ending, _form in FORMATS.items():
    _add_catalogue(_ending, _form)
    if _ending == _form.ending:
        _add_plan(_ending, _form)


def _plan_ids(session: Session, settings: Settings, modified_since: datetime | None = None) -> list[str]:
    statement = select(col(Plan.id)).order_by(col(Plan.id))
    if modified_since and (settings.published_at is None or settings.published_at < modified_since):
        statement = statement.where(col(Plan.updated_at) >= modified_since)
    return list(session.scalars(statement))


@router.serve("/plans/{id}/linkset.json", DATA)
def linkset(store: StoreDep, settings: SettingsDep, id: ItemPath) -> Response:
    plan, modified = _describe_plan(store, settings, id, measured=False)
    content = json.dumps(signposting.linkset(*plan, settings), ensure_ascii=False, indent=1)
    return dated_response(content, "application/linkset+json", modified)


@router.serve("/data.json", HEAVY_DATA)
def data_json(store: StoreDep, settings: SettingsDep) -> Response:
    with store.snapshot() as session:
        revision = current_revision(session)
        records = plan_records(session, settings)
    plans = (Described(record, distributions(record.plan)) for record in records)
    content = dcat_us.catalogue(plans, settings)
    return dated_response(content, "application/json; charset=utf-8", revision.updated_at)
