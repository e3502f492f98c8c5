"""A store with too many plans for a list of options: 201 plans of one measure each."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db.schema import open_store
from app.importer.import_plan import import_text
from app.importer.organisation_checks import check_digit
from app.main import create_app
from tests.conftest import BASE, MakeSettings
from tests.plan_entries import tag
from tests.world import Json, signed, text_of

YEARS = range(1990, 2024)
CODES = [
    code + str(check_digit(code + "0")) for code in ("99201", "99202", "99203", "99204", "99205", "99206")
]
PLANS = [(code, year) for year in YEARS for code in CODES][:201]


def _plan(code: str, year: int) -> Json:
    """A plan of one measure; only plans of the first year have a tag."""
    plan = f"{code}-{year}"
    measure: Json = {
        "type": "measure",
        "id": f"{plan}-t1-m1",
        "line": 3,
        "theme": f"{plan}-t1",
        "label": "訓練",
        "text": "防災訓練を開催します。",
    }
    if year == YEARS[0]:
        measure["sdgs"] = [tag(11, "11.5", "防災訓練", f"{code}の防災訓練は備えになる。")]
    return signed(
        {
            "format": "hoshin-plan/1",
            "note": "初回登録",
            "plan": {
                "id": plan,
                "municipality_code": code,
                "fiscal_year": year,
                "title": f"{year}年度見本市{code}運営方針",
                "issuer": code,
                "source": {"document": "見本", "sha256": None, "text_sha256": None, "text_length": None},
            },
            "organisations": [
                {"id": code, "name": f"見本市{code}", "kind": "municipality", "municipality_code": code}
            ],
            "document": [
                {"type": "pillar", "id": f"{plan}-p1", "line": 1, "name": "守り"},
                {"type": "theme", "id": f"{plan}-t1", "line": 2, "pillar": f"{plan}-p1", "name": "備え"},
                measure,
            ],
        }
    )


@pytest.fixture(scope="module")
def many_plans(make_settings: MakeSettings) -> Iterator[TestClient]:
    settings = make_settings("sqlite")
    store = open_store(settings)
    for code, year in PLANS:
        import_text(store, text_of(_plan(code, year)))
    with TestClient(create_app(settings, store), base_url=BASE) as client:
        yield client


def counted(client: TestClient, query: str = "") -> dict[str, list[Any]]:
    answer = client.get(f"/api/v1/facets{query}")
    assert answer.status_code == 200, answer.text
    return {
        name: [(option["value"], option["count"], option["selected"]) for option in options]
        for name, options in answer.json()["facets"].items()
    }


def test_with_many_plans_no_plan_or_issuer_is_offered_and_other_facets_are_counted(
    many_plans: TestClient,
) -> None:
    found = counted(many_plans)
    assert (found["plan"], found["issuer"]) == ([], [])
    assert found["pillar"] == [("守り", 201, False), ("none", 0, False)]
    assert found["theme"] == [("備え", 201, False), ("none", 0, False)]
    assert found["bureau"] == [("none", 201, False)]
    assert [option for option in found["sdg"] if option[1]] == [("11", 6, False), ("none", 195, False)]
    assert len(found["year"]) == 34
    assert (found["year"][0], found["year"][-1]) == (("1990", 6, False), ("2023", 3, False))


def test_with_many_plans_the_selected_plan_is_counted(many_plans: TestClient) -> None:
    code, year = PLANS[7]
    found = counted(many_plans, f"?plan={code}-{year}")
    assert found["plan"] == [(f"{code}-{year}", 1, True)]
    assert found["pillar"] == [("守り", 1, False), ("none", 0, False)]
    # The counts of a dimension ignore its own filter.
    issued = counted(many_plans, f"?issuer={code}&year={year}")
    assert issued["issuer"] == [(f"見本市{code}", 1, True)]
    assert ("1990", 1, False) in issued["year"]


def test_an_unknown_plan_is_refused_with_some_known_ones(many_plans: TestClient) -> None:
    answer = many_plans.get("/api/v1/initiatives?plan=992011-1900")
    assert answer.status_code == 400
    allowed = answer.json()["errors"][0]["allowed"]
    assert len(allowed) == 200
    assert f"{PLANS[0][0]}-{PLANS[0][1]}" in allowed


@pytest.mark.parametrize("page", ["/initiatives", "/matrix", "/gaps", "/timeline", "/tags", "/", "/data"])
def test_no_page_grows_with_the_number_of_plans(many_plans: TestClient, page: str) -> None:
    with many_plans.stream("GET", page, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == 200
        assert len(b"".join(answer.iter_raw())) < 60 * 1024


def test_many_plans_are_listed_on_pages(many_plans: TestClient) -> None:
    first, last = many_plans.get("/data").text, many_plans.get("/data?offset=200").text
    assert first.count("/files/plan.xlsx") == 25
    assert 'href="/data?offset=25" rel="next"' in first
    assert "201～201件目（全201件）" in last
    assert last.count("/files/plan.xlsx") == 1
    assert 'href="/data?offset=175" rel="prev"' in last
    assert many_plans.get("/data?offset=201").status_code == 404
    assert many_plans.get("/data?offset=-1").status_code == 400


def test_passages_are_searched_where_the_plans_in_scope_can_be_listed(many_plans: TestClient) -> None:
    advice = "計画の本文（目標・方針など）も探すには、計画や年度を選んでください。"
    assert advice in many_plans.get("/initiatives?q=訓練").text
    assert advice in many_plans.get("/initiatives?q=見つからない").text
    assert advice not in many_plans.get("/initiatives?q=訓練&year=2000").text
    assert advice not in many_plans.get("/initiatives").text


def test_language_models_are_told_of_the_newest_plans(many_plans: TestClient) -> None:
    listed = re.findall(r"/plans/([0-9-]+)\)", many_plans.get("/llms.txt").text)
    newest = sorted(f"{code}-{year}" for code, year in sorted(PLANS, key=lambda one: one[::-1])[-30:])
    assert sorted(listed) == newest
