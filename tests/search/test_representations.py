"""Page, JSON, CSV and counts of a query agree."""

import csv
import io
from dataclasses import asdict
from urllib.parse import parse_qsl

import pytest
from starlette.testclient import TestClient

QUERIES = [
    "",
    "pillar=守り",
    "pillar=安全・安心&basis=stated",
    "pillar=none&pillar=育ち",
    "bureau=土木局&bureau=道路局",
    "bureau=none&kind=measure&sdg=11",
    "sdg=11&sdg=13&year=R4",
    "sdg=none&basis=stated&issuer=見本市港区",
    "kpi=quantity&kpi=milestone&sort=due",
    "theme=none&sort=label",
    "q=防災",
    "q=花 緑&sort=label",
    "q=100%25",
    "q=ホタル",
    "plan=141127-2022&q=区&limit=7&offset=7",
    "q=どこにもない言葉",
]


def ids_in_csv(answer: bytes) -> list[str]:
    return [row["ID"] for row in csv.DictReader(io.StringIO(answer.decode("utf-8-sig"), newline=""))]


@pytest.mark.parametrize("query", QUERIES)
def test_all_representations_of_a_query_agree(together: TestClient, query: str) -> None:
    listed = together.get(f"/api/v1/initiatives?{query}").json()
    page = together.get(f"/initiatives?{query}")
    condition = [pair for pair in parse_qsl(query) if pair[0] not in ("limit", "offset")]
    whole = together.get("/api/v1/initiatives", params=[*condition, ("limit", "1000")]).json()
    table = together.get("/api/v1/initiatives.csv", params=condition)
    unsorted = [pair for pair in condition if pair[0] != "sort"]
    facets = together.get("/api/v1/facets", params=unsorted).json()
    matrix = together.get("/api/v1/matrix", params=unsorted).json()

    total = listed["meta"]["total"]
    assert (page.status_code, page.context["filter_bar"].total) == (200, total)
    shown = [item["id"] for group in page.context["results"].groups for item in group.items]
    assert shown == [item["id"] for item in listed["items"]]
    assert ids_in_csv(table.content) == [item["id"] for item in whole["items"]]
    assert len(whole["items"]) == total == facets["total"] == matrix["total"]
    offered = {
        name: [asdict(option) for option in options] for name, options in page.context["facets"].items()
    }
    # Themes of several plans are no choice, and a nested one is named with its path.
    offered.pop("theme")
    assert offered == {name: facets["facets"][name] for name in offered}
    for axis, name in (("rows", "pillar"), ("columns", "sdg")):
        options = facets["facets"][name]
        assert matrix[axis] == ([one for one in options if one["selected"]] or options)


@pytest.mark.parametrize("query", [query for query in QUERIES if "kind=" not in query])
def test_the_lists_of_one_kind_add_up_to_the_list_of_all(together: TestClient, query: str) -> None:
    every = together.get(f"/api/v1/initiatives?{query}").json()
    parts = [together.get(f"/api/v1/{name}?{query}").json() for name in ("measures", "bureau-projects")]
    assert sum(part["meta"]["total"] for part in parts) == every["meta"]["total"]


@pytest.mark.parametrize("query", ["pillar=守り", "q=防災&year=2022", "bureau=none&basis=stated"])
def test_filtering_by_an_option_gives_its_count(together: TestClient, query: str) -> None:
    facets = together.get(f"/api/v1/facets?{query}").json()["facets"]
    given = parse_qsl(query)
    for name, options in facets.items():
        others = [pair for pair in given if pair[0] != name]
        for option in options:
            for basis, number in ((), option["count"]), (("basis", "stated"), option["count_stated"]):
                pairs = [
                    *(pair for pair in others if not basis or pair[0] != "basis"),
                    (name, option["value"]),
                ]
                pairs += [basis] if basis else []
                answer = together.get("/api/v1/initiatives", params=[*pairs, ("limit", "1")]).json()
                found = answer["meta"]["total"] if "meta" in answer else 0  # a pillar of no plan in scope
                assert found == number, (name, option, basis)


def test_following_the_next_links_lists_every_item_once(together: TestClient) -> None:
    listed: list[str] = []
    address: str | None = "https://hoshin.example.jp/api/v1/initiatives?q=区&limit=5"
    while address is not None:
        answer = together.get(address)
        listed += [item["id"] for item in answer.json()["items"]]
        address = answer.json()["links"]["next"]
        assert (f'<{address}>; rel="next"' in answer.headers["link"]) == (address is not None)
    whole = together.get("/api/v1/initiatives?q=区&limit=1000").json()["items"]
    assert listed == [item["id"] for item in whole]
    assert len(listed) == len(set(listed)) > 10
