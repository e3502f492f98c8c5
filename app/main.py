"""The application: settings in, one ASGI callable out."""

import gc

# What modules make while they load stays as long as the process. To search it for garbage, again and again
# as it grows, would take a quarter of the start; and later every full search would stop the answers for it.
gc.disable()

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp

from app import errors, language, openapi, pages
from app.capacity import Capacity
from app.cards import Cards
from app.db import Store
from app.delivery import Delivery
from app.finished import Finished
from app.refusals import Refusals
from app.routers import ALL
from app.settings import Settings, read_settings

gc.freeze()
gc.enable()


def create_app(settings: Settings | None = None, store: Store | None = None) -> ASGIApp:
    """The service on a store that exists. `hoshin serve` makes the store first; tests bring theirs."""
    settings = settings or read_settings()
    store = store or Store(settings)
    language.use(settings.language, settings.locale or language.FOLDER)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        store.close()

    app = FastAPI(
        title="hoshin 方針データ API",
        openapi_url=None,  # ours is /api/v1/openapi.json, made in app/openapi.py
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # the redirect would go wherever the Host header says
        lifespan=lifespan,
        routes=[route for router in ALL for route in router.routes],
    )
    app.state.settings = settings
    app.state.store = store
    app.state.pages = pages.templates(settings)
    app.state.cards = Cards(app.state.pages.env)
    errors.install(app)
    openapi.install(app)
    return Finished(Capacity(Delivery(app), Refusals(app)), store, settings.cache_mb)
