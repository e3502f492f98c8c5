"""/api/v1/kpis."""

from fastapi import APIRouter

from app.collection import add_routes
from app.resources.kpis import KPIS

router = APIRouter(tags=["指標"])

add_routes(router, KPIS)
