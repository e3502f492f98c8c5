"""/api/v1/kpis."""

from app.collection import add_routes
from app.resources.kpis import KPIS
from app.routing import Router

router = Router(tags=["指標"])

add_routes(router, KPIS)
