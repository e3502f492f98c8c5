"""Clients that leave before their answer: long work looks at each step whether somebody still waits for it."""

from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from typing import Final, TypeVar

from app.errors import Cause, Unavailable
from app.i18n.messages import _

Step = TypeVar("Step")


class Client:
    """Whoever asked; `has_left` when the connection was closed before the answer."""

    has_left = False


# The client of the request at work, also in its worker thread. Only heavy requests have one.
CLIENT: Final[ContextVar[Client]] = ContextVar("client")


def while_awaited(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps, as long as the client is there. Raises Unavailable, which nobody reads, when it left."""
    client = CLIENT.get(None)
    for step in steps:
        if client is not None and client.has_left:
            raise Unavailable(_("接続が切れたため、途中でやめました。"), Cause.CLIENT_LEFT)
        yield step
