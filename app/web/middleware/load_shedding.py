"""How much work the process takes on at once: some at work, some more waiting, the rest told to come again.

Sockets are not counted, work is: a connection that sends or reads slowly holds no place here, and an
answer that is kept needs none. Health checks never wait.
"""

import asyncio
import os
from collections import deque
from time import monotonic
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

WORKING: Final = min(6, (os.cpu_count() or 1) + 2)
"""Requests at work; more threads than this only take the interpreter and the cores from each other, and
from the thread that accepts requests and answers health checks."""
WAITING: Final = 2048
"""Requests that wait for a place, however soon they would get one: each costs memory."""
SOON: Final = 1.0
"""Seconds until a place is free; one that would wait longer is refused when it comes, not after it waited."""
PATIENCE: Final = 2.0
"""Seconds after which one that waits nevertheless is told to come again."""
PAUSE: Final = 0.4
"""Seconds before a refusal: clients that ask again at once would keep the service busy with refusing."""
REFUSALS: Final = 2500
"""Refusals a second. More clients than that are told later, so that refusing never takes all the time."""
_TICK: Final = 0.02
_MEMORY: Final = 64
"""Places given, of which the pace is the mean."""


class LoadShedding:
    """Stands outside app/web/middleware/response_headers.py, so that one that waits has cost little so far. A place is free again
    when the finished answer begins to be sent, however slowly it is read."""

    def __init__(
        self, app: ASGIApp, refusal: ASGIApp, working: int = WORKING, waiting: int = WAITING
    ) -> None:
        self.app = app
        self.refusal = refusal
        self.most = waiting
        self.waiting = 0
        self.pace = 0.001
        """Seconds between two places given while others wait: as quick as the store and its questions are."""
        self._places = asyncio.Semaphore(working)
        self._given = monotonic()
        self._pauses = Pauses()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/health/"):
            await self.app(scope, receive, send)
            return
        if self.waiting >= self.most or self.waiting * self.pace > SOON:
            await self._pauses.pause()
            await self.refusal(scope, receive, send)
        elif not await self._has_place():
            await self.refusal(scope, receive, send)
        else:
            await self._at_work(scope, receive, send)

    async def _has_place(self) -> bool:
        """Wait for a place; whether there was one in time."""
        if not self._places.locked():
            await self._places.acquire()
            self._given = monotonic()
            return True
        self.waiting += 1
        try:
            async with asyncio.timeout(PATIENCE):
                await self._places.acquire()
        except TimeoutError:
            return False
        finally:
            self.waiting -= 1
        now = monotonic()
        self.pace += (now - self._given - self.pace) / _MEMORY
        self._given = now
        return True

    async def _at_work(self, scope: Scope, receive: Receive, send: Send) -> None:
        held = True

        def leave() -> None:
            nonlocal held
            if held:
                held = False
                self._places.release()

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                leave()
            await send(message)

        try:
            await self.app(scope, receive, answered)
        finally:
            leave()


class Pauses:
    """Who is to be refused waits here, behind one timer for all: as quick as it may be and no quicker."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[float, asyncio.Future[None]]] = deque()

    async def pause(self) -> None:
        loop = asyncio.get_running_loop()
        over = loop.create_future()
        self._waiting.append((loop.time() + PAUSE, over))
        if len(self._waiting) == 1:
            loop.call_later(PAUSE, self._let_go, loop)
        await over

    def _let_go(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for _turn in range(int(REFUSALS * _TICK)):
            if not self._waiting or self._waiting[0][0] > now:
                break
            over = self._waiting.popleft()[1]
            if not over.done():
                over.set_result(None)
        if self._waiting:
            loop.call_later(_TICK, self._let_go, loop)
