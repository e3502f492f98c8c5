"""Public addresses for tests of HTTP headers, methods and ETags."""

from tests.world import P22

API = (
    "/api/v1/initiatives",
    "/api/v1/initiatives?q=花&limit=1",
    "/api/v1/initiatives.csv",
    f"/api/v1/initiatives/{P22}-b01",
    "/api/v1/plans",
    f"/api/v1/plans/{P22}/document",
    "/api/v1/facets",
    "/api/v1/matrix",
    "/api/v1/changes",
    "/api/v1/sdg-goals/11",
    "/api/v1/openapi.json",
    "/api/v1/schema.json",
)
PAGES = (
    "/",
    "/initiatives",
    "/initiatives?q=花",
    f"/initiatives/{P22}-b01",
    f"/plans/{P22}",
    f"/pillars/{P22}-p1",
    "/sdgs/11",
    "/organisations/991015",
    "/data",
    "/api",
    "/about",
)
STATIC = ("/static/hoshin.css", "/static/page.js", "/static/hoshin.js", "/static/htmx.js")
HEALTH = ("/health/live", "/health/ready")
PUBLIC = (*API, *PAGES, *STATIC, *HEALTH)

PLAIN = {"Accept-Encoding": "identity"}
GZIP = {"Accept-Encoding": "gzip"}
LIST = "/api/v1/initiatives"
