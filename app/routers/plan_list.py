"""/plans: all plans by series and year."""

from typing import Final

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import column, func, select, text
from sqlmodel import col

from app.db.revisions import current_revision
from app.models import Plan
from app.models.plan import plan_public
from app.models.types import Code
from app.pages import plan_list, urls
from app.pages.filter_bar import window
from app.pages.templating import render
from app.search.filters import SCOPES, InitiativeFilter, Paging
from app.search.query import search
from app.search.scope import plan_ids, scope_of
from app.search.shared_options import count_plans
from app.web.dependencies import SettingsDep, StoreDep
from app.web.routing import Router

router = Router()

# The plans of one page.
PER_PAGE: Final = 200
_CHOICES: Final = ("issuer", "year", "series")


@router.page("/plans")
def plans_page(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    """Redirects to the only plan."""
    query = urls.from_form(request.query_params)
    scope = scope_of(query)
    with store.snapshot() as session:
        current_revision(session)
        if not scope and count_plans(session) == 1:
            only = session.scalars(select(col(Plan.id))).one()
            return RedirectResponse(f"{settings.root_path}/plans/{only}", 302)
        # Counted by the search, which also refuses an unknown issuer or series.
        found = search(session, InitiativeFilter.model_validate(scope), facets=_CHOICES)
        in_scope = col(Plan.id).in_(text(plan_ids(scope)).columns(column("id", Code)))
        plans = select(Plan).where(in_scope)
        total = session.execute(select(func.count()).select_from(plans.subquery()), scope).scalar_one()
        ordered = plans.order_by(
            col(Plan.issuer_id),
            col(Plan.series_key).is_(None),
            col(Plan.series_key),
            col(Plan.fiscal_year),
            col(Plan.id),
        )
        part = Paging(limit=PER_PAGE, offset=query.offset)
        page = session.scalars(ordered.limit(part.limit).offset(part.offset), scope).all()
        public = [plan_public(plan, settings) for plan in page]
        rows = list(plan_list.rows(session, public, gaps="year" not in scope))
    params = urls.query_params(query, "offset", "limit")
    context = {
        "rows": rows,
        "total": total,
        "choices": {name: found.facets[name] for name in _CHOICES},
        "chosen": {name: found.resolved.name_of(name, str(getattr(query, name))) for name in SCOPES},
        "window": window(part, total, params, urls.builder(request)),
        "state": found.revision,
    }
    return render(request, "plans.html", context)
