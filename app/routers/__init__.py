"""One file a resource: its JSON, its CSV and its page side by side."""

from app.routers import (
    changes,
    corrections,
    counts,
    initiatives,
    kpis,
    organisations,
    passages,
    pillars,
    plans,
    sdgs,
    service,
    site,
    themes,
)

ALL = tuple(
    module.router
    for module in (
        site,
        plans,
        pillars,
        themes,
        initiatives,
        kpis,
        organisations,
        sdgs,
        passages,
        corrections,
        counts,
        changes,
        service,
    )
)
