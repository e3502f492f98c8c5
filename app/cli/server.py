"""uvicorn as `hoshin serve` runs it: health checks stay quick while a thousand requests wait."""

import asyncio
import gc
import socket
import sys
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.config import LOGGING_CONFIG

from app.cli.connections import ConnectionWatch, Limits, limits_of_process
from app.cli.http_protocol import Protocol

# Seconds after which a worker thread yields the interpreter to the event loop.
SWITCH_INTERVAL: Final = 0.001
# Allocations between two collections: Python's 700 would search a thousand waiting requests all the time,
# tens of milliseconds each.
GC_THRESHOLD: Final = (10_000, 50, 10)
# uvicorn's, and the request log (app/web/middleware/request_log.py), whose lines are complete.
_LOGGING: Final[dict[str, Any]] = {
    **LOGGING_CONFIG,
    "formatters": {**LOGGING_CONFIG["formatters"], "line": {"format": "%(message)s"}},
    "handlers": {
        **LOGGING_CONFIG["handlers"],
        "requests": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"},
    },
    "loggers": {
        **LOGGING_CONFIG["loggers"],
        "hoshin.requests": {"handlers": ["requests"], "level": "INFO", "propagate": False},
        "hoshin.connections": {"handlers": ["requests"], "level": "INFO", "propagate": False},
    },
}


class Server(uvicorn.Server):
    """uvicorn's server, which keeps its connections within the limits."""

    server_state: ConnectionWatch

    def __init__(self, config: uvicorn.Config, limits: Limits) -> None:
        super().__init__(config)
        self.server_state = ConnectionWatch(limits)

    async def on_tick(self, counter: int) -> bool:
        # uvicorn ticks ten times a second.
        if counter % 10 == 0:
            self.server_state.check(asyncio.get_running_loop().time())
        return await super().on_tick(counter)


def run(app: ASGIApp, sockets: list[socket.socket]) -> None:
    """Serve until a signal ends the process."""
    config = uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=10,
        log_config=_LOGGING,
        log_level="info",
        access_log=False,  # it costs more than an answer, and names clients; ours is HOSHIN_ACCESS_LOG
    )
    sys.setswitchinterval(SWITCH_INTERVAL)
    gc.collect()
    gc.freeze()  # what is loaded by now stays as long as the process
    gc.set_threshold(*GC_THRESHOLD)
    Server(config, limits_of_process()).run(sockets)
