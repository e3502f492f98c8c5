"""The response cache: the outermost layer stores complete answers until the store changes.

Public answers are the same for everyone until the next import. A stored answer is sent as it is: start
and body are ready messages, by the key of the request. A timer checks whether anything was committed;
nothing else in the service knows of this.
"""

import secrets
import threading
from collections.abc import Sequence
from itertools import count
from time import monotonic, time
from typing import Final

from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.db.commit_watcher import CommitWatcher
from app.db.store import Store
from app.errors import Cause
from app.web.middleware.answer_store import AnswerStore, Pairs, StoredAnswer, size_of
from app.web.middleware.cache_key import Key, parse_request, request_of
from app.web.middleware.request_log import LogEntry, RequestLog
from app.web.middleware.response_headers import BODY_HEADERS, BufferedAnswer, past_dates, send_body
from app.web.routing import find_route, known_query

# Seconds between two checks of the store: no answer is older than 250 ms after a commit.
CHECK_INTERVAL: Final = 0.1
# Seconds without a successful check, after which a stored answer says its age.
MAX_CHECK_AGE: Final = 2.0
# Seconds that an answer is stored: some pages show today's date.
MAX_AGE: Final = 60.0
# Seconds that an answer is old at most, while the database cannot be read: stale-if-error of Cache-Control.
MAX_STALE: Final = 86_400.0
# Headers that belong to one answer of many with the same bytes.
_PER_ANSWER: Final = (b"x-request-id", b"age", b"warning")
_NO_BODY: Final[Message] = {"type": "http.response.body", "body": b""}
_READING: Final = ("GET", "HEAD")

# Of the store: what the timer saw last, and how often this process wrote.
Version = tuple[object, int]


