"""What every answer carries, whoever made it: ETag, 304, HEAD, gzip, CORS, security headers, request id."""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app import errors, pages
from app.db import Store
from app.delivery import Delivery
from app.importer.load import import_text
from app.settings import Settings
from tests.conftest import BASE, Clock
from tests.wire import on_a_socket
from tests.world import P22, entry, plan_2022, signed, text_of

API = (
    "/api/v1/initiatives",
    "/api/v1/initiatives?q=花&limit=1",
    "/api/v1/initiatives.csv",
    f"/api/v1/initiatives/{P22}-b01",
    "/api/v1/plans",
    f"/api/v1/plans/{P22}/document",
    "/api/v1/facets",
    "/api/v1/matrix",
    "/api/v1/changes",
    "/api/v1/sdg-goals/11",
    "/api/v1/openapi.json",
    "/api/v1/schema.json",
)
PAGES = (
    "/",
    "/initiatives",
    "/initiatives?q=花",
    f"/initiatives/{P22}-b01",
    f"/plans/{P22}",
    f"/pillars/{P22}-p1",
    "/sdgs/11",
    "/organisations/991015",
    "/data",
    "/api",
    "/about",
)
STATIC = ("/static/hoshin.css", "/static/hoshin.js", "/static/htmx.js")
HEALTH = ("/health/live", "/health/ready")
PUBLIC = (*API, *PAGES, *STATIC, *HEALTH)

PLAIN = {"Accept-Encoding": "identity"}
GZIP = {"Accept-Encoding": "gzip"}
LIST = "/api/v1/initiatives"
DATA_CACHE = "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


# ETag, 304


@pytest.mark.parametrize("path", PUBLIC)
def test_the_etag_is_strong_and_names_the_bytes_of_each_encoding(world: TestClient, path: str) -> None:
    plain, packed = world.get(path, headers=PLAIN), world.get(path, headers=GZIP)
    assert plain.status_code == packed.status_code == 200
    assert re.fullmatch(r'"[0-9a-f]{32}"', plain.headers["etag"])
    assert plain.content == packed.content
    compressed = "content-encoding" in packed.headers
    assert compressed == (len(plain.content) >= 860)
    assert (plain.headers["etag"] != packed.headers["etag"]) == compressed
    again = world.get(path, headers=GZIP)
    assert again.headers["etag"] == packed.headers["etag"]


def test_answers_that_differ_have_different_etags(world: TestClient) -> None:
    paths = [path for path in API if "?" not in path]
    assert len({world.get(path, headers=PLAIN).headers["etag"] for path in paths}) == len(paths)


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("encoding", [PLAIN, GZIP], ids=["plain", "gzip"])
def test_known_bytes_are_not_sent_again(world: TestClient, path: str, encoding: dict[str, str]) -> None:
    first = world.get(path, headers=encoding)
    second = world.get(path, headers={**encoding, "If-None-Match": first.headers["etag"]})
    assert (second.status_code, second.content) == (304, b"")
    for name in ("etag", "cache-control", "vary", "x-request-id", "content-security-policy"):
        assert name in second.headers, name
    assert second.headers["etag"] == first.headers["etag"]
    assert "content-type" not in second.headers
    assert "content-encoding" not in second.headers


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ("{etag}", 304),
        ("W/{etag}", 304),
        ('"other", {etag}', 304),
        ('"other",W/{etag} , "third"', 304),
        ("*", 304),
        ('"other"', 200),
        ("{bare}", 200),
        ("", 200),
    ],
)
def test_if_none_match(world: TestClient, wanted: str, status: int) -> None:
    etag = world.get(LIST, headers=PLAIN).headers["etag"]
    header = wanted.format(etag=etag, bare=etag.strip('"'))
    assert world.get(LIST, headers={**PLAIN, "If-None-Match": header}).status_code == status


