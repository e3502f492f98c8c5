"""The pages of the site itself: data, API, guide, about, accessibility."""

from typing import Annotated, Any, Final

from fastapi import Query, Request, Response
from sqlalchemy import func, select
from sqlmodel import col

from app.db.revisions import current_revision
from app.errors import NotFound
from app.i18n.messages import _
from app.models import Change, Plan, Revision
from app.models.columns import GUARD_NOTE
from app.models.plan import plan_public
from app.pages import machine_readability, urls
from app.pages.filter_bar import window
from app.pages.guide import API_FILE, guide
from app.pages.templating import render
from app.publication.catalogues import schema_org, signposting
from app.publication.files.tables import TABLES
from app.publication.record import plan_records
from app.search.filters import MAX_OFFSET, Paging
from app.search.shared_options import count_plans
from app.web.dependencies import SettingsDep, StoreDep
from app.web.openapi import operations
from app.web.routing import Router

router = Router()

# Plans on one page of the data.
PER_PAGE: Final = 25


_LAST_REVISIONS: Final = (
    select(
        col(Revision.id),
        col(Revision.at),
        col(Revision.plan_id),
        col(Revision.note),
        select(func.count())
        .where(col(Change.revision_id) == col(Revision.id))
        .scalar_subquery()
        .label("changes"),
    )
    .order_by(col(Revision.id).desc())
    .limit(20)
)


@router.page("/data")
def data_page(
    request: Request,
    store: StoreDep,
    settings: SettingsDep,
    offset: Annotated[int, Query(ge=0, le=MAX_OFFSET)] = 0,
) -> Response:
    part = Paging(limit=PER_PAGE, offset=offset)
    with store.snapshot() as session:
        at = current_revision(session)
        total = count_plans(session)
        shown = select(Plan).order_by(col(Plan.id)).limit(part.limit).offset(part.offset)
        plans = [plan_public(plan, settings) for plan in session.scalars(shown)]
        if not plans:
            raise NotFound(_("登録されている計画は%(n)s件です。", n=total))
        revisions = session.execute(_LAST_REVISIONS).all()
        records = plan_records(session, settings, [plan.id for plan in plans])
    every = operations(request.app)
    paths = {operation.path for operation in every}
    context = {
        "plans": plans,
        "window": window(part, total, [], urls.builder(request)),
        "revisions": revisions,
        "guard_note": _(GUARD_NOTE),
        "lists": [operation for operation in every if f"{operation.path}.csv" in paths],
        "tables": [
            operation
            for operation in every
            if (name := operation.path.removesuffix(".csv")) != operation.path and name not in paths
        ],
        "structured_data": schema_org.catalogue_data(records, settings),
        "alternates": signposting.descriptions(f"{settings.base}/catalog"),
        "state": at,
    }
    return render(request, "data.html", context)


@router.page("/data/machine-readability")
def machine_readability_page(request: Request) -> Response:
    context = {
        "rules": machine_readability.RULES,
        "absences": machine_readability.ABSENCES,
        "codes": machine_readability.code_tables(
            (table.title, column) for table in TABLES for column in table.columns
        ),
    }
    return render(request, "machine_readability.html", context)


@router.page("/api")
def api_page(request: Request, settings: SettingsDep) -> Response:
    every = operations(request.app)
    # A status means the same everywhere: the first description, read last, stands for all.
    statuses = {status: text for each in reversed(every) for status, text in each.statuses.items()}
    # A parameter may not: `kind` is that of initiatives or of KPIs. Each meaning with its first address.
    parameters: dict[str, dict[str, Any]] = {}
    for each in every:
        for one in each.parameters:
            meanings = parameters.setdefault(one["name"], {})
            meanings.setdefault(one.get("description", ""), {**one, "path": each.path})
    context = {
        "guide": guide(settings.root_path, API_FILE, settings.base),
        "operations": every,
        "statuses": dict(sorted(statuses.items())),
        "parameters": parameters,
    }
    return render(request, "api.html", context)


@router.page("/guide")
def guide_page(request: Request, settings: SettingsDep) -> Response:
    return render(request, "guide.html", {"guide": guide(settings.root_path)})


@router.page("/about")
def about_page(request: Request) -> Response:
    return render(request, "about.html")


@router.page("/accessibility")
def accessibility_page(request: Request) -> Response:
    return render(request, "accessibility.html")
