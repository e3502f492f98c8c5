"""A withdrawn plan disappears at once, answers 410 and keeps its history."""

import pytest
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.findings import PlanFileError
from app.importer.import_plan import import_text
from app.importer.withdraw import WithdrawalError, withdraw_plan
from app.models.vocabulary import Action
from tests.conftest import Clock
from tests.world import P22, P23, plan_2022, plan_2023, text_of

REASON = "令和5年度の計画に統合したため"


@pytest.fixture
def both_plans(store: Store) -> Store:
    clock = Clock()
    for file in (plan_2022(), plan_2023()):
        import_text(store, text_of(file), clock=clock)
    return store


def test_a_withdrawn_plan_is_gone_from_every_list_and_catalogue(
    both_plans: Store, client: TestClient
) -> None:
    # A request before the withdrawal fills the caches.
    assert client.get(f"/plans/{P22}/files/plan.zip").status_code == 200
    withdraw_plan(both_plans, P22, REASON, replaced_by=P23, clock=Clock())
    for name in ("plans", "pillars", "themes", "initiatives", "kpis", "passages", "corrections"):
        text = client.get(f"/api/v1/{name}", params={"limit": 1000}).text
        assert P22 not in text, name
    assert "991007-midori" not in client.get("/api/v1/organisations").text
    assert "991007-doboku" in client.get("/api/v1/organisations").text
    for path in ("/catalog.ttl", "/data.json", "/api/3/action/package_search", "/sitemap.xml"):
        found = client.get(path)
        assert found.status_code == 200
        assert f"/plans/{P22}" not in found.text, path


ADDRESSES = [
    f"/plans/{P22}",
    f"/api/v1/plans/{P22}",
    f"/api/v1/plans/{P22}/document",
    f"/plans/{P22}/files/plan.zip",
    f"/plans/{P22}/files/initiatives.csv",
    f"/plans/{P22}.stratml.xml",
    f"/initiatives/{P22}-p1-t1-m1",
    f"/api/v1/initiatives/{P22}-p1-t1-m1",
    f"/api/v1/kpis/{P22}-k1",
    f"/pillars/{P22}-p1",
    "/api/v1/organisations/991007-midori",
]


@pytest.mark.parametrize("last", [False, True])
def test_every_address_of_a_withdrawn_plan_answers_410(store: Store, client: TestClient, last: bool) -> None:
    """With and without another plan: an emptied store is not the same as a store without an import."""
    clock = Clock()
    for file in (plan_2022(),) if last else (plan_2022(), plan_2023()):
        import_text(store, text_of(file), clock=clock)
    withdraw_plan(store, P22, REASON, replaced_by=None if last else P23, clock=clock)
    answers = {path: client.get(path) for path in ADDRESSES}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(ADDRESSES, 410)
    assert [path for path, answer in answers.items() if REASON not in answer.text] == []
    assert last or [path for path, answer in answers.items() if P23 not in answer.text] == []


def test_lists_answer_503_after_the_last_plan_is_withdrawn(store: Store, client: TestClient) -> None:
    import_text(store, text_of(plan_2022()), clock=Clock())
    withdraw_plan(store, P22, REASON, clock=Clock())
    assert client.get("/api/v1/plans").status_code == 503


def test_the_change_records_of_a_withdrawn_plan_remain(both_plans: Store, client: TestClient) -> None:
    outcome = withdraw_plan(both_plans, P22, REASON, replaced_by=P23, clock=Clock())
    assert outcome.revision == 3
    changes = client.get("/api/v1/changes", params={"since": 2, "limit": 1000}).json()["items"]
    assert {change["action"] for change in changes} == {Action.WITHDRAWN.value}
    assert {change["replaced_by"] for change in changes} == {P23}
    assert {change["reason"] for change in changes} == {REASON}
    assert changes[0]["id"] == P22
    assert changes[0]["before"]["title"] == plan_2022()["plan"]["title"]
    ids = {change["id"] for change in changes}
    assert {f"{P22}-p1", f"{P22}-p1-t1-m1", f"{P22}-b01", f"{P22}-k1", f"{P22}-r1", f"{P22}-l1"} <= ids
    assert "991007-midori" in ids
    assert not ids & {"991015", "991007-doboku"}
    first = client.get("/api/v1/changes", params={"plan": P22, "limit": 1}).json()["items"]
    assert first[0]["action"] == "added"


def test_the_id_of_a_withdrawn_plan_cannot_be_imported_again(both_plans: Store) -> None:
    withdraw_plan(both_plans, P22, REASON, clock=Clock())
    with pytest.raises(PlanFileError, match="1件") as refused:
        import_text(both_plans, text_of(plan_2022()), clock=Clock())
    assert refused.value.findings[0].where == "/plan/id"


@pytest.mark.parametrize(
    ("plan", "reason", "replaced_by"),
    [
        ("991015-1999", REASON, None),
        (P22, " ", None),
        (P22, "統合\x0bのため", None),
        (P22, "統合\udcff", None),
        (P22, "\ufffe", None),
        (P22, "統合\t", None),
        (P22, "\udc81", None),
        (P22, REASON, "991015-1999"),
        (P22, REASON, P22),
    ],
)
def test_a_refused_withdrawal_changes_nothing(
    both_plans: Store, client: TestClient, plan: str, reason: str, replaced_by: str | None
) -> None:
    before = client.get("/api/v1/changes").json()["meta"]["total"]
    with pytest.raises(WithdrawalError):
        withdraw_plan(both_plans, plan, reason, replaced_by=replaced_by, clock=Clock())
    assert client.get("/api/v1/changes").json()["meta"]["total"] == before
    assert client.get(f"/api/v1/plans/{P22}").status_code == 200


def test_a_plan_cannot_be_withdrawn_twice(both_plans: Store) -> None:
    withdraw_plan(both_plans, P22, REASON, clock=Clock())
    with pytest.raises(WithdrawalError):
        withdraw_plan(both_plans, P22, REASON, clock=Clock())


def test_search_does_not_find_a_withdrawn_plan(both_plans: Store, client: TestClient) -> None:
    assert client.get("/api/v1/initiatives", params={"q": "絵本"}).json()["meta"]["total"] == 1
    withdraw_plan(both_plans, P22, REASON, clock=Clock())
    assert client.get("/api/v1/initiatives", params={"q": "絵本"}).json()["meta"]["total"] == 0
