"""One file a resource: its JSON, its CSV and its page side by side."""

from app.routers import (
    briefs,
    catalogue,
    changes,
    ckan,
    corrections,
    discovery,
    editorial_tags,
    facets,
    feeds,
    files,
    gaps,
    initiatives,
    initiatives_xlsx,
    kpis,
    organisations,
    passages,
    pillars,
    plans,
    sdgs,
    service,
    site,
    themes,
    timeline,
)

ALL = tuple(
    module.router
    for module in (
        # First, because routes are tried in order and most questions are asked here.
        initiatives,
        facets,
        # Before the pages: the address of a plan's page would match its descriptions too.
        catalogue,
        site,
        # Before plans: its {id} would swallow the .stratml.xml of an address.
        files,
        plans,
        pillars,
        themes,
        initiatives_xlsx,
        briefs,
        kpis,
        organisations,
        sdgs,
        passages,
        corrections,
        timeline,
        gaps,
        editorial_tags,
        changes,
        ckan,
        discovery,
        feeds,
        service,
    )
)
