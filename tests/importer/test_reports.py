"""Reports beside a plan: their import, what it refuses, and what stays of them when the plan changes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from sqlalchemy import func, update
from sqlmodel import col
from starlette.testclient import TestClient

from app.db.schema import config, open_store
from app.db.store import Store
from app.importer.erase import ErasureError, erase_item
from app.importer.findings import PlanFileError
from app.importer.import_plan import import_text
from app.importer.outcome import Outcome
from app.importer.rebuild import rebuild
from app.importer.verification import Verification
from app.importer.withdraw import withdraw_plan
from app.models import Revision
from app.settings import Settings
from tests.conftest import Clock, MakeSettings
from tests.format_2 import as_format_2
from tests.plan_entries import tag
from tests.report_files import FINAL, MIDTERM, REVIEW, final, midterm, report, review_2022, state
from tests.second_edition import answer, listed_changes, second, without
from tests.world import P22, P23, Json, entry, plan_2022, signed, text_of


@pytest.fixture
def reported_store(store: Store, clock: Clock) -> Store:
    """`store` with the plan of 2022 and its three reports."""
    for file in (plan_2022(), midterm(), final(), review_2022()):
        import_text(store, text_of(file), clock=clock)
    return store


def differences(store: Store) -> list[Any]:
    verification = Verification(store)
    found = verification.database()
    for plan_id in verification.plan_ids:
        found += verification.plan(plan_id)
    return found + verification.whole()


def refused(store: Store, file: Json) -> list[tuple[str, str]]:
    """The places and messages of a report that is refused; nothing is written."""
    written = store_revision(store)
    with pytest.raises(PlanFileError) as caught:
        import_text(store, text_of(file))
    assert store_revision(store) == written
    assert all(finding.message.endswith("。") for finding in caught.value.findings)
    return [(finding.where, finding.message) for finding in caught.value.findings]


def store_revision(store: Store) -> int:
    with store.snapshot() as session:
        number: int = session.connection().exec_driver_sql("SELECT max(id) FROM revision").scalar_one()
        return number


def test_a_report_is_a_revision_with_records_of_what_it_says(
    reported_store: Store, client: TestClient
) -> None:
    assert listed_changes(client, since=2) == [
        ("added", "report", FINAL),
        ("changed", "measure", f"{P22}-p1-t1-m1"),
        ("changed", "measure", f"{P22}-p1-t2-m1"),
        ("changed", "bureau_project", f"{P22}-b01"),
        ("changed", "bureau_project", f"{P22}-b02"),
        ("changed", "kpi", f"{P22}-k1"),
        ("added", "report", REVIEW),
        ("changed", "measure", f"{P22}-p1-t1-m1"),
        ("changed", "measure", f"{P22}-p1-t2-m1"),
        ("changed", "bureau_project", f"{P22}-b01"),
    ]
    own, measure, *_ = answer(client, "changes?since=2&limit=1000")["items"]
    assert (own["before"], own["after"]["states"][0]["printed"]) == (None, "達成")
    # The plan's own entry stays: what is said of it stands in the report.
    assert measure["before"] == measure["after"]
    assert measure["after"]["text"] == "防災訓練を4箇所で開催します。"
    plan = answer(client, f"plans/{P22}")
    assert (plan["revision"], plan["updated_at"]) == (4, "2026-04-01T00:03:00Z")
    # An item of which nothing was said keeps its day.
    pages = client.get("/sitemap.xml").text
    assert (
        f"<loc>https://hoshin.example.jp/initiatives/{P22}-p1-t1-m2</loc><lastmod>2026-04-01T00:00:00"
        in pages
    )
    assert (
        f"<loc>https://hoshin.example.jp/initiatives/{P22}-p1-t1-m1</loc><lastmod>2026-04-01T00:03:00"
        in pages
    )
    assert f"<loc>https://hoshin.example.jp/reports/{FINAL}</loc>" in pages


def test_a_report_imported_twice_changes_nothing(reported_store: Store) -> None:
    again = import_text(reported_store, text_of({**final(), "note": "別の理由"}))
    assert (again.revision, again.changes) == (None, [])
    tried = import_text(reported_store, text_of({**final(), "dated": "2023-04-30"}), dry_run=True)
    assert (tried.revision, [one.id for one in tried.changes][:1]) == (None, [FINAL])
    assert store_revision(reported_store) == 4


def test_what_is_stored_of_reports_is_what_their_files_give(
    reported_store: Store, client: TestClient
) -> None:
    paths = ("initiatives", "facets", "kpis", "reports", "kpi-observations")
    before = [answer(client, path) for path in paths]
    assert differences(reported_store) == []
    list(rebuild(reported_store, force=True))
    assert [answer(client, path) for path in paths] == before
    assert differences(reported_store) == []


def test_a_downgrade_takes_reports_and_their_revisions_away(
    reported_store: Store, settings: Settings, client: TestClient
) -> None:
    with reported_store.migrating() as connection:
        command.downgrade(config(connection), "0011")
    again = open_store(settings)
    list(rebuild(again))
    assert answer(client, "reports")["items"] == []
    assert (answer(client, f"plans/{P22}")["revision"], differences(again)) == (1, [])
    again.close()


def test_an_altered_report_is_found(reported_store: Store) -> None:
    with reported_store.writing() as connection:
        connection.execute(
            update(Revision)
            .where(col(Revision.report_id) == FINAL)
            .values(file=func.replace(col(Revision.file), "3月に着手", "4月に着手"))
        )
    found = [str(one) for one in differences(reported_store)]
    assert any(
        "登録されている報告が、登録したときと違います。控えから戻してください。" in one for one in found
    )


def test_the_newest_report_counts_and_the_earlier_stay(reported_store: Store, client: TestClient) -> None:
    item = answer(client, f"initiatives/{P22}-b01")
    assert [(one["report"], one["state"], one["printed"]) for one in item["states"]] == [
        (FINAL, "done", "達成"),
        (MIDTERM, "in_progress", "取組中"),
    ]
    assert item["state"] == item["states"][0]
    assert item["state"]["office"] == {"name": "見本市港区区政推進課", "id": "991015"}
    unsaid = answer(client, f"initiatives/{P22}-p2-t1-m1")
    assert (unsaid["state"], unsaid["states"], unsaid["absent"]["state"]) == (None, [], "not_reported")


def test_a_new_version_replaces_what_the_report_said(reported_store: Store, client: TestClient) -> None:
    file = final()
    file["states"] = file["states"][:1]
    outcome = import_text(reported_store, text_of(file))
    assert [(one.action, one.id) for one in outcome.changes] == [
        ("changed", FINAL),
        ("changed", f"{P22}-p1-t2-m1"),
        ("changed", f"{P22}-b01"),
        ("changed", f"{P22}-b02"),
    ]
    assert answer(client, f"initiatives/{P22}-b01")["state"]["report"] == MIDTERM
    assert differences(reported_store) == []


def test_a_withdrawn_report_says_nothing_and_answers_410(reported_store: Store, client: TestClient) -> None:
    gone = {**final(), "states": [], "results": [], "withdrawn": "別の計画の報告だったため。"}
    outcome = import_text(reported_store, text_of(gone))
    assert (outcome.changes[0].action, outcome.changes[0].id) == ("withdrawn", FINAL)
    for path in (f"/reports/{FINAL}", f"/api/v1/reports/{FINAL}"):
        assert client.get(path).status_code == 410
        assert "別の計画の報告だったため。" in client.get(path).text
    assert [one["id"] for one in answer(client, "reports")["items"]] == [MIDTERM, REVIEW]
    assert answer(client, f"kpis/{P22}-k1")["results"] == []
    assert differences(reported_store) == []
    assert import_text(reported_store, text_of(final())).changes[0].action == "added"
    assert client.get(f"/reports/{FINAL}").status_code == 200


def test_a_plan_keeps_its_reports_when_an_item_is_withdrawn(
    reported_store: Store, client: TestClient
) -> None:
    item = f"{P22}-b01"
    file = without(second(), item)
    file["kpis"] = [one for one in file["kpis"] if one["id"] != f"{P22}-k2"]
    file["withdrawn"].append({"id": f"{P22}-k2", "replaced_by": None, "reason": "取組がなくなったため。"})
    import_text(reported_store, text_of(signed(file)))
    states = answer(client, f"reports/{FINAL}")["states"]
    assert [(one["item"], one["label"]) for one in states if one["item"] == item] == [(item, None)]
    assert answer(client, f"initiatives/{P22}-p1-t1-m1")["state"]["state"] == "done"
    assert "取り下げられた取組" in client.get(f"/reports/{FINAL}").text
    assert differences(reported_store) == []
    # What it said already may stay in its next version; nothing new may be said of the item.
    corrected = final()
    corrected["states"][0]["text"] = "4箇所で開催しました（訂正）。"
    assert import_text(reported_store, text_of(corrected)).revision == 6
    corrected["states"][2]["text"] = "着手しました。"
    ((where, message),) = refused(reported_store, corrected)
    assert where == "/states/2/item"
    assert "取り下げられています（理由：事業を取りやめたため。）" in message


def test_a_withdrawn_plan_takes_its_reports_with_it(reported_store: Store, client: TestClient) -> None:
    withdraw_plan(reported_store, P22, "新しい版に統合したため。")
    assert erase_item(reported_store, REVIEW, "個人の氏名を誤って載せたため").revision == 6
    assert client.get(f"/reports/{FINAL}").status_code == 410
    assert differences(reported_store) == []
    ((where, message),) = refused(reported_store, final())
    assert (where, "新しい版に統合したため。" in message) == ("/plan", True)


def test_erased_words_leave_the_reports(reported_store: Store, client: TestClient) -> None:
    file = final()
    file["states"][1]["text"] = "訓練に参加した山田太郎さんが清掃もしました。"
    import_text(reported_store, text_of(file))
    with pytest.raises(ErasureError, match="山田太"):
        erase_item(reported_store, FINAL, "山田太郎さんの氏名を載せたため")
    outcome = erase_item(reported_store, FINAL, "個人の氏名を誤って載せたため")
    assert outcome.changes[0][:3] == (FINAL, "report", "withdrawn")
    with reported_store.snapshot() as session:
        for table, column in (
            ("revision", "file"),
            ("change", "after"),
            ("change", "before"),
            ("report", "document"),
        ):
            sql = f"SELECT count(*) FROM {table} WHERE CAST({column} AS text) LIKE '%山田太郎%'"  # noqa: S608
            assert session.connection().exec_driver_sql(sql.replace("%", "%%")).scalar_one() == 0
    assert client.get(f"/reports/{FINAL}").status_code == 410
    assert answer(client, f"initiatives/{P22}-p1-t1-m1")["state"]["report"] == MIDTERM
    assert differences(reported_store) == []


def test_an_erased_item_leaves_the_reports(reported_store: Store, client: TestClient) -> None:
    erase_item(reported_store, f"{P22}-b01", "個人の氏名を誤って載せたため")
    assert f"{P22}-b01" not in json.dumps(answer(client, "reports"))
    assert "着手しました" not in json.dumps(answer(client, "changes?limit=1000"), ensure_ascii=False)
    assert differences(reported_store) == []


def test_the_only_item_of_a_report_can_be_erased(store: Store, clock: Clock) -> None:
    """A list that is empty then is left out, in the kept file as in the change record."""
    only = report("final", "final", "2023-04-28", states=[state("b01", "done", text="着手しました。")])
    for file in (plan_2022(), only):
        import_text(store, text_of(file), clock=clock)
    erase_item(store, f"{P22}-b01", "個人の氏名を誤って載せたため")
    assert differences(store) == []


REFUSED: list[tuple[Json, str, str]] = [
    (
        {"plan": P23, "states": [{"item": f"{P23}-m1", "state": "done"}], "results": []},
        "/plan",
        "登録されていません",
    ),
    ({"dated": "2022-03-31", "results": []}, "/dated", "計画期間の始まり（2022-04-01）より前です"),
    ({"states": [state("p9-m1", "done")]}, "/states/0/item", "にありません"),
    ({"states": [state("p1", "done")]}, "/states/0/item", "取組ではありません"),
    ({"states": [{"item": f"{P23}-p1", "state": "done"}]}, "/states/0/item", "別の計画のもの"),
    ({"states": [state("b01", "done"), state("b01", "changed")]}, "/states", "2回あります"),
    ({"states": [state("b01", "finished")]}, "/states/0/state", "not_reported"),
    ({"states": [state("b01", "done", source="x")]}, "/states/0/source", "出典「x」が sources にありません"),
    ({"states": [], "results": []}, "/states", "何も述べていません"),
    ({"words": [{"state": "done", "printed": "〇"}, {"state": "changed", "printed": "〇"}]}, "/words", "2回"),
    ({"office": {"name": "課", "organisation": "991007-nashi"}}, "/office/organisation", "organisations に"),
    ({"withdrawn": "誤りのため。"}, "/withdrawn", "空にしてください"),
]
RESULT = final()["results"][0]
REFUSED += [
    ({"results": [{**RESULT, **edit}]}, f"/results/0{where}", message)
    for edit, where, message in (
        ({"kpi": f"{P22}-k9"}, "/kpi", "にありません"),
        ({"kpi": f"{P22}-k2"}, "/value", "数値の結果を持てません"),
        ({"value": None}, "", "value）か文（text"),
        ({"as_of": {"start": "2023-04-01", "end": "2024-03-31"}}, "/as_of", "より後です"),
        ({"as_of": {"start": "2023-04-01", "end": "2022-03-31"}}, "/as_of/end", "始まりより前"),
    )
]
REVIEWED = review_2022()["reviews"][1]
REFUSED += [
    ({"reviews": [{**REVIEWED, **edit}]}, f"/reviews/0{where}", message)
    for edit, where, message in (
        ({"value": "11"}, "/value", "SDGsの目標「11」の推定はありません。あるのは 12・12.5、14・14.1 です"),
        ({"value": "目標"}, "/value", "目標の番号（11）か"),
        ({"facet": "pillar", "value": f"{P22}-p1"}, "/value", "柱「991015-2022-p1」の推定はありません"),
        ({"reason": None}, "/reason", "理由（reason）が必要です"),
        ({"dated": "2023-06-01"}, "/dated", "報告の日付（2023-04-28）より後です"),
        ({"item": f"{P22}-s1"}, "/item", "項目「991015-2022-s1」は計画「991015-2022」にありません"),
    )
]


@pytest.fixture(scope="module")
def plan_store(make_settings: MakeSettings) -> Iterator[Store]:
    """A store with the plan of 2022 on SQLite, which no test changes."""
    opened = open_store(make_settings("sqlite"))
    import_text(opened, text_of(plan_2022()))
    yield opened
    opened.close()


@pytest.mark.parametrize(("edits", "where", "message"), REFUSED)
def test_a_report_that_does_not_fit_is_refused(
    plan_store: Store, edits: Json, where: str, message: str
) -> None:
    found = refused(plan_store, {**final(), **edits})
    assert where in [place for place, _ in found], found
    assert any(message in text for place, text in found if place == where), found


def test_every_error_is_named_at_once(plan_store: Store) -> None:
    file = report("kakunin", "review", "2023-05-01", states=[state("p9", "done"), state("b09", "done")])
    assert [where for where, _ in refused(plan_store, file)] == ["/states/0/item", "/states/1/item"]


def cautions(outcome: Outcome) -> list[tuple[str, str]]:
    return [(one.where, one.message) for one in outcome.cautions]


def test_a_state_that_its_figures_contradict_is_a_caution(store: Store) -> None:
    plan = as_format_2(plan_2022())
    plan["kpis"][0]["baseline"] = {"value": 2, "as_of": {"start": "2021-04-01", "end": "2022-03-31"}}
    file = final()
    file["results"][0]["value"] = 3
    file["states"][1]["printed"] = "おおむね達成"
    file["states"][2]["state"] = "changed"
    import_text(store, text_of(plan))
    found = cautions(import_text(store, text_of(file), dry_run=True))
    assert [where for where, _ in found] == ["/states/1/printed", "/states/2/state", "/states/0/state"]
    assert "指標「防災訓練の開催箇所」の結果は目標に届いていません" in found[2][1]


def carried() -> Json:
    """The plan of 2022 in format 2, where an editor gave a theme goal 6 and the measure below it goal 14."""
    file = as_format_2(plan_2022())
    theme = entry(file, f"{P22}-p1-t2")
    theme["sdgs"] = [tag(6, None, "きれいなまち", "きれいなまちは水を守る。")]
    return file


def reviewed(key: str, dated: str, item: str, value: str, decision: str) -> Json:
    said = {
        "item": f"{P22}-{item}",
        "facet": "sdg",
        "value": value,
        "decision": decision,
        "reason": "確かめた。",
    }
    return report(key, "review", dated, reviews=[said])


def test_the_newest_review_counts_also_of_a_tag_of_the_theme_above(store: Store, client: TestClient) -> None:
    def goals(item: str = "p1-t2-m1") -> list[tuple[int, str]]:
        return [(one["goal"], one["review"]) for one in answer(client, f"initiatives/{P22}-{item}")["sdgs"]]

    import_text(store, text_of(carried()))
    assert goals() == [(6, "unreviewed"), (12, "unreviewed"), (14, "unreviewed")]
    import_text(store, text_of(reviewed("a", "2022-06-01", "p1-t2", "6", "rejected")))
    assert goals() == [(12, "unreviewed"), (14, "unreviewed")]
    assert answer(client, f"themes/{P22}-p1-t2")["sdgs"] == []
    # An earlier word imported later changes nothing; a later one of the measure alone counts for it.
    import_text(store, text_of(reviewed("b", "2022-05-01", "p1-t2", "6", "confirmed")))
    assert goals() == [(12, "unreviewed"), (14, "unreviewed")]
    import_text(store, text_of(reviewed("c", "2022-07-01", "p1-t2-m1", "6", "disputed")))
    assert goals() == [(6, "disputed"), (12, "unreviewed"), (14, "unreviewed")]
    assert answer(client, f"themes/{P22}-p1-t2")["sdgs"] == []
    said = answer(client, f"initiatives/{P22}-p1-t2-m1")["reviews"]
    assert [(one["decision"], one["dated"], one["current"]) for one in said] == [
        ("disputed", "2022-07-01", True),
        ("rejected", "2022-06-01", False),
        ("confirmed", "2022-05-01", False),
    ]
    assert differences(store) == []


def test_the_word_of_the_file_is_the_oldest(store: Store, client: TestClient) -> None:
    file = as_format_2(plan_2022())
    entry(file, f"{P22}-p1-t1-m1")["sdgs"][0]["review"] = "rejected"
    import_text(store, text_of(file))
    item = f"initiatives/{P22}-p1-t1-m1"
    assert answer(client, item)["sdgs"] == []
    (own,) = answer(client, item)["reviews"]
    assert (own["decision"], own["dated"], own["report"], own["current"]) == ("rejected", None, None, True)
    import_text(store, text_of(reviewed("a", "2022-06-01", "p1-t1-m1", "11", "confirmed")))
    assert answer(client, item)["sdgs"][0]["review"] == "confirmed"
    assert [one["current"] for one in answer(client, item)["reviews"]] == [True, False]


def test_a_tag_that_the_plan_has_no_more_keeps_its_review(reported_store: Store, client: TestClient) -> None:
    file = second()
    entry(file, f"{P22}-p1-t1-m1")["sdgs"] = []
    import_text(reported_store, text_of(file))
    (said,) = answer(client, f"initiatives/{P22}-p1-t1-m1")["reviews"]
    assert (said["value"], said["current"], said["tag"]) == ("11.5", False, None)
    assert "いまの計画のデータにない推定" in client.get(f"/initiatives/{P22}-p1-t1-m1").text
    again = reviewed("b", "2023-07-01", "p1-t1-m1", "11.5", "confirmed")
    ((where, message),) = refused(reported_store, again)
    assert (where, "推定は1つもありません" in message) == ("/reviews/0/value", True)
