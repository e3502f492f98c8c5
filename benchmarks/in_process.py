"""The application in this process: its CPU without a server and the statements it sends."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Message

from app.db.store import Store
from app.main import create_app
from app.settings import Settings
from benchmarks.load import SLOW_ANSWER
from benchmarks.report import Report

# Statements of one request that are explained.
MAX_STATEMENTS: Final = 12
# Steps of a query plan that are shown.
MAX_PLAN_STEPS: Final = 60


class Application:
    """The service on a store, called without sockets. `statements` are those it has sent."""

    def __init__(self, url: str, cache_mb: int = 0) -> None:
        settings = Settings(database_url=url, cache_mb=cache_mb)
        self.store = Store(settings)
        self.app: ASGIApp = create_app(settings, self.store)
        self.statements: list[tuple[str, Any]] = []
        event.listen(self.store.engine, "before_cursor_execute", self._note)
        self._runner = asyncio.Runner()
        self._lifespan: asyncio.Queue[Message] = asyncio.Queue()
        self._life: asyncio.Task[None] | None = None
        self._runner.run(self._begin())

    def _note(
        self, _connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool
    ) -> None:
        self.statements.append((statement, values))

    async def _begin(self) -> None:
        begun = asyncio.Event()

        async def send(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                begun.set()

        self._lifespan.put_nowait({"type": "lifespan.startup"})
        scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
        self._life = asyncio.ensure_future(_call(self.app, scope, self._lifespan.get, send))
        await begun.wait()

    def get(self, path: str) -> tuple[int, bytes]:
        return self._runner.run(self._get(path))

    def seconds(self, paths: tuple[str, ...], times: int) -> float:
        """CPU seconds of this process for all the addresses once: the minimum of several runs."""
        return self._runner.run(self._seconds(paths, times))

    async def _seconds(self, paths: tuple[str, ...], times: int) -> float:
        best, until = float("inf"), time.monotonic() + SLOW_ANSWER
        for _ in range(times):
            if time.monotonic() > until:
                break
            before = time.process_time()
            for path in paths:
                await self._get(path)
            best = min(best, time.process_time() - before)
        return best

    async def _get(self, path: str) -> tuple[int, bytes]:
        address, _, query = path.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": address,
            "raw_path": quote(address).encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(b"host", b"127.0.0.1"), (b"accept-encoding", b"identity")],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
            "state": {},
        }
        messages: list[Message] = []

        async def send(message: Message) -> None:
            messages.append(message)

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        await self.app(scope, receive, send)
        body = b"".join(one.get("body", b"") for one in messages if one["type"] == "http.response.body")
        return int(messages[0]["status"]), body

    def close(self) -> None:
        async def end() -> None:
            self._lifespan.put_nowait({"type": "lifespan.shutdown"})
            if self._life:
                await self._life

        self._runner.run(end())
        self._runner.close()
        self.store.close()


async def _call(app: ASGIApp, scope: Any, receive: Any, send: Any) -> None:
    await app(scope, receive, send)


@contextmanager
def application(url: str, cache_mb: int = 0) -> Iterator[Application]:
    opened = Application(url, cache_mb)
    try:
        yield opened
    finally:
        opened.close()


def is_query(statement: str) -> bool:
    return statement.lstrip()[:4].upper() in ("SELE", "WITH")


def is_uncached(url: str, path: str, cache_mb: int) -> bool:
    """Whether the second request for an address still queries the database."""
    with application(url, cache_mb) as opened:
        opened.get(path)
        opened.statements.clear()
        opened.get(path)
        return bool(opened.statements)


def explain(report: Report, title: str, url: str, paths: tuple[str, ...]) -> None:
    """Add the query plans of the statements of these addresses to the details of the report, each once."""
    lines: list[str] = []
    with application(url) as opened:
        for path in paths:
            opened.statements.clear()
            opened.get(path)
            sent = [one for one in opened.statements if is_query(one[0])]
            shown = []
            with opened.store.engine.connect() as connection:
                for statement, values in sent[:MAX_STATEMENTS]:
                    plan = [_short(statement), *_plan(connection, statement, values)]
                    if tuple(plan) not in report.explained:
                        report.explained.add(tuple(plan))
                        shown += ["```", *plan, "```"]
            lines += [f"`{path}`: {len(opened.statements)} statements, new ones below", "", *shown, ""]
    report.details[title] = lines


def _plan(connection: Any, statement: str, values: Any) -> list[str]:
    sqlite = connection.dialect.name == "sqlite"
    try:
        rows = connection.exec_driver_sql(
            ("EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN ") + statement, values
        ).all()
    except SQLAlchemyError as error:  # a plan that cannot be had explains nothing
        return [f"-- {error}"[:300]]
    steps = [f"-- {row[3] if sqlite else row[0]}" for row in rows]
    return steps[:MAX_PLAN_STEPS] + (
        [f"-- … {len(steps) - MAX_PLAN_STEPS} more"] if len(steps) > MAX_PLAN_STEPS else []
    )


def _short(statement: str) -> str:
    line = " ".join(statement.split())
    return line if len(line) <= 900 else f"{line[:600]} … {line[-250:]}"
