"""/api/v1/themes."""

from fastapi import APIRouter

from app.collection import add_routes
from app.resources.themes import THEMES

router = APIRouter(tags=["施策"])

add_routes(router, THEMES)
