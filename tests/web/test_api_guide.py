"""docs/api.md: its snippets run as they stand there, that of R by `make conformance`; its figures and fields are those
of the service."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html  # type: ignore[import-untyped]
from pydantic import AnyHttpUrl
from starlette.testclient import TestClient

from app.db.schema import open_store
from app.importer.import_plan import import_file
from app.main import create_app
from app.search.filters import Paging
from app.web.middleware.load_shedding import HEAVY_MAX_WAIT
from tests.api_fields import FILE, with_fields
from tests.conftest import MakeSettings
from tests.paths import SEED
from tests.raw_http import on_a_socket

GUIDE = FILE.read_text("utf-8")
SNIPPETS = {
    (language, place): code
    for language in ("sh", "python", "js", "r", "powerquery")
    for place, code in enumerate(re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.M | re.S))
}
RUN = {
    "sh": ("bash", "-c"),
    "python": (sys.executable, "-c"),
    "js": ("node", "--input-type=module", "-e"),
}


@pytest.fixture(scope="module")
def guide_address(make_settings: MakeSettings) -> Iterator[str]:
    """The service with the real sheet, on the port that it says it has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    settings = make_settings("sqlite").model_copy(update={"base_url": AnyHttpUrl(address)})
    store = open_store(settings)
    import_file(store, SEED)
    with on_a_socket(create_app(settings, store), port):
        yield address


def said(address: str, folder: Path, language: str, place: int) -> list[str]:
    """The lines that a snippet prints."""
    program, *options = RUN[language]
    if shutil.which(program) is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have Node.js: install the system package nodejs")
        pytest.skip(f"{program} is not there")
    code = SNIPPETS[language, place].replace("http://127.0.0.1:8000", address)
    done = subprocess.run([program, *options, code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_example_of_curl_lists_the_tags_of_a_bureau(guide_address: str, tmp_path: Path) -> None:
    heading, *rows = said(guide_address, tmp_path, "sh", 0)
    assert heading.startswith("\ufeff全国地方公共団体コード,ID,地方公共団体名,計画ID,取組ID,SDGs目標,")
    assert rows
    assert all(row.startswith("141127,141127-2022-b") for row in rows)


def test_the_example_of_python_reads_every_page(guide_address: str, tmp_path: Path) -> None:
    found = said(guide_address, tmp_path, "python", 0)
    assert len(found) == 8
    assert found[0].startswith("141127-2022-p1-t1-m1 ")


def test_the_example_of_javascript_counts(guide_address: str, tmp_path: Path) -> None:
    found = said(guide_address, tmp_path, "js", 0)
    assert [line.partition(" ")[0] for line in found] == [
        "安全・安心",
        "地域の力",
        "魅力づくり",
        "柱の記載なし",
    ]
    assert all("道路局" in line for line in found)


def test_who_asks_as_the_guide_says_reads_every_change_once(guide_address: str, tmp_path: Path) -> None:
    assert len(said(guide_address, tmp_path, "python", 2)) > 100
    assert said(guide_address, tmp_path, "python", 2) == []
    assert said(guide_address, tmp_path, "python", 2) == ["変わっていません。"]


def test_the_guide_names_the_limits_of_the_service() -> None:
    limit = Paging.model_fields["limit"]
    low, high = limit.json_schema_extra["minimum"], limit.json_schema_extra["maximum"]  # type: ignore[index]
    assert f"`limit` は{low}～{high}件（省略すると{limit.default}件）" in GUIDE
    assert f"{HEAVY_MAX_WAIT:.0f}秒まで順番を待ちます" in GUIDE


def test_the_fields_of_the_guide_are_those_of_the_document(sqlite_sheet: TestClient) -> None:
    """After a change of an answer run `make examples`."""
    assert with_fields(GUIDE, sqlite_sheet.get("/api/v1/openapi.json").json()) == GUIDE


def test_the_page_shows_the_guide_with_its_own_address(sqlite_sheet: TestClient) -> None:
    page = html.fromstring(sqlite_sheet.get("/api").text)
    assert page.xpath("//main//h1")[0].text == "APIの使い方"
    snippets = [code.text for code in page.xpath("//main//pre/code[starts-with(@id, 'command-')]")]
    assert len(snippets) == len(SNIPPETS)
    assert all("https://hoshin.example.jp/" in code and "127.0.0.1" not in code for code in snippets)
    assert not page.xpath("//main//*[contains(text(), 'fields:begin')]")
