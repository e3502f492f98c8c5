"""Fixtures: a real browser and real servers. Without a browser these tests are skipped; in CI they fail."""

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, sync_playwright

from app.db.schema import open_store
from app.importer.import_plan import import_text
from app.main import create_app
from app.settings import Settings
from tests.kpi_plan import city_plan, former_plan
from tests.paths import SEED
from tests.plans import last_year, next_year
from tests.plans.third_year import third_year
from tests.report_files import REPORTED
from tests.second_edition import revised_plan
from tests.world import plan_2022, plan_2023, text_of

WIDE, NARROW = 1280, 375
ARGUMENTS = [
    # The sandbox needs rights that a container's root does not have; the pages are our own.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def serving(settings: Settings, listener: socket.socket) -> Iterator[None]:
    """The service in a thread, on a listening socket."""
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def listening() -> socket.socket:
    """A socket on a free port. Requests wait in its queue until the server takes them."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.listen(128)
    return listener


Addresses = Mapping[str, str]


@pytest.fixture(scope="session")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    """The base address of one service for each value of `State.store`. Shared: read only."""
    sheet = SEED.read_text("utf-8")
    contents = {
        "sheet": [sheet],
        "plans": [sheet, text_of(plan_2022()), text_of(plan_2023()), text_of(revised_plan())],
        "city": [text_of(city_plan()), text_of(former_plan())],
        "years": [text_of(plan()) for plan in (plan_2022, last_year, next_year, third_year)],
        "reported": list(map(text_of, REPORTED)),
        "empty": [],
    }
    with ExitStack() as stack:
        found = {}
        for name, plans in contents.items():
            listener = stack.enter_context(listening())
            file = tmp_path_factory.mktemp("site") / f"{name}.db"
            settings = Settings(database_url=f"sqlite:///{file}", port=listener.getsockname()[1], seed=False)
            store = open_store(settings)
            for content in plans:
                import_text(store, content)
            store.close()
            stack.enter_context(serving(settings, listener))
            found[name] = settings.base
        yield found


@pytest.fixture(scope="session")
def sheet_url(addresses: Addresses) -> str:
    """The base address of the service with the real sheet."""
    return addresses["sheet"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have a browser: install the system package chromium")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


OpenPage = Callable[..., Page]


@contextmanager
def silent_console(*pages: Page) -> Iterator[Callable[[Page], None]]:
    """A function that listens to one more page. Fails at the end if a console had a message."""
    messages: list[str] = []

    def said(message: ConsoleMessage) -> None:
        # The browser itself reports each answer of 4xx and 5xx, and each request that failed.
        if not message.text.startswith(("Failed to load resource", "htmx:", "Response Status Error Code 5")):
            messages.append(message.text)

    def failed(error: Error) -> None:
        messages.append(str(error))

    def listen(page: Page) -> None:
        page.on("console", said)
        page.on("pageerror", failed)

    for page in pages:
        listen(page)
    yield listen
    for page in pages:
        page.remove_listener("console", said)
        page.remove_listener("pageerror", failed)
    assert messages == []


def reader(browser: Browser, width: int = WIDE, *, script: bool = True) -> BrowserContext:
    """A reader in Japan, who has seen no page yet."""
    return browser.new_context(
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        viewport={"width": width, "height": 812},
        java_script_enabled=script,
    )


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """A function that opens a page at a given width. Fails at the end if the console has a message."""
    contexts = []
    with silent_console() as listen:

        def opened(address: str, width: int = WIDE, script: bool = True, status: int | None = None) -> Page:
            context = reader(browser, width, script=script)
            contexts.append(context)
            page = context.new_page()
            listen(page)
            answer = page.goto(address)
            assert status is None or (answer and answer.status == status)
            return page

        yield opened
        for context in contexts:
            context.close()


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[Page]:
    """A window that stays open, which is twice as quick as a new one. Shared: `visit` opens its pages."""
    context = reader(browser)
    yield context.new_page()
    context.close()


@pytest.fixture
def visit(window: Page) -> Iterator[OpenPage]:
    """`open_page` in the window that stays open, for checks that leave nothing behind."""
    with silent_console(window):

        def visited(address: str, width: int = WIDE, status: int | None = None) -> Page:
            window.emulate_media(forced_colors="none")
            window.set_viewport_size({"width": width, "height": 812})
            answer = window.goto(address)
            assert status is None or (answer and answer.status == status)
            return window

        yield visited
