"""A second file of a plan: change records, revisions, tombstones, and what stays unchanged."""

import hashlib
import json

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.findings import PlanFileError
from app.importer.import_plan import import_text
from tests.second_edition import M1, M2, Load, answer, listed_changes, second, without
from tests.world import P22, P23, Json, entry, plan_2022, signed


def test_the_first_import_adds_every_item(client: TestClient, load: Load) -> None:
    records = answer(client, "changes?limit=1000")["items"]
    assert {one["action"] for one in records} == {"added"}
    assert [len([one for one in records if one["revision"] == number]) for number in (1, 2)] == [29, 13]
    assert {(one["plan"], one["at"]) for one in records} == {
        (P22, "2026-04-01T00:00:00Z"),
        (P23, "2026-04-01T00:01:00Z"),
    }
    assert {one["reason"] for one in records} == {"令和4年度の初回登録", "令和5年度の初回登録"}
    assert all(one["before"] is None and one["after"]["id"] == one["id"] for one in records)


def test_a_changed_text_is_recorded_for_its_item_and_its_plan(client: TestClient, load: Load) -> None:
    file = second()
    entry(file, M2)["text"] = "一人暮らしの高齢者の見守りを支援します。"
    outcome = load(signed(file))
    assert (outcome.revision, [one.id for one in outcome.changes]) == (3, [P22, M2])
    plan, measure = answer(client, "changes?since=2")["items"]
    # The plan holds the length and the digest of its printed text.
    assert plan["after"]["sources"][0]["text_length"] == plan["before"]["sources"][0]["text_length"] + 2
    assert (measure["action"], measure["type"], measure["reason"]) == (
        "changed",
        "measure",
        "年度途中の見直し",
    )
    assert (measure["before"]["text"], measure["after"]["text"]) == (
        "一人暮らしの方の見守りを支援します。",
        "一人暮らしの高齢者の見守りを支援します。",
    )
    assert measure["at"] == "2026-04-01T00:02:00Z"
    assert answer(client, f"initiatives/{M2}")["text"] == "一人暮らしの高齢者の見守りを支援します。"
    assert answer(client, "initiatives?q=高齢者")["meta"]["total"] == 1


def test_a_field_that_a_later_release_adds_makes_no_change(store: Store, load: Load) -> None:
    older = plan_2022()  # of format 1, as the release before kept it
    with store.writing() as connection:
        stored = {"file": json.dumps(older), "plan": P22}
        connection.execute(
            text("UPDATE revision SET file = :file, sha256 = '' WHERE plan_id = :plan"), stored
        )
    assert load(plan_2022()).revision is None
    file = plan_2022()
    entry(file, M1)["label"] = "別の見出し"
    assert [one.id for one in load(file).changes] == [M1]


def plan_file(store: Store) -> str:
    """The file of the newest revision of the plan of 2022."""
    with store.snapshot() as session:
        statement = text("SELECT file FROM revision WHERE plan_id = :plan ORDER BY id DESC")
        return str(session.connection().scalar(statement, {"plan": P22}))


def test_a_changed_tag_is_recorded_for_its_item(client: TestClient, load: Load) -> None:
    file = second()
    entry(file, M1)["sdgs"][0]["review"] = "confirmed"
    load(file)
    assert listed_changes(client) == [("changed", "measure", M1)]
    assert answer(client, f"initiatives/{M1}")["sdgs"][0]["review"] == "confirmed"


def test_an_added_measure_is_served(client: TestClient, load: Load) -> None:
    file = second()
    new = {**entry(file, M2), "id": f"{P22}-p1-t1-m3", "label": "避難", "text": "避難所を点検します。"}
    file["document"].insert(10, new)
    load(signed(file))
    assert listed_changes(client) == [("changed", "plan", P22), ("added", "measure", f"{P22}-p1-t1-m3")]
    document = answer(client, f"plans/{P22}/document")["items"]
    assert [one["id"] for one in document[8:12]] == [M1, M2, f"{P22}-p1-t1-m3", f"{P22}-p1-t2"]
    assert answer(client, "measures?plan=" + P22)["meta"]["total"] == 6


def test_a_withdrawn_measure_says_what_replaced_it(client: TestClient, load: Load) -> None:
    load(signed(without(second(), M2, replaced_by=M1)))
    assert listed_changes(client) == [("changed", "plan", P22), ("withdrawn", "measure", M2)]
    record = answer(client, "changes?since=2")["items"][1]
    assert (record["after"], record["replaced_by"], record["reason"]) == (None, M1, "事業を取りやめたため。")
    assert record["before"]["text"] == "一人暮らしの方の見守りを支援します。"
    for path in (f"initiatives/{M2}", f"measures/{M2}"):
        response = client.get(f"/api/v1/{path}")
        assert response.status_code == 410
        assert response.json()["replaced_by"] == M1
        assert "事業を取りやめたため。" in response.json()["detail"]
    assert client.get(f"/initiatives/{M2}").status_code == 410


