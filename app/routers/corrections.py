"""/api/v1/corrections."""

from app.collection import add_routes
from app.resources.corrections import CORRECTIONS
from app.routing import Router

router = Router(tags=["読み替え"])

add_routes(router, CORRECTIONS)
