"""What each parameter of the filter finds in the world: a table of queries and ids, on both engines."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.conftest import MakeSettings, served
from tests.world import WARD, plan_2022, text_of

ALL = (
    "22-p1-t1-m1 22-p1-t1-m2 22-p1-t2-m1 22-p2-t1-m1 22-c1-m1 22-b01 22-b02 "
    "23-p1-t1-m1 23-p2-t1-m1 23-p2-t1-m2"
)
"""In the order of the documents; 22-b01 stands for 991015-2022-b01."""


def found(client: TestClient, query: str, path: str = "/api/v1/initiatives") -> str:
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 200, answer.text
    return " ".join(item["id"].removeprefix(f"{WARD}-20") for item in answer.json()["items"])


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        # which plans
        ("", ALL),
        ("plan=991015-2023", "23-p1-t1-m1 23-p2-t1-m1 23-p2-t1-m2"),
        ("plan=令和5年度見本市港区運営方針", "23-p1-t1-m1 23-p2-t1-m1 23-p2-t1-m2"),
        ("year=2023", "23-p1-t1-m1 23-p2-t1-m1 23-p2-t1-m2"),
        ("year=R5", "23-p1-t1-m1 23-p2-t1-m1 23-p2-t1-m2"),
        ("year=r5", "23-p1-t1-m1 23-p2-t1-m1 23-p2-t1-m2"),
        ("year=令和5年度", "23-p1-t1-m1 23-p2-t1-m1 23-p2-t1-m2"),
        ("year=令和5年", "23-p1-t1-m1 23-p2-t1-m1 23-p2-t1-m2"),
        ("year=2023年度", "23-p1-t1-m1 23-p2-t1-m1 23-p2-t1-m2"),
        ("issuer=991015", ALL),
        ("issuer=見本市港区", ALL),
        ("plan=991015-2022&year=2023", ""),
        # pillars: a name means that name in every plan in scope, an id means one plan's
        ("pillar=守り", "22-p1-t1-m1 22-p1-t1-m2 22-p1-t2-m1 22-b01 23-p1-t1-m1"),
        ("pillar=991015-2022-p1", "22-p1-t1-m1 22-p1-t1-m2 22-p1-t2-m1 22-b01"),
        ("pillar=991015-2023-p1", "23-p1-t1-m1"),
        ("pillar=守り&plan=991015-2023", "23-p1-t1-m1"),
        ("pillar=育ち&pillar=にぎわい", "22-p2-t1-m1 23-p2-t1-m1 23-p2-t1-m2"),
        ("pillar=学び", ""),
        ("pillar=none", "22-c1-m1 22-b02"),
        ("pillar=none&pillar=育ち", "22-p2-t1-m1 22-c1-m1 22-b02"),
        ("pillar=守り&basis=stated", "22-p1-t1-m1 22-p1-t1-m2 22-p1-t2-m1 23-p1-t1-m1"),
        ("pillar=none&basis=stated", "22-c1-m1 22-b01 22-b02"),
        # themes
        ("theme=災害への備え", "22-p1-t1-m1 22-p1-t1-m2 23-p1-t1-m1"),
        ("theme=991015-2022-p1-t1", "22-p1-t1-m1 22-p1-t1-m2"),
        ("theme=none", "22-b01 22-b02"),
        ("theme=未来&theme=none", "22-c1-m1 22-b01 22-b02"),
        # SDG goals; the plan of 2023 states one
        ("sdg=11", "22-p1-t1-m1 22-b02 23-p1-t1-m1"),
        ("sdg=11&basis=stated", "23-p1-t1-m1"),
        ("sdg=12&sdg=14", "22-p1-t2-m1"),
        ("sdg=17", ""),
        ("sdg=none", "22-p1-t1-m2 22-p2-t1-m1 22-c1-m1 22-b01 23-p2-t1-m1 23-p2-t1-m2"),
        ("sdg=none&sdg=14", "22-p1-t1-m2 22-p1-t2-m1 22-p2-t1-m1 22-c1-m1 22-b01 23-p2-t1-m1 23-p2-t1-m2"),
        (
            "sdg=none&basis=stated",
            "22-p1-t1-m1 22-p1-t1-m2 22-p1-t2-m1 22-p2-t1-m1 22-c1-m1 22-b01 22-b02 23-p2-t1-m1 23-p2-t1-m2",
        ),
        # bureaus
        ("bureau=土木局", "22-b01 22-b02 23-p1-t1-m1"),
        ("bureau=991007-midori", "22-b02"),
        ("bureau=土木局&bureau=みどり局", "22-b01 22-b02 23-p1-t1-m1"),
        ("bureau=none&plan=991015-2023", "23-p2-t1-m1 23-p2-t1-m2"),
        ("bureau=none&bureau=みどり局&kind=bureau_project", "22-b02"),
        ("bureau=土木局&basis=stated", "22-b01 22-b02 23-p1-t1-m1"),
        # kinds of initiative and of KPI
        ("kind=bureau_project", "22-b01 22-b02"),
        ("kind=measure&kind=bureau_project", ALL),
        ("kpi=quantity", "22-p1-t1-m1 23-p2-t1-m1"),
        ("kpi=milestone&kpi=quantity", "22-p1-t1-m1 22-b01 23-p2-t1-m1"),
        ("kpi=event", ""),
        ("kpi=none&year=2023", "23-p1-t1-m1 23-p2-t1-m2"),
        ("kpi=none&kpi=milestone&kind=bureau_project", "22-b01 22-b02"),
        # AND across parameters
        ("pillar=守り&sdg=11&bureau=土木局", "23-p1-t1-m1"),
        ("pillar=守り&sdg=11&bureau=none", "22-p1-t1-m1"),
        ("pillar=守り&sdg=11&q=訓練&basis=stated", "23-p1-t1-m1"),
        ("kind=measure&kpi=quantity&year=R4", "22-p1-t1-m1"),
        # order
        (
            "sort=label",
            "23-p2-t1-m1 22-b02 22-b01 22-c1-m1 22-p1-t2-m1 23-p2-t1-m2 22-p1-t1-m2 22-p1-t1-m1 "
            "23-p1-t1-m1 22-p2-t1-m1",
        ),
        (
            "sort=due",
            "22-b01 22-p1-t1-m1 22-p1-t1-m2 22-p1-t2-m1 22-p2-t1-m1 22-c1-m1 22-b02 "
            "23-p1-t1-m1 23-p2-t1-m1 23-p2-t1-m2",
        ),
        ("sort=document", ALL),
        # part of the result
        ("limit=2", "22-p1-t1-m1 22-p1-t1-m2"),
        ("limit=2&offset=9", "23-p2-t1-m2"),
        ("offset=10", ""),
        ("sort=label&limit=1&offset=1", "22-b02"),
    ],
)
def test_a_query_finds_these_initiatives_in_this_order(world: TestClient, query: str, ids: str) -> None:
    assert found(world, query) == ids


def test_measures_and_bureau_projects_are_the_initiatives_of_one_kind(world: TestClient) -> None:
    assert found(world, "", "/api/v1/measures") == (
        "22-p1-t1-m1 22-p1-t1-m2 22-p1-t2-m1 22-p2-t1-m1 22-c1-m1 23-p1-t1-m1 23-p2-t1-m1 23-p2-t1-m2"
    )
    assert found(world, "", "/api/v1/bureau-projects") == "22-b01 22-b02"
    assert found(world, "bureau=土木局", "/api/v1/measures") == "23-p1-t1-m1"
    assert found(world, "pillar=守り&kpi=milestone", "/api/v1/bureau-projects") == "22-b01"


def test_with_basis_stated_an_item_still_shows_all_that_it_has(world: TestClient) -> None:
    answer = world.get("/api/v1/initiatives?pillar=守り&basis=stated&year=2022&limit=1").json()
    assert [tag["basis"] for tag in answer["items"][0]["sdgs"]] == ["editorial"]


@pytest.mark.parametrize(
    ("resource", "query", "ids"),
    [
        ("pillars", "year=2023", "991015-2023-p1 991015-2023-p2 991015-2023-p3"),
        ("pillars", "plan=令和4年度見本市港区運営方針", "991015-2022-p1 991015-2022-p2"),
        ("themes", "year=R5&issuer=991015", "991015-2023-p1-t1 991015-2023-p2-t1"),
        ("kpis", "plan=991015-2022", "991015-2022-k1 991015-2022-k2"),
        ("corrections", "year=2023", ""),
        ("passages", "year=2023", "991015-2023-title"),
        ("plans", "year=令和5年度", "991015-2023"),
        ("plans", "issuer=見本市港区", "991015-2022 991015-2023"),
        # みどり局 is named by the plan of 2022 alone
        ("organisations", "", "991007-doboku 991007-midori 991015"),
        ("organisations", "year=2023", "991007-doboku 991015"),
        ("organisations", "plan=991015-2022", "991007-doboku 991007-midori 991015"),
    ],
)
def test_every_list_keeps_to_the_plans_in_scope(
    world: TestClient, resource: str, query: str, ids: str
) -> None:
    answer = world.get(f"/api/v1/{resource}?{query}").json()
    assert " ".join(item["id"] for item in answer["items"]) == ids
    rows = world.get(f"/api/v1/{resource}.csv?{query}").content.decode("utf-8-sig").splitlines()
    assert len(rows) - 1 == answer["meta"]["total"] == len(answer["items"])


@pytest.mark.parametrize(
    ("query", "parameter", "allowed"),
    [
        ("year=2030", "year", ["2022", "2023"]),
        ("plan=zzz", "plan", ["令和4年度見本市港区運営方針", "991015-2022"]),
        ("issuer=土木局", "issuer", ["見本市港区", "991015"]),
        ("pillar=攻め", "pillar", ["守り", "991015-2022-p1", "育ち", "none"]),
        ("pillar=育ち&year=2023", "pillar", ["守り", "にぎわい", "学び", "none"]),
        ("pillar=991015-2022-p1&plan=991015-2023", "pillar", ["991015-2023-p1"]),
        ("theme=花", "theme", ["災害への備え", "991015-2023-p2-t1", "none"]),
        ("bureau=見本市港区", "bureau", ["土木局", "991007-doboku", "みどり局", "none"]),
        ("bureau=みどり局&year=2023", "bureau", ["土木局", "none"]),
        ("sdg=18", "sdg", ["1", "17", "none"]),
        ("kind=none", "kind", ["measure", "bureau_project"]),
        ("kpi=goal", "kpi", ["quantity", "event", "none"]),
        ("basis=editorial", "basis", ["any", "stated"]),
        ("sort=name", "sort", ["document", "label", "due"]),
    ],
)
def test_an_unknown_value_is_refused_and_the_known_ones_are_listed(
    world: TestClient, query: str, parameter: str, allowed: list[str]
) -> None:
    answer = world.get(f"/api/v1/initiatives?{query}")
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]
    assert set(allowed) <= set(answer.json()["errors"][0]["allowed"])
    unknown = query.partition("&")[0].partition("=")[2]
    assert unknown not in answer.json()["errors"][0]["allowed"]


@pytest.mark.parametrize("query", ["plan=991015-2023", f"plan={quote('令和5年度見本市港区運営方針')}"])
def test_the_plan_that_is_chosen_is_marked_among_the_options(world: TestClient, query: str) -> None:
    options = world.get(f"/api/v1/facets?{query}").json()["facets"]["plan"]
    assert [(one["value"], one["count"], one["selected"]) for one in options] == [
        ("991015-2022", 7, False),
        ("991015-2023", 3, True),
    ]


def test_facets_of_the_world(world: TestClient) -> None:
    answer = world.get("/api/v1/facets?pillar=守り&basis=any").json()
    assert answer["total"] == 5
    shown = {
        name: [
            f"{one['value']} {one['count']} {one['count_stated']}{' *' if one['selected'] else ''}"
            for one in options
            if name != "sdg" or one["count"]
        ]
        for name, options in answer["facets"].items()
    }
    assert shown == {
        "plan": ["991015-2022 4 3", "991015-2023 1 1"],
        "year": ["2022 4 3", "2023 1 1"],
        "issuer": ["見本市港区 5 4"],
        "pillar": ["守り 5 4 *", "育ち 1 1", "にぎわい 2 2", "学び 0 0", "none 2 3"],
        "theme": [
            "災害への備え 3 3",
            "きれいなまち 1 1",
            "子育て 0 0",
            "未来 0 0",
            "港まつり 0 0",
            "none 1 0",
        ],
        "sdg": ["11 2 1", "12 1 0", "14 1 0", "none 2 3"],
        "bureau": ["土木局 2 1", "みどり局 0 0", "none 3 3"],
        "kind": ["measure 4 4", "bureau_project 1 0"],
        "kpi": ["quantity 1 1", "milestone 1 0", "period 0 0", "deliverable 0 0", "event 0 0", "none 3 3"],
    }
    assert [one["value"] for one in answer["facets"]["sdg"]] == [*map(str, range(1, 18)), "none"]


@pytest.mark.parametrize(
    ("query", "name", "selected"),
    [
        ("pillar=991015-2022-p1", "pillar", ["守り"]),
        ("pillar=none&pillar=育ち", "pillar", ["育ち", "none"]),
        ("bureau=991007-doboku", "bureau", ["土木局"]),
        ("theme=991015-2023-p1-t1", "theme", ["災害への備え"]),
        ("year=R4", "year", ["2022"]),
        ("issuer=991015", "issuer", ["見本市港区"]),
        ("sdg=11&sdg=none", "sdg", ["11", "none"]),
        ("kind=measure", "kind", ["measure"]),
        ("kpi=event&kpi=none", "kpi", ["event", "none"]),
        ("q=花", "pillar", []),
    ],
)
def test_an_option_knows_that_it_is_selected(
    world: TestClient, query: str, name: str, selected: list[str]
) -> None:
    options = world.get(f"/api/v1/facets?{query}").json()["facets"][name]
    assert [one["value"] for one in options if one["selected"]] == selected


def test_matrix_of_the_world(world: TestClient) -> None:
    answer = world.get("/api/v1/matrix?rows=bureau&columns=kind").json()
    assert [row["value"] for row in answer["rows"]] == ["土木局", "みどり局", "none"]
    assert [column["value"] for column in answer["columns"]] == ["measure", "bureau_project"]
    assert answer["cells"] == [[1, 2], [0, 1], [7, 0]]
    assert answer["total"] == 10


def test_a_matrix_of_one_facet_with_itself_is_refused(world: TestClient) -> None:
    answer = world.get("/api/v1/matrix?rows=sdg")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "columns"
    assert "pillar" in answer.json()["errors"][0]["allowed"]


@pytest.fixture(scope="module")
def namesakes(engine: str, make_settings: MakeSettings) -> Iterator[TestClient]:
    """Two wards of one name with plans of one title; only the code of the municipality differs."""
    plan = text_of(plan_2022())
    with served(make_settings(engine), plan, plan.replace(WARD, "991023")) as client:
        yield client


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("plan=令和4年度見本市港区運営方針", 14),
        ("plan=991023-2022", 7),
        ("issuer=見本市港区", 14),
        ("issuer=991015", 7),
        ("pillar=守り", 8),
        ("pillar=守り&plan=991023-2022", 4),
        ("pillar=991015-2022-p1", 4),
        ("bureau=土木局", 4),
    ],
)
def test_a_name_means_all_that_bear_it_and_an_id_means_one(
    namesakes: TestClient, query: str, total: int
) -> None:
    answer = namesakes.get(f"/api/v1/initiatives?{query}").json()
    assert answer["meta"]["total"] == len(answer["items"]) == total


def test_options_that_plans_name_alike_are_one_option_but_plans_stay_apart(namesakes: TestClient) -> None:
    facets = namesakes.get("/api/v1/facets?plan=令和4年度見本市港区運営方針").json()["facets"]
    assert [(one["value"], one["count"], one["selected"]) for one in facets["plan"]] == [
        ("991015-2022", 7, True),
        ("991023-2022", 7, True),
    ]
    assert [(one["value"], one["count"]) for one in facets["issuer"]] == [("見本市港区", 14)]
    assert [(one["value"], one["count"]) for one in facets["pillar"]] == [
        ("守り", 8),
        ("育ち", 2),
        ("none", 4),
    ]


def test_the_real_sheet_stands_beside_the_world(together: TestClient) -> None:
    assert together.get("/api/v1/initiatives").json()["meta"]["total"] == 56
    assert together.get("/api/v1/initiatives?issuer=横浜市旭区").json()["meta"]["total"] == 46
    assert together.get("/api/v1/initiatives?year=2022").json()["meta"]["total"] == 53
    assert together.get("/api/v1/initiatives?year=2022&issuer=見本市港区").json()["meta"]["total"] == 7
