"""Clients that are silent, slow or greedy, on real sockets, with short limits."""

import asyncio
import json
import logging
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from starlette.types import Receive, Scope, Send

from app.cli.connections import OTHER_DESCRIPTORS, RESERVE, Limits, limits_of_process
from app.cli.http_protocol import MAX_HEADERS, MAX_HEADERS_SIZE
from tests.raw_http import Wire, on_a_socket

HEAD = b"GET /health/live HTTP/1.1\r\nHost: a\r\n"
LARGE = b"a" * 12_000_000
SHORT = Limits(receive=0.4, send=0.4, linger=0.5)
# Set: requests for /wait are answered.
go_on = threading.Event()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers `ok`, at /large with many bytes, at /wait when the test says so."""
    body = LARGE if scope["path"] == "/large" else b"ok"
    while scope["path"] == "/wait" and not go_on.is_set():  # noqa: ASYNC110 - set by another thread
        await asyncio.sleep(0.01)
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module")
def patient() -> Iterator[Wire]:
    with on_a_socket(application) as wire:
        yield wire


@pytest.fixture(scope="module")
def impatient() -> Iterator[Wire]:
    with on_a_socket(application, limits=SHORT) as wire:
        yield wire


def connect(wire: Wire, sent: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", wire.port), timeout=20)
    connection.sendall(sent)
    return connection


def status_of(received: bytes) -> int:
    return int(received.split(b" ", 2)[1])


def is_closed(connection: socket.socket, seconds: float = 20) -> bool:
    """Whether the server closes the connection completely, seen without reading from it."""
    poll = select.poll()
    poll.register(connection, select.POLLRDHUP | select.POLLHUP | select.POLLERR)
    return bool(poll.poll(seconds * 1000))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (b"X-A: b\r\n" * (MAX_HEADERS - 2), 200),
        (b"X-A: b\r\n" * MAX_HEADERS, 431),
        (b"X-A: " + b"b" * (MAX_HEADERS_SIZE - 100) + b"\r\n", 200),
        (b"X-A: " + b"b" * MAX_HEADERS_SIZE + b"\r\n", 431),
        (b"X-A: " + b"b" * 70_000 + b"\r\n", 431),
        (b"X-A: b\r\n" * 20_000, 431),
    ],
)
def test_number_and_bytes_of_headers_are_limited(patient: Wire, headers: bytes, status: int) -> None:
    received = patient.send_bytes(HEAD + headers + b"Connection: close\r\n\r\n")
    assert status_of(received) == status
    if status == 431:
        head, _, body = received.partition(b"\r\n\r\n")
        assert b"content-type: application/problem+json" in head
        assert json.loads(body)["title"] == "要求のヘッダーが長すぎます"


@pytest.mark.parametrize("start", [HEAD + b"X-A: ", HEAD + b"X-", b"\r\n", b"GET / HTTP/1.1\r\nX: \r\n\t"])
def test_a_head_without_end_is_refused_after_some_kilobytes(patient: Wire, start: bytes) -> None:
    filling = b"\r\n" * 10_000 if start == b"\r\n" else b"a" * 20_000
    assert status_of(patient.send_bytes(start, filling, filling)) in (400, 431)


def test_a_long_url_leaves_room_for_headers(patient: Wire) -> None:
    pieces = (b"GET /?q=" + b"a" * 65_000, b" HTTP/1.1\r\nHost: a\r\nX-A: ", b"b" * 20_000, b"\r\n")
    assert status_of(patient.send_bytes(*pieces, b"Connection: close\r\n\r\n")) == 200


@pytest.mark.parametrize(
    ("start", "status"),
    [
        (HEAD + b"X-A: ", 431),
        (b"GET /?q=", 414),
        (b"\x16\x03\x01", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 99999999\r\n\r\n", 200),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
    ],
)
def test_an_answer_reaches_a_client_that_is_still_sending(patient: Wire, start: bytes, status: int) -> None:
    for _ in range(20):
        with connect(patient, start + b"a" * 3_000_000) as connection:
            received = b""
            while more := connection.recv(65_536):
                received += more
        assert status_of(received) == status


def test_a_refusal_is_never_taken_for_the_answer_to_the_request_before(patient: Wire) -> None:
    go_on.clear()
    with connect(patient, b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\nno HTTP\r\n\r\n") as connection:
        assert connection.recv(1000) == b""
    with connect(patient, b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n" * 2) as connection:
        go_on.set()
        received = b""
        while received.count(b"200 OK") < 2:
            received += connection.recv(1000)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (b"", b""),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", b"X-A: b\r\n"),
        (b"", b"\r\n"),
        (HEAD + b"\r\n", b"\r\n"),
        (HEAD + b"\r\n", b"X"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n", b"a"),
    ],
    ids=["silent", "header by header", "empty lines", "later empty lines", "later request", "body"],
)
def test_a_client_that_brings_no_whole_request_is_closed(impatient: Wire, first: bytes, then: bytes) -> None:
    with connect(impatient, first) as connection:
        for _ in range(200):
            if is_closed(connection, 0.05):
                break
            connection.sendall(then)
        assert is_closed(connection)


def test_a_client_that_asks_again_and_again_is_kept(impatient: Wire) -> None:
    with connect(impatient) as connection:
        for _ in range(12):
            connection.sendall(HEAD + b"\r\n")
            assert connection.recv(1000)
            time.sleep(0.1)


def test_a_client_that_does_not_read_is_closed_and_one_that_reads_is_not(impatient: Wire) -> None:
    with ExitStack() as stack:
        request = b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        deaf = [stack.enter_context(connect(impatient, request)) for _ in range(3)]
        reader = stack.enter_context(connect(impatient, request))
        received = 0
        while more := len(reader.recv(150_000)):
            received += more
            time.sleep(0.02)
        assert received > len(LARGE)
        assert all(is_closed(one) for one in deaf)


def test_above_the_bound_on_bytes_not_taken_the_slowest_clients_are_given_up() -> None:
    limits = Limits(send=1000, unsent=1_000_000)
    with on_a_socket(application, limits=limits) as wire, ExitStack() as stack:
        request = b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n"
        deaf = [stack.enter_context(connect(wire, request)) for _ in range(5)]
        gone = 0
        while gone < 4:
            gone = sum(is_closed(one, 0.1) for one in deaf)
        # One answer alone is sent however large it is.
        assert not all(is_closed(one, 1.2) for one in deaf)


def test_a_new_client_takes_the_place_of_a_silent_one(caplog: pytest.LogCaptureFixture) -> None:
    with on_a_socket(application, limits=Limits(connections=8)) as wire, ExitStack() as stack:
        silent = [stack.enter_context(connect(wire, HEAD)) for _ in range(20)]
        for _ in range(3):
            assert status_of(wire.send_bytes(HEAD + b"Connection: close\r\n\r\n")) == 200
        assert sum(is_closed(one, 0.05) for one in silent) >= 12
        while not caplog.messages:
            time.sleep(0.05)
    assert caplog.records[0].levelno == logging.WARNING
    assert "limit=8 rejected=0 replaced=1" in caplog.messages[0]


def test_where_every_place_is_at_work_health_is_answered_and_the_rest_rejected(
    caplog: pytest.LogCaptureFixture,
) -> None:
    go_on.clear()
    with on_a_socket(application, limits=Limits(connections=4)) as wire, ExitStack() as stack:
        working = [
            stack.enter_context(connect(wire, b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")) for _ in range(4)
        ]
        time.sleep(0.2)
        for _ in range(3):
            assert status_of(wire.send_bytes(HEAD + b"Connection: close\r\n\r\n")) == 200
            rejected = wire.send_bytes(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert status_of(rejected) == 503
            assert b"\r\nretry-after: 2\r\n" in rejected
            assert "混み合っています" in rejected.decode()
        go_on.set()
        assert all(one.recv(1000).startswith(b"HTTP/1.1 200") for one in working)
        while not caplog.messages:
            time.sleep(0.05)
    assert "limit=4 rejected=" in caplog.messages[0]


def test_requests_sent_ahead_are_limited(patient: Wire) -> None:
    go_on.clear()
    with connect(patient, b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n" * 200) as connection:
        assert is_closed(connection)
    go_on.set()


@pytest.mark.parametrize(("descriptors", "connections"), [(64, 16), (1024, 976), (20, 8), (1_048_576, 4096)])
def test_the_database_and_health_checks_have_descriptors_of_their_own(
    monkeypatch: pytest.MonkeyPatch, descriptors: int, connections: int
) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda _which: (descriptors, descriptors))
    assert limits_of_process().connections == connections
    assert connections in (8, 4096, descriptors - RESERVE - OTHER_DESCRIPTORS)
