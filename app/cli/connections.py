"""What connections may take of the process: time, memory, file descriptors.

uvicorn has a time limit for idle connections only, and its `limit_concurrency` refuses health checks too.
What holds for one request (bytes of its head) stands in app/cli/http_protocol.py.
"""

import asyncio
import logging
import resource
import socket
import struct
from time import gmtime, strftime
from typing import Final, NamedTuple, Protocol, cast

from uvicorn.server import ServerState

log = logging.getLogger("hoshin.connections")

# Connections, however many descriptors there are: each may hold a head of some 100 KB.
MAX_CONNECTIONS: Final = 4096
# Connections above the limit, for health checks and for saying 503.
RESERVE: Final = 16
# Descriptors for the database, the log, the listening sockets and the files that are read.
OTHER_DESCRIPTORS: Final = 32
# Where the system allows fewer descriptors than those, the service still takes some connections.
_FEWEST: Final = 8
# Of the connections that wait for a request, the share that is closed at once where one must be.
_SHARE: Final = 16
# SO_LINGER of no seconds.
_RESET: Final = struct.pack("ii", 1, 0)


class Limits(NamedTuple):
    """The limits for all connections of a server."""

    connections: int = MAX_CONNECTIONS
    # Seconds from the connection, or from the last answer, until a request must be there.
    receive: float = 15.0
    # Seconds in which a client must take `taken` bytes of its answer, or all that is left: 5 KB a second, a
    # third of what mobile networks in Japan leave a line that has used up its volume.
    send: float = 30.0
    taken: int = 160 * 1024
    # Bytes of answers that clients have not taken yet; above it the slowest are given up.
    unsent: int = 128 * 1024 * 1024
    # Seconds in which a client may read a refusal while it is still sending.
    linger: float = 2.0


def limits_of_process() -> Limits:
    """The limits where the system allows the process so many descriptors as it does."""
    descriptors = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if descriptors == resource.RLIM_INFINITY:
        return Limits()
    available = max(descriptors - RESERVE - OTHER_DESCRIPTORS, _FEWEST)
    return Limits(connections=min(available, MAX_CONNECTIONS))


class Connection(Protocol):
    """What is known of a connection (app/cli/http_protocol.py)."""

    transport: asyncio.Transport
    # When it was made, had its last answer, or was refused.
    since: float

    def has_request(self) -> bool:
        """Whether a request is being answered."""


class Progress(NamedTuple):
    """How a client takes its answer: the bytes left at the last check, and at the beginning of a period."""

    since: float
    unsent: int
    period_unsent: int
    period_began: float


class ConnectionWatch(ServerState):
    """uvicorn's state of a server, which also keeps its connections within the limits."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self._sending: dict[Connection, Progress] = {}
        self._counts = dict.fromkeys(("rejected", "replaced", "slow_requests", "slow_readers"), 0)

    def _open(self) -> list[Connection]:
        return cast(list[Connection], list(self.connections))

    def admit(self, connection: Connection) -> bool:
        """Whether a new connection is within the limit; if not, it may only ask for health. Those that have
        waited longest for a request, or were refused, make room for it."""
        excess = len(self.connections) - self.limits.connections
        if excess <= 0 or self._replace(connection):
            return True
        self._counts["rejected"] += 1
        if excess > RESERVE:
            connection.transport.abort()
        return False

    def _replace(self, newest: Connection) -> bool:
        waiting = [
            one
            for one in self._open()
            if one is not newest
            and not (one.has_request() or one.transport.is_closing() or one.transport.get_write_buffer_size())
        ]
        waiting.sort(key=lambda one: one.since)
        oldest = waiting[: max(1, self.limits.connections // _SHARE)]
        for one in oldest:
            one.transport.abort()
        self._counts["replaced"] += len(oldest)
        return bool(oldest)

    def check(self, now: float) -> None:
        """Close what is too slow; log a line where something was closed or rejected since the last check."""
        sending: dict[Connection, Progress] = {}
        taken: dict[Connection, int] = {}
        for one in self._open():
            if unsent := one.transport.get_write_buffer_size():
                before = self._sending.get(one)
                if before is None or before.since != one.since:
                    before = Progress(one.since, unsent + self.limits.taken, unsent, now)
                elif before.period_unsent - unsent >= self.limits.taken:
                    before = before._replace(period_unsent=unsent, period_began=now)
                elif now - before.period_began > self.limits.send:
                    self._give_up(one, "slow_readers")
                    continue
                sending[one] = before._replace(unsent=unsent)
                taken[one] = before.unsent - unsent
            elif now - one.since > self.limits.receive and not (
                one.has_request() or one.transport.is_closing()
            ):
                self._give_up(one, "slow_requests")
        self._sending = sending
        total = sum(progress.unsent for progress in sending.values())
        # The quickest is left alone, however long its answer is.
        for one in sorted(taken, key=taken.__getitem__)[:-1]:
            if total <= self.limits.unsent:
                break
            total -= sending.pop(one).unsent
            self._give_up(one, "slow_readers")
        self._log()

    def _give_up(self, connection: Connection, why: str) -> None:
        transport = connection.transport
        if transport.get_write_buffer_size():
            # The kernel, too, forgets what it has not sent, and does not go on trying for minutes.
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        transport.abort()
        self._counts[why] += 1

    def _log(self) -> None:
        if any(self._counts.values()):
            counts = " ".join(f"{name}={count}" for name, count in self._counts.items())
            time = strftime("%Y-%m-%dT%H:%M:%SZ", gmtime())
            log.warning(
                f"time={time} connections={len(self.connections)} limit={self.limits.connections} {counts}"
            )
            self._counts = dict.fromkeys(self._counts, 0)
