"""/api/v1/corrections."""

from fastapi import APIRouter

from app.collection import add_routes
from app.resources.corrections import CORRECTIONS

router = APIRouter(tags=["読み替え"])

add_routes(router, CORRECTIONS)
