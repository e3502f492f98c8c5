"""ResponseCache answers: the outermost layer keeps what was answered until the store changes.

Public answers are the same for everyone until the next import. What the application answered once is
sent again as it is: start and body are ready messages, by path, query and encoding. A timer looks
whether anything was committed; nothing else in the service knows of this.
"""

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from itertools import count
from time import monotonic
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.db.commit_watcher import CommitWatcher
from app.db.store import Store
from app.web.middleware.cache_key import CONDITIONS, Pairs, asked, canonical
from app.web.middleware.response_headers import not_modified

LOOK_EVERY: Final = 0.1
"""Seconds between two looks at the store: no answer is older than 250 ms after a commit."""
UNSURE_AFTER: Final = 2.0
"""Seconds without a look that succeeded, after which an answer says its age."""
LIFE: Final = 60.0
"""Seconds after which an answer is made anew: some tell the day."""
_OVERHEAD: Final = 2048
_DOORS: Final = 4096

_OF_ONE: Final = (b"x-request-id", b"age", b"warning")
"""Headers that belong to one answer of many with the same bytes."""

Key = tuple[bytes, bytes, bool]


@dataclass(frozen=True, slots=True)
class _Answer:
    """One complete answer of 200. `headers` and `short` (those of a 304) lack only the request id."""

    at: float
    revision: tuple[object, int]
    headers: Pairs
    short: Pairs
    etag: bytes
    last_modified: str | None
    body: Message
    size: int


