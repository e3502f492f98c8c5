"""/api/v1/organisations and the page of one organisation."""

from fastapi import APIRouter, Request, Response
from sqlmodel import col

from app.collection import ItemPath, Resource, add_routes
from app.filters import SortedFilter
from app.finder import address
from app.listing import Column, state
from app.models import Organisation
from app.models.organisation import OrganisationPublic
from app.query import find
from app.reading import Config, Reader
from app.routers.initiatives import public as initiatives
from app.settings import Settings
from app.tombstones import missing

router = APIRouter(tags=["組織"])


def public(organisation: Organisation, settings: Settings) -> OrganisationPublic:
    return OrganisationPublic(
        id=organisation.id,
        name=organisation.name,
        kind=organisation.kind,
        municipality_code=organisation.municipality_code,
        parent=organisation.parent_id,
        plans=[named.plan_id for named in organisation.named_by],
        url=f"{settings.base}/organisations/{organisation.id}",
    )


COLUMNS = (
    Column("ID", "id", lambda item: item["id"]),
    Column("名称", "name", lambda item: item["name"]),
    Column("種類", "kind", lambda item: item["kind"]),
    Column("全国地方公共団体コード", "municipality_code", lambda item: item["municipality_code"]),
    Column("上位組織ID", "parent", lambda item: item["parent"]),
    Column("計画ID", "plans", lambda item: item["plans"]),
    Column("URL", "url", lambda item: item["url"]),
)

add_routes(
    router,
    Resource(
        name="organisations",
        title="組織",
        table=Organisation,
        key=col(Organisation.id),
        shape=OrganisationPublic,
        public=public,
        columns=COLUMNS,
        order=(col(Organisation.id),),
        plan_id=None,
    ),
)


@router.get("/organisations/{id}", include_in_schema=False)
def organisation_page(request: Request, store: Reader, settings: Config, id: ItemPath) -> Response:
    with store.snapshot() as session:
        at = state(session)
        organisation = session.get(Organisation, id)
        if organisation is None:
            raise missing(session, id, "組織")
        shown = public(organisation, settings)
        found = find(session, SortedFilter(bureau=[id]))
        issued = find(session, SortedFilter(issuer=id))
    context = {
        "organisation": shown,
        "items": initiatives(found.documents, settings.base),
        "issued": issued.total,
        "finder": address([("bureau", shown.name)]),
        "finder_issued": address([("issuer", shown.id)]),
        "state": at,
    }
    return request.app.state.pages.TemplateResponse(request, "organisation.html", context)  # type: ignore[no-any-return]
