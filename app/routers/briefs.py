"""/initiatives/{id}/brief and /brief (答弁メモ): a sheet to answer from, of one initiative or of several."""

from typing import Final

from fastapi import Request, Response
from sqlalchemy import select
from sqlmodel import Session, col

from app.db.revisions import current_revision
from app.errors import BadRequest, FieldError, Gone, NotFound
from app.i18n.messages import N_, _
from app.models import Initiative
from app.pages.answer_memo import memos
from app.pages.templating import render
from app.routers.initiatives import stored_document
from app.routers.old_revisions import RevisionParam, RevisionsDep, old_context
from app.routers.resource_routes import ItemPath
from app.search.lookup import not_found_or_gone, state_for
from app.web.dependencies import SettingsDep, StoreDep
from app.web.routing import Router

router = Router()

# Initiatives of one memo: some ten sheets of paper.
_MAX_ITEMS: Final = 20
_MAX_ID: Final = 100


@router.page("/initiatives/{id}/brief")
def brief_page(
    request: Request,
    revisions: RevisionsDep,
    settings: SettingsDep,
    id: ItemPath,
    revision: RevisionParam = None,
) -> Response:
    with revisions.snapshot(id, revision, N_("取組")) as reading:
        at = state_for(reading.session, id, N_("取組"))
        shown = memos(reading.session, [(id, stored_document(reading.session, id)[0])], settings)
    context = {"memos": shown, "problems": [], "given": [id], "state": at}
    return render(request, "brief.html", context | old_context(reading.old))


@router.page("/brief")
def several_briefs_page(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    given = list(dict.fromkeys(one for one in map(str.strip, request.query_params.getlist("item")) if one))
    if len(given) > _MAX_ITEMS:
        detail = _(
            "一度にメモにできる取組は%(most)s件までです（%(n)s件が選ばれています）。減らすか、分けて開いてください。",
            most=_MAX_ITEMS,
            n=len(given),
        )
        raise BadRequest([FieldError(parameter="item", detail=detail)])
    with store.snapshot() as session:
        at = current_revision(session)
        documents, problems = _read(session, given)
        shown = memos(session, documents, settings)
    return render(request, "brief.html", {"memos": shown, "problems": problems, "given": given, "state": at})


def _read(session: Session, ids: list[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """The stored documents in the order of the ids, and in words what there is none of. Raises NotFound or Gone
    where ids were given and nothing is left."""
    statement = select(col(Initiative.id), col(Initiative.document))
    rows = session.execute(statement.where(col(Initiative.id).in_([one[:_MAX_ID] for one in ids])))
    found = {row[0]: row[1] for row in rows}
    missing = [not_found_or_gone(session, one[:_MAX_ID], N_("取組")) for one in ids if one not in found]
    if missing and not found:
        kind = Gone if all(isinstance(one, Gone) for one in missing) else NotFound
        raise kind(" ".join(one.detail for one in missing))
    return [(one, found[one]) for one in ids if one in found], [one.detail for one in missing]
