"""A worker process that prepares plans while this process writes others."""

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Final, TypeVar

Argument = TypeVar("Argument")
Result = TypeVar("Result")

# Results that the worker computes ahead of the writing: memory does not grow with the number of plans.
AHEAD: Final = 8
# Plans written in one transaction: each waits for the disk five times, and most write the same pages.
TOGETHER: Final = 8


def batches(items: Iterable[Argument]) -> Iterator[list[Argument]]:
    """The items in lists of up to TOGETHER."""
    remaining = iter(items)
    while batch := list(islice(remaining, TOGETHER)):
        yield batch


def compute_ahead(
    function: Callable[[Argument], Result], arguments: Iterable[Argument]
) -> Generator[Future[Result], None, None]:
    """Yield the result of each argument in order, computed by a worker process."""
    with ProcessPoolExecutor(1, get_context("spawn"), _initialise) as pool:
        ahead: deque[Future[Result]] = deque()
        for argument in arguments:
            ahead.append(pool.submit(function, argument))
            if len(ahead) > AHEAD:
                yield ahead.popleft()
        yield from ahead


def _initialise() -> None:
    """Set up the worker: it leaves SIGINT to the parent, ends with it, and rarely collects garbage."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    # Modules stay loaded and a plan leaves no cycles: searching for some would cost a tenth of its time.
    gc.freeze()
    gc.set_threshold(100_000)


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)
