"""HEAD, OPTIONS, other methods, and compression."""

import gzip
import re

import pytest
from starlette.testclient import TestClient

from tests.public_addresses import API, GZIP, LIST, PUBLIC
from tests.raw_http import on_a_socket

# HEAD, OPTIONS, other methods


@pytest.mark.parametrize("path", [*PUBLIC, "/api/v1/nothing", "/nothing", "/api/v1/initiatives?limit=0"])
def test_head_is_get_without_a_body(world: TestClient, path: str) -> None:
    got, head = world.get(path), world.head(path)
    volatile = {"x-request-id"} | ({"content-length"} if got.status_code >= 400 else set())
    assert head.content == b""
    assert head.status_code == got.status_code
    assert {name: value for name, value in head.headers.items() if name not in volatile} == {
        name: value for name, value in got.headers.items() if name not in volatile
    }
    if got.status_code == 200:
        known = world.head(path, headers={"If-None-Match": got.headers["etag"]})
        assert (known.status_code, known.content) == (304, b"")


@pytest.mark.parametrize("path", API)
def test_a_preflight_lets_every_origin_read(world: TestClient, path: str) -> None:
    answer = world.options(
        path, headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert answer.headers["access-control-max-age"] == "86400"
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"])


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused(world: TestClient, method: str) -> None:
    data = world.request(method, LIST, content=b"x" * 100_000)
    assert (data.status_code, data.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert data.headers["content-type"] == "application/problem+json"
    assert data.json()["title"] == "この操作はできません"
    page = world.request(method, "/initiatives")
    assert (page.status_code, page.headers["allow"]) == (405, "GET, HEAD")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert world.options("/initiatives").status_code == 405


# Compression


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("*;q=0, gzip", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("br", False),
        ("identity", False),
        ("", False),
    ],
)
def test_gzip_is_sent_only_where_it_is_accepted(world: TestClient, accepted: str, compressed: bool) -> None:
    answer = world.get(LIST, headers={"Accept-Encoding": accepted})
    assert (answer.headers.get("content-encoding") == "gzip") == compressed
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("lines", "compressed"),
    [
        (["gzip", "identity"], True),
        (["identity", "gzip"], True),
        (["br", "gzip;q=0"], False),
        (["gzip;q=0", "gzip"], False),
        (["identity", "gzip;q=0.5"], False),
        (["gzip;q=0.5", "identity;q=0.4"], True),
        (["gzip;q=zero"], False),
        (["gzip", "x" * 2000], False),
    ],
)
def test_repeated_lines_of_encodings_are_one_list(
    warm: TestClient, lines: list[str], compressed: bool
) -> None:
    """And no client gets what another one accepts."""
    for _ in range(2):
        answer = warm.get(LIST, headers=[("Accept-Encoding", line) for line in lines])
        assert (answer.headers.get("content-encoding") == "gzip") == compressed
        assert "content-encoding" not in warm.get(LIST, headers={"Accept-Encoding": "identity"}).headers
        assert warm.get(LIST, headers={"Accept-Encoding": "gzip"}).headers["content-encoding"] == "gzip"


def test_content_length_is_the_number_of_bytes_sent(world: TestClient) -> None:
    with on_a_socket(world.app) as wire:
        plain, packed = wire.send(LIST), wire.send(LIST, headers=GZIP)
        assert int(packed.headers["content-length"]) == len(packed.body) < len(plain.body)
        assert gzip.decompress(packed.body) == plain.body
        assert wire.send(LIST, headers=GZIP).body == packed.body
        head = wire.send(LIST, "HEAD")
        assert (head.headers["content-length"], head.body) == (str(len(plain.body)), b"")
