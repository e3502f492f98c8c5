"""P11: what a person waits for, in Chromium with a slowed processor and a slow line, and what the pages weigh."""

import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.db.schema import open_store
from app.importer.import_plan import import_text
from app.settings import Settings
from benchmarks.report import Report
from benchmarks.servers import ROOT, Server, ours, serve

SECTION: Final = "What a person waits for"
SEED: Final = ROOT / "data/seed_r4.json"
PAGES: Final = {
    "home": "/",
    "finder": "/initiatives",
    "item": "/initiatives/141127-2022-p1-t3-m2",
    "plan": "/plans/141127-2022",
}
SLOWER: Final = 4
# 1.6 Mbit/s and 150 ms.
LINE: Final = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 200_000}
COLD, WARM, TICK, KILOBYTES = 1.0, 0.55, 0.5, 50
_PAINT: Final = """() => new Promise(done => {
  new PerformanceObserver(list => done(list.getEntries().at(-1).startTime / 1000))
    .observe({type: "largest-contentful-paint", buffered: true});
})"""
_TICK: Final = """() => new Promise(done => {
  const began = performance.now();
  new MutationObserver((_, seen) => {
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => done((performance.now() - began) / 1000)));
  }).observe(document.querySelector("#results").parentNode, {childList: true});
  document.querySelector("input[name='pillar']").click();
})"""


class Waits(NamedTuple):
    """Seconds until the largest paint without and with a cache, and the kilobytes of the page without."""

    cold: float
    warm: float
    kilobytes: float


def waits(report: Report, rounds: int) -> None:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise FileNotFoundError("Chromium がありません（Debian・Ubuntu では apt-get install chromium）")
    with _seed() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        base = f"http://127.0.0.1:{server.port}"
        found = {name: [_visit(browser, base + path) for _ in range(rounds)] for name, path in PAGES.items()}
        ticks = [_tick(browser, f"{base}{PAGES['finder']}") for _ in range(rounds)]
        browser.close()
    rows = []
    for name, seen in found.items():
        cold, warm, kilobytes = (statistics.median(each) for each in zip(*seen, strict=True))
        rows.append(f"| {name} | {cold:.2f} | {warm:.2f} | {kilobytes:.0f} |")
        report.judge(f"P11 {name}, largest paint, cold", f"≤ {COLD} s", f"{cold:.2f} s", cold <= COLD)
        report.judge(f"P11 {name}, largest paint, warm", f"≤ {WARM} s", f"{warm:.2f} s", warm <= WARM)
        report.judge(
            f"P11 {name}, weight", f"≤ {KILOBYTES} KB", f"{kilobytes:.0f} KB", kilobytes <= KILOBYTES
        )
    tick = statistics.median(ticks)
    report.judge("P11 a tick at 1280 px", f"≤ {TICK} s", f"{tick:.2f} s", tick <= TICK)
    report.table(SECTION, "| page | cold, s | warm, s | KB |", rows)
    report.say(
        SECTION,
        f"The real sheet, 375 px, processor {SLOWER} × slower, 1.6 Mbit/s, 150 ms; medians of {rounds}.",
    )


@contextmanager
def _seed() -> Iterator[Server]:
    """The service with the real sheet, as people start it."""
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite:///{Path(directory) / 'seed.db'}"
        store = open_store(Settings(database_url=url))
        import_text(store, SEED.read_text("utf-8"))
        store.close()
        with serve(*ours(url)) as server:
            yield server


def _slowed(context: BrowserContext) -> tuple[Page, list[float]]:
    """A page on the slow line, and the bytes that come over it."""
    page, received = context.new_page(), list[float]()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    devtools.send("Network.emulateNetworkConditions", LINE)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page, received


def _visit(browser: Browser, address: str) -> Waits:
    context = browser.new_context(viewport={"width": 375, "height": 812}, locale="ja-JP")
    page, received = _slowed(context)
    seconds = []
    for _ in range(2):
        page.goto(address, wait_until="networkidle")
        seconds.append(page.evaluate(_PAINT))
        if len(seconds) == 1:
            kilobytes = sum(received) / 1000
            page.goto("about:blank")
    context.close()
    return Waits(seconds[0], seconds[1], kilobytes)


def _tick(browser: Browser, address: str) -> float:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="ja-JP")
    page, _received = _slowed(context)
    page.goto(address, wait_until="networkidle")
    seconds: float = page.evaluate(_TICK)
    context.close()
    return seconds
