"""The revisions of a plan: the API, and /plans/{id}/history, which says in sentences what each changed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import Query, Request, Response
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.db.revision_cache import cached
from app.db.revisions import current_revision
from app.i18n.messages import N_
from app.importer.kept_files import newest_revision
from app.models import Change, Revision
from app.models.plan import PlanPublic
from app.models.revision import RevisionPublic
from app.models.vocabulary import Action
from app.pages import plan_history, urls
from app.pages.filter_bar import window
from app.pages.reports import reports_of
from app.pages.templating import render
from app.routers.resource_routes import ItemPath
from app.search.filters import Paging
from app.search.lookup import plan_of, state_for
from app.settings import Settings
from app.web.dependencies import SettingsDep, StoreDep
from app.web.openapi import ITEM_PROBLEMS, answers
from app.web.pagination import Page
from app.web.responses import Listing, json_list
from app.web.routing import PAGE, Router

router = Router(tags=["計画"])

# Revisions on one page of the history.
PER_PAGE: Final = 10


@router.get(
    "/api/v1/plans/{id}/revisions",
    summary="計画の改訂の一覧（新しい順）",
    responses=answers(Listing[RevisionPublic], ITEM_PROBLEMS),
)
def list_revisions(
    request: Request,
    store: StoreDep,
    settings: SettingsDep,
    id: ItemPath,
    query: Annotated[Paging, Query()],
) -> Response:
    with store.snapshot() as session:
        at = state_for(session, id, N_("計画"))
        total, revisions = _revisions(session, plan_of(session, id, settings), query, settings)
    items = (one.model_dump_json() for one in revisions)
    return json_list(request, items, Page(total, query.limit, query.offset), at)


# Heavy: the words of many changes are compared.
@router.serve("/plans/{id}/history", replace(PAGE, heavy=True))
def history_page(request: Request, store: StoreDep, settings: SettingsDep, id: ItemPath) -> Response:
    part = Paging(limit=PER_PAGE, offset=urls.read_query(Paging, request.query_params).offset)
    with store.snapshot() as session:
        at = state_for(session, id, N_("計画"))
        plan = plan_of(session, id, settings)
        total, revisions = _revisions(session, plan, part, settings)
        numbers = [one.revision for one in revisions]
        changes = _changes(session, numbers)
        types = _count(session, numbers, col(Change.item_type))
        reports = reports_of(session, id)
        names = cached(session, ("names", id), lambda: plan_history.names_of(_file(session, plan)))
    first = _first(total, part, revisions)
    context = {
        "plan": plan,
        "entries": list(plan_history.entries(revisions, changes, names, types, first)),
        "reports": {one.id: one for one in reports},
        "window": window(part, total, [], urls.builder(request)),
        "state": at,
    }
    return render(request, "history.html", context)


def _revisions(
    session: Session, plan: PlanPublic, part: Paging, settings: Settings
) -> tuple[int, list[RevisionPublic]]:
    """The number of a plan's revisions, and one page of them, newest first."""
    current_revision(session)
    of_plan = col(Revision.plan_id) == plan.id
    total = session.execute(select(func.count()).select_from(Revision).where(of_plan)).scalar_one()
    columns = (col(Revision.id), col(Revision.at), col(Revision.note), col(Revision.report_id))
    statement = select(*columns).where(of_plan)
    page = statement.order_by(col(Revision.id).desc()).limit(part.limit).offset(part.offset)
    rows = session.execute(page).all()
    counts = _count(session, [row.id for row in rows], col(Change.action))
    return total, [
        RevisionPublic(
            plan=plan.id,
            revision=row.id,
            at=row.at,
            note=row.note,
            **{action.value: counts.get((row.id, action.value), 0) for action in Action},
            report=row.report_id,
            is_newest=row.id == plan.revision,
            url=f"{settings.base}/plans/{plan.id}?revision={row.id}",
        )
        for row in rows
    ]


def _count(session: Session, numbers: Sequence[int], by: Any) -> dict[tuple[int, str], int]:
    """How many changes each revision made, by a column."""
    number = col(Change.revision_id)
    statement = select(number, by, func.count()).where(number.in_(numbers)).group_by(number, by)
    return {(row[0], row[1]): row[2] for row in session.execute(statement)}


def _changes(session: Session, numbers: Sequence[int]) -> Iterable[Change]:
    """The first changes of each revision."""
    ranks = select(
        col(Change.revision_id),
        col(Change.position),
        func.row_number()
        .over(partition_by=col(Change.revision_id), order_by=col(Change.position))
        .label("rank"),
    ).where(col(Change.revision_id).in_(numbers))
    ranked = ranks.subquery()
    statement = (
        select(Change)
        .join(
            ranked,
            (ranked.c.revision_id == col(Change.revision_id)) & (ranked.c.position == col(Change.position)),
        )
        .where(ranked.c.rank <= plan_history.MAX_READ)
        .order_by(col(Change.revision_id), col(Change.position))
    )
    return session.scalars(statement).all()


def _first(total: int, part: Paging, revisions: Sequence[RevisionPublic]) -> int | None:
    """The number of the plan's first revision, if it is among those shown."""
    return revisions[-1].revision if revisions and part.offset + len(revisions) == total else None


def _file(session: Session, plan: PlanPublic) -> str:
    revision = newest_revision(session.connection(), plan.id)
    return revision.file if revision else "{}"
