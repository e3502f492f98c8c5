"""uvicorn as `hoshin serve` runs it: health checks stay quick while a thousand requests wait."""

import gc
import socket
import sys
from typing import Final

import uvicorn
from starlette.types import ASGIApp

# Seconds after which a worker thread yields the interpreter to the event loop.
SWITCH_INTERVAL: Final = 0.001
# Allocations between two collections: Python's 700 would search a thousand waiting requests all the time,
# tens of milliseconds each.
GC_THRESHOLD: Final = (10_000, 50, 10)


def run(app: ASGIApp, listening: socket.socket) -> None:
    """Serve until a signal ends the process. The access log is a proxy's: it costs more than an answer."""
    config = uvicorn.Config(
        app,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=10,
        log_level="info",
        access_log=False,
    )
    sys.setswitchinterval(SWITCH_INTERVAL)
    gc.collect()
    gc.freeze()  # what is loaded by now stays as long as the process
    gc.set_threshold(*GC_THRESHOLD)
    uvicorn.Server(config).run(sockets=[listening])