def test_every_kind_of_item_can_be_withdrawn(client: TestClient, load: Load) -> None:
    file = second()
    gone = {name: file[name] for name in ("kpis", "corrections", "links")}
    for name in gone:
        file[name] = []
    for item in (f"{P22}-b01", f"{P22}-b02", f"{P22}-c1-m1", f"{P22}-c1", f"{P22}-p1-t2-cap1"):
        without(file, item)
    for item in [one["id"] for entries in gone.values() for one in entries]:
        file["withdrawn"].append({"id": item, "reason": "取下げ"})
    load(signed(file))
    assert len(listed_changes(client)) == 10
    for path in (
        f"bureau-projects/{P22}-b01",
        f"themes/{P22}-c1",
        f"passages/{P22}-p1-t2-cap1",
        f"kpis/{P22}-k1",
        f"corrections/{P22}-r1",
    ):
        assert client.get(f"/api/v1/{path}").status_code == 410, path


def test_what_refers_to_a_withdrawn_item_must_go_too(load: Load) -> None:
    with pytest.raises(PlanFileError) as caught:
        load(signed(without(second(), f"{P22}-p1-t2-m1")))
    (found,) = caught.value.findings
    assert [one.where for one in (found, *found.consequences)] == ["/corrections/0/item", "/links/0/items/0"]


def test_an_item_that_silently_vanished_is_refused(client: TestClient, load: Load) -> None:
    file = without(second(), M2)
    del file["withdrawn"]
    with pytest.raises(PlanFileError) as caught:
        load(signed(file))
    assert [one.where for one in caught.value.findings] == ["/withdrawn"]
    assert answer(client, f"initiatives/{M2}")["label"] == "見守り"


def test_a_withdrawn_id_never_comes_back(client: TestClient, load: Load) -> None:
    load(signed(without(second(), M2)))
    with pytest.raises(PlanFileError) as caught:
        load(second("戻す"))
    assert [(one.where, one.message) for one in caught.value.findings] == [
        ("/document/9/id", f"ID「{M2}」は取下げ済みです。新しいIDを付けてください。")
    ]
    assert client.get(f"/api/v1/initiatives/{M2}").status_code == 410


def test_repeating_or_omitting_an_old_withdrawal_changes_nothing(client: TestClient, load: Load) -> None:
    file = signed(without(second(), M2))
    load(file)
    assert load(file).changes == []
    del file["withdrawn"]
    assert load(file).changes == []
    assert listed_changes(client, since=3) == []


def test_a_withdrawal_can_get_a_replacement_later(client: TestClient, load: Load) -> None:
    file = signed(without(second(), M2))
    load(file)
    file["withdrawn"][0]["replaced_by"] = M1
    load(file)
    assert listed_changes(client, since=3) == [("withdrawn", "measure", M2)]
    assert client.get(f"/api/v1/initiatives/{M2}").json()["replaced_by"] == M1
    assert load(file).changes == []


def test_a_new_order_alone_is_a_change_of_the_plan(client: TestClient, load: Load) -> None:
    file = second()
    file["document"][8], file["document"][9] = file["document"][9], file["document"][8]
    load(signed(file))
    assert listed_changes(client) == [("changed", "plan", P22)]
    plan = answer(client, "changes?since=2")["items"][0]
    assert plan["before"]["order"].index(M1) < plan["before"]["order"].index(M2)
    assert plan["after"]["order"].index(M1) > plan["after"]["order"].index(M2)
    shown = [one["id"] for one in answer(client, f"initiatives?plan={P22}")["items"]]
    assert shown[:2] == [M2, M1]


def test_a_new_order_is_recorded_beside_other_changes(client: TestClient, load: Load) -> None:
    file = second()
    entry(file, M1)["label"] = "訓練の開催"
    file["kpis"].reverse()
    load(file)
    assert listed_changes(client) == [("changed", "plan", P22), ("changed", "measure", M1)]


def test_an_inserted_item_is_no_new_order(client: TestClient, load: Load) -> None:
    file = second()
    file["links"].insert(
        0,
        {
            "id": f"{P22}-l2",
            "items": [M1, M2],
            "relation": "same_place",
            "basis": "editorial",
            "reason": "同じ施策の取組。",
        },
    )
    load(file)
    assert listed_changes(client) == [("added", "link", f"{P22}-l2")]


