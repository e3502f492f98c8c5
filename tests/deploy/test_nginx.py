"""The service behind the real nginx: as Debian ships it, with the project's site, and below a path."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple
from urllib.parse import urlencode

import httpx
import pytest
from pydantic import AnyHttpUrl

from app.db.schema import open_store
from app.importer.import_plan import import_file
from app.settings import Settings
from tests.browser.conftest import listening, serving
from tests.nginx import DEBIAN, below_a_path, free_port, nginx, shipped
from tests.paths import SEED
from tests.public_addresses import GZIP, LIST, PLAIN

# One for all: a client takes longer to be made than to ask.
CLIENT = httpx.Client()
PLAN = "141127-2022"
REQUEST_ID = {"X-Request-Id": "01234567"}
# nginx names itself and writes its own date; hops have their own connections.
OWN = ("server", "date", "connection", "keep-alive", "transfer-encoding")


@pytest.fixture(scope="module", autouse=True)
def _close_client() -> Iterator[None]:
    yield
    CLIENT.close()


class Proxies(NamedTuple):
    """Addresses of the service itself and of nginx in front of it: without a setting, with the project's site,
    below the path /hoshin kept and taken away."""

    direct: str
    debian: str
    shipped: str
    kept: str
    taken: str


@pytest.fixture(scope="module")
def proxies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxies]:
    with ExitStack() as stack:
        listener = stack.enter_context(listening())
        port, file = listener.getsockname()[1], tmp_path_factory.mktemp("nginx-site") / "sheet.db"
        kept = free_port()
        base = AnyHttpUrl(f"http://127.0.0.1:{kept}/hoshin")
        settings = Settings(database_url=f"sqlite:///{file}", base_url=base, seed=False)
        store = open_store(settings)
        import_file(store, SEED)
        store.close()
        stack.enter_context(serving(settings, listener))

        def started(at: int, site: str) -> str:
            return stack.enter_context(nginx(tmp_path_factory.mktemp("nginx"), at, site))

        fast = {"rate=30r/s": "rate=1000r/s"}
        debian, plain, taken = free_port(), free_port(), free_port()
        yield Proxies(
            direct=f"http://127.0.0.1:{port}",
            debian=started(debian, DEBIAN.format(port=debian, service=port)),
            shipped=started(plain, shipped(plain, port, fast)),
            kept=started(kept, shipped(kept, port, fast | below_a_path(""))),
            taken=started(taken, shipped(taken, port, fast | below_a_path("/"))),
        )


def seen(answer: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    headers = {name: value for name, value in answer.headers.items() if name not in OWN}
    return answer.status_code, answer.content, headers


ADDRESSES = (
    "/",
    "/plans",
    f"/plans/{PLAN}",
    f"/plans/{PLAN}/files/plan.zip",
    "/initiatives?pillar=%E5%AE%89%E5%85%A8%E3%83%BB%E5%AE%89%E5%BF%83&sdg=11",
    "/initiatives?limit=x",
    "/initiatives.atom?sdg=11",
    "/static/hoshin.css",
    "/static/htmx.js",
    f"{LIST}?limit=1&offset=1",
    f"{LIST}?colour=red",
    "/api/3/action/package_search",
    "/catalog.ttl",
    "/robots.txt",
    "/sitemap.xml",
    "/.well-known/api-catalog",
    "/nothing",
    "/initiatives/%E6%97%AD",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_answers_go_through_as_they_are(proxies: Proxies, address: str) -> None:
    for encoding in (PLAIN, GZIP):
        asked = encoding | REQUEST_ID
        expected = seen(CLIENT.get(proxies.direct + address, headers=asked))
        assert seen(CLIENT.get(proxies.shipped + address, headers=asked)) == expected
        assert seen(CLIENT.get(f"{proxies.kept}/hoshin{address}", headers=asked)) == expected
        assert seen(CLIENT.get(f"{proxies.taken}/hoshin{address}", headers=asked)) == expected


def test_a_redirect_stays_below_the_path(proxies: Proxies) -> None:
    for base in (proxies.kept, proxies.taken):
        plan = CLIENT.get(f"{base}/hoshin/plans", follow_redirects=True)
        assert (plan.status_code, str(plan.url)) == (200, f"{base}/hoshin/plans/{PLAN}")
        assert str(CLIENT.get(f"{base}/hoshin", follow_redirects=True).url) == f"{base}/hoshin/"


def test_validators_and_encodings_go_through(proxies: Proxies) -> None:
    for address in ("/health/ready", "/", LIST):
        first = CLIENT.get(proxies.shipped + address, headers=GZIP)
        assert first.headers.get("content-encoding") == (None if "health" in address else "gzip")
        assert first.headers["etag"].startswith('"')
        again = CLIENT.get(proxies.shipped + address, headers=GZIP | {"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304


def test_nginx_without_any_setting_takes_every_header(proxies: Proxies) -> None:
    themes = [("theme", one["name"]) for one in CLIENT.get(f"{proxies.direct}/api/v1/themes").json()["items"]]
    for number in (1, 2, 3, 7, len(themes)):
        query = urlencode([*themes[:number], ("limit", "1"), ("offset", "1")])
        answer = CLIENT.get(f"{proxies.debian}{LIST}?{query}")
        assert (answer.status_code, answer.json()["meta"]["limit"]) == (200, 1)
        assert CLIENT.get(f"{proxies.debian}/initiatives?{query}").status_code == 200
    for address in ADDRESSES:
        direct = CLIENT.get(proxies.direct + address, headers=PLAIN)
        assert CLIENT.get(proxies.debian + address, headers=PLAIN).status_code == direct.status_code


def test_liveness_is_not_public_and_readiness_is(proxies: Proxies) -> None:
    for base in (proxies.shipped, f"{proxies.kept}/hoshin", f"{proxies.taken}/hoshin"):
        assert CLIENT.get(f"{base}/health/live").status_code == 404
        assert CLIENT.get(f"{base}/health/ready").status_code == 200


def test_a_request_has_bounds(proxies: Proxies) -> None:
    answers = {
        "query that hoshin reads": CLIENT.get(f"{proxies.shipped}{LIST}?q={'a' * 8000}"),
        "longest URL": CLIENT.get(f"{proxies.shipped}/{'a' * 20_000}"),
        "one long header": CLIENT.get(proxies.shipped, headers={"X-Long": "a" * 20_000}),
        "many headers": CLIENT.get(proxies.shipped, headers={f"X-{n}": "a" * 1000 for n in range(80)}),
        "body": CLIENT.post(proxies.shipped, content=b"a" * 70_000),
    }
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "query that hoshin reads": 400,
        "longest URL": 414,
        "one long header": 400,
        "many headers": 400,
        "body": 413,
    }
    assert answers["query that hoshin reads"].json()["errors"][0]["parameter"] == "q"


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The project's site in front of nothing, with short deadlines and few requests."""
    changes = {
        "client_header_timeout 10s": "client_header_timeout 1s",
        "client_body_timeout 10s": "client_body_timeout 1s",
        "rate=30r/s": "rate=1r/m",
        "burst=120": "burst=3",
    }
    port = free_port()
    with nginx(tmp_path_factory.mktemp("strict"), port, shipped(port, free_port(), changes)) as address:
        yield address


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab",
    ],
)
def test_a_slow_client_is_closed(strict: str, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", int(strict.rpartition(":")[2])), 30) as client:
        client.sendall(sent)
        try:
            received = client.recv(65536)
        except ConnectionResetError:
            received = b""
    # Where nginx had gone on waiting, the socket's own deadline would have raised.
    assert received == b""


def test_a_stopped_service_and_a_greedy_client_are_explained(strict: str) -> None:
    answers = [CLIENT.get(strict) for _ in range(6)]
    found = [(answer.status_code, answer.headers["retry-after"]) for answer in answers]
    assert set(found) == {(503, "30"), (429, "5")}
    assert found == sorted(found, reverse=True)
    assert "しばらくしてから" in answers[0].text
    assert "少し待って" in answers[-1].text
