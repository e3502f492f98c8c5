"""The response cache: the outermost layer stores complete answers until the store changes.

Public answers are the same for everyone until the next import. A stored answer is sent as it is: start
and body are ready messages, by path, query and encoding. A timer checks whether anything was committed;
nothing else in the service knows of this.
"""

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from itertools import count
from time import monotonic, time
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.db.commit_watcher import CommitWatcher
from app.db.store import Store
from app.errors import Cause
from app.web.middleware.cache_key import CONDITIONAL_HEADERS, Key, read_request
from app.web.middleware.request_log import LogEntry, RequestLog
from app.web.middleware.response_headers import BODY_HEADERS, BufferedAnswer, not_modified

# Seconds between two checks of the store: no answer is older than 250 ms after a commit.
CHECK_INTERVAL: Final = 0.1
# Seconds without a successful check, after which a stored answer says its age.
MAX_CHECK_AGE: Final = 2.0
# Seconds that an answer is stored: some pages show today's date.
MAX_AGE: Final = 60.0
# Bytes of memory that a stored answer takes beside its body and headers.
_OVERHEAD: Final = 2048
# Keys that were asked for once and did not get in.
_MAX_CANDIDATES: Final = 4096
# Headers that belong to one answer of many with the same bytes.
_PER_ANSWER: Final = (b"x-request-id", b"age", b"warning")
_NO_BODY: Final[Message] = {"type": "http.response.body", "body": b""}

Pairs = list[tuple[bytes, bytes]]
# Of the store: what the timer saw last, and how often this process wrote.
Version = tuple[object, int]


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """One complete answer of 200; its headers lack only those of one request."""

    stored_at: float
    version: Version
    route: str
    headers: Pairs
    not_modified_headers: Pairs
    etag: bytes
    last_modified: str | None
    body: Message
    size: int

    def matches(self, scope: Scope) -> bool:
        """Whether the request's condition names this answer."""
        return not_modified(Headers(scope=scope), self.etag.decode("latin-1"), self.last_modified)

    def age_headers(self) -> Pairs:
        """What the answer adds when it could not be checked against the store."""
        age = str(int(monotonic() - self.stored_at)).encode()
        return [(b"age", age), (b"warning", b'111 - "Revalidation Failed"')]


