"""A rollback is an import of an old revision's file: what was added since is withdrawn, what was withdrawn returns."""

import pytest
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.erase import erase_item
from app.importer.findings import PlanFileError
from app.importer.import_plan import import_text
from app.importer.rollback import RollbackError, erased_since, rollback_plan
from app.importer.verification import Verification
from app.importer.withdraw import withdraw_plan
from tests.conftest import Clock
from tests.plans.draft import draft
from tests.second_edition import M1, M2, M3, Load, answer, listed_changes, revised_plan
from tests.world import P22, P23, text_of

REASON = "誤って登録したため"
NOTE = f"改訂1の内容に戻しました。{REASON}"


@pytest.fixture
def revised(store: Store, load: Load) -> Store:
    """The world with a revision 3, which changes M1, withdraws M2 and adds M3."""
    load(revised_plan())
    return store


def test_a_rollback_withdraws_what_was_added_and_brings_back_what_was_withdrawn(
    client: TestClient, revised: Store, clock: Clock
) -> None:
    assert (client.get(f"/initiatives/{M2}").status_code, client.get(f"/initiatives/{M3}").status_code) == (
        410,
        200,
    )
    before = answer(client, f"plans/{P22}/document?revision=1")
    planned = rollback_plan(revised, P22, 1, REASON, dry_run=True, clock=clock)
    assert planned.revision is None
    assert listed_changes(client, since=3) == []
    outcome = rollback_plan(revised, P22, 1, REASON, clock=clock)
    assert (outcome.revision, outcome.changes) == (4, planned.changes)
    assert listed_changes(client, since=3) == [
        ("changed", "plan", P22),
        ("changed", "measure", M1),
        ("added", "measure", M2),
        ("changed", "kpi", f"{P22}-k1"),
        ("withdrawn", "measure", M3),
    ]
    records = answer(client, "changes?since=3")["items"]
    assert {one["reason"] for one in records} == {NOTE}
    after = answer(client, f"plans/{P22}/document")
    assert after["items"] == before["items"]
    assert client.get(f"/initiatives/{M2}").status_code == 200
    assert NOTE in client.get(f"/initiatives/{M3}").text
    assert client.get(f"/initiatives/{M3}").status_code == 410
    assert client.get(f"/initiatives/{M3}?revision=3").status_code == 200
    assert f"/initiatives/{M2}<" in client.get("/sitemap.xml").text
    assert "追加：見守り（区の取組）" in client.get("/changes.atom").text
    assert answer(client, "initiatives?q=見守り")["meta"]["total"] == 1
    assert f"登録の理由：{NOTE}" in client.get(f"/plans/{P22}/history").text
    verification = Verification(revised)
    found = [*verification.database(), *verification.whole()]
    assert [*found, *(one for plan in verification.plan_ids for one in verification.plan(plan))] == []


def test_a_rollback_can_be_rolled_back_and_repeated(
    client: TestClient, revised: Store, load: Load, clock: Clock
) -> None:
    rollback_plan(revised, P22, 1, "", clock=clock)
    assert rollback_plan(revised, P22, 1, "", clock=clock).changes == []
    rollback_plan(revised, P22, 3, "", clock=clock)
    assert client.get(f"/initiatives/{M3}").status_code == 200
    assert client.get(f"/initiatives/{M2}").status_code == 410
    assert load(revised_plan()).changes == []


@pytest.mark.parametrize(
    ("plan", "number", "says"),
    [
        ("991015-1999", 1, "計画「991015-1999」は登録されていません。"),
        (P22, 9, f"計画「{P22}」に改訂9はありません。戻せる改訂は 1 です（新しい順）。"),
        (P22, 2, f"計画「{P22}」に改訂2はありません。"),
        (P22, 3, f"改訂3は、計画「{P22}」のいちばん新しい改訂です。"),
        (P23, 2, "計画「991015-2023」は取下げ済みです。取り下げた計画は戻せません。"),
    ],
)
def test_a_rollback_that_makes_no_sense_is_refused(
    client: TestClient, revised: Store, clock: Clock, plan: str, number: int, says: str
) -> None:
    if plan == P23:
        withdraw_plan(revised, P23, "統合したため", clock=clock)
    newest = answer(client, "changes?limit=1")["meta"]["revision"]
    with pytest.raises(RollbackError) as refused:
        rollback_plan(revised, plan, number, "", clock=clock)
    assert says in str(refused.value)
    assert answer(client, "changes?limit=1")["meta"]["revision"] == newest


def test_erased_words_do_not_come_back(client: TestClient, revised: Store, clock: Clock) -> None:
    erase_item(revised, M2, "個人の氏名を誤って載せたため", clock=clock)
    rollback_plan(revised, P22, 1, "", clock=clock)
    assert client.get(f"/initiatives/{M2}").status_code == 410
    assert erased_since(revised, P22) == [M2]
    for address in (f"plans/{P22}/document", f"plans/{P22}/document?revision=1", "changes?limit=1000"):
        assert "一人暮らし" not in client.get(f"/api/v1/{address}").text


def test_an_adopted_plan_is_not_rolled_back_to_its_draft(store: Store, clock: Clock) -> None:
    import_text(store, text_of(draft()), clock=clock)
    adopted = draft()
    adopted["plan"]["status"] = "adopted"
    outcome = import_text(store, text_of(adopted), clock=clock)
    with pytest.raises(PlanFileError) as refused:
        rollback_plan(store, outcome.plan_id, 1, "", clock=clock)
    assert refused.value.findings[0].where == "/plan/status"
