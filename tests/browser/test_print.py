"""What comes out of the printer: the plan on two sheets."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage

PLAN = "141127-2022"
PDF_PAGE = re.compile(rb"/Type\s*/Page\b")


def sheets(page: Page) -> int:
    return len(PDF_PAGE.findall(page.pdf(prefer_css_page_size=True)))


def printed(page: Page, target: Path) -> list[str]:
    """The text of each sheet, without white space."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("no pdftotext on this machine")
    target.write_bytes(page.pdf(prefer_css_page_size=True))
    found = subprocess.run([program, str(target), "-"], capture_output=True, check=True)
    return ["".join(one.split()) for one in found.stdout.decode().split("\f")[:-1]]


@pytest.mark.parametrize("reading", ["printed", "corrected"])
def test_the_plan_is_two_sheets(site: str, open_page: OpenPage, reading: str) -> None:
    page = open_page(f"{site}/plans/{PLAN}?reading={reading}")
    assert sheets(page) == 2
    page.emulate_media(media="print")
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter(e => e.checkVisibility() && e.innerText.trim())
            .map(e => parseFloat(getComputedStyle(e).fontSize) * 72 / 96)"""
    )
    assert min(sizes) >= 7.99


def test_each_sheet_holds_what_the_printed_one_holds(site: str, open_page: OpenPage, tmp_path: Path) -> None:
    first, second = printed(open_page(f"{site}/plans/{PLAN}"), tmp_path / "plan.pdf")
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
