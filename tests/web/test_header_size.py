"""The headers of every answer fit into 4 KB, which is what proxies take as they are shipped."""

from collections.abc import Iterator
from urllib.parse import urlencode

import httpx
import pytest
from pydantic import AnyHttpUrl
from starlette.testclient import TestClient

from app.db.schema import open_store
from app.publication.site_urls import public_addresses
from tests.conftest import MakeSettings, served
from tests.public_addresses import GZIP, LIST
from tests.world import P22, Json, plan_2022, text_of

MOST = 4096
# What the server adds: the status line, the date, the end.
SERVER = len("HTTP/1.1 200 OK\r\ndate: Mon, 30 Nov 2026 23:30:00 GMT\r\nconnection: close\r\n\r\n")
REQUEST_ID = {"X-Request-Id": "x" * 64}


def size(answer: httpx.Response) -> int:
    return SERVER + sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)


@pytest.fixture(scope="module")
def longest(make_settings: MakeSettings) -> Iterator[tuple[TestClient, list[str]]]:
    """A service whose headers are as long as its settings and files allow, and its addresses."""
    plan = plan_2022()
    plan["plan"]["title"] = "𠮷" * 200
    settings = make_settings("sqlite")
    given = {
        "base_url": AnyHttpUrl(f"https://www.example.jp/{'h' * 470}"),
        "license_name": "CC BY",
        "license_url": AnyHttpUrl(f"https://www.example.jp/{'l' * 470}"),
    }
    settings = settings.model_copy(update=given)
    with served(settings, text_of(plan)) as client:
        store = open_store(settings)
        with store.snapshot() as session:
            addresses = [address.path for address in public_addresses(session, settings)]
        store.close()
        yield client, addresses


def test_the_headers_of_every_answer_fit(longest: tuple[TestClient, list[str]]) -> None:
    client, addresses = longest
    others = ["/plans", "/nothing", "/api/v1/nothing", "/api/v1/plans", f"/plans/{P22}/files/nothing"]
    sizes = {
        address: size(client.get(address, headers=GZIP | REQUEST_ID, follow_redirects=False))
        for address in [*addresses, *others]
    }
    assert len(sizes) > 80
    assert {address: one for address, one in sizes.items() if one > MOST} == {}


def test_a_link_header_is_left_out_where_it_is_long(sqlite_sheet: TestClient) -> None:
    themes = [("theme", one["name"]) for one in sqlite_sheet.get("/api/v1/themes").json()["items"]]
    page = [("limit", "1"), ("offset", "1")]
    few, many = (
        sqlite_sheet.get(f"{LIST}?{urlencode(themes[:number] + page)}", headers=REQUEST_ID)
        for number in (1, 7)
    )
    assert (few.status_code, many.status_code) == (200, 200)
    body: Json = few.json()
    assert few.headers["link"] == ", ".join(f'<{url}>; rel="{rel}"' for rel, url in body["links"].items())
    # The body has the links all the same.
    assert "link" not in many.headers
    assert many.json()["links"]["next"].endswith(f"{urlencode(themes[:7])}&limit=1&offset=2")
    assert size(many) <= MOST


def test_the_longest_query_fits(sqlite_sheet: TestClient) -> None:
    page = "&limit=1&offset=1"
    bureaus = "".join(f"&bureau={'x' * 190}{number}" for number in range(40))
    for query in (f"q={'a%20' * 40}", f"pillar=none{bureaus}"):
        for path in (
            LIST,
            "/initiatives",
            "/initiatives.atom",
            "/initiatives.xlsx",
            "/api/3/action/package_search",
        ):
            answer = sqlite_sheet.get(f"{path}?{query}{page}", headers=REQUEST_ID)
            assert answer.status_code in (200, 400)
            assert size(answer) <= MOST
