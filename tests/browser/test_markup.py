"""The HTML of every state of every page: valid, small, and marked with its language."""

import gzip
from pathlib import Path

import httpx
import pytest

from tests.browser.conftest import Addresses
from tests.browser.markup import checked, foreign
from tests.browser.states import STATES
from tests.conftest import MakeSettings, served
from tests.paths import SEED

KILOBYTE = 1000


@pytest.fixture(scope="module")
def responses(addresses: Addresses) -> dict[str, httpx.Response]:
    """The answer of every state, compressed as for a browser."""
    with httpx.Client(headers={"Accept-Encoding": "gzip"}) as client:
        return {name: client.get(addresses[one.store] + one.path) for name, one in STATES.items()}


@pytest.fixture(scope="module")
def sent(responses: dict[str, httpx.Response]) -> dict[str, bytes]:
    assert {name: page.status_code for name, page in responses.items()} == {
        name: one.status for name, one in STATES.items()
    }
    return {name: page.content for name, page in responses.items()}


def test_every_page_and_the_style_sheet_are_valid(
    sheet_url: str, sent: dict[str, bytes], tmp_path: Path
) -> None:
    for name, content in sent.items():
        (tmp_path / f"{name}.html").write_bytes(content)
    (tmp_path / "hoshin.css").write_bytes(httpx.get(f"{sheet_url}/static/hoshin.css").content)
    found = checked(tmp_path)
    assert len(found) == len(STATES) + 1
    assert {name: said for name, said in found.items() if said} == {}


def test_the_checker_reports_broken_html_and_css(sent: dict[str, bytes], tmp_path: Path) -> None:
    """Negative control: pages and a style sheet that are broken on purpose."""
    right = sent["about"].decode()
    (tmp_path / "right.html").write_text(right, "utf-8")
    (tmp_path / "twice.html").write_text(right.replace('id="basis"', 'id="truth"'), "utf-8")
    (tmp_path / "nested.html").write_text(right.replace("</h1>", "<div>x</div></h1>"), "utf-8")
    (tmp_path / "style.css").write_text("p { colour: red; }", "utf-8")
    found = checked(tmp_path)
    assert found["right.html"] == []
    assert any("Duplicate ID" in one for one in found["twice.html"])
    assert any("“div” not allowed as child of element “h1”" in one for one in found["nested.html"])
    assert any("“colour” doesn't exist" in one for one in found["style.css"])


def test_pages_style_and_scripts_stay_below_their_size_limits(sheet_url: str, sent: dict[str, bytes]) -> None:
    packed = {name: len(gzip.compress(content, 6)) for name, content in sent.items()}
    assert {name: size for name, size in packed.items() if size >= 60 * KILOBYTE} == {}
    with httpx.Client(headers={"Accept-Encoding": "gzip"}) as client:
        files = {
            name: int(client.get(f"{sheet_url}/static/{name}").headers["Content-Length"])
            for name in ("hoshin.css", "hoshin.js", "htmx.js")
        }
    assert files["hoshin.css"] < 30 * KILOBYTE
    assert files["hoshin.js"] + files["htmx.js"] < 20 * KILOBYTE


def test_english_text_is_marked_as_english(sent: dict[str, bytes]) -> None:
    found = {name: foreign(content) for name, content in sent.items()}
    assert {name: runs for name, runs in found.items() if runs} == {}


def test_the_language_check_reports_unmarked_english() -> None:
    """Negative control."""
    page = '<html lang="ja"><body><p>文 <b>No poverty</b> と <i lang="en">Zero hunger</i></p>後 End of it</body></html>'
    assert foreign(page.encode()) == ["No poverty", "End of it"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("CC BY 4.0", '<span lang="en">CC BY 4.0</span>'), ("公共データ利用規約", "公共データ利用規約")],
)
def test_a_licence_name_is_marked_with_its_language(
    make_settings: MakeSettings, name: str, shown: str
) -> None:
    settings = make_settings("sqlite").model_copy(update={"license_name": name})
    with served(settings, SEED.read_text("utf-8")) as client:
        for path in ("/", "/data", "/about"):
            page = client.get(path).content
            assert shown in page.decode()
            assert foreign(page) == []
