"""Facet options, their counts, and the matrix; equal names of several plans are one option."""

import json
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.conftest import MakeSettings, served
from tests.world import WARD, plan_2022, plan_2023, signed, text_of


@pytest.mark.parametrize("query", ["plan=991015-2023", f"plan={quote('令和5年度見本市港区運営方針')}"])
def test_the_selected_plan_is_marked_among_the_options(world: TestClient, query: str) -> None:
    options = world.get(f"/api/v1/facets?{query}").json()["facets"]["plan"]
    assert [(one["value"], one["count"], one["selected"]) for one in options] == [
        ("991015-2022", 7, False),
        ("991015-2023", 3, True),
    ]


def test_facets_list_every_option_with_both_counts(world: TestClient) -> None:
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
        "series": [],
        "pillar": ["守り 5 4 *", "育ち 1 1", "にぎわい 2 2", "学び 0 0", "none 2 3"],
        "theme": [
            "災害への備え 3 3",
            "きれいなまち 1 1",
            "子育て 0 0",
            "未来 0 0",
            "港まつり 0 0",
            "none 1 0",
        ],
        "viewpoint": ["none 5 4"],
        "sdg": ["11 2 1", "12 1 0", "14 1 0", "none 2 3"],
        "bureau": ["土木局 2 1", "みどり局 0 0", "none 3 3"],
        "kind": ["measure 4 4", "bureau_project 1 0"],
        "kpi": [
            "quantity 1 1",
            "level 0 0",
            "milestone 1 0",
            "period 0 0",
            "deliverable 0 0",
            "event 0 0",
            "none 3 3",
        ],
        "state": [
            "not_reported 5 4",
            "not_started 0 0",
            "in_progress 0 0",
            "done 0 0",
            "partly_done 0 0",
            "changed 0 0",
            "cancelled 0 0",
            "not_assessable 0 0",
        ],
        "review": ["unreviewed 3 0", "confirmed 0 0", "disputed 0 0", "rejected 0 0", "none 2 4"],
        "place": [],
        "target_group": [],
        "partner": [],
        "programme": [],
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
def test_selected_options_are_marked(world: TestClient, query: str, name: str, selected: list[str]) -> None:
    options = world.get(f"/api/v1/facets?{query}").json()["facets"][name]
    assert [one["value"] for one in options if one["selected"]] == selected


def test_a_matrix_counts_every_pair_of_options(world: TestClient) -> None:
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
    """Two wards of the same name with plans of the same title and different municipality codes."""
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
def test_a_name_matches_every_namesake_and_an_id_matches_one(
    namesakes: TestClient, query: str, total: int
) -> None:
    answer = namesakes.get(f"/api/v1/initiatives?{query}").json()
    assert answer["meta"]["total"] == len(answer["items"]) == total


def test_options_with_the_same_name_are_merged_but_plans_are_not(namesakes: TestClient) -> None:
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


def test_options_at_the_same_position_are_sorted_by_name(engine: str, make_settings: MakeSettings) -> None:
    """守り is first in one plan and 育ち in the other, so both have the first position."""
    here = text_of(plan_2022())
    there = here.replace("守り", "＠").replace("育ち", "守り").replace("＠", "育ち").replace(WARD, "991023")
    with served(make_settings(engine), here, text_of(signed(json.loads(there)))) as client:
        options = client.get("/api/v1/facets?facet=pillar").json()["facets"]["pillar"]
    assert [(one["value"], one["count"]) for one in options] == [("守り", 5), ("育ち", 5), ("none", 4)]


@pytest.fixture(scope="module")
def spelled_twice(engine: str, make_settings: MakeSettings) -> Iterator[TestClient]:
    """Two plans with the same pillar name, once in composed and once in decomposed characters."""
    files = []
    for file, form in ((plan_2022(), "NFC"), (plan_2023(), "NFD")):
        pillar = next(entry for entry in file["document"] if entry["type"] == "pillar")
        pillar["name"] = unicodedata.normalize(form, "デジタル化の推進")  # type: ignore[arg-type]
        files.append(text_of(signed(file)))
    with served(make_settings(engine), *files) as client:
        yield client


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_composed_and_decomposed_spellings_of_a_name_are_one_option(
    spelled_twice: TestClient, form: str
) -> None:
    name = unicodedata.normalize(form, "デジタル化の推進")  # type: ignore[arg-type]
    answer = spelled_twice.get("/api/v1/facets", params={"pillar": name})
    assert answer.status_code == 200
    options = [one for one in answer.json()["facets"]["pillar"] if one["selected"]]
    assert [(one["count"], one["count"] > 0) for one in options] == [(answer.json()["total"], True)]
    listed = spelled_twice.get("/api/v1/initiatives", params={"pillar": name}).json()
    assert {item["plan"] for item in listed["items"]} == {"991015-2022", "991015-2023"}
