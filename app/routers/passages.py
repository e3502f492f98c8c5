"""/api/v1/passages."""

from fastapi import APIRouter

from app.collection import add_routes
from app.resources.passages import PASSAGES

router = APIRouter(tags=["文章"])

add_routes(router, PASSAGES)
