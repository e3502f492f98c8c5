"""/api/v1/themes."""

from app.models.theme import THEMES
from app.routers.resource_routes import add_routes
from app.web.routing import Router

router = Router(tags=["施策"])

add_routes(router, THEMES)
