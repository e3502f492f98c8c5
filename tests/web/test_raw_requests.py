"""Requests that no client library sends: raw UTF-8 in the URL, URLs without end, no HTTP at all."""

import json
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.raw_http import on_a_socket

PATH = "/api/v1/initiatives?bureau=道路局"
REST = b" HTTP/1.1\r\nHost: hoshin.example.jp\r\nConnection: close\r\n\r\n"


def parts(received: bytes) -> tuple[int, dict[str, str], bytes]:
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    assert int(headers["content-length"]) == len(body)
    return int(status.split()[1]), headers, body


def test_a_url_in_raw_utf_8_is_read_as_its_encoded_form(three_plans: TestClient) -> None:
    with on_a_socket(three_plans.app) as wire:
        encoded = wire.send(quote(PATH, safe="/?="))
        status, headers, body = parts(wire.send_bytes(b"GET " + PATH.encode() + REST))
        assert (status, body) == (encoded.status, encoded.body)
        assert headers["etag"] == encoded.headers["etag"]
        assert json.loads(body)["meta"]["total"] == 3
        # The second request of a connection, too.
        both = (b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n", b"GET " + PATH.encode() + REST)
        assert wire.send_bytes(*both).endswith(body)


@pytest.mark.parametrize("written", ["/api/v1/initiatives?bureau=道路局", "/api/v1/initiatives/計画"])
def test_a_url_in_another_encoding_gets_a_problem_document(three_plans: TestClient, written: str) -> None:
    with on_a_socket(three_plans.app) as wire:
        status, headers, body = parts(wire.send_bytes(b"GET " + written.encode("shift_jis") + REST))
    assert (status, headers["content-type"]) == (400, "application/problem+json")
    assert "UTF-8" in json.loads(body)["detail"]


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /\x7f" + REST, 400),
        (b"GET / \xe9 HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHo st: a\r\n\r\n", 400),
        ("防災".encode() + REST, 400),
        (b"\x16\x03\x01\x02\x00", 400),
        (b"GET /api/v1/initiatives?q=" + b"a" * 70_000 + REST, 414),
        (b"GET /" + b"%E5" * 30_000 + REST, 414),
        (b"GET /initiatives?q=" + "防".encode() * 20_000 + REST, 414),
    ],
)
def test_what_the_parser_refuses_gets_a_problem_document_in_japanese(
    three_plans: TestClient, request_bytes: bytes, status: int
) -> None:
    with on_a_socket(three_plans.app) as wire:
        answered, headers, body = parts(wire.send_bytes(request_bytes))
    problem = json.loads(body)
    assert (answered, problem["status"]) == (status, status)
    assert headers["content-type"] == "application/problem+json"
    assert headers["content-language"] == "ja"
    assert headers["x-request-id"] == problem["request_id"]
    assert headers["cache-control"] == "no-cache"
    assert problem["title"] == {400: "要求の形が正しくありません", 414: "URLが長すぎます"}[status]
    assert "ください" in problem["detail"]


def test_a_url_that_arrives_in_pieces_is_refused_before_it_is_kept(three_plans: TestClient) -> None:
    with on_a_socket(three_plans.app) as wire:
        pieces = [b"GET /initiatives?q=", *[b"a" * 20_000] * 4]
        assert parts(wire.send_bytes(*pieces))[0] == 414
