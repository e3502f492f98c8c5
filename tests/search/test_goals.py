"""Goals over all plans: every page is a slice of the whole result, in plan order."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from benchmarks.plan_generator import plans
from tests.conftest import MakeSettings, served
from tests.paths import SEED
from tests.world import P22, entry, plan_2022, plan_2023, signed, text_of

GOALS = ("sdg=11", "sdg=1", "sdg=16", "sdg=3&sdg=11", "sdg=1&sdg=4&sdg=17", "sdg=11&sdg=none")
PARTS = ((20, 0), (1, 0), (7, 13), (1000, 0), (20, 40), (20, 2000))


@pytest.fixture(scope="module")
def generated_plans(engine: str, make_settings: MakeSettings) -> Iterator[TestClient]:
    """The service with several plans, of which the oldest was imported again last."""
    again = plan_2022()
    entry(again, f"{P22}-p2-t1-m1")["text"] = "絵本の読みきかせ会を図書館と進めます。"
    files = (plan_2022(), plan_2023(), *plans(120), signed(again))
    with served(make_settings(engine), SEED.read_text("utf-8"), *map(text_of, files)) as client:
        yield client


@pytest.mark.parametrize("basis", ["any", "stated"])
@pytest.mark.parametrize("goals", GOALS)
def test_a_page_of_a_goal_is_a_slice_of_the_whole_result_in_plan_order(
    generated_plans: TestClient, goals: str, basis: str
) -> None:
    address = f"/api/v1/initiatives?{goals}&basis={basis}"
    every = generated_plans.get("/api/v1/initiatives?limit=1000").json()["items"]
    wanted = {value.removeprefix("sdg=") for value in goals.split("&")}
    whole = [item["id"] for item in every if wanted & _goals(item, stated=basis == "stated")]
    for limit, offset in PARTS:
        page = generated_plans.get(f"{address}&limit={limit}&offset={offset}").json()
        assert [item["id"] for item in page["items"]] == whole[offset : offset + limit]
        assert page["meta"]["total"] == len(whole)
    assert generated_plans.get(f"/api/v1/facets?{goals}&basis={basis}").json()["total"] == len(whole)


def _goals(item: dict[str, list[dict[str, object]]], *, stated: bool) -> set[str]:
    found = {str(tag["goal"]) for tag in item["sdgs"] if not stated or tag["basis"] != "editorial"}
    return found or {"none"}


def test_a_plan_that_was_imported_again_stays_in_its_place(generated_plans: TestClient) -> None:
    items = generated_plans.get("/api/v1/initiatives?limit=1000").json()["items"]
    assert [item["plan"] for item in items] == sorted(item["plan"] for item in items)
    own = [item["source"]["line"] for item in items if item["plan"] == P22]
    assert own == sorted(own)
    assert len(own) == 7