class ResponseCache:
    """Wraps the application that a server is given. Without the server's lifespan, or with `megabytes`
    0, it stores nothing."""

    def __init__(self, app: ASGIApp, store: Store, megabytes: int, *, access_log: bool) -> None:
        self.app = app
        self.store = store
        self.max_size = megabytes * 1024 * 1024
        self.size = 0
        self._answers: OrderedDict[Key, StoredAnswer] = OrderedDict()
        self._candidates: OrderedDict[Key, None] = OrderedDict()
        self._committed: object = None
        self._checked_at = 0.0
        self._stopped = threading.Event()
        self._id_prefix = secrets.token_hex(4).encode()
        self._counter = count()
        self._log = RequestLog(self._compute, every_answer=access_log)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = monotonic()
        request = self._read(scope)
        stored = self._answers.get(request[0]) if request else None
        if request is None or stored is None or not self._is_fresh(stored, started):
            await self._log(scope, receive, send)
            return
        key, condition, given_id = request
        self._answers.move_to_end(key)
        request_id = given_id or b"%b%08x" % (self._id_prefix, next(self._counter))
        own: Pairs = [(b"x-request-id", request_id)]
        if started - self._checked_at > MAX_CHECK_AGE:
            own += stored.age_headers()
        status, headers, body = 200, stored.headers, stored.body
        if condition is not None and (condition == stored.etag or stored.matches(scope)):
            status, headers, body = 304, stored.not_modified_headers, _NO_BODY
        elif scope["method"] == "HEAD":
            body = _NO_BODY
        await send({"type": "http.response.start", "status": status, "headers": headers + own})
        await send(body)
        if self._log.every_answer:
            method, size, seconds = scope["method"], len(body["body"]), monotonic() - started
            self._log.add(LogEntry(time(), request_id.decode(), method, stored.route, status, size, seconds))

    def _read(self, scope: Scope) -> tuple[Key, bytes | None, bytes | None] | None:
        """As read_request; None also for what is never stored."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or self._committed is None:
            return None
        return read_request(scope)

    def _is_fresh(self, stored: StoredAnswer, now: float) -> bool:
        return stored.version == (self._committed, self.store.written) and now - stored.stored_at <= MAX_AGE

    async def _compute(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the application answer, and store the answer where that is right."""
        if scope["type"] == "lifespan" and self.max_size:
            await self._run_lifespan(scope, receive, send)
        elif (request := self._read(scope)) is None:
            await self.app(scope, receive, send)
        else:
            await self._fill(scope, receive, send, request[0])

    async def _fill(self, scope: Scope, receive: Receive, send: Send, key: Key) -> None:
        before = self._answers.get(key)
        version = (self._committed, self.store.written)
        unconditional = [pair for pair in scope["headers"] if pair[0] not in CONDITIONAL_HEADERS]
        answer = BufferedAnswer(send)
        await self.app({**scope, "method": "GET", "headers": unconditional}, receive, answer.collect)
        state = scope["state"]
        status, headers, body = answer.status, answer.headers, answer.body
        stored = _storable(answer, version, state.get("route", "-"))
        if status >= 500 and before is not None:
            # The application has no answer: the old one is better than none, and says so.
            state["cause"], state["detail"] = Cause.STALE, state.get("cause") or ""
            stored, status, body = before, 200, before.body["body"]
            own_id = (b"x-request-id", state["request_id"].encode())
            headers = [*before.headers, own_id, *before.age_headers()]
        elif stored is not None and version == (self._committed, self.store.written):
            self._put(key, stored)
        if stored is not None and stored.matches(scope):
            own = [pair for pair in headers if pair[0] in _PER_ANSWER]
            status, headers, body = 304, stored.not_modified_headers + own, b""
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body if scope["method"] == "GET" else b""})

    def _put(self, key: Key, answer: StoredAnswer) -> None:
        """Store an answer within the bound. When it is reached, only what is asked for a second time gets
        in, so that a stream of queries that nobody repeats drives nothing out."""
        room = self.max_size - self.size
        known = key in self._answers or key in self._candidates
        if answer.size > self.max_size // 8 or (answer.size > room and not known):
            self._candidates[key] = None
            if len(self._candidates) > _MAX_CANDIDATES:
                self._candidates.popitem(last=False)
            return
        if (before := self._answers.pop(key, None)) is not None:
            self.size -= before.size
        self._answers[key] = answer
        self.size += answer.size
        while self.size > self.max_size:
            self.size -= self._answers.popitem(last=False)[1].size

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
            self._committed = self._committed if committed == self._committed else committed


def _storable(answer: BufferedAnswer, version: Version, route: str) -> StoredAnswer | None:
    """The answer to store, None for one that is not complete or says that it must not be."""
    if answer.status != 200 or not answer.complete:
        return None
    headers = [pair for pair in answer.headers if pair[0] not in _PER_ANSWER]
    named = dict(headers)
    cache = named.get(b"cache-control", b"")
    if b"set-cookie" in named or b"no-store" in cache or b"private" in cache or b"etag" not in named:
        return None
    last_modified = named.get(b"last-modified")
    return StoredAnswer(
        stored_at=monotonic(),
        version=version,
        route=route,
        headers=headers,
        not_modified_headers=[pair for pair in headers if pair[0] not in BODY_HEADERS],
        etag=named[b"etag"],
        last_modified=last_modified.decode("latin-1") if last_modified else None,
        body={"type": "http.response.body", "body": answer.body},
        size=len(answer.body) + 2 * sum(len(name) + len(value) for name, value in headers) + _OVERHEAD,
    )
