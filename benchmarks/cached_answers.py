"""P1, and the p99 of P5: cached answers against a ceiling that sends the same bytes."""

import json
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

from benchmarks.load import Load, wrk
from benchmarks.questions import PAGE
from benchmarks.report import Report, ratios, spread
from benchmarks.servers import Server, ours, serve, uvicorn
from benchmarks.variants import Store

SECTION: Final = "Kept answers against the ceiling, 32 connections"
_HEADER: Final = (
    "| store | answer | rps ÷ ceiling, min / median / max | ceiling's CPU ÷ ours | rps ours / ceiling "
    "| CPU µs ours / ceiling | p99 ÷ | refused |"
)
LIST: Final = f"/api/v1/initiatives?limit={PAGE}"


class _Case(NamedTuple):
    name: str
    path: str
    headers: dict[str, str]
    wanted: float
    wanted_large: float


_CASES: Final = (
    _Case("list JSON", LIST, {"Accept-Encoding": "identity"}, 0.85, 0.80),
    _Case("list JSON, gzip", LIST, {"Accept-Encoding": "gzip"}, 0.85, 0.85),
    _Case("list JSON, 304", LIST, {"Accept-Encoding": "identity", "If-None-Match": ""}, 1.0, 1.0),
    _Case("finder page", f"/initiatives?limit={PAGE}", {"Accept-Encoding": "identity"}, 0.80, 0.80),
)


@contextmanager
def ceiling(server: Server, case: _Case, headers: dict[str, str]) -> Iterator[Server]:
    """A raw ASGI callable that sends this server's answer of 200, byte for byte."""
    given, body = server.given(case.path, headers)
    sent = [pair for pair in given if pair[0].lower() != "date"]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"status": 200, "headers": sent, "body": body.hex()}, file)
        file.flush()
        with serve(uvicorn("benchmarks.ceiling:app"), {"CEILING_ANSWER": file.name}) as raw:
            yield raw


def warm(report: Report, store: Store, rounds: int, seconds: float) -> None:
    with serve(*ours(store.url)) as server:
        for case in _CASES:
            plain = {"Accept-Encoding": case.headers["Accept-Encoding"]}
            headers = dict(case.headers)
            if "If-None-Match" in headers:
                headers["If-None-Match"] = dict(server.given(case.path, plain)[0])["etag"]
            with ceiling(server, case, plain) as raw:
                pairs = [
                    (
                        wrk(raw, case.path, headers=headers, seconds=seconds),
                        wrk(server, case.path, headers=headers, seconds=seconds),
                    )
                    for _ in range(rounds)
                ]
            _judge(report, store, case, [one for _, one in pairs], [one for one, _ in pairs])
        report.say(SECTION, f"{store.name}: the warm server holds {server.memory()} MB.")


def _judge(report: Report, store: Store, case: _Case, mine: list[Load], raw: list[Load]) -> None:
    rate = ratios([one.rps for one in mine], [one.rps for one in raw])
    cpu = ratios([one.cpu for one in raw], [one.cpu for one in mine])
    late = statistics.median(ratios([one.p99 for one in mine], [one.p99 for one in raw]))
    middle = {
        name: statistics.median(getattr(one, key) for one in loads)
        for name, key, loads in (
            ("rps", "rps", mine),
            ("raw rps", "rps", raw),
            ("cpu", "cpu", mine),
            ("raw cpu", "cpu", raw),
        )
    }
    refused = sum(one.refused for one in mine)
    report.table(
        SECTION,
        _HEADER,
        [
            f"| {store.name} | {case.name} | {spread(rate)} | {spread(cpu)} "
            f"| {middle['rps']:,.0f} / {middle['raw rps']:,.0f} | {middle['cpu']:.0f} / {middle['raw cpu']:.0f} "
            f"| {late:.2f} | {refused} |"
        ],
    )
    wanted = case.wanted if store.small else case.wanted_large
    found = statistics.median(cpu)
    figure = f"CPU {found:.2f}, rps {statistics.median(rate):.2f}"
    report.judge(
        f"P1 {case.name}, {store.name}", f"≥ {wanted:.2f} × ceiling", figure, found >= wanted and not refused
    )
    if case.path == LIST and case.headers == {"Accept-Encoding": "identity"}:
        report.judge(
            f"P5 p99 warm, 32 connections, {store.name}", "≤ 1.5 × ceiling's", f"{late:.2f}", late <= 1.5
        )
