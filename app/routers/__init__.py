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
        # First, because routes are tried in order and most questions are asked here.
        initiatives,
        counts,
        # Before the pages: the address of a plan's page would match its descriptions too.
        catalogue,
        site,
        # Before plans: its {id} would swallow the .stratml.xml of an address.
        files,
        plans,
        pillars,
        themes,
        workbooks,
        briefs,
        kpis,
        organisations,
        sdgs,
        passages,
        corrections,
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
