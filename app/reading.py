"""How a route reads: it asks for `Reader` and opens the snapshot itself.

The session is opened in the function that reads and is closed before the answer is rendered: a session
that lives as a dependency holds its connection while the answer is sent, and the service collapses
under load.
"""

from typing import Annotated

from fastapi import Depends, Request

from app.db import Store
from app.settings import Settings


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


Reader = Annotated[Store, Depends(_store)]
Config = Annotated[Settings, Depends(_settings)]
