"""Load shedding: at most WORKING requests run, up to WAITING queue, the rest get 503 with Retry-After.

Work is counted, not sockets: a connection that sends or reads slowly holds no place here, and a stored
answer needs none. Health checks never wait. Routes that declare their answers heavy (catalogues, files,
whole lists) have one place and a queue of their own, so that the others stay free. A client that leaves
leaves the queue too.
"""

import asyncio
import os
from collections import deque
from functools import lru_cache
from time import monotonic
from typing import Final, NamedTuple

from fastapi import FastAPI, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import Cause, Unavailable
from app.i18n.messages import _
from app.web.clients import CLIENT, Client
from app.web.error_handlers import answer
from app.web.middleware.response_headers import Pairs, add_fixed_headers
from app.web.routing import find_route, policy_of

# Requests at work; more threads than this only take the interpreter and the cores from each other, and
# from the thread that accepts requests and answers health checks.
WORKING: Final = min(6, (os.cpu_count() or 1) + 2)
# Requests in the queue, however quickly it moves: each costs memory.
WAITING: Final = 2048
# Seconds; a request that would wait longer is rejected when it comes, not after it waited.
MAX_EXPECTED_WAIT: Final = 1.0
# Seconds after which a queued request is rejected nevertheless.
MAX_WAIT: Final = 2.0
# Heavy requests at work and in their queue, and seconds in it: programs ask for them, with patience.
HEAVY_WORKING: Final = 1
HEAVY_WAITING: Final = 32
HEAVY_MAX_WAIT: Final = 30.0
# Old revisions have a store of their own, which may have to be made first.
_HEAVY_PARAMETER: Final = b"revision="
# Seconds before a rejection is sent: clients that repeat at once would keep the service busy with rejecting.
REJECT_DELAY: Final = 0.4
# With more clients than that, rejections are delayed further: they never take all the time.
MAX_REJECTIONS_PER_SECOND: Final = 2500
_TICK: Final = 0.02
# Places given, of which the pace is the mean.
_PACE_SAMPLES: Final = 64
# Paths of which it is cached whether they are heavy.
_CACHED_PATHS: Final = 2048
# A rejection is rendered once a path, because rendering costs as much as five of them, a page as fifteen.
_CACHED_REJECTIONS: Final = 256
# Characters of a path in a rejection; no path of the service is longer.
_MAX_PATH: Final = 256
# The request id in a rendered rejection, replaced by that of the request.
_PLACEHOLDER: Final = "hoshin-request-id-placeholder"


class Queue:
    """Places at work and the queue for them."""

    def __init__(self, places: int, max_waiting: int, max_expected_wait: float, max_wait: float) -> None:
        self.max_waiting = max_waiting
        self.max_expected_wait = max_expected_wait
        self.max_wait = max_wait
        self.waiting = 0
        # Seconds between two places given while others wait: as quick as the store and its queries are.
        self.pace = 0.001
        self._places = asyncio.Semaphore(places)
        self._last_given = monotonic()

    @property
    def is_full(self) -> bool:
        return self._places.locked()

    def refuses(self) -> Cause | None:
        """Why a request that comes now would wait too long, None if it would not."""
        if self.waiting >= self.max_waiting:
            return Cause.QUEUE_FULL
        return Cause.LONG_QUEUE if self.waiting * self.pace > self.max_expected_wait else None

    async def take_place(self, scope: Scope, client: Client) -> Cause | None:
        """Wait for a place; why there was none, None if there was."""
        if not self.is_full:
            await self._places.acquire()
            self._last_given = monotonic()
            return None
        self.waiting += 1
        queued_at = monotonic()
        try:
            async with asyncio.timeout(self.max_wait) as client.patience:
                await self._places.acquire()
        except TimeoutError:
            return Cause.CLIENT_LEFT if client.has_left else Cause.WAITED
        finally:
            client.patience = None
            self.waiting -= 1
        now = monotonic()
        scope.setdefault("state", {})["queued"] = now - queued_at
        self.pace += (now - self._last_given - self.pace) / _PACE_SAMPLES
        self._last_given = now
        return None

    def leave_place(self) -> None:
        self._places.release()


