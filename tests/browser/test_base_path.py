"""The finder below a path, behind nginx in both shapes, and the static mirror below a path."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect
from pydantic import AnyHttpUrl

from app.cli.mirror import MANIFEST
from app.db.schema import open_store
from app.importer.import_plan import import_file
from app.settings import Settings
from tests.browser.conftest import OpenPage, listening, serving
from tests.command_line import hoshin
from tests.file_server import file_server
from tests.nginx import below_a_path, free_port, nginx, shipped
from tests.paths import SEED
from tests.site_sweep import Site

PLAN = "141127-2022"
# The end of the address that nginx passes to: without it the path is kept.
SHAPES = {"kept": "", "taken away": "/"}
MIRROR = """\
types {{ text/html html; application/json json; }}
server {{ listen 127.0.0.1:{port}; root {root}; index index.html index.json; }}
"""
PILLAR = 'input[name="pillar"][value="安全・安心"]'


def settings_below(directory: Path, base: str) -> Settings:
    """Settings with a new store that holds the sheet."""
    settings = Settings(database_url=f"sqlite:///{directory}/sheet.db", base_url=AnyHttpUrl(base), seed=False)
    store = open_store(settings)
    import_file(store, SEED)
    store.close()
    return settings


@pytest.fixture(scope="module", params=SHAPES)
def below_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The public address of a service below a path."""
    port = free_port()
    base = f"http://127.0.0.1:{port}/hoshin"
    changes = below_a_path(SHAPES[request.param]) | {"rate=30r/s": "rate=1000r/s"}
    with ExitStack() as stack:
        listener = stack.enter_context(listening())
        stack.enter_context(serving(settings_below(tmp_path_factory.mktemp("below"), base), listener))
        site = shipped(port, listener.getsockname()[1], changes)
        stack.enter_context(nginx(tmp_path_factory.mktemp("nginx"), port, site))
        yield base


@pytest.fixture
def open_below(open_page: OpenPage, below_url: str) -> Iterator[Callable[..., Page]]:
    """Opens an address below the path. Fails at the end if the page requested anything outside of it."""
    requested: list[str] = []

    def opened(address: str, script: bool = True, status: int = 200) -> Page:
        page = open_page(f"{below_url}{address}", script=script, status=status)
        page.on("request", lambda request: requested.append(request.url))
        page.on(
            "response",
            lambda answer: (
                requested.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
            ),
        )
        return page

    yield opened
    assert [url for url in requested if not url.startswith((f"{below_url}/", "data:"))] == []


def heading(page: Page, total: int) -> None:
    expect(page.locator("#results-heading")).to_have_text(f"検索結果 {total}件")


def test_filters_go_back_and_forward_below_the_path(open_below: Callable[..., Page], below_url: str) -> None:
    page = open_below("/")
    page.get_by_role("navigation", name="主なページ").get_by_role("link", name="取組を探す").click()
    heading(page, 46)
    page.evaluate("window.same = true")
    # The style and both scripts came.
    assert page.evaluate("getComputedStyle(document.querySelector('.site-nav')).display") == "flex"
    page.check(PILLAR)
    heading(page, 9)
    assert page.evaluate("window.same")
    assert page.url == f"{below_url}/initiatives?pillar={quote('安全・安心', safe='')}"
    page.check('input[name="sdg"][value="11"]')
    heading(page, 7)
    page.go_back()
    heading(page, 9)
    page.go_back()
    heading(page, 46)
    page.go_forward()
    heading(page, 9)
    page.locator(".chip-clear").click()
    heading(page, 46)
    assert page.url == f"{below_url}/initiatives"
    page.locator("#results .card-title a").first.click()
    expect(page.locator(".crumbs a").nth(1)).to_have_attribute("href", "/hoshin/initiatives")


def test_forms_and_redirects_work_without_script(open_below: Callable[..., Page], below_url: str) -> None:
    page = open_below("/initiatives", script=False)
    page.check(PILLAR)
    page.get_by_role("button", name="絞り込む").click()
    heading(page, 9)
    assert urlsplit(page.url).path == "/hoshin/initiatives"
    page.get_by_role("link", name="マトリクス").last.click()
    expect(page.locator("h1")).to_have_text("マトリクス：柱 × SDGs")
    page.get_by_role("navigation", name="主なページ").get_by_role("link", name="計画").click()
    assert page.url == f"{below_url}/plans/{PLAN}"


def test_an_error_page_leads_back_below_the_path(open_below: Callable[..., Page], below_url: str) -> None:
    page = open_below("/nothing", status=404)
    page.get_by_role("main").get_by_role("link", name="取組の一覧（条件なし）").click()
    heading(page, 46)
    assert page.url == f"{below_url}/initiatives"


WARD = "/ward/hoshin"


@pytest.fixture(scope="module")
def mirror_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a web server that has a mirror below a path."""
    folder = tmp_path_factory.mktemp("mirror-site")
    base = f"https://www.example.jp{WARD}"
    database = settings_below(tmp_path_factory.mktemp("mirrored"), base).database_url
    target = f"{folder}{WARD}"
    ended = hoshin("export", target, cwd=folder, HOSHIN_BASE_URL=base, HOSHIN_DATABASE_URL=database)
    assert ended.status == 0, ended.err
    return folder


def test_nginx_serves_a_mirror_below_its_path(mirror_site: Path, tmp_path: Path) -> None:
    mirror = mirror_site / WARD.strip("/")
    assert f"パス {WARD}/ で公開" in (mirror / "README.txt").read_text("utf-8")
    files = json.loads((mirror / MANIFEST).read_text("utf-8"))["files"]
    copied = {one["address"]: one["sha256"] for one in files if one["address"] != "/plans"}
    port = free_port()
    with ExitStack() as stack:
        address = stack.enter_context(nginx(tmp_path, port, MIRROR.format(port=port, root=mirror_site)))
        client = stack.enter_context(httpx.Client(follow_redirects=True))
        digests = {
            path: hashlib.sha256(client.get(f"{address}{WARD}{path}").content).hexdigest() for path in copied
        }
        assert digests == copied
        site = Site(lambda path: client.get(address + path), f"https://www.example.jp{WARD}", most=0)
        site.sweep("/")
    assert site.outside == {}
    missing = {path.removeprefix(WARD) for path, status in site.statuses.items() if status != 200}
    # The health of a process, names of the APIs, actions that need a query.
    assert {path for path in missing if not re.fullmatch("/(health|api/3/action)/.*|/api/v1", path)} == set()


def test_a_mirror_below_a_path_is_read_from_a_plain_web_server(
    mirror_site: Path, open_page: OpenPage
) -> None:
    with file_server(mirror_site) as address:
        page = open_page(f"{address}{WARD}/", status=200)
        assert page.evaluate("getComputedStyle(document.querySelector('.site-nav')).display") == "flex"
        page.get_by_role("navigation", name="主なページ").get_by_role("link", name="計画").click()
        page.wait_for_url(f"{address}{WARD}/plans/{PLAN}/")
        page.locator("a.detail").first.click()
        expect(page.locator(".crumbs a").first).to_have_attribute("href", f"{WARD}/")
        page.locator(".crumbs a").nth(1).click()
        heading(page, 46)
