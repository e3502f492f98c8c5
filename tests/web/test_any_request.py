"""Any request: the service with its cache answers byte by byte as the one without, and never with 500."""

import asyncio
import gzip
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message

from app.db.store import Store
from app.importer.import_plan import import_text
from app.main import create_app
from app.settings import Settings
from tests.conftest import BASE, Clock
from tests.sampling import sampled
from tests.world import P22, entry, plan_2022, signed, text_of

LIST = "/api/v1/initiatives"
TARGETS = (
    (LIST, ""),
    (LIST, "kind=measure&q=%E8%8A%B1"),
    (LIST, "kind=%6deasure&q=%e8%8a%b1"),
    (LIST, "kind=measure&limit=1&offset=1"),
    (LIST, "nonsense=1"),
    (f"{LIST}/{P22}-b02", ""),
    (f"{LIST}/none", ""),
    (f"{LIST}.csv", ""),
    ("/initiatives", "kind=measure"),
    ("/about", ""),
    ("/changes.atom", ""),
    ("/data.json", ""),
    ("/health/ready", ""),
    ("/static/hoshin.js", ""),
    ("/nowhere", "a=b"),
)
# Replaced by the ETag and the date that the last answer of this target had.
ETAG, DATE = b"<etag>", b"<date>"

codings = st.sampled_from([b"gzip", b"GZip", b"identity", b"br", b"*", b"", b"x-gzip"])
weights = st.sampled_from(
    [b"", b";q=0", b"; q=0.000", b";Q=1", b";q=0.5", b";q=1.0", b";q=2", b";q=x", b";q=-1"]
)
encodings = st.lists(st.builds(lambda *parts: b"".join(parts), codings, weights), max_size=4).map(b", ".join)
etags = st.lists(st.sampled_from([ETAG, b"W/" + ETAG, b'"x"', b"*", b"", b'"a,b"']), max_size=3).map(
    b",".join
)
dates = st.sampled_from(
    [
        DATE,
        b"Sat, 01 Jan 99999 00:00:00 GMT",
        b"Fri, 31 Dec 9999 23:59:59 GMT",
        b"Mon, 01 Jan 0001 00:00:00 GMT",
        b"Sunday, 06-Nov-94 08:49:37 GMT",
        b"Sun Nov  6 08:49:37 1994",
        b"Sat, 01 Jan 2028 00:00:00 +9999",
        b"0",
    ]
)
noise = st.binary(max_size=40)
headers = st.lists(
    st.one_of(
        st.tuples(st.just(b"accept-encoding"), encodings | noise),
        st.tuples(st.just(b"if-none-match"), etags | noise),
        st.tuples(st.just(b"if-modified-since"), dates | noise),
        st.tuples(st.just(b"x-request-id"), st.sampled_from([b"request-1", b"request-2"]) | noise),
        st.tuples(st.just(b"host"), st.sampled_from([b"evil.example", b"a/b?c#d", b"[", b""]) | noise),
        st.tuples(
            st.sampled_from(
                b"cookie authorization range if-range accept accept-language cache-control pragma origin te"
                b" hx-request x-forwarded-host forwarded if-match if-unmodified-since expect".split()
            ),
            st.sampled_from([b"_ga=x", b"bytes=0-9", b"no-cache", b"en", b'"x"', DATE]) | noise,
        ),
    ),
    max_size=6,
)
methods = st.sampled_from(["GET", "GET", "GET", "GET", "HEAD", "OPTIONS", "POST"])
# Few targets in one run, so that one answer meets several requests.
runs = st.tuples(
    st.lists(st.sampled_from(TARGETS), min_size=1, max_size=2),
    st.lists(
        st.one_of(*[st.tuples(st.integers(0, 1), methods, headers)] * 9, st.none()), min_size=2, max_size=12
    ),
)


class Answer(NamedTuple):
    status: int
    headers: dict[bytes, bytes]
    body: bytes


