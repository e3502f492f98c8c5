"""Conditional requests: ETag, Last-Modified, 304."""

import re

import pytest
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.import_plan import import_text
from tests.conftest import Clock
from tests.public_addresses import API, GZIP, LIST, PLAIN, PUBLIC
from tests.world import P22, entry, plan_2022, signed, text_of


@pytest.mark.parametrize("path", PUBLIC)
def test_the_etag_is_strong_and_names_the_bytes_of_each_encoding(world: TestClient, path: str) -> None:
    plain, packed = world.get(path, headers=PLAIN), world.get(path, headers=GZIP)
    assert plain.status_code == packed.status_code == 200
    assert re.fullmatch(r'"[0-9a-f]{32}"', plain.headers["etag"])
    assert plain.content == packed.content
    compressed = "content-encoding" in packed.headers
    assert compressed == (len(plain.content) >= 860)
    assert (plain.headers["etag"] != packed.headers["etag"]) == compressed
    again = world.get(path, headers=GZIP)
    assert again.headers["etag"] == packed.headers["etag"]


def test_answers_that_differ_have_different_etags(world: TestClient) -> None:
    paths = [path for path in API if "?" not in path]
    assert len({world.get(path, headers=PLAIN).headers["etag"] for path in paths}) == len(paths)


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("encoding", [PLAIN, GZIP], ids=["plain", "gzip"])
def test_a_known_etag_gets_304_without_a_body(world: TestClient, path: str, encoding: dict[str, str]) -> None:
    first = world.get(path, headers=encoding)
    second = world.get(path, headers={**encoding, "If-None-Match": first.headers["etag"]})
    assert (second.status_code, second.content) == (304, b"")
    for name in ("etag", "cache-control", "vary", "x-request-id", "content-security-policy"):
        assert name in second.headers, name
    assert second.headers["etag"] == first.headers["etag"]
    assert "content-type" not in second.headers
    assert "content-encoding" not in second.headers


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ("{etag}", 304),
        ("W/{etag}", 304),
        ('"other", {etag}', 304),
        ('"other",W/{etag} , "third"', 304),
        ("*", 304),
        ('"other"', 200),
        ("{bare}", 200),
        ("", 200),
    ],
)
def test_if_none_match_decides_between_304_and_200(world: TestClient, wanted: str, status: int) -> None:
    etag = world.get(LIST, headers=PLAIN).headers["etag"]
    header = wanted.format(etag=etag, bare=etag.strip('"'))
    assert world.get(LIST, headers={**PLAIN, "If-None-Match": header}).status_code == status


def test_the_etag_of_one_encoding_is_not_that_of_the_other(world: TestClient) -> None:
    plain = world.get(LIST, headers=PLAIN).headers["etag"]
    assert world.get(LIST, headers={**GZIP, "If-None-Match": plain}).status_code == 200


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Wed, 01 Apr 2026 00:01:00 GMT", 304),  # the second import, on the clock of the tests
        ("Wed, 01 Apr 2026 00:00:59 GMT", 200),
        ("Thu, 02 Apr 2026 00:00:00 GMT", 304),
        ("Thursday, 02-Apr-26 00:00:00 GMT", 304),
        ("Thu Apr  2 00:00:00 2026", 304),
        ("yesterday", 200),
        ("", 200),
        ("Sat, 01 Jan 99999 00:00:00 GMT", 200),
        ("Thu, 02 Apr 2026 00:00:00 +9999", 200),
        ("Thu, 02 Apr 2026 00:00:00 GMT, Thu, 02 Apr 2026 00:00:00 GMT", 200),
    ],
)
def test_if_modified_since_decides_between_304_and_200(world: TestClient, since: str, status: int) -> None:
    assert world.get(LIST).headers["last-modified"] == "Wed, 01 Apr 2026 00:01:00 GMT"
    for path in (LIST, "/api/v1/initiatives.csv", "/api/v1/facets", f"/api/v1/plans/{P22}"):
        assert world.get(path, headers={"If-Modified-Since": since}).status_code == status


def test_the_lines_of_a_condition_are_one_list_of_etags_and_no_date_at_all(world: TestClient) -> None:
    first = world.get(LIST, headers=PLAIN)
    two_tags = [("If-None-Match", first.headers["etag"]), ("If-None-Match", '"other"')]
    assert world.get(LIST, headers=[*PLAIN.items(), *two_tags]).status_code == 304
    assert world.get(LIST, headers=[*PLAIN.items(), *reversed(two_tags)]).status_code == 304
    date = ("If-Modified-Since", first.headers["last-modified"])
    assert world.get(LIST, headers=[date]).status_code == 304
    assert world.get(LIST, headers=[date, date]).status_code == 200


def test_if_none_match_takes_precedence_over_if_modified_since(world: TestClient) -> None:
    headers = {"If-None-Match": '"other"', "If-Modified-Since": "Thu, 02 Apr 2026 00:00:00 GMT"}
    assert world.get(LIST, headers=headers).status_code == 200


def test_after_an_import_the_old_etag_and_date_get_the_new_bytes(client: TestClient, store: Store) -> None:
    clock = Clock()
    import_text(store, text_of(plan_2022()), clock=clock)
    old = client.get(LIST)
    changed = plan_2022()
    entry(changed, f"{P22}-c1-m1")["text"] = "手続のオンライン化を進めます。"
    import_text(store, text_of(signed(changed)), clock=clock)
    for name, header in (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified")):
        new = client.get(f"{LIST}?limit=99", headers={name: old.headers[header]})
        assert new.status_code == 200
        assert "オンライン化を進めます" in new.text
        assert new.headers["etag"] != old.headers["etag"]
        assert new.headers["last-modified"] == "Wed, 01 Apr 2026 00:01:00 GMT"
