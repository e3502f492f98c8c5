"""Parts of files and CSV lists, as data tools ask for them."""

import pytest
from httpx import Response
from starlette.testclient import TestClient

from tests.world import P22

CSV = "/api/v1/initiatives.csv"
FILE = f"/plans/{P22}/files/initiatives.csv"


def part(client: TestClient, ranges: str, path: str = CSV, **headers: str) -> Response:
    answer: Response = client.get(path, headers={"Range": ranges, **headers})
    return answer


@pytest.fixture(scope="module")
def whole(world: TestClient) -> Response:
    answer: Response = world.get(CSV, headers={"Accept-Encoding": "identity"})
    return answer


@pytest.mark.parametrize(
    ("ranges", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=3-3", 3, 3),
        ("bytes=100-", 100, None),
        ("bytes=-7", -7, None),
        ("bytes=5-99999999999999999999", 5, None),
        ("bytes=-99999999", 0, None),
        ("BYTES = 1 - 2", 1, 2),
    ],
)
def test_a_part_has_its_bytes_and_says_which_they_are(
    world: TestClient, whole: Response, ranges: str, first: int, last: int | None
) -> None:
    answer = part(world, ranges)
    size = len(whole.content)
    start, stop = first % size, size if last is None else last + 1
    assert answer.status_code == 206
    assert answer.content == whole.content[start:stop]
    assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/{size}"
    assert answer.headers["content-length"] == str(stop - start)
    assert (answer.headers["etag"], answer.headers["content-type"]) == (
        whole.headers["etag"],
        whole.headers["content-type"],
    )
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    "path", [CSV, FILE, f"/plans/{P22}/files/plan.json", "/initiatives.xlsx", "/catalog.ttl"]
)
def test_parts_join_to_the_whole(world: TestClient, path: str) -> None:
    told = world.head(path, headers={"Accept-Encoding": "identity"})
    assert told.headers["accept-ranges"] == "bytes"
    size, pieces = int(told.headers["content-length"]), []
    for start in range(0, size, size // 3 + 1):
        answer = part(world, f"bytes={start}-{start + size // 3}", path, **{"If-Range": told.headers["etag"]})
        assert answer.status_code == 206
        pieces.append(answer.content)
    assert b"".join(pieces) == world.get(path).content


@pytest.mark.parametrize(
    "ranges", ["bytes=0-1,4-5", "bytes=5-2", "bytes=-", "lines=1-2", "bytes=a-b", "bytes=0"]
)
def test_several_ranges_and_what_is_none_get_the_whole(
    world: TestClient, whole: Response, ranges: str
) -> None:
    answer = part(world, ranges)
    assert (answer.status_code, answer.content) == (200, whole.content)


def test_a_range_of_an_answer_that_changed_gets_the_whole(world: TestClient, whole: Response) -> None:
    same = ({"If-Range": whole.headers["etag"]}, {"If-Range": whole.headers["last-modified"]})
    assert [part(world, "bytes=0-9", **{**one}).status_code for one in same] == [206, 206]
    weak = f"W/{whole.headers['etag']}"
    for before in ('"0123"', weak, "Thu, 01 Jan 1970 00:00:00 GMT", "nonsense"):
        answer = part(world, "bytes=0-9", **{"If-Range": before})
        assert (answer.status_code, answer.content) == (200, whole.content)
    known = part(world, "bytes=0-9", **{"If-None-Match": whole.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


@pytest.mark.parametrize("ranges", ["bytes=99999999-", "bytes=99999999-99999999999", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused_with_the_size(
    world: TestClient, whole: Response, ranges: str
) -> None:
    answer = part(world, ranges)
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(whole.content)}"
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["instance"]) == (416, CSV)
    assert f"{len(whole.content)}バイト" in problem["detail"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "etag" not in answer.headers


def test_pages_lists_and_errors_stay_whole(world: TestClient) -> None:
    for path, status in (("/initiatives", 200), ("/api/v1/initiatives", 200), (f"{CSV}?sdg=99", 400)):
        answer = part(world, "bytes=0-9", path)
        assert answer.status_code == status
        assert len(answer.content) > 100
        assert "accept-ranges" not in answer.headers