class ResponseCache:
    """Wraps the application that a server is given, and does what a request asks for beside its key. Without
    the server's lifespan, or with `megabytes` 0, it stores nothing. Parameters that a route of `routes`
    ignores are no part of a key."""

    def __init__(
        self,
        app: ASGIApp,
        store: Store,
        megabytes: int,
        *,
        access_log: bool,
        routes: Sequence[BaseRoute] = (),
    ) -> None:
        self.app = app
        self.store = store
        self.routes = routes
        self.answers = AnswerStore(megabytes * 1024 * 1024)
        self._committed: object = None
        # Raised by a commit after which no older answer may be served again.
        self._era = 0
        self._checked_at = 0.0
        self._stopped = threading.Event()
        self._id_prefix = secrets.token_hex(4).encode()
        self._counter = count()
        self._log = RequestLog(self._compute, every_answer=access_log)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._log(scope, receive, send)
            return
        started = monotonic()
        key, condition, given_id = parse_request(scope)
        request_id = given_id or b"%b%08x" % (self._id_prefix, next(self._counter))
        stored = self._find(scope, key, started)
        if stored is None and key[1]:
            key = key[0], known_query(find_route(self.routes, scope), key[1]), key[2]
            stored = self._find(scope, key, started)
        if stored is None:
            asked = {"request_id": request_id.decode(), "key": key, "condition": condition, "gzip": key[2]}
            state = {**scope.get("state", {}), **asked}
            await self._log({**scope, "state": state}, receive, send)
            return
        own: Pairs = [(b"x-request-id", request_id)]
        if started - self._checked_at > MAX_CHECK_AGE:
            own += stored.age_headers()
        status, headers, body = 200, stored.headers, stored.body
        if condition and (
            condition.etags == stored.etag or condition.names(stored.etag, stored.last_modified)
        ):
            status, headers, body = 304, stored.not_modified_headers, _NO_BODY
        elif scope["method"] == "HEAD":
            body = _NO_BODY
        await send({"type": "http.response.start", "status": status, "headers": headers + own})
        await send(body)
        if self._log.every_answer:
            method, size, seconds = scope["method"], len(body["body"]), monotonic() - started
            self._log.add(LogEntry(time(), request_id.decode(), method, stored.route, status, size, seconds))

    def _version(self) -> Version:
        return self._committed, self.store.written

    def _find(self, scope: Scope, key: Key, now: float) -> StoredAnswer | None:
        """The stored answer, if it still holds."""
        if scope["method"] not in _READING or (stored := self.answers.get(key)) is None:
            return None
        return stored if stored.version == self._version() and now - stored.stored_at <= MAX_AGE else None

    async def _compute(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the application answer, and store the answer where that is right."""
        if scope["type"] == "lifespan" and self.answers.max_size:
            await self._run_lifespan(scope, receive, send)
        elif scope["type"] == "http" and scope["method"] in _READING:
            await self._fill(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _fill(self, scope: Scope, receive: Receive, send: Send) -> None:
        state = scope["state"]
        key, condition = state["key"], state["condition"]
        version, era = self._version(), self._era
        answer = BufferedAnswer(send)
        await self.app(request_of(scope, key), receive, answer.collect)
        status, headers, body = answer.status, answer.headers, answer.chunks
        before = self.answers.get(key)
        if before is not None and state.get("unreadable") and self._may_serve(before):
            # The database cannot be read: the old answer is better than none, and says so.
            state["cause"], state["detail"] = Cause.STALE, Cause.DATABASE
            own = [(b"x-request-id", state["request_id"].encode()), *before.age_headers()]
            status, headers, body = 200, [*before.headers, *own], [before.body["body"]]
        elif status < 500 and version == self._version() and version[0] is not None:
            self._put(key, answer, version, era, state["route"])
        named = dict(headers)
        if (
            condition
            and status == 200
            and condition.names(named.get(b"etag", b""), named.get(b"last-modified"))
        ):
            status, body = 304, []
            headers = [pair for pair in headers if pair[0] not in BODY_HEADERS]
        await send({"type": "http.response.start", "status": status, "headers": past_dates(headers)})
        await send_body(body if scope["method"] == "GET" else [], send)

    def _may_serve(self, stored: StoredAnswer) -> bool:
        """Whether an old answer may be served while the database cannot be read."""
        return stored.era == self._era and monotonic() - stored.stored_at <= MAX_STALE

    def _put(self, key: Key, answer: BufferedAnswer, version: Version, era: int, route: str) -> None:
        """Store an answer of 200 that is complete and does not say that it must not be; else drop the one
        that is stored."""
        headers = [pair for pair in answer.headers if pair[0] not in _PER_ANSWER]
        named = dict(headers)
        cache = named.get(b"cache-control", b"")
        forbidden = b"set-cookie" in named or b"no-store" in cache or b"private" in cache
        size = size_of(key, headers, answer.size)
        fit = size <= self.answers.max_answer
        if answer.status != 200 or not answer.complete or forbidden or b"etag" not in named or not fit:
            self.answers.drop(key)
            return
        headers = past_dates(headers)
        stored = StoredAnswer(
            stored_at=monotonic(),
            version=version,
            era=era,
            route=route,
            headers=headers,
            not_modified_headers=[pair for pair in headers if pair[0] not in BODY_HEADERS],
            etag=named[b"etag"],
            last_modified=named.get(b"last-modified"),
            body={"type": "http.response.body", "body": b"".join(answer.chunks)},
            size=size,
        )
        self.answers.put(key, stored)

    async def _run_lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The server's lifespan, with the timer running in it."""
        watcher = CommitWatcher(self.store)
        self._check(watcher)
        timer = threading.Thread(target=self._check_regularly, args=(watcher,), name="commits", daemon=True)
        timer.start()
        try:
            await self.app(scope, receive, send)
        finally:
            self._stopped.set()
            timer.join()
            self._committed = None

    def _check_regularly(self, watcher: CommitWatcher) -> None:
        while not self._stopped.wait(CHECK_INTERVAL):
            self._check(watcher)
        watcher.close()

    def _check(self, watcher: CommitWatcher) -> None:
        committed = watcher.version()
        if committed is not None:
            self._checked_at = monotonic()
            # The same object while nothing is committed, which is quicker to compare.
            if committed != self._committed:
                self._era += watcher.took_back()
                self._committed = committed
