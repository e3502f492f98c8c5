"""Print: number of sheets, their contents, and what only the screen shows."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.states import FINDER, PLAN, STATES, at
from tests.sampling import sampled

PRINTED = (
    "overview",
    "finder, sorted",
    "finder, word in the table",
    "finder, nothing found",
    "measure",
    "brief of a measure",
    "pillar",
    "goal",
    "bureau",
    "plan",
    "matrix",
    "timeline",
    "gaps",
    "tags",
    "data",
    "api",
    "about",
    "accessibility",
)
PDF_PAGE = re.compile(rb"/Type\s*/Page\b")


def sheets(page: Page) -> int:
    return len(PDF_PAGE.findall(page.pdf(prefer_css_page_size=True)))


def printed(page: Page, target: Path) -> list[str]:
    """The text of each sheet, without white space."""
    program = shutil.which("pdftotext")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have pdftotext: install the system package poppler-utils")
        pytest.skip("no pdftotext on this machine")
    target.write_bytes(page.pdf(prefer_css_page_size=True))
    found = subprocess.run([program, str(target), "-"], capture_output=True, check=True)
    return ["".join(one.split()) for one in found.stdout.decode().split("\f")[:-1]]


@pytest.mark.parametrize("reading", ["printed", "corrected"])
def test_the_plan_prints_on_two_sheets_at_a_legible_size(
    sheet_url: str, open_page: OpenPage, reading: str
) -> None:
    page = open_page(f"{sheet_url}/plans/{PLAN}?reading={reading}")
    assert sheets(page) == 2
    page.emulate_media(media="print")
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter(e => e.checkVisibility() && e.innerText.trim())
            .map(e => parseFloat(getComputedStyle(e).fontSize) * 72 / 96)"""
    )
    assert min(sizes) >= 7.99


def test_each_printed_sheet_holds_the_sections_of_the_original(
    sheet_url: str, open_page: OpenPage, tmp_path: Path
) -> None:
    first, second = printed(open_page(f"{sheet_url}/plans/{PLAN}"), tmp_path / "plan.pdf")
    assert "基本目標" in first and "チームあさひ" in first and "次頁をご覧ください" in first
    assert second.startswith("主な取組")
    for text in (
        "畠山重忠公を核とする魅力発信",
        "デジタル化の推進",
        "【参考】区で展開される主な局事業",
        "2027年国際園芸博覧会",
    ):
        assert text in second and text not in first
    assert "［※読み替え：ホタル］" in second
    assert "出典：令和4年度旭区運営方針（横浜市旭区）を加工して作成" in first
    assert "最終更新日令和" in first and f"/plans/{PLAN}" in first
    for navigation in ("取組を探す", "目次", "本文へ移動", "マトリクス"):
        assert navigation not in first + second


def test_every_brief_prints_on_one_sheet(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}{FINDER}")
    items = page.evaluate("async () => (await (await fetch('/api/v1/initiatives')).json()).items")
    assert len(items) == 46
    # Those that say most are the first that would not fit.
    listed = [item["id"] for item in sorted(items, key=lambda item: len(str(item)), reverse=True)]
    counted = {}
    for item in sampled(listed[:8], listed):
        page.goto(f"{sheet_url}/initiatives/{item}/brief")
        counted[item] = sheets(page)
    assert {item: count for item, count in counted.items() if count != 1} == {}


@pytest.mark.parametrize(
    ("path", "results"),
    [
        (at(FINDER, ("bureau", "都市整備局")), 4),
        (at(FINDER, ("bureau", "都市整備局"), ("group", "none")), 4),
        (at(FINDER, ("bureau", "都市整備局"), ("view", "table")), 4),
        (at(FINDER, ("q", "子育て"), ("view", "table")), 7),
    ],
)
def test_a_short_result_list_prints_on_one_sheet(
    sheet_url: str, open_page: OpenPage, tmp_path: Path, path: str, results: int
) -> None:
    page = open_page(sheet_url + path)
    expect(page.locator("#results-heading")).to_have_text(f"検索結果 {results}件")
    (only,) = printed(page, tmp_path / "result.pdf")
    assert "出典各計画の文書を加工して作成" in only
    assert "データの更新日令和" in only and f"{FINDER}?" in only


@pytest.mark.parametrize(
    "name",
    ["matrix", "matrix of bureaus", "matrix of themes, filtered", "matrix of themes"],
)
def test_a_matrix_prints_on_one_landscape_sheet(sheet_url: str, open_page: OpenPage, name: str) -> None:
    themes = at("/matrix", ("rows", "theme"), ("columns", "sdg"))
    page = open_page(sheet_url + (themes if name == "matrix of themes" else STATES[name].path))
    on_paper = page.pdf(prefer_css_page_size=True)
    assert len(PDF_PAGE.findall(on_paper)) == 1
    width, height = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", on_paper)[0]
    assert float(width) > float(height)


@pytest.mark.parametrize("name", PRINTED)
def test_print_shows_the_source_and_hides_the_navigation(
    sheet_url: str, open_page: OpenPage, name: str
) -> None:
    page = open_page(sheet_url + STATES[name].path)
    page.emulate_media(media="print")
    left = page.evaluate(
        """() => [...document.querySelectorAll(
            ".site-nav, .crumbs, form, .toc, .skip, .switch, .condition-links, .footer-nav, .shortcuts, .goal-nav, .button"
        )].filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 80))"""
    )
    assert left == []
    expect(page.get_by_text("公式サービスではありません").first).to_be_visible()
    expect(page.get_by_text("を加工して作成").locator("visible=true").last).to_be_visible()
    if name not in ("api", "about", "accessibility"):
        expect(page.get_by_text("改訂番号").locator("visible=true").first).to_be_visible()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
