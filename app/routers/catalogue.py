"""/catalog.ttl, .jsonld, .rdf, .xml, one plan's own description, and /data.json."""

import json
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, Response
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.db.revisions import CurrentRevision, current_revision
from app.errors import NotFound
from app.i18n.messages import N_, _
from app.models import Plan
from app.publication import record
from app.publication.catalogues import dcat_us, signposting
from app.publication.catalogues.described import Dates, Described, Paging
from app.publication.catalogues.rdf_formats import FORMATS, Format
from app.publication.files.packages import distributions
from app.publication.record import plan_record, plan_records
from app.routers.resource_routes import ItemPath
from app.search.lookup import state_for
from app.settings import Settings
from app.web.dependencies import SettingsDep, StoreDep
from app.web.responses import http_date
from app.web.routing import Router

if TYPE_CHECKING:
    from rdflib import Graph

router = Router(include_in_schema=False)

PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]


def _bytes(graph: "Graph", form: Format, at: CurrentRevision) -> Response:
    from app.publication.catalogues.rdf import serialise  # noqa: PLC0415 - rdflib only when RDF is asked for

    return Response(
        serialise(graph, form),
        media_type=form.content_type,
        headers={"Last-Modified": http_date(at.updated_at)},
    )


def _described(session: Session, settings: Settings, ids: list[str]) -> list[Described]:
    return [
        Described(record, distributions(session, record.id, settings))
        for record in plan_records(session, settings, ids)
    ]


def _add_catalogue(ending: str, form: Format) -> None:
    def whole(
        store: StoreDep, settings: SettingsDep, page: PageNumber = 1, modified_since: date | None = None
    ) -> Response:
        from app.publication.catalogues.dcat import catalogue_graph  # noqa: PLC0415 - as above

        with store.snapshot() as session:
            at = current_revision(session)
            dates = Dates(session.scalars(select(func.min(col(Plan.created_at)))).one(), at.updated_at)
            ids = _ids(session, modified_since)
            per_page = record.PER_PAGE
            pages = max(-(-len(ids) // per_page), 1)
            if page > pages:
                raise NotFound(_("目録は%(n)sページまでです。", n=pages))
            described = _described(session, settings, ids[(page - 1) * per_page : page * per_page])
        address = f"{settings.base}/catalog.{ending}"
        if modified_since:
            address += f"?modified_since={modified_since.isoformat()}"
        paging = Paging(address, page, pages, per_page, len(ids))
        return _bytes(catalogue_graph(described, settings, dates, paging), form, at)

    router.get(f"/catalog.{ending}", name=f"catalogue_{ending}")(whole)


def _add_plan(ending: str, form: Format) -> None:
    def one(store: StoreDep, settings: SettingsDep, id: ItemPath) -> Response:
        from app.publication.catalogues.dcat import plan_graph  # noqa: PLC0415 - as above

        with store.snapshot() as session:
            state_for(session, id, N_("計画"))
            record = plan_record(session, settings, id)
            described = Described(record, distributions(session, id, settings))
        at = CurrentRevision(int(record.version), record.modified)
        answer = _bytes(plan_graph(described, settings), form, at)
        answer.headers["Link"] = signposting.description_links(record)
        return answer

    router.get(f"/plans/{{id}}.{ending}", name=f"plan_{ending}")(one)


for _ending, _form in FORMATS.items():
    _add_catalogue(_ending, _form)
    if _ending == _form.ending:
        _add_plan(_ending, _form)


def _ids(session: Session, modified_since: date | None) -> list[str]:
    statement = select(col(Plan.id)).order_by(col(Plan.id))
    if modified_since:
        midnight = datetime.combine(modified_since, time.min, UTC)
        statement = statement.where(col(Plan.updated_at) >= midnight)
    return list(session.scalars(statement))


@router.get("/plans/{id}/linkset.json")
def linkset(store: StoreDep, settings: SettingsDep, id: ItemPath) -> Response:
    with store.snapshot() as session:
        state_for(session, id, N_("計画"))
        record = plan_record(session, settings, id)
        files = distributions(session, id, settings)
    document = signposting.linkset(record, files, settings)
    return Response(
        json.dumps(document, ensure_ascii=False, indent=1),
        media_type="application/linkset+json",
        headers={"Last-Modified": http_date(record.modified)},
    )


@router.get("/data.json")
def data_json(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    with store.snapshot() as session:
        at = current_revision(session)
        described = _described(session, settings, _ids(session, None))
    document = dcat_us.catalogue(described, settings)
    return Response(
        json.dumps(document, ensure_ascii=False, indent=1),
        media_type="application/json; charset=utf-8",
        headers={"Last-Modified": http_date(at.updated_at)},
    )
