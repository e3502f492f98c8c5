"""How a route reads: it asks for `Reader` and opens the snapshot itself.

The session is opened in the function that reads and is closed before the answer is rendered: a session
that lives as a dependency holds its connection while the answer is sent, and the service collapses
under load.
"""

from contextlib import AbstractContextManager
from typing import Annotated, Protocol

from fastapi import Depends, Request
from sqlmodel import Session

from app.settings import Settings


class Readable(Protocol):
    """The store in a worker thread (app/db.py), or on the event loop (app/at_once.py)."""

    def snapshot(self) -> AbstractContextManager[Session]:
        """A session in which every statement sees one and the same revision; it cannot write."""
        ...


def _store(request: Request) -> Readable:
    store: Readable = request.scope.get("readable") or request.app.state.store
    return store


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


Reader = Annotated[Readable, Depends(_store)]
Config = Annotated[Settings, Depends(_settings)]