class LoadShedding:
    """Stands outside the header layer, so that a queued request has cost little so far. A place is free
    again when the complete answer begins to be sent, however slowly it is read."""

    def __init__(
        self, app: ASGIApp, application: FastAPI, working: int = WORKING, waiting: int = WAITING
    ) -> None:
        self.app = app
        self.ordinary = Queue(working, waiting, MAX_EXPECTED_WAIT, MAX_WAIT)
        self.heavy = Queue(HEAVY_WORKING, HEAVY_WAITING, HEAVY_MAX_WAIT, HEAVY_MAX_WAIT)
        self._delay = RejectDelay()
        self._rejection = lru_cache(_CACHED_REJECTIONS)(lambda path: render_rejection(application, path))
        self._is_heavy = lru_cache(_CACHED_PATHS)(lambda path: is_heavy(application, path))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/health/"):
            await self.app(scope, receive, send)
            return
        heavy = _HEAVY_PARAMETER in scope["query_string"] or self._is_heavy(scope["path"][:_MAX_PATH])
        queue = self.heavy if heavy else self.ordinary
        if cause := queue.refuses():
            await self._delay.wait()
            await self._reject(scope, send, cause)
            return
        client = Client()
        # An ordinary request that need not wait is soon done: nobody has to watch its client.
        watch = asyncio.create_task(client.watch(receive)) if heavy or queue.is_full else None
        try:
            if cause := await queue.take_place(scope, client):
                await self._reject(scope, send, cause)
            else:
                CLIENT.set(client)
                await self._work(queue, scope, receive, send)
        finally:
            if watch is not None:
                watch.cancel()

    async def _work(self, queue: Queue, scope: Scope, receive: Receive, send: Send) -> None:
        holds_place = True

        def leave() -> None:
            nonlocal holds_place
            if holds_place:
                holds_place = False
                queue.leave_place()

        async def send_and_leave(message: Message) -> None:
            if message["type"] == "http.response.start":
                leave()
            await send(message)

        try:
            await self.app(scope, receive, send_and_leave)
        finally:
            leave()

    async def _reject(self, scope: Scope, send: Send, cause: Cause) -> None:
        rejection = self._rejection(scope["path"][:_MAX_PATH])
        state = scope["state"]
        state["route"], state["cause"] = rejection.route, cause
        request_id: bytes = state["request_id"].encode()
        body = rejection.body.replace(_PLACEHOLDER.encode(), request_id)
        own = [(b"x-request-id", request_id), (b"content-length", b"%d" % len(body))]
        start = {"type": "http.response.start", "status": Unavailable.status}
        await send({**start, "headers": [*rejection.headers, *own]})
        await send({"type": "http.response.body", "body": body})


class Rejection(NamedTuple):
    """A 503 for one path; its headers lack the request id and the length."""

    route: str
    headers: Pairs
    body: bytes


def is_heavy(application: FastAPI, path: str) -> bool:
    """Whether the route of the path declares its answers heavy."""
    scope: Scope = {"type": "http", "method": "GET", "path": path, "headers": []}
    scope["route"] = find_route(application.routes, scope)
    return policy_of(scope).heavy


def render_rejection(application: FastAPI, path: str) -> Rejection:
    """The answer that the application's error handlers give for the path, under its route's policy."""
    scope: Scope = {
        "type": "http",
        "app": application,
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [],
        "state": {"request_id": _PLACEHOLDER},
    }
    scope["route"] = route = find_route(application.routes, scope)
    busy = Unavailable(_("ただいま混み合っています。少し待ってからやり直してください。"), Cause.QUEUE_FULL)
    response = answer(Request(scope), busy)
    del response.headers["content-length"]
    add_fixed_headers(response.headers, policy_of(scope), response.status_code)
    return Rejection(getattr(route, "path", "-"), tuple(response.raw_headers), bytes(response.body))


class RejectDelay:
    """Delays rejections behind one timer for all: each by REJECT_DELAY, and no more than so many a second."""

    def __init__(self) -> None:
        self._delayed: deque[tuple[float, asyncio.Future[None]]] = deque()

    async def wait(self) -> None:
        loop = asyncio.get_running_loop()
        over = loop.create_future()
        self._delayed.append((loop.time() + REJECT_DELAY, over))
        if len(self._delayed) == 1:
            loop.call_later(REJECT_DELAY, self._release, loop)
        await over

    def _release(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for _turn in range(int(MAX_REJECTIONS_PER_SECOND * _TICK)):
            if not self._delayed or self._delayed[0][0] > now:
                break
            over = self._delayed.popleft()[1]
            if not over.done():
                over.set_result(None)
        if self._delayed:
            loop.call_later(_TICK, self._release, loop)
