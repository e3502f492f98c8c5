"""Heavy answers on a real socket: they leave the other places free, end with their client, and are made in
pieces beside the event loop."""

import gzip
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator

import pytest
from starlette.testclient import TestClient

from app.db.schema import open_store
from app.importer.import_plan import import_text
from app.main import create_app
from app.models import columns
from app.publication.catalogues import dcat_us
from app.routers import ALL
from app.web.middleware import response_headers
from app.web.routing import CheckedRoute
from tests.conftest import MakeSettings
from tests.raw_http import Wire, on_a_socket
from tests.world import P22, plan_2022, text_of

CSV = "/api/v1/initiatives.csv"


@pytest.fixture(scope="module")
def heavy_service(make_settings: MakeSettings) -> Iterator[Wire]:
    settings = make_settings("sqlite")
    store = open_store(settings)
    import_text(store, text_of(plan_2022()))
    with on_a_socket(create_app(settings, store)) as served:
        yield served
    store.close()


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_catalogues_files_and_whole_lists_are_heavy() -> None:
    routes = [route for router in ALL for route in router.routes if isinstance(route, CheckedRoute)]
    heavy = {route.path for route in routes if route.policy.heavy}
    whole_lists = {path for path in heavy if path.startswith("/api/v1/")}
    assert whole_lists == {
        route.path for route in routes if route.path.endswith(".csv") and route.path != "/api/v1/matrix.csv"
    }
    rdf = {f"{stem}.{form}" for stem in ("/catalog", "/plans/{id}") for form in ("ttl", "jsonld", "rdf")}
    ckan = {path for path in heavy if path.startswith(("/api/3/", "/api/action/"))}
    assert {
        f"{root}/action/package_{what}" for root in ("/api/3", "/api") for what in ("show", "search")
    } <= ckan
    assert heavy - whole_lists - ckan == rdf | {
        "/catalog.xml",
        "/data.json",
        *(
            f"/{name}.xlsx"
            for name in ("compare", "gaps", "initiatives", "kpis", "matrix", "tags", "timeline")
        ),
        "/reports/{id}/report.xlsx",
        "/plans/{id}.stratml.xml",
        "/plans/{id}/history",
        "/plans/{id}/files/{name}",
        "/llms.txt",
        "/sitemap.xml",
        "/sitemap-{number}.xml",
    }


def test_clients_that_ask_for_catalogues_and_leave_keep_nobody_waiting(
    heavy_service: Wire, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    begun, release = threading.Semaphore(0), threading.Event()
    catalogue = dcat_us.catalogue

    def slow(*given: object) -> Iterator[bytes]:
        begun.release()
        yield b"{"
        assert release.wait(20)
        yield from catalogue(*given)  # type: ignore[arg-type]

    def left() -> int:
        return sum("cause=client_left" in record.getMessage() for record in caplog.records)

    monkeypatch.setattr(dcat_us, "catalogue", slow)
    caplog.set_level(logging.ERROR, "hoshin.requests")
    clients = [socket.create_connection(("127.0.0.1", heavy_service.port)) for _ in range(8)]
    for number, client in enumerate(clients):
        client.sendall(f"GET /data.json?u={number} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
    assert begun.acquire(timeout=20)
    for path in ("/health/live", "/initiatives?q=花", "/api/v1/initiatives?limit=1", "/initiatives"):
        assert heavy_service.send(path.replace("花", "%E8%8A%B1")).status == 200
    for client in clients:
        client.close()
    # Seven leave the queue at once, the one at work at its next piece.
    wait_until(lambda: left() == 7)
    release.set()
    wait_until(lambda: left() == 8)
    assert not begun.acquire(blocking=False)
    monkeypatch.undo()
    assert heavy_service.send("/data.json").status == 200


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the threads that compress. A few rows or bytes are a large answer."""
    monkeypatch.setattr(columns, "_ROWS_PER_CHUNK", 2)
    monkeypatch.setattr(response_headers, "_MAX_ON_LOOP", 1000)
    monkeypatch.setattr(response_headers, "_PIECE", 300)
    threads: list[str] = []
    encode = response_headers._encode

    def note(chunks: list[bytes], *, gzipped: bool) -> tuple[list[bytes], str]:
        threads.append(threading.current_thread().name)
        return encode(chunks, gzipped=gzipped)

    monkeypatch.setattr(response_headers, "_encode", note)
    return threads


@pytest.mark.parametrize("path", [CSV, "/data.json", "/sitemap.xml", f"/plans/{P22}/files/plan.zip"])
def test_the_pieces_of_a_large_answer_are_its_bytes(
    heavy_service: Wire, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    whole = heavy_service.send(path)
    monkeypatch.setattr(columns, "_ROWS_PER_CHUNK", 2)
    monkeypatch.setattr(response_headers, "_MAX_ON_LOOP", 1000)
    monkeypatch.setattr(response_headers, "_PIECE", 300)
    plain, packed = heavy_service.send(path), heavy_service.send(path, headers={"Accept-Encoding": "gzip"})
    assert plain.body == whole.body
    assert plain.headers["etag"] == whole.headers["etag"]
    assert int(plain.headers["content-length"]) == len(plain.body)
    if packed.headers.get("content-encoding") == "gzip":
        assert gzip.decompress(packed.body) == plain.body
        assert packed.headers["etag"] != plain.headers["etag"]
    assert int(packed.headers["content-length"]) == len(packed.body)
    head = heavy_service.send(path, "HEAD", {"Accept-Encoding": "gzip"})
    assert (head.headers["content-length"], head.body) == (packed.headers["content-length"], b"")
    unchanged = heavy_service.send(path, headers={"If-None-Match": plain.headers["etag"]})
    assert (unchanged.status, unchanged.body) == (304, b"")


def test_a_large_answer_is_compressed_in_a_worker_thread(heavy_service: Wire, in_pieces: list[str]) -> None:
    for path in (CSV, "/initiatives", f"/api/v1/plans/{P22}/document"):
        heavy_service.send(path, headers={"Accept-Encoding": "gzip"})
    assert len(in_pieces) == 3
    assert all("worker thread" in name for name in in_pieces), in_pieces


def test_a_stored_large_answer_is_the_same(make_settings: MakeSettings, in_pieces: Iterable[str]) -> None:
    settings = make_settings("sqlite")
    store = open_store(settings)
    import_text(store, text_of(plan_2022()))
    cached = settings.model_copy(update={"cache_mb": 8})
    with TestClient(create_app(cached, store)) as client:
        first, second = client.get(CSV), client.get(CSV)
        assert len(list(in_pieces)) == 1
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