def test_the_etag_of_one_encoding_is_not_that_of_the_other(world: TestClient) -> None:
    plain = world.get(LIST, headers=PLAIN).headers["etag"]
    assert world.get(LIST, headers={**GZIP, "If-None-Match": plain}).status_code == 200


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Wed, 01 Apr 2026 00:01:00 GMT", 304),  # the second import, on the clock of the tests
        ("Wed, 01 Apr 2026 00:00:59 GMT", 200),
        ("Thu, 02 Apr 2026 00:00:00 GMT", 304),
        ("yesterday", 200),
    ],
)
def test_if_modified_since(world: TestClient, since: str, status: int) -> None:
    assert world.get(LIST).headers["last-modified"] == "Wed, 01 Apr 2026 00:01:00 GMT"
    for path in (LIST, "/api/v1/initiatives.csv", "/api/v1/facets", f"/api/v1/plans/{P22}"):
        assert world.get(path, headers={"If-Modified-Since": since}).status_code == status


def test_an_etag_counts_more_than_a_date(world: TestClient) -> None:
    headers = {"If-None-Match": '"other"', "If-Modified-Since": "Thu, 02 Apr 2026 00:00:00 GMT"}
    assert world.get(LIST, headers=headers).status_code == 200


def test_after_an_import_the_old_etag_and_the_old_date_bring_the_new_bytes(
    client: TestClient, store: Store
) -> None:
    clock = Clock()
    import_text(store, text_of(plan_2022()), clock=clock)
    old = client.get(LIST)
    changed = plan_2022()
    entry(changed, f"{P22}-c1-m1")["text"] = "手続のオンライン化を進めます。"
    import_text(store, text_of(signed(changed)), clock=clock)
    for name, header in (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified")):
        new = client.get(f"{LIST}?limit=99", headers={name: old.headers[header]})
        assert new.status_code == 200
        assert "オンライン化を進めます" in new.text
        assert new.headers["etag"] != old.headers["etag"]
        assert new.headers["last-modified"] == "Wed, 01 Apr 2026 00:01:00 GMT"


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


def test_the_length_is_that_of_what_is_sent(world: TestClient) -> None:
    with on_a_socket(world.app) as wire:
        plain, packed = wire.send(LIST), wire.send(LIST, headers=GZIP)
        assert int(packed.headers["content-length"]) == len(packed.body) < len(plain.body)
        assert gzip.decompress(packed.body) == plain.body
        assert wire.send(LIST, headers=GZIP).body == packed.body
        head = wire.send(LIST, "HEAD")
        assert (head.headers["content-length"], head.body) == (str(len(plain.body)), b"")


# Headers of every answer


@pytest.mark.parametrize(
    ("path", "status", "cache"),
    [
        *[(path, 200, DATA_CACHE) for path in API],
        *[(path, 200, "no-cache") for path in (*PAGES, *STATIC)],
        *[(path, 200, "no-store") for path in HEALTH],
        ("/api/v1/initiatives?limit=0", 400, "no-cache"),
        ("/api/v1/nothing", 404, "no-cache"),
        ("/nothing", 404, "no-cache"),
        ("/initiatives?sdg=18", 400, "no-cache"),
    ],
)
def test_every_answer_carries_its_headers(world: TestClient, path: str, status: int, cache: str) -> None:
    answer = world.get(path)
    assert answer.status_code == status
    assert answer.headers["cache-control"] == cache
    check_fixed_headers(answer.headers, data=path.startswith("/api/"))


def check_fixed_headers(given: Mapping[str, str], *, data: bool) -> None:
    assert given["x-content-type-options"] == "nosniff"
    assert given["referrer-policy"] == "same-origin"
    assert given["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=()" in given["permissions-policy"]
    assert given["vary"] == "Accept-Encoding"
    assert "server" not in given
    assert "set-cookie" not in given
    if data:
        assert given["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert given["access-control-allow-origin"] == "*"
        assert "ETag" in given["access-control-expose-headers"]
    else:
        assert given["content-security-policy"] == PAGE_POLICY
        assert "access-control-allow-origin" not in given


@pytest.mark.parametrize("given", ["abcd-1234", "A" * 64, "trace.id_0001"])
def test_a_request_id_is_given_back(world: TestClient, given: str) -> None:
    for path in (LIST, "/api/v1/nothing", "/about"):
        answer = world.get(path, headers={"X-Request-Id": given})
        assert answer.headers["x-request-id"] == given
    problem = world.get("/api/v1/nothing", headers={"X-Request-Id": given}).json()
    assert problem["request_id"] == given


@pytest.mark.parametrize(
    "given", ["short", "A" * 65, "with space 1", "<script>alert(1)</script>", "a\tb\tc\td\te"]
)
def test_a_request_id_that_could_do_harm_is_replaced(world: TestClient, given: str) -> None:
    answer = world.get("/api/v1/nothing", headers={"X-Request-Id": given})
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"])
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(
    "host", ["evil.test", "evil.test:443", "evil.test/x?y", "evil.test@hoshin.example.jp"]
)
@pytest.mark.parametrize(
    "path", [*API, *PAGES, "/api/v1/plans/", "/initiatives/", "/api/v1/nothing", "/nothing", "/plans"]
)
def test_a_forged_host_appears_nowhere(world: TestClient, path: str, host: str) -> None:
    answer = world.get(path, headers={"Host": host, "X-Forwarded-Host": host}, follow_redirects=False)
    assert "evil" not in answer.text
    assert "evil" not in json.dumps(dict(answer.headers))
    assert answer.headers.get("location", "/").startswith(("/", BASE))
    assert "//" not in answer.headers.get("location", "/")[:2]


@pytest.mark.parametrize(
    "path", ["/api/v1/plans/", f"/api/v1/plans/{P22}/", "/initiatives/", "/about/", f"/plans/{P22}/", "/api/"]
)
def test_a_slash_at_the_end_is_no_redirect(world: TestClient, path: str) -> None:
    assert world.get(path, follow_redirects=False).status_code == 404


# Errors


@contextmanager
def broken(settings: Settings) -> Iterator[TestClient]:
    """The service's own handlers and delivery around routes that fail."""
    app = FastAPI()
    app.state.settings, app.state.pages = settings, pages.templates(settings)
    errors.install(app)

    def fail() -> None:
        raise RuntimeError("秘密のパス /srv/secret")

    app.get("/api/v1/fail")(fail)
    app.get("/fail")(fail)
    with TestClient(Delivery(app), base_url=BASE, raise_server_exceptions=False) as client:
        yield client


def test_a_500_says_nothing_of_the_inside_and_carries_every_header(settings: Settings) -> None:
    with broken(settings) as client:
        for path, data in (("/api/v1/fail", True), ("/fail", False)):
            answer = client.get(path, headers={"X-Request-Id": "request-1"})
            assert answer.status_code == 500
            assert answer.headers["x-request-id"] == "request-1"
            assert answer.headers["cache-control"] == "no-cache"
            assert "secret" not in answer.text
            assert "RuntimeError" not in answer.text
            assert "request-1" in answer.text
            check_fixed_headers(answer.headers, data=data)
            assert client.head(path).content == b""


def test_a_500_of_the_api_is_a_problem_document(settings: Settings) -> None:
    with broken(settings) as client:
        answer = client.get("/api/v1/fail")
        assert answer.headers["content-type"] == "application/problem+json"
        assert {name: value for name, value in answer.json().items() if name != "request_id"} == {
            "type": "about:blank",
            "title": "サーバー内部の誤り",
            "status": 500,
            "detail": "思わぬ誤りが起きました。時間をおいてやり直し、続くときはお問い合わせください。",
            "instance": "/api/v1/fail",
            "errors": [],
            "replaced_by": None,
        }


def test_a_problem_names_its_address_as_a_uri(world: TestClient) -> None:
    assert world.get("/api/v1/plans/花").json()["instance"] == "/api/v1/plans/%E8%8A%B1"


def test_a_503_carries_every_header(empty: TestClient) -> None:
    for path in (LIST, "/initiatives"):
        answer = empty.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert answer.headers["cache-control"] == "no-cache"
        check_fixed_headers(answer.headers, data=path == LIST)
