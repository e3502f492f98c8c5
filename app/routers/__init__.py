"""One file a resource: its JSON, its CSV and its page. Resources without pages need no file."""

from app.models.annotation import ANNOTATIONS
from app.models.correction import CORRECTIONS
from app.models.passage import PASSAGES
from app.models.theme import THEMES
from app.routers import (
    briefs,
    catalogue,
    changes,
    ckan,
    comparison,
    discovery,
    editorial_tags,
    facets,
    feeds,
    files,
    gaps,
    history,
    home,
    initiatives,
    initiatives_xlsx,
    kpis,
    list_workbooks,
    long_tables,
    names,
    organisations,
    pillars,
    plan_list,
    plans,
    reports,
    sdgs,
    service,
    site,
    timeline,
)
from app.routers.resource_routes import resource_router
from app.search.list_filters import AnnotationFilter, AnnotationQuery, PassageFilter, PassageQuery

ALL = (
    # First, because routes are tried in order and most requests are for initiatives.
    initiatives.router,
    long_tables.router,
    facets.router,
    # Before plans: the path of a plan's page would match its descriptions too.
    catalogue.router,
    home.router,
    site.router,
    # Before plans likewise: its {id} would match .stratml.xml too.
    files.router,
    plan_list.router,
    history.router,
    plans.router,
    pillars.router,
    resource_router(THEMES),
    initiatives_xlsx.router,
    briefs.router,
    kpis.router,
    reports.router,
    organisations.router,
    sdgs.router,
    names.router,
    resource_router(PASSAGES, PassageQuery, PassageFilter),
    resource_router(ANNOTATIONS, AnnotationQuery, AnnotationFilter),
    resource_router(CORRECTIONS),
    comparison.router,
    list_workbooks.router,
    timeline.router,
    gaps.router,
    editorial_tags.router,
    changes.router,
    ckan.router,
    discovery.router,
    feeds.router,
    service.router,
)
