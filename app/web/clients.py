"""Clients that leave before their answer: they leave the queue, and long work looks at each step whether
somebody still waits for it."""

import asyncio
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from typing import Final, TypeVar

from starlette.types import Receive

from app.errors import Cause, Unavailable
from app.i18n.messages import _

Step = TypeVar("Step")


class Client:
    """Whoever asked; `has_left` when the connection was closed before the answer. `patience` is the limit
    of its wait in a queue, which ends when it leaves."""

    def __init__(self) -> None:
        self.has_left = False
        self.patience: asyncio.Timeout | None = None

    async def watch(self, receive: Receive) -> None:
        """Wait until the client leaves. The requests of this service have no body to be read."""
        while (await receive())["type"] != "http.disconnect":
            pass
        self.has_left = True
        if self.patience is not None:
            self.patience.reschedule(asyncio.get_running_loop().time())


# The client of the request at work, also in its worker thread. Not every request has one.
CLIENT: Final[ContextVar[Client | None]] = ContextVar("client", default=None)


def while_awaited(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps, as long as the client is there. Raises Unavailable, which nobody reads, when it left."""
    client = CLIENT.get()
    for step in steps:
        if client is not None and client.has_left:
            raise Unavailable(_("接続が切れたため、途中でやめました。"), Cause.CLIENT_LEFT)
        yield step
