"""What a route asks for: the store as `StoreDep`, the settings as `SettingsDep`.

A route opens its snapshot itself and closes it before the answer is rendered. A session that lived as a
dependency would hold its connection while the answer is sent, and the service would collapse under load.
"""

from typing import Annotated

from fastapi import Depends, Request

from app.db.store import Store
from app.settings import Settings


# Coroutines, because FastAPI calls a plain function in a worker thread.
async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


StoreDep = Annotated[Store, Depends(_store)]
SettingsDep = Annotated[Settings, Depends(_settings)]
