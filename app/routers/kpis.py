"""/api/v1/kpis."""

from app.models.kpi import KPIS
from app.routers.resource_routes import add_routes
from app.web.routing import Router

router = Router(tags=["指標"])

add_routes(router, KPIS)
