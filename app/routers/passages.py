"""/api/v1/passages."""

from app.models.passage import PASSAGES
from app.routers.resource_routes import add_routes
from app.web.routing import Router

router = Router(tags=["文章"])

add_routes(router, PASSAGES)
