"""One file a resource: its JSON, its CSV and its page side by side."""

from app.routers import (
    briefs,
    catalogue,
    changes,
    ckan,
    corrections,
    counts,
    discovery,
    feeds,
    files,
    gaps,
    initiatives,
    kpis,
    organisations,
    passages,
    pillars,
    plans,
    sdgs,
    service,
    site,
    tags,
    themes,
    timeline,
    workbooks,
)

ALL = tuple(
    module.router
    for module in (
        # Before the pages: the address of a plan's page would match its descriptions too.
        catalogue,
        site,
        # Before plans: its {id} would swallow the .stratml.xml of an address.
        files,
        plans,
        pillars,
        themes,
        initiatives,
        workbooks,
        briefs,
        kpis,
        organisations,
        sdgs,
        passages,
        corrections,
        counts,
        timeline,
        gaps,
        tags,
        changes,
        ckan,
        discovery,
        feeds,
        service,
    )
)
