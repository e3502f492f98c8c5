"""/api/v1/themes."""

from app.collection import add_routes
from app.resources.themes import THEMES
from app.routing import Router

router = Router(tags=["施策"])

add_routes(router, THEMES)
