"""The request log: a line for every 5xx and slow answer, with HOSHIN_ACCESS_LOG for every answer.

A line is `key=value` pairs of the service's own words: route templates for paths, no query, no client
address, no text of an exception. The request id is the only value that a client can choose.
"""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Iterable
from functools import lru_cache
from pathlib import Path
from time import gmtime, monotonic, strftime, time
from typing import Final, NamedTuple

from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.db.database_errors import is_unreadable
from app.errors import Cause, Problem

log = logging.getLogger("hoshin.requests")

# Seconds until the answer begins, from which on it is always logged.
SLOW: Final = 1.0
# Seconds for which access lines are collected: one write for many costs a tenth of one write each.
_FLUSH_INTERVAL: Final = 0.25
_MAX_FRAMES: Final = 4


class LogEntry(NamedTuple):
    """One answer; `cause` and `detail` are empty where it needs no explanation."""

    at: float
    request_id: str
    method: str
    route: str
    status: int
    size: int
    seconds: float
    cause: str = ""
    detail: str = ""

    def line(self) -> str:
        text = (
            f"time={_second(int(self.at))}.{int(self.at % 1 * 1000):03}Z id={self.request_id} method={self.method} route={self.route} "
            f"status={self.status} bytes={self.size} ms={self.seconds * 1000:.1f}"
        )
        explained = text + f" cause={self.cause}" if self.cause else text
        return explained + f" detail={self.detail}" if self.detail else explained


@lru_cache(maxsize=4)
def _second(moment: int) -> str:
    return strftime("%Y-%m-%dT%H:%M:%S", gmtime(moment))


class RequestLog:
    """Wraps the layers that compute answers; the response cache adds the answers that it has stored."""

    def __init__(self, app: ASGIApp, *, every_answer: bool) -> None:
        self.app = app
        self.every_answer = every_answer
        self._entries: list[LogEntry] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            _write(self._entries)
            return
        started = monotonic()
        state = scope.setdefault("state", {})
        answer = _Sender(send)
        try:
            await self.app(scope, receive, answer)
        finally:
            seconds = answer.started - started
            cause = state.get("cause", "")
            if seconds >= SLOW and not cause:
                cause = Cause.SLOW_QUEUE if state.get("queued", 0) > seconds / 2 else Cause.SLOW
            entry = LogEntry(
                time(),
                state.get("request_id", "-"),
                scope["method"],
                state.get("route", "-"),
                answer.status,
                answer.size,
                seconds,
                cause,
                state.get("detail", ""),
            )
            if answer.status >= 500 or cause:
                log.error(entry.line())
            elif self.every_answer:
                self.add(entry)

    def add(self, entry: LogEntry) -> None:
        """Log an answer that needs no explanation, within the flush interval."""
        if not self._entries:
            loop = asyncio.get_running_loop()
            loop.call_later(_FLUSH_INTERVAL, self._flush, loop)
        self._entries.append(entry)

    def _flush(self, loop: asyncio.AbstractEventLoop) -> None:
        entries, self._entries = self._entries, []
        # In a thread: whoever reads the log may be slow.
        loop.run_in_executor(None, _write, entries)


class _Sender:
    """Passes an answer on and notes its status, size and start."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.status = 500
        self.size = 0
        self.started = monotonic()

    def __call__(self, message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.started = monotonic()
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        return self.send(message)


def record_cause(scope: Scope, error: Exception) -> None:
    """Note why the request fails: what the error is and where it was raised, never what it says."""
    state = scope.setdefault("state", {})
    if isinstance(error, Problem):
        state["cause"] = error.cause
    elif isinstance(error, SQLAlchemyError):
        driver = getattr(error, "orig", None)
        code = getattr(driver, "sqlite_errorname", None) or getattr(driver, "sqlstate", None)
        state["cause"], state["detail"] = Cause.DATABASE, f"{type(error).__name__}:{code or '-'}"
        # The response cache then serves an old answer.
        state["unreadable"] = is_unreadable(error)
    else:
        frames = traceback.extract_tb(error.__traceback__)[-_MAX_FRAMES:]
        places = ",".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
        state["cause"], state["detail"] = Cause.ERROR, f"{type(error).__name__}:{places}"


def _write(entries: Iterable[LogEntry]) -> None:
    if lines := "\n".join(entry.line() for entry in entries):
        log.info(lines)
