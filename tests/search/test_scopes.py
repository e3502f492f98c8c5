"""What filters find among plans of other shapes, and what the service does not add to them."""

import pytest
from starlette.testclient import TestClient

from tests.plans.budget import BUDGET
from tests.plans.city import CITY_PLAN
from tests.plans.draft import DRAFT
from tests.plans.goals import GOALS_PLAN
from tests.plans.ward import WARD_PLAN
from tests.second_edition import answer


def _plans(client: TestClient, query: str) -> str:
    """The plans of the initiatives that a query finds, without their codes' beginnings."""
    found = answer(client, f"initiatives?limit=1000&{query}")["items"]
    return " ".join(dict.fromkeys(one["plan"].removeprefix("99") for one in found))


def _found(client: TestClient, query: str, plan: str) -> str:
    found = answer(client, f"initiatives?plan={plan}&{query}")["items"]
    return " ".join(one["id"].removeprefix(f"{plan}-") for one in found)


@pytest.mark.parametrize(
    ("year", "plans"),
    [
        ("2019", "2003-2019_kankyo"),
        ("R4", "1007-2022_chuki 2003-2019_kankyo"),
        # The edition of 2023 begins, and that of 2019 ends.
        ("2023", "1007-2022_chuki 1015-2023 2003-2023 2003-2023_kankyo"),
        ("2024", "1007-2022_chuki 1015-2024 1023-2024 2003-2023 2003-2023_kankyo 3000-2024_yosan"),
        ("令和7年度", "1007-2022_chuki 1031-2025 1031-2025_midori 2003-2023_kankyo"),
        ("2026", "1007-2022_chuki 1031-2025 1031-2025_midori 2003-2023_kankyo"),
        ("2027", "1031-2025 2003-2023_kankyo"),
        ("2100", "1031-2025 2003-2023_kankyo"),
    ],
)
def test_a_year_means_the_plans_in_force_in_it(shapes: TestClient, year: str, plans: str) -> None:
    assert _plans(shapes, f"year={year}") == plans


@pytest.mark.parametrize(
    ("query", "plans"),
    [
        ("series=991015-unei", "1015-2023 1015-2024"),
        ("series=港区運営方針&year=2024", "1015-2024"),
        ("series=架空市環境憲章", "2003-2019_kankyo 2003-2023_kankyo"),
        ("issuer=991031&year=2025", "1031-2025 1031-2025_midori"),
        ("viewpoint=脱炭素", "1031-2025"),
        ("theme=991031-2025-t1", "1031-2025"),
    ],
)
def test_a_series_and_an_issuer_have_several_plans(shapes: TestClient, query: str, plans: str) -> None:
    assert _plans(shapes, query) == plans


@pytest.mark.parametrize(
    ("plan", "query", "items"),
    [
        (DRAFT, "theme=岸辺", "m1 m2 m3 m4"),
        (DRAFT, "theme=岸辺の道", "m1 m2 m3"),
        (DRAFT, "theme=案内板", "m1 m2"),
        (DRAFT, "viewpoint=脱炭素", "m2"),
        (DRAFT, "viewpoint=脱炭素&basis=stated", ""),
        (DRAFT, "viewpoint=none", "m3 m4"),
        (DRAFT, "bureau=企画課", "m1 m2"),
        (DRAFT, "q=緑", "m4"),
        (BUDGET, "bureau=みち局", "p1-t1-m1 p1-t1-m2 b1"),
        (BUDGET, "bureau=まち局", "p1-t1-m1 p1-t1-m2"),
        (BUDGET, "bureau=教育委員会事務局", "b1"),
        (BUDGET, "bureau=企画本部", ""),
        (BUDGET, "bureau=none", "p1-m3 b2"),
        (CITY_PLAN, "bureau=みどり環境局", "p1-t1-s1-m1 p1-t1-m2"),
        (CITY_PLAN, "bureau=土木局", "p1-t1-m2"),
        (CITY_PLAN, "pillar=none", "m9"),
        (CITY_PLAN, "theme=none", "m9"),
        (CITY_PLAN, "kpi=quantity", "m9"),
        (CITY_PLAN, "q=植栽", "p1-t1-s1-m1"),
        (WARD_PLAN, "theme=none", "p1-m1 p1-m2 p2-m1 p3-m1 p3-m2 p4-m1 b1"),
        (WARD_PLAN, "pillar=政策3（名称の記載なし）", "p3-m1 p3-m2"),
        (WARD_PLAN, "pillar=none", "b1"),
        (GOALS_PLAN, "sdg=6&basis=stated", "p1-t1-m1 p1-t1-m2 p1-m3"),
        (GOALS_PLAN, "sdg=14", "p1-t1-m1 p1-t1-m2"),
        (GOALS_PLAN, "sdg=12&basis=stated", ""),
        # The plan's own goal is not given to its items.
        (GOALS_PLAN, "sdg=17", ""),
        (GOALS_PLAN, "sdg=none", "p2-m1"),
    ],
)
def test_filters_within_one_plan(shapes: TestClient, plan: str, query: str, items: str) -> None:
    assert _found(shapes, query, plan) == items