def respelled(file: Json) -> Json:
    """The same content with another key order and optional values written out."""
    turned = {key: file[key] for key in reversed(file)}
    for one in turned["document"]:
        if one["type"] == "measure":
            one.setdefault("organisations", [])
    turned["plan"]["fiscal_year"] = "R4"
    turned["withdrawn"] = []
    return turned


@pytest.mark.parametrize("file", [plan_2022(), second("書き方だけの違い"), respelled(plan_2022())])
def test_the_same_content_makes_no_revision(client: TestClient, load: Load, file: Json) -> None:
    before = client.get(f"/api/v1/plans/{P22}").content
    outcome = load(file)
    assert (outcome.revision, outcome.changes) == (None, [])
    assert client.get(f"/api/v1/plans/{P22}").content == before
    assert answer(client, "plans")["meta"]["revision"] == 2


def test_the_same_content_with_other_white_space_makes_no_revision(
    store: Store, client: TestClient, load: Load
) -> None:
    written = json.dumps(plan_2022(), ensure_ascii=True, indent=4, sort_keys=True).replace("\n", "\r\n")
    assert import_text(store, written).changes == []
    assert answer(client, "plans")["meta"]["revision"] == 2


def test_only_the_changed_plan_gets_a_new_revision(client: TestClient, load: Load) -> None:
    file = second()
    entry(file, M1)["label"] = "訓練の開催"
    load(file)
    plans = answer(client, "plans")
    assert {one["id"]: (one["revision"], one["created_at"], one["updated_at"]) for one in plans["items"]} == {
        P22: (3, "2026-04-01T00:00:00Z", "2026-04-01T00:02:00Z"),
        P23: (2, "2026-04-01T00:01:00Z", "2026-04-01T00:01:00Z"),
    }
    assert (plans["meta"]["revision"], plans["meta"]["updated_at"]) == (3, "2026-04-01T00:02:00Z")


def test_changes_can_be_followed_by_plan_and_revision(client: TestClient, load: Load) -> None:
    file = second()
    entry(file, M1)["label"] = "訓練の開催"
    load(file)
    assert answer(client, f"changes?since=1&plan={P23}")["meta"]["total"] == 13
    assert answer(client, f"changes?since=2&plan={P22}")["meta"]["total"] == 1
    assert answer(client, "changes?since=3")["meta"]["total"] == 0


def test_a_dry_run_reports_the_same_changes_and_writes_nothing(client: TestClient, load: Load) -> None:
    file = signed(without(second(), M2, replaced_by=M1))
    before = {path: client.get(f"/api/v1/{path}").content for path in (f"plans/{P22}/document", "changes")}
    planned = load(file, dry_run=True)
    assert planned.revision is None
    assert {path: client.get(f"/api/v1/{path}").content for path in before} == before
    done = load(file)
    assert done.changes == planned.changes
    assert done.revision == 3


def test_a_dry_run_refuses_the_same_errors(load: Load) -> None:
    file = without(second(), M2)
    del file["withdrawn"]
    with pytest.raises(PlanFileError):
        load(signed(file), dry_run=True)


def test_a_revision_stores_the_file_it_came_from(store: Store, load: Load) -> None:
    file = second()
    entry(file, M1)["label"] = "訓練の開催"
    load(file)
    with store.snapshot() as session:
        rows = session.connection().execute(
            text("SELECT plan_id, note, sha256, file FROM revision ORDER BY id")
        )
        stored = rows.all()
    assert [row.plan_id for row in stored] == [P22, P23, P22]
    assert [row.note for row in stored] == ["令和4年度の初回登録", "令和5年度の初回登録", "年度途中の見直し"]
    for row in stored:
        content = {key: value for key, value in json.loads(row.file).items() if key != "note"}
        spelled = json.dumps(content, ensure_ascii=False, sort_keys=True)
        assert row.sha256 == hashlib.sha256(spelled.encode()).hexdigest()
    assert import_text(store, stored[2].file).changes == []  # the newest is what is stored
    assert [one.id for one in import_text(store, stored[0].file).changes] == [M1]  # an older one rolls back


def test_an_absent_before_or_after_is_null_in_the_change_table(store: Store, load: Load) -> None:
    load(signed(without(second(), M2)))
    with store.snapshot() as session:
        rows = session.connection().execute(
            text(
                "SELECT action, before IS NULL AS first, after IS NULL AS last, count(*) AS n FROM change GROUP BY 1,2,3"
            )
        )
        found = {(row.action, bool(row.first), bool(row.last)) for row in rows}
    assert found == {("added", True, False), ("changed", False, False), ("withdrawn", False, True)}
