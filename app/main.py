"""The application: settings in, one ASGI callable out."""

import gc

# What modules create while they load stays as long as the process. Searching it for garbage would take a
# quarter of the start, and later every full search would stop the answers for it.
gc.disable()

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.types import ASGIApp

from app.db.store import Store
from app.i18n import messages
from app.importer.revision_stores import RevisionStores
from app.pages import templating
from app.pages.card_cache import CardCache
from app.publication.catalogues.ckan_envelope import ACTION, ALIAS
from app.routers import ALL
from app.settings import Settings, SettingsError, read_settings
from app.web import error_handlers, openapi
from app.web.middleware.base_path import BasePath, check_root_path
from app.web.middleware.byte_ranges import ByteRanges
from app.web.middleware.load_shedding import LoadShedding
from app.web.middleware.posted_queries import PostedQueries
from app.web.middleware.response_cache import ResponseCache
from app.web.middleware.response_headers import ResponseHeaders

if TYPE_CHECKING:
    from app.assistants.server import Assistants

gc.freeze()
gc.enable()


def create_app(
    settings: Settings | None = None, store: Store | None = None, *, is_preview: bool = False
) -> ASGIApp:
    """The service on a store that exists. `hoshin serve` makes the store first; tests bring theirs. Every page
    of a preview says that it is one."""
    settings = settings or read_settings()
    store = store or Store(settings)
    messages.set_language(settings.language, settings.locale or messages.FOLDER)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as running:
            if app.state.assistants:
                await running.enter_async_context(app.state.assistants.running())
            yield
        store.close()

    app = FastAPI(
        title="hoshin 方針データ API",
        openapi_url=None,  # /api/v1/openapi.json instead, see app/web/openapi.py
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # the redirect would go wherever the Host header says
        lifespan=lifespan,
        routes=[route for router in ALL for route in router.routes],
    )
    app.state.settings = settings
    app.state.store = store
    app.state.revisions = RevisionStores(store)
    app.state.pages = templating.templates(settings, is_preview=is_preview)
    app.state.cards = CardCache(app.state.pages.env)
    error_handlers.install(app)
    openapi.install(app)
    answers = ResponseCache(
        PostedQueries(LoadShedding(ResponseHeaders(app), app), app, (ACTION, ALIAS)),
        store,
        settings.cache_mb,
        access_log=settings.access_log,
        routes=app.routes,
    )
    complete: ASGIApp = ByteRanges(answers, settings.root_path)
    app.state.assistants = _assistants(complete) if settings.mcp else None
    complete = app.state.assistants or complete
    if not settings.root_path:
        return complete
    check_root_path(settings.root_path, (str(getattr(route, "path", "")) for route in app.routes))
    return BasePath(complete, settings.root_path)


def _assistants(service: ASGIApp) -> "Assistants":
    """The tools for assistants. Raises SettingsError where the extra is not installed."""
    try:
        from app.assistants.server import Assistants  # noqa: PLC0415 - an extra, and heavy
    except ModuleNotFoundError as error:
        raise SettingsError(
            "HOSHIN_MCP: 追加の部品 hoshin[mcp] がありません。"
            "pip install --require-hashes -r requirements-mcp.lock で入れるか、HOSHIN_MCP を外してください。"
        ) from error
    return Assistants(service)