class Services:
    """One store behind a service with a cache and one without."""

    def __init__(self, store: Store, cached: TestClient, plain: ASGIApp) -> None:
        self.store, self.cached, self.plain = store, cached, plain
        self.clock = Clock()
        self.known: dict[Any, dict[bytes, bytes]] = {}
        self.imports = 0

    def take(self) -> None:
        """Import the other one of two editions."""
        file = plan_2022()
        self.imports += 1
        if self.imports % 2:
            entry(file, f"{P22}-b02")["text"] = "公園の花壇と広場の整備"
        import_text(self.store, text_of(signed(file)), clock=self.clock)

    def ask(self, app: ASGIApp, target: tuple[str, str], method: str, headers: Any) -> Answer:
        path, query = target
        known = self.known.get(target, {})
        replaced = [
            (
                name,
                value.replace(ETAG, known.get(b"etag", b"-")).replace(
                    DATE, known.get(b"last-modified", b"-")
                ),
            )
            for name, value in headers
        ]
        sent: list[Message] = []

        asked: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> Message:
            if not asked:
                await asyncio.Event().wait()  # the client stays
            return asked.pop()

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": replaced,
            "server": ("127.0.0.1", 8000),
            "client": ("127.0.0.1", 50000),
        }
        assert self.cached.portal is not None
        self.cached.portal.call(app, scope, receive, send)
        start, *bodies = sent
        return Answer(
            start["status"], dict(start["headers"]), b"".join(part.get("body", b"") for part in bodies)
        )

    def compare(self, target: tuple[str, str], method: str, headers: Any) -> None:
        """Ask both and compare everything but the request id."""
        first, second = (self.ask(app, target, method, headers) for app in (self.cached.app, self.plain))
        assert first.status == second.status < 500
        own_id, other_id = (answer.headers.pop(b"x-request-id") for answer in (first, second))
        assert first.headers == second.headers
        assert first.body.replace(own_id, other_id) == second.body
        accepted = b",".join(value for name, value in headers if name == b"accept-encoding").lower()
        if b"content-encoding" in first.headers:
            assert b"gzip" in accepted or b"*" in accepted
            assert first.status != 200 or method == "HEAD" or gzip.decompress(first.body)
        if first.status == 200:
            self.known[target] = first.headers


@pytest.fixture(scope="module")
def services(make_settings: Any) -> Iterator[Services]:
    configured: Settings = make_settings("sqlite")
    from app.db.schema import open_store  # noqa: PLC0415

    store = open_store(configured)
    plain = create_app(configured, store)
    with TestClient(
        create_app(configured.model_copy(update={"cache_mb": 1}), store), base_url=BASE
    ) as cached:
        both = Services(store, cached, plain)
        both.take()
        yield both


BOUNDED = settings(
    max_examples=sampled(20, 60),
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@BOUNDED
@given(run=runs)
def test_the_cache_changes_no_byte_of_any_answer(services: Services, run: Any) -> None:
    services.store.written += 1  # nothing that is stored is fresh
    targets, steps = run
    for step in steps:
        if step is None:
            services.take()
        else:
            target, method, given = step
            services.compare(targets[target % len(targets)], method, given)


numbers = st.sampled_from(
    [
        "0",
        "-1",
        "1e9",
        "9" * 10,
        "9" * 20,
        "9" * 5000,
        str(2**31),
        str(2**63),
        "NaN",
        "Infinity",
        "１",
        "1_0",
        "",
    ]
)
moments = st.sampled_from(
    [
        "0001-01-01",
        "9999-12-31",
        "99999-01-01",
        "2026-02-30",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "9999-12-31T23:59:59.999999Z",
        "1e400",
        "-1",
        "9" * 30,
        "*",
        "NOW",
    ]
)
questions = st.one_of(
    st.builds("/catalog.ttl?modified_since={}".format, moments | numbers),
    st.builds("/catalog.ttl?page={}".format, numbers),
    st.builds("/sitemap-{}.xml".format, numbers),
    st.builds("/api/v1/changes?since={}".format, numbers),
    st.builds("/changes.atom?offset={}".format, numbers),
    st.builds("/data?offset={}".format, numbers),
    st.builds("/api/v1/initiatives?limit={}&offset={}".format, numbers, numbers),
    st.builds("/api/v1/initiatives?year={}".format, numbers | moments),
    st.builds("/initiatives?year={}&limit={}".format, numbers, numbers),
    st.builds("/initiatives.atom?offset={}".format, numbers),
    st.builds("/api/v1/sdg-goals/{}".format, numbers),
    st.builds("/sdgs/{}".format, numbers),
    st.builds("/timeline?year={}".format, numbers),
    st.builds("/api/3/action/package_search?rows={}&start={}".format, numbers, numbers),
    st.builds("/api/3/action/package_search?fq=metadata_modified:[{} TO {}]".format, moments, moments),
    st.builds("/api/3/action/package_list?limit={}&offset={}".format, numbers, numbers),
)


@settings(BOUNDED, max_examples=sampled(50, 150))
@given(question=questions)
def test_no_number_and_no_date_in_a_url_is_a_server_error(services: Services, question: str) -> None:
    path, _, query = question.partition("?")
    encoded = quote(query, safe="=&:*")
    answer = services.ask(services.plain, (path, encoded), "GET", [])
    assert answer.status < 500, question
