"""Headers of every answer, also of errors: CORS, security headers, request id."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.db.store import Store
from app.pages import templating
from app.settings import Settings
from app.web import error_handlers
from app.web.middleware.response_cache import ResponseCache
from app.web.middleware.response_headers import ResponseHeaders
from tests.conftest import BASE
from tests.public_addresses import API, HEALTH, LIST, PAGES, STATIC
from tests.world import P22

DATA_CACHE = "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


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
def broken(settings: Settings, store: Store) -> Iterator[TestClient]:
    """The error handlers and the headers middleware of the service around routes that fail."""
    app = FastAPI()
    app.state.settings, app.state.pages = settings, templating.templates(settings)
    error_handlers.install(app)

    def fail() -> None:
        raise RuntimeError("秘密のパス /srv/secret")

    app.get("/api/v1/fail")(fail)
    app.get("/fail")(fail)
    answering = ResponseCache(ResponseHeaders(app), store, 0, access_log=False)
    with TestClient(answering, base_url=BASE, raise_server_exceptions=False) as client:
        yield client


def test_a_500_reveals_no_internals_and_carries_every_header(settings: Settings, store: Store) -> None:
    with broken(settings, store) as client:
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


def test_a_500_of_the_api_is_a_problem_document(settings: Settings, store: Store) -> None:
    with broken(settings, store) as client:
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