class ResponseCache:
    """Wraps the application that a server is given. Without the server's lifespan, or with `megabytes`
    0, it keeps nothing."""

    def __init__(self, app: ASGIApp, store: Store, megabytes: int) -> None:
        self.app = app
        self.store = store
        self.most = megabytes * 1024 * 1024
        self.size = 0
        self._kept: OrderedDict[Key, _Answer] = OrderedDict()
        self._asked: OrderedDict[Key, None] = OrderedDict()
        self._seen: object = None
        self._sure = 0.0
        self._stop = threading.Event()
        self._stamp = secrets.token_hex(4).encode()
        self._count = count()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" and self.most:
            await self._watched(scope, receive, send)
            return
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or self._seen is None:
            await self.app(scope, receive, send)
            return
        known = asked(scope["headers"])
        if known is None:
            await self.app(scope, receive, send)
            return
        gzip, condition, given_id = known
        key = (scope["raw_path"], canonical(scope["query_string"]), gzip)
        kept = self._kept.get(key)
        now = monotonic()
        if (
            kept is None
            or kept.revision[0] is not self._seen
            or kept.revision[1] != self.store.written
            or now - kept.at > LIFE
        ):
            await self._made(scope, receive, send, key)
            return
        self._kept.move_to_end(key)
        more: Pairs = [(b"x-request-id", given_id or b"%b%08x" % (self._stamp, next(self._count)))]
        if now - self._sure > UNSURE_AFTER:
            more += _aged(kept, now)
        if condition is not None and (condition == kept.etag or _matches(scope, kept)):
            await send({"type": "http.response.start", "status": 304, "headers": kept.short + more})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.start", "status": 200, "headers": kept.headers + more})
        await send(kept.body if scope["method"] == "GET" else {"type": "http.response.body", "body": b""})

    async def _made(self, scope: Scope, receive: Receive, send: Send, key: Key) -> None:
        """Have the application answer, and keep the answer where that is right."""
        old = self._kept.get(key)
        revision = (self._seen, self.store.written)
        whole = {
            **scope,
            "method": "GET",
            "headers": [pair for pair in scope["headers"] if pair[0] not in CONDITIONS],
        }
        made = _Made(send)
        await self.app(whole, receive, made.collect)
        start, body = made.start, made.body
        answer = _answer(made, revision)
        if start["status"] >= 500 and old is not None:
            # The application has no answer: the old one is better than none, and says so.
            answer, body = old, old.body
            start = {**start, "status": 200, "headers": old.headers + _aged(old, monotonic())}
        elif answer is not None and revision == (self._seen, self.store.written):
            self._keep(key, answer)
        if answer is not None and _matches(scope, answer):
            own = [pair for pair in start["headers"] if pair[0] in _OF_ONE]
            start = {**start, "status": 304, "headers": answer.short + own}
            body = {"type": "http.response.body", "body": b""}
        await send(start)
        await send(body if scope["method"] == "GET" else {"type": "http.response.body", "body": b""})

    def _keep(self, key: Key, answer: _Answer) -> None:
        """Keep an answer within the bound. When there is no room left, only what is asked for a second
        time gets in, so that a stream of queries that nobody repeats drives nothing out."""
        room = self.most - self.size
        known = key in self._kept or key in self._asked
        if answer.size > self.most // 8 or (answer.size > room and not known):
            self._asked[key] = None
            if len(self._asked) > _DOORS:
                self._asked.popitem(last=False)
            return
        if (before := self._kept.pop(key, None)) is not None:
            self.size -= before.size
        self._kept[key] = answer
        self.size += answer.size
        while self.size > self.most:
            _, gone = self._kept.popitem(last=False)
            self.size -= gone.size

    async def _watched(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The server's lifespan, with the timer running in it."""
        watch = CommitWatcher(self.store)
        self._look(watch)
        timer = threading.Thread(target=self._watch, args=(watch,), name="finished", daemon=True)
        timer.start()
        try:
            await self.app(scope, receive, send)
        finally:
            self._stop.set()
            timer.join()
            self._seen = None

    def _watch(self, watch: CommitWatcher) -> None:
        while not self._stop.wait(LOOK_EVERY):
            self._look(watch)
        watch.close()

    def _look(self, watch: CommitWatcher) -> None:
        seen = watch.version()
        if seen is not None:
            self._sure = monotonic()
            if seen != self._seen:
                self._seen = seen


class _Made:
    """Collects one answer of the application."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message = {"type": "http.response.start", "status": 500, "headers": []}
        self.body: Message = {"type": "http.response.body", "body": b""}
        self.complete = False

    async def collect(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        elif message["type"] == "http.response.body":
            body = self.body["body"] + message.get("body", b"")
            self.body = {"type": "http.response.body", "body": body}
            self.complete = not message.get("more_body", False)
        else:
            await self.send(message)


def _answer(made: _Made, revision: tuple[object, int]) -> _Answer | None:
    """An answer to keep, None for one that is not whole or says that it must not be."""
    if made.start["status"] != 200 or not made.complete:
        return None
    body = made.body
    pairs: Pairs = [pair for pair in made.start["headers"] if pair[0] not in _OF_ONE]
    named = dict(pairs)
    cache = named.get(b"cache-control", b"")
    if b"set-cookie" in named or b"no-store" in cache or b"private" in cache or b"etag" not in named:
        return None
    last_modified = named.get(b"last-modified")
    return _Answer(
        at=monotonic(),
        revision=revision,
        headers=pairs,
        short=[
            pair for pair in pairs if pair[0] not in (b"content-length", b"content-type", b"content-encoding")
        ],
        etag=named[b"etag"],
        last_modified=last_modified.decode("latin-1") if last_modified else None,
        body=body,
        size=len(body["body"]) + 2 * sum(len(k) + len(v) for k, v in pairs) + _OVERHEAD,
    )


def _aged(answer: _Answer, now: float) -> Pairs:
    """What an answer adds that could not be checked against the store."""
    age = str(int(now - answer.at)).encode()
    return [(b"age", age), (b"warning", b'111 - "Revalidation Failed"')]


def _matches(scope: Scope, answer: _Answer) -> bool:
    return not_modified(Headers(scope=scope), answer.etag.decode("latin-1"), answer.last_modified)
