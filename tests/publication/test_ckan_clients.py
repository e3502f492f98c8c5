"""CKAN's API as its own client calls it: the alias, POST with a body, facets."""

import json
from typing import Any

import pytest
from httpx import Response
from starlette.testclient import TestClient

from app.web.middleware.posted_queries import MAX_BODY
from tests.world import P22, P23

NAMES = [f"hoshin-{P22}", f"hoshin-{P23}"]
SEARCH = "/api/action/package_search"


def posted(client: TestClient, action: str, body: Any) -> Response:
    answer: Response = client.post(f"/api/action/{action}", json=body)
    return answer


def test_the_alias_answers_as_the_address_with_a_version(world: TestClient) -> None:
    for action in ("package_list", "package_search?q=花", f"package_show?id={NAMES[0]}", "organization_list"):
        assert world.get(f"/api/action/{action}").content == world.get(f"/api/3/action/{action}").content


def test_a_body_says_what_a_query_says(world: TestClient) -> None:
    assert posted(world, "package_list", {}).json()["result"] == NAMES
    shown = posted(world, "package_show", {"id": NAMES[1]})
    assert shown.json() == world.get(f"/api/3/action/package_show?id={NAMES[1]}").json()
    wanted = {
        "q": "*:*",
        "rows": 1,
        "start": 1,
        "sort": "name asc",
        "fq_list": ["type:dataset", "state:active"],
    }
    found = posted(world, "package_search", wanted).json()["result"]
    assert (found["count"], [one["name"] for one in found["results"]]) == (2, NAMES[1:])
    assert posted(world, "organization_list", {"all_fields": True}).json()["result"][0]["package_count"] == 2
    form = world.post(SEARCH, data={"rows": "0", "q": "*:*"})
    assert (form.json()["result"]["count"], form.json()["result"]["results"]) == (2, [])
    assert world.post("/api/3/action/package_list").json()["result"] == NAMES


@pytest.mark.parametrize("body", [b"[1]", b'"x"', b"{", b"\xff", b"[" * 50_000, b"{'id': 1}"])
def test_a_body_that_is_no_object_is_told(world: TestClient, body: bytes) -> None:
    answer = world.post("/api/action/package_show", content=body)
    assert (answer.status_code, answer.json()["success"]) == (400, False)
    assert "JSON" in answer.json()["error"]["message"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"]


def test_a_body_without_end_is_told(world: TestClient) -> None:
    answer = world.post(SEARCH, content=json.dumps({"q": "x" * MAX_BODY}))
    assert (answer.status_code, answer.json()["success"]) == (413, False)
    long = posted(world, "package_search", {"q": "花" * 3000})
    assert (long.status_code, long.json()["success"]) == (400, False)
    assert posted(world, "package_create", {"name": "x"}).json()["success"] is False
    assert world.put(SEARCH).status_code == 405


def test_facets_count_the_plans_that_were_found(world: TestClient) -> None:
    fields = ["organization", "groups", "res_format", "license_id", "owner_org", "nothing"]
    for found in (
        posted(world, "package_search", {"facet.field": fields, "rows": 0}).json()["result"],
        world.get(SEARCH, params={"facet.field": json.dumps(fields), "rows": "0"}).json()["result"],
    ):
        assert found["facets"]["organization"] == {"hoshin": 2}
        assert found["facets"]["license_id"] == {"notspecified": 2}
        assert found["facets"]["res_format"]["CSV"] == 2
        assert found["facets"]["nothing"] == {}
        [issuer] = found["search_facets"]["groups"]["items"][:1]
        assert (issuer["count"], found["facets"]["groups"][issuer["name"]]) == (2, 2)
        assert issuer["display_name"] != issuer["name"]
    one = posted(
        world, "package_search", {"facet.field": ["res_format"], "facet.limit": 1, "fq": f"name:{P22}"}
    )
    assert list(one.json()["result"]["facets"]["res_format"].values()) == [1]


@pytest.mark.parametrize(
    ("fq", "count"),
    [("res_format:CSV", 2), ("res_format:PDF", 0), ("license_id:notspecified", 2), ("private:true", 0)],
)
def test_filters_of_the_packages_own_members(world: TestClient, fq: str, count: int) -> None:
    assert world.get(SEARCH, params={"fq": fq}).json()["result"]["count"] == count


def test_the_addresses_that_catalogues_name_are_answered(world: TestClient) -> None:
    assert "package_search" in world.get("/api/3/action/").json()["actions"]
    index = world.get("/api/v1").json()
    assert world.get(index["openapi"]).status_code == 200
    assert f"{world.base_url}/api/v1/initiatives" in index["addresses"]
