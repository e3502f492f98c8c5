"""The static mirror: every address without a query, byte by byte, behind a plain web server."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
import pytest
from starlette.routing import Route, compile_path
from starlette.testclient import TestClient

from app.cli.mirror import MANIFEST, STYLE, ExportError, export, file_of
from app.db.schema import open_store
from app.db.store import Store
from app.importer.import_plan import import_file, import_text
from app.main import create_app
from app.routers import ALL, ckan
from app.settings import Settings
from tests.conftest import BASE, Clock, MakeSettings
from tests.file_server import file_server
from tests.paths import SEED
from tests.sampling import on_sqlite_alone
from tests.world import plan_2022, text_of

NOT_COPIED = {
    "/health/live": "describes the running process",
    "/health/ready": "describes the running process",
    "/.well-known/security.txt": "none is configured",
    "/api/3/action/package_show": "is nothing without a query",
    "/api/3/action/organization_show": "is nothing without a query",
    "/api/3/action/group_show": "is nothing without a query",
    "/api/3/action/help_show": "is nothing without a query",
    "/api/v1": "is the name of a folder",
    "/api/3/action/": "is the name of a folder",
    **{
        route.path: "answers as the address with a version"  # type: ignore[attr-defined]
        for route in ckan.router.routes
        if route.path.startswith("/api/action/")  # type: ignore[attr-defined]
    },
    "/reports/{id}": "the real sheet has none",
    "/reports/{id}/report.json": "the real sheet has none",
    "/reports/{id}/report.xlsx": "the real sheet has none",
    "/api/v1/reports/{id}": "the real sheet has none",
    "/sitemap-{number}.xml": "one site map holds every address",
}


def ignore(_done: int, _total: int) -> None:
    """Ignores progress."""


class Mirror:
    """One export of the real sheet."""

    def __init__(self, settings: Settings, store: Store, directory: Path) -> None:
        self.settings, self.store, self.directory = settings, store, directory
        self.steps: list[tuple[int, int]] = []
        self.copied = export(settings, store, directory, lambda *step: self.steps.append(step))

    def bytes_of(self, address: str) -> bytes:
        (found,) = (one for one in self.copied if one.address == address)
        return (self.directory / found.file).read_bytes()


@pytest.fixture(scope="module")
def sheet_mirror(make_settings: MakeSettings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mirror]:
    settings = make_settings("sqlite")
    store = open_store(settings)
    import_file(store, SEED, clock=Clock())
    yield Mirror(settings, store, tmp_path_factory.mktemp("mirror") / "out")
    store.close()


@pytest.fixture(scope="module")
def live(sheet_mirror: Mirror) -> Iterator[TestClient]:
    with TestClient(create_app(sheet_mirror.settings, sheet_mirror.store), base_url=BASE) as client:
        yield client


@pytest.fixture(scope="module")
def mirror_url(sheet_mirror: Mirror) -> Iterator[str]:
    """The address of a plain web server on the mirror."""
    with file_server(sheet_mirror.directory) as address:
        yield address


class Links(HTMLParser):
    """Collects the addresses that a page links to or loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name in ("href", "src"):
            if tag in ("a", "link", "script", "img") and given.get(name):
                self.found.add(str(given[name]))


def test_every_copied_file_equals_the_live_answer(sheet_mirror: Mirror, live: TestClient) -> None:
    differing = [
        one.address
        for one in sheet_mirror.copied
        if (sheet_mirror.directory / one.file).read_bytes()
        != live.get(one.address, follow_redirects=False).content
    ]
    # The copied style sheet has the notice on forms; a redirect has no bytes for a file.
    assert differing == ["/plans", STYLE]
    assert sheet_mirror.bytes_of(STYLE).startswith(live.get(STYLE).content)


def test_every_route_is_copied_or_listed_as_not_copied(sheet_mirror: Mirror) -> None:
    missing = []
    for route in (route for router in ALL for route in router.routes):
        assert isinstance(route, Route)
        pattern, _, _ = compile_path(route.path)
        if not any(pattern.match(one.address) for one in sheet_mirror.copied):
            missing.append(route.path)
    assert set(missing) == set(NOT_COPIED)


def test_a_plain_web_server_serves_every_link_of_every_page(sheet_mirror: Mirror, mirror_url: str) -> None:
    pages = [one for one in sheet_mirror.copied if one.media_type.startswith("text/html")]
    assert len(pages) > 80
    wanted: dict[str, str] = {}
    for page in pages:
        links = Links()
        links.feed((sheet_mirror.directory / page.file).read_text("utf-8"))
        for link in links.found:
            address = urldefrag(urljoin(f"{mirror_url}{page.address}", link.removeprefix(BASE) or "/")).url
            if address.startswith(mirror_url) and not urlsplit(address).query:
                wanted.setdefault(address, page.address)
    with httpx.Client(follow_redirects=True) as client:
        broken = [
            (address, page) for address, page in wanted.items() if client.get(address).status_code != 200
        ]
    assert len(wanted) > 150
    assert broken == []


