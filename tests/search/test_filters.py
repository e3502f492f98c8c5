"""The result of each filter parameter in the world: a table of queries and ids, on both engines."""

import pytest
from starlette.testclient import TestClient

from tests.world_queries import ALL, found


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
def test_a_query_gives_these_initiatives_in_this_order(world: TestClient, query: str, ids: str) -> None:
    assert found(world, query) == ids


def test_measures_and_bureau_projects_are_the_initiatives_of_one_kind(world: TestClient) -> None:
    assert found(world, "", "/api/v1/measures") == (
        "22-p1-t1-m1 22-p1-t1-m2 22-p1-t2-m1 22-p2-t1-m1 22-c1-m1 23-p1-t1-m1 23-p2-t1-m1 23-p2-t1-m2"
    )
    assert found(world, "", "/api/v1/bureau-projects") == "22-b01 22-b02"
    assert found(world, "bureau=土木局", "/api/v1/measures") == "23-p1-t1-m1"
    assert found(world, "pillar=守り&kpi=milestone", "/api/v1/bureau-projects") == "22-b01"


def test_with_basis_stated_an_item_still_shows_its_editorial_tags(world: TestClient) -> None:
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
def test_every_list_holds_only_the_plans_in_scope(
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


def test_issuer_and_year_separate_the_sheet_from_the_world(together: TestClient) -> None:
    assert together.get("/api/v1/initiatives").json()["meta"]["total"] == 56
    assert together.get("/api/v1/initiatives?issuer=横浜市旭区").json()["meta"]["total"] == 46
    assert together.get("/api/v1/initiatives?year=2022").json()["meta"]["total"] == 53
    assert together.get("/api/v1/initiatives?year=2022&issuer=見本市港区").json()["meta"]["total"] == 7


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/api/v1/initiatives",
            "/api/v1/initiatives.csv",
            "/api/v1/facets",
            "/api/v1/matrix",
            "/api/v1/plans",
        ),
        *("/api/v1/kpis", "/api/v1/passages", "/initiatives", "/initiatives.atom", "/initiatives.xlsx"),
        *("/matrix", "/timeline", "/gaps", "/tags"),
    ],
)
@pytest.mark.parametrize(
    ("year", "right"),
    [
        ("平成32年度", "令和2年度"),
        ("H32", "令和2年度"),
        ("昭和64年度", "平成元年度"),
        ("平成35年", "令和5年度"),
    ],
)
def test_a_year_that_its_era_did_not_reach_is_refused_with_the_right_one(
    three_plans: TestClient, path: str, year: str, right: str
) -> None:
    answer = three_plans.get(path, params={"year": year})
    assert answer.status_code == 400
    assert f"年度「{year}」はありません。" in answer.text
    assert f"年度は {right} です。" in answer.text
