"""What a process that serves does differently from one that imports: it must never be silent for long."""

import gc
import socket
import sys
from typing import Final

DOORS: Final = 64
"""How many times the listening socket is watched. The event loop (libuv from 1.45 on) accepts one connection
a turn from each: with one door the last of a crowd, and every health check behind it, waits as many turns."""
SWITCH: Final = 0.001
"""Seconds after which a thread that computes gives the interpreter to one that waits for it: the thread
that accepts and answers health checks asks for it at every event."""
YOUNG: Final = 10_000
"""Objects after which garbage is looked for. What waits is no garbage: with Python's 700 a crowd of a
thousand requests would be searched through again and again, tens of milliseconds each."""


def settle() -> None:
    """Prepare the process to answer: what is loaded now stays."""
    sys.setswitchinterval(SWITCH)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)


def doors(listening: socket.socket) -> list[socket.socket]:
    """The listening socket and its doubles, all of one queue."""
    return [listening, *(listening.dup() for _ in range(DOORS - 1))]
