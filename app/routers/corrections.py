"""/api/v1/corrections."""

from app.models.correction import CORRECTIONS
from app.routers.resource_routes import add_routes
from app.web.routing import Router

router = Router(tags=["読み替え"])

add_routes(router, CORRECTIONS)