def test_a_plain_web_server_serves_the_bytes_of_the_live_service(
    sheet_mirror: Mirror, mirror_url: str, live: TestClient
) -> None:
    shown = [
        one for one in sheet_mirror.copied if not one.file.endswith("/index.json") and one.address != STYLE
    ]
    with httpx.Client(follow_redirects=True) as client:
        for one in shown[:: max(len(shown) // 60, 1)]:
            if one.address != "/plans":
                assert client.get(mirror_url + one.address).content == live.get(one.address).content, (
                    one.address
                )
    assert json.loads(sheet_mirror.bytes_of("/api/v1/initiatives"))["meta"]["total"] == 46


def test_forms_say_that_they_need_the_service(sheet_mirror: Mirror) -> None:
    assert "form::before" in sheet_mirror.bytes_of(STYLE).decode()
    assert BASE in sheet_mirror.bytes_of(STYLE).decode().rpartition("form::before")[2]
    assert b"<form" in sheet_mirror.bytes_of("/initiatives")
    assert b"/static/hoshin.css" in sheet_mirror.bytes_of("/initiatives")


def test_the_manifest_lists_every_file_of_the_mirror(sheet_mirror: Mirror) -> None:
    manifest = json.loads((sheet_mirror.directory / MANIFEST).read_text("utf-8"))
    assert manifest["base"] == BASE
    files = {one["file"] for one in manifest["files"]}
    there = {
        str(p.relative_to(sheet_mirror.directory)) for p in sheet_mirror.directory.rglob("*") if p.is_file()
    }
    assert there == files | {MANIFEST, "README.txt"}
    assert sheet_mirror.steps[0][0] == 0
    assert sheet_mirror.steps[-1][0] == sheet_mirror.steps[-1][1] >= len(files)


def test_the_same_store_gives_the_same_mirror(sheet_mirror: Mirror) -> None:
    before = {p: p.read_bytes() for p in sheet_mirror.directory.rglob("*") if p.is_file()}
    export(sheet_mirror.settings, sheet_mirror.store, sheet_mirror.directory, ignore)
    after = {p: p.read_bytes() for p in sheet_mirror.directory.rglob("*") if p.is_file()}
    assert after == before
    assert [p.name for p in sheet_mirror.directory.parent.iterdir()] == [sheet_mirror.directory.name]


def test_a_folder_that_is_no_mirror_is_not_overwritten(sheet_mirror: Mirror, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(ExportError, match="写しでないもの"):
        export(sheet_mirror.settings, sheet_mirror.store, tmp_path, ignore)
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]
    with pytest.raises(ExportError, match="フォルダではありません"):
        export(sheet_mirror.settings, sheet_mirror.store, tmp_path / "letter.txt", ignore)


@on_sqlite_alone
def test_an_import_during_an_export_leaves_the_old_mirror(
    settings: Settings, store: Store, tmp_path: Path
) -> None:
    clock = Clock()
    import_text(store, text_of(plan_2022()), clock=clock)
    target = tmp_path / "out"
    export(settings, store, target, ignore)
    manifest = (target / MANIFEST).read_bytes()
    changed = plan_2022()
    changed["corrections"][0]["reason"] = "仮名が混じった誤記"

    def meanwhile(done: int, _total: int) -> None:
        if done == 5:
            import_text(store, text_of(changed), clock=clock)

    with pytest.raises(ExportError, match="更新されました"):
        export(settings, store, target, meanwhile)
    assert (target / MANIFEST).read_bytes() == manifest
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("address", "media_type", "file"),
    [
        ("/", "text/html; charset=utf-8", "index.html"),
        ("/initiatives", "text/html; charset=utf-8", "initiatives/index.html"),
        ("/plans/991015-2022.ttl", "text/turtle", "plans/991015-2022.ttl"),
        ("/api/v1/pillars", "application/json", "api/v1/pillars/index.json"),
        ("/api/v1/pillars.csv", "text/csv", "api/v1/pillars.csv"),
        ("/.well-known/api-catalog", "application/linkset+json", ".well-known/api-catalog"),
    ],
)
def test_an_address_maps_to_a_file(address: str, media_type: str, file: str) -> None:
    assert file_of(address, media_type) == file


def test_no_two_addresses_share_a_file(sheet_mirror: Mirror) -> None:
    files = [one.file.lower() for one in sheet_mirror.copied]
    assert len(files) == len(set(files))
    assert not any(re.search(r"(^|/)\.\.(/|$)", file) for file in files)
