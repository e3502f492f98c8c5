"""Profile of uncached requests in this process, summed by layer."""

import cProfile
import pstats
from collections.abc import Callable
from typing import Any, Final

import anyio.to_thread

from benchmarks.in_process import application
from benchmarks.questions import Question
from benchmarks.report import Report
from benchmarks.variants import Store, listing

SECTION: Final = "Where an uncached list spends its time, within one process (µs of CPU)"
TIMES: Final = 200
_LAYERS: Final = (
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
    "fastapi",
    "starlette",
    "anyio",
    "asyncio",
    "psycopg",
)


def layers(report: Report, store: Store, question: Question) -> None:
    """Profiled shares of the time that was taken without a profiler."""
    path = (listing(question),)
    with application(store.url) as opened:
        threaded = opened.seconds(path, TIMES) * 1e6
        there, anyio.to_thread.run_sync = anyio.to_thread.run_sync, _here  # type: ignore[assignment]
        try:
            plain = opened.seconds(path, TIMES) * 1e6
            profile = cProfile.Profile()
            profile.enable()
            opened.seconds(path, TIMES)
            profile.disable()
        finally:
            anyio.to_thread.run_sync = there
    taken: dict[str, float] = {}
    for (file, _, name), (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        layer = _layer(file, name)
        taken[layer] = taken.get(layer, 0.0) + own
    whole = sum(taken.values())
    rows = [
        f"| {store.name} | {question.name} | {layer} | {own / whole * plain:.0f} | {own / whole:.0%} |"
        for layer, own in sorted(taken.items(), key=lambda pair: -pair[1])
        if own / whole >= 0.01
    ]
    rows.append(f"| {store.name} | {question.name} | change of thread and back | {threaded - plain:.0f} | |")
    rows.append(f"| {store.name} | {question.name} | **together** | {threaded:.0f} | |")
    report.table(SECTION, "| store | question | layer | µs | share |", rows)


async def _here(function: Callable[..., Any], *args: Any, **_options: Any) -> Any:
    """A thread's work without the thread: a profiler sees only its own."""
    return function(*args)


def _layer(file: str, name: str) -> str:
    if file == "~":
        return "SQLite itself" if "sqlite3" in name else "built-in functions of Python"
    parts = file.replace("\\", "/").split("/")
    if "site-packages" in parts:
        package = parts[parts.index("site-packages") + 1]
        return package if package in _LAYERS else "other libraries"
    if "app" in parts[-3:]:
        return "/".join(parts[len(parts) - parts[::-1].index("app") - 1 :])
    if "benchmarks" in parts:
        return "this measurement"
    return "asyncio" if "asyncio" in parts else "Python's library"
