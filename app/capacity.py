"""How much work the process takes on at once: some at work, some more waiting, the rest told to come again.

Sockets are not counted, work is: a connection that sends or reads slowly holds no place here, and an
answer that is kept needs none. Health checks never wait.
"""

import asyncio
from typing import Final

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import Unavailable, answer
from app.language import _

WORKING: Final = 6
"""Requests at work; more threads than this only take the interpreter from each other, and from the
thread that accepts requests and answers health checks."""
WAITING: Final = 2048
"""Requests that wait for a place: about as many as get one before their patience ends. One that waits
costs memory, one that is refused costs work, again and again if its client does not wait."""
PATIENCE: Final = 5.0
"""Seconds after which one that waits is told to come again."""
PAUSE: Final = 0.5
"""Seconds before a refusal: clients that ask again at once would keep the service busy with refusing."""


class Capacity:
    """Stands inside app/delivery.py: what is being sent to a slow reader is no longer at work."""

    def __init__(self, app: ASGIApp, working: int = WORKING, waiting: int = WAITING) -> None:
        self.app = app
        self.most = working + waiting
        self.present = 0
        self._places = asyncio.Semaphore(working)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/health/"):
            await self.app(scope, receive, send)
            return
        if self.present >= self.most:
            await asyncio.sleep(PAUSE)
            await _refuse(scope, receive, send)
            return
        self.present += 1
        try:
            try:
                if not self._places.locked():
                    await self._places.acquire()
                else:
                    async with asyncio.timeout(PATIENCE):
                        await self._places.acquire()
            except TimeoutError:
                await _refuse(scope, receive, send)
                return
            try:
                await self.app(scope, receive, send)
            finally:
                self._places.release()
        finally:
            self.present -= 1


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    busy = Unavailable(_("ただいま混み合っています。少し待ってからやり直してください。"))
    await answer(Request(scope, receive), busy)(scope, receive, send)
