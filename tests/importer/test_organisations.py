"""Organisations, which several plans share, after a second import."""

import pytest
from starlette.testclient import TestClient

from app.importer.findings import PlanFileError
from tests.plans import budget_plan, city_plan, goals_plan
from tests.second_edition import Load, answer, listed_changes, second
from tests.world import P22, P23, WARD, Json, entry, plan_2023, signed


def test_each_plan_keeps_the_name_that_it_prints(client: TestClient, load: Load) -> None:
    file = second()
    entry(file, "991007-doboku")["name"] = "土木港湾局"
    load(signed(file))
    bureau = answer(client, "organisations/991007-doboku")
    assert bureau["name"] == "土木局"  # the newest plan's
    assert bureau["names"] == {P22: "土木港湾局", P23: "土木局"}
    # Each name finds its plan's, the id those of both.
    assert answer(client, "initiatives?bureau=土木港湾局")["meta"]["total"] == 2
    assert answer(client, "initiatives?bureau=土木局")["meta"]["total"] == 1
    assert answer(client, "initiatives?bureau=991007-doboku")["meta"]["total"] == 3
    options = {one["label"]: one["count"] for one in answer(client, "facets")["facets"]["bureau"]}
    assert (options["土木港湾局"], options["土木局"]) == (2, 1)


def test_an_organisation_of_one_plan_can_be_renamed(client: TestClient, load: Load) -> None:
    file = second()
    entry(file, "991007-midori")["name"] = "みどり環境局"
    load(signed(file))
    assert listed_changes(client) == [("changed", "plan", P22), ("changed", "organisation", "991007-midori")]
    assert answer(client, "initiatives?bureau=みどり環境局")["meta"]["total"] == 1


def without_organisation(file: Json, organisation: str) -> Json:
    """The file without an organisation, which it withdraws."""
    file["organisations"] = [one for one in file["organisations"] if one["id"] != organisation]
    for one in file["document"]:
        if "organisations" in one:
            one["organisations"] = [ref for ref in one["organisations"] if ref["id"] != organisation]
    file["withdrawn"] = [{"id": organisation, "reason": "機構改革"}]
    return signed(file)


def test_an_organisation_is_withdrawn_with_the_last_plan_that_names_it(
    client: TestClient, load: Load
) -> None:
    load(without_organisation(second(), "991007-midori"))
    response = client.get("/api/v1/organisations/991007-midori")
    assert response.status_code == 410
    assert "機構改革" in response.json()["detail"]
    load(
        without_organisation(without_organisation(second(), "991007-midori"), "991007-doboku")
        | {
            "withdrawn": [
                {"id": "991007-midori", "reason": "機構改革"},
                {"id": "991007-doboku", "reason": "機構改革"},
            ]
        }
    )
    # The other plan still names it.
    assert answer(client, "organisations/991007-doboku")["plans"] == [P23]


def test_a_withdrawn_organisation_may_be_named_again(client: TestClient, load: Load) -> None:
    load(without_organisation(second(), "991007-midori"))
    load(second("ふたたび所管"))
    assert answer(client, "organisations/991007-midori")["plans"] == [P22]
    assert ("added", "organisation", "991007-midori") in listed_changes(client, since=3)


def with_city(file: Json) -> Json:
    """The file with the city above its bureaus."""
    file["organisations"].append(
        {"id": "991007", "name": "見本市", "kind": "municipality", "municipality_code": "991007"}
    )
    for one in file["organisations"][1:-1]:
        one["parent"] = "991007"
    return file


def test_a_plan_that_names_no_parent_leaves_the_stored_one(client: TestClient, load: Load) -> None:
    load(with_city(second()))
    file = plan_2023()
    entry(file, f"{P23}-p2-t1-m1")["label"] = "港のまつり"
    load(file)
    assert answer(client, "organisations/991007-doboku")["parent"] == "991007"


def test_two_plans_cannot_give_an_organisation_two_parents(load: Load) -> None:
    load(with_city(second()))
    file = plan_2023()
    entry(file, "991007-doboku")["parent"] = WARD
    with pytest.raises(PlanFileError) as caught:
        load(file)
    assert [one.where for one in caught.value.findings] == ["/organisations/1/parent"]


def test_a_withdrawn_parent_is_removed_from_its_children(client: TestClient, load: Load) -> None:
    load(with_city(second()))
    file = second("市を載せない")
    file["withdrawn"] = [{"id": "991007", "reason": "市を載せない"}]
    load(file)
    assert client.get("/api/v1/organisations/991007").status_code == 410
    assert answer(client, "organisations/991007-doboku")["parent"] is None


def following(file: Json, later: str, earlier: str) -> Json:
    """The file with a bureau that follows another one."""
    for name in (earlier, later):
        bureau = {"id": f"991007-{name}", "name": f"{name}局", "kind": "bureau"}
        file["organisations"].append(bureau | {"municipality_code": "991007"})
    past = {"id": f"991007-{earlier}", "on": "2020-04-01", "source": "事務分掌条例（架空）"}
    file["organisations"][-1]["successor_of"] = [past]
    return file


def test_two_plans_cannot_give_an_organisation_two_predecessors(load: Load) -> None:
    load(following(city_plan(), "a", "b"))
    with pytest.raises(PlanFileError) as caught:
        load(following(budget_plan(), "a", "c"))
    (found,) = caught.value.findings
    assert found.where.endswith("/successor_of")
    assert "ほかの計画では「991007-a」の前身は「991007-b」です（991007-2022_chuki）。" in found.message
    load(following(budget_plan(), "a", "b"))


def test_what_one_plan_said_of_a_shared_organisation_it_can_mend(client: TestClient, load: Load) -> None:
    file = budget_plan()
    file["organisations"].append(following(city_plan(), "a", "b")["organisations"][-1] | {"successor_of": []})
    load(file)
    load(following(city_plan(), "a", "b"))
    load(following(city_plan(), "a", "c") | {"withdrawn": [{"id": "991007-b", "reason": "誤り"}]})
    before = answer(client, "organisations/991007-a")["successor_of"]
    assert [one["id"] for one in before] == ["991007-c"]


def test_a_circle_of_organisations_through_three_plans_is_found(load: Load) -> None:
    load(following(city_plan(), "a", "b"))
    load(following(budget_plan(), "b", "c"))
    with pytest.raises(PlanFileError) as caught:
        load(following(goals_plan(), "c", "a"))
    assert {one.message for one in caught.value.findings} == {
        "ほかの計画とあわせて前身の組織をたどると輪になります。どちらかの計画を直してください。"
    }
