"""/api/v1/passages."""

from app.collection import add_routes
from app.resources.passages import PASSAGES
from app.routing import Router

router = Router(tags=["文章"])

add_routes(router, PASSAGES)