def test_a_facet_counts_a_theme_with_those_above_it(shapes: TestClient) -> None:
    facets = answer(shapes, f"facets?plan={DRAFT}&facet=theme&facet=viewpoint&facet=bureau")["facets"]
    counts = {
        name: [f"{one['value']} {one['count']} {one['count_stated']}" for one in found]
        for name, found in facets.items()
    }
    assert counts == {
        "theme": ["岸辺 4 4", "岸辺の道 3 3", "案内板 2 2", "none 0 0"],
        "viewpoint": ["多様性 2 2", "脱炭素 1 0", "none 2 2"],
        "bureau": ["企画課 2 2", "none 2 2"],
    }


def test_goals_and_organisations_name_the_level_that_states_them(shapes: TestClient) -> None:
    item = answer(shapes, f"initiatives/{GOALS_PLAN}-p1-t1-m2")
    p1, t1 = f"{GOALS_PLAN}-p1", f"{GOALS_PLAN}-p1-t1"
    assert [(one["goal"], one["target"], one["basis"], one["from"]) for one in item["sdgs"]] == [
        (6, "6.1", "stated", None),
        (13, None, "layout", p1),
        (14, "14.1", "layout", t1),
    ]
    assert [(one["name"], one["role"], one["basis"], one["from"]) for one in item["organisations"]] == [
        ("こども局", "responsible", "layout", None),
        ("水道局", "responsible", "layout", p1),
    ]


def test_roles_and_parts_are_those_of_the_row(shapes: TestClient) -> None:
    item = answer(shapes, f"initiatives/{BUDGET}-p1-t1-m2")
    assert [(one["name"], one["role"], one["part"], one["from"]) for one in item["organisations"]] == [
        ("みち局", "responsible", "塗装", None),
        ("まち局", "responsible", "案内", None),
        ("まち局", "cooperating", "塗装", None),
        ("教育委員会事務局", "partner", None, None),
        ("まち局", "joint", None, f"{BUDGET}-p1-t1"),
        ("企画本部", "cooperating", None, f"{BUDGET}-p1-t1"),
    ]


def test_nothing_is_added_to_what_a_plan_says(shapes: TestClient) -> None:
    """A partner is not responsible, no pillar is made up, and a target of five years is due in the last."""
    window = answer(shapes, f"initiatives/{BUDGET}-p1-m3")
    assert [one["role"] for one in window["organisations"]] == ["partner"]
    check = answer(shapes, f"initiatives/{CITY_PLAN}-m9")
    assert (check["pillar"], check["theme"], check["sdgs"], check["organisations"]) == (None, None, [], [])
    assert check["absent"]["pillar"] == check["absent"]["theme"] == "not_stated"
    due = check["kpis"][0]["due"]
    assert (due["end"], due["precision"], due["fiscal_years"]) == (
        "2027-03-31",
        "fiscal_years",
        [2022, 2023, 2024, 2025, 2026],
    )
    assert due["certainty"] is None
    pillar = answer(shapes, f"pillars/{WARD_PLAN}-p3")
    assert (pillar["name"], pillar["name_basis"]) == ("政策3（名称の記載なし）", "editorial")


def test_a_kpi_keeps_every_target_and_its_words(shapes: TestClient) -> None:
    ghg = answer(shapes, f"kpis/{CITY_PLAN}-k1")
    assert [(one["key"], one["value"], one["replaces"], one["replaced_by"]) for one in ghg["targets"]] == [
        ("a", 1550, None, None),
        ("b", 1450, None, "c"),
        ("c", 1400, "b", None),
    ]
    assert (ghg["value"], ghg["comparator"]) == (1400, "<=")
    # A forecast is no result to be measured: (1600 - 1650) / (1400 - 1650).
    assert (ghg["progress"]["state"], ghg["progress"]["ratio"]) == ("measured", 0.2)
    trees = answer(shapes, f"kpis/{CITY_PLAN}-k2")
    assert trees["baseline"] is None
    assert trees["progress"]["state"] == "not_assessable"
    people = answer(shapes, f"kpis/{CITY_PLAN}-k3")
    assert (people["owner"], people["target_text"], people["value"]) == (CITY_PLAN, "増やす", None)


@pytest.mark.parametrize(
    "query", ["year=2018", "series=991015-none", "viewpoint=緑", "theme=岸辺&plan=991023-2024"]
)
def test_a_value_that_no_plan_has_is_an_error(shapes: TestClient, query: str) -> None:
    assert shapes.get(f"/api/v1/initiatives?{query}").status_code == 400
