"""Atom feeds of changes, and of the initiatives of a filter with the time of their last change."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser  # type: ignore[import-untyped]
import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.import_plan import import_text
from app.importer.withdraw import withdraw_plan
from app.models import Change
from tests.conftest import BASE, Clock
from tests.plan_entries import measure_entry
from tests.world import P22, P23, entry, plan_2022, plan_2023, signed, text_of


def feed(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    parsed = feedparser.parse(answer.content)
    assert parsed.bozo == 0, parsed.get("bozo_exception")
    assert parsed.version == "atom10"
    return parsed


def links(one: Mapping[str, Any]) -> dict[str, str]:
    return {link["rel"]: link["href"] for link in one["links"]}


def moment(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)


@pytest.mark.parametrize("path", ["/changes.atom", "/initiatives.atom"])
def test_a_feed_has_the_elements_that_atom_requires(together: TestClient, path: str) -> None:
    parsed = feed(together, path)
    head = parsed.feed
    assert head.id.startswith("urn:uuid:")
    assert head.title and head.author and head.updated and head.subtitle
    assert "ライセンスは記載されていません" in head.rights
    assert links(head)["self"] == f"{BASE}{path}"
    assert links(head)["alternate"].startswith(BASE)
    ids = [one.id for one in parsed.entries]
    assert len(ids) == len(set(ids)) > 20
    for one in parsed.entries:
        assert one.id.startswith("urn:uuid:")
        assert one.title and one.updated and one.summary
        assert one.link.startswith(f"{BASE}/")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "pillar=安全・安心&basis=stated",
        "bureau=都市整備局&bureau=環境創造局",
        "q=花&sort=label",
        "sdg=11&limit=5",
        "sdg=11&limit=5&offset=5",
        "kpi=none&kind=measure&plan=&utm_source=mail",
        "q=そんなものはない",
    ],
)
def test_the_feed_of_a_filter_is_the_list_of_that_filter(together: TestClient, query: str) -> None:
    parsed = feed(together, f"/initiatives.atom?{query}")
    unread = ("plan=", "utm_source=mail", "sort=label")
    known = [part for part in query.split("&") if part not in unread]
    listed = together.get(f"/api/v1/initiatives?{'&'.join(known)}").json()
    of_filter = [part for part in known if part[:5] not in ("limit", "offse")]
    items = together.get(f"/api/v1/initiatives?{'&'.join(of_filter)}").json()["items"]
    # The newest plan first, each in the order of its sheet; as it is for a reader who never turns a page.
    items.sort(key=lambda item: ["141127-2022", P23, P22].index(item["plan"]))
    meta = listed["meta"]
    shown = items[meta["offset"] : meta["offset"] + meta["limit"]]
    assert [one.link for one in parsed.entries] == [item["url"] for item in shown]
    assert [one.summary for one in parsed.entries] == [item["text"] for item in shown]
    following = links(parsed.feed).get("next")
    assert (following is not None) == (listed["links"]["next"] is not None)
    if following:
        more = feed(together, following.removeprefix(BASE))
        assert more.feed.id == parsed.feed.id
        assert not {one.id for one in more.entries} & {one.id for one in parsed.entries}


def test_an_invalid_filter_value_is_refused(together: TestClient) -> None:
    for query in ("sdg=18", "pillar=そんな柱はない", "limit=0", "basis=guess"):
        answer = together.get(f"/initiatives.atom?{query}")
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"
    assert together.get("/changes.atom?offset=-1").status_code == 400


def test_updated_is_when_the_initiative_itself_changed(client: TestClient, store: Store) -> None:
    clock = Clock()
    for plan in (plan_2022(), plan_2023()):
        import_text(store, text_of(plan), clock=clock)

    def updated() -> dict[str, datetime]:
        parsed = feed(client, "/initiatives.atom")
        assert moment(parsed.feed.updated) == max(moment(one.updated) for one in parsed.entries)
        found = {one.link.rpartition("/")[2]: moment(one.updated) for one in parsed.entries}
        items = client.get("/api/v1/initiatives").json()["items"]
        assert {one["id"]: moment(one["updated_at"]) for one in items} == found
        return found

    def reimport(plan: dict[str, Any]) -> set[str]:
        before = updated()
        import_text(store, text_of(signed(plan)), clock=clock)
        after = updated()
        assert after.keys() == before.keys()
        changed = {item for item in after if after[item] != before[item]}
        assert all(after[item] > max(before.values()) for item in changed)
        return changed

    plan = plan_2022()
    entry(plan, f"{P22}-p1-t1-m2")["text"] = "一人暮らしの方の見守りを広げます。"
    assert reimport(plan) == {f"{P22}-p1-t1-m2"}
    # A KPI, a correction and a link are items of their own, shown with the initiatives they speak of.
    entry(plan, f"{P22}-k1")["label"] = "防災訓練の箇所数"
    assert reimport(plan) == {f"{P22}-p1-t1-m1"}
    plan["corrections"] = []
    plan["withdrawn"] = [{"id": f"{P22}-r1", "replaced_by": None, "reason": "原文どおりと分かったため"}]
    assert reimport(plan) == {f"{P22}-p1-t2-m1"}
    entry(plan, f"{P22}-l1")["reason"] = "どちらも港の緑を扱う。"
    assert reimport(plan) == {f"{P22}-p1-t2-m1", f"{P22}-b02"}
    # A heading is shown with everything that stands under it.
    entry(plan, f"{P22}-p1-t1")["name"] = "災害に備える"
    assert reimport(plan) == {f"{P22}-p1-t1-m1", f"{P22}-p1-t1-m2"}


def test_a_change_far_down_the_list_stands_first(client: TestClient, store: Store) -> None:
    clock = Clock()
    plans = [many_measures(plan_2022()), many_measures(plan_2023())]
    for plan in plans:
        import_text(store, text_of(plan), clock=clock)
    before = feed(client, "/initiatives.atom")
    assert links(before.feed)["next"] == f"{BASE}/initiatives.atom?offset=100"
    late = plans[0]["document"][-1]  # no. 157 of the first plan, no. 157 of 313 in document order
    late["text"] = "二度目の文です。"
    import_text(store, text_of(signed(plans[0])), clock=clock)
    after = feed(client, "/initiatives.atom")
    assert after.entries[0].link == f"{BASE}/initiatives/{late['id']}"
    assert after.entries[0].updated == after.feed.updated == "2026-04-01T00:02:00Z" > before.feed.updated
    assert [one.id for one in after.entries[1:]] == [one.id for one in before.entries[:99]]
    # Every page of the feed, and of another order, says so.
    for query in ("offset=100", "limit=10&offset=300", "sort=label", f"plan={P22}&limit=1&offset=5"):
        assert feed(client, f"/initiatives.atom?{query}").feed.updated == "2026-04-01T00:02:00Z"
    # A filter that the changed one does not satisfy has nothing new.
    assert feed(client, f"/initiatives.atom?plan={P23}").feed.updated == "2026-04-01T00:01:00Z"


def many_measures(plan: dict[str, Any]) -> dict[str, Any]:
    """The plan with 150 more measures at its end."""
    of, first = plan["plan"]["id"], max(one["line"] for one in plan["document"]) + 1
    plan["document"] += [
        measure_entry(of, "p1-t1", f"n{n}", first + n, f"見出し{n}", f"{n}番目の文です。") for n in range(150)
    ]
    return signed(plan)


def test_every_change_is_one_entry_with_a_lasting_id(client: TestClient, store: Store) -> None:
    clock = Clock()
    import_text(store, text_of(plan_2022()), clock=clock)
    first = {one.id for one in feed(client, "/changes.atom").entries}
    edited = plan_2022()
    entry(edited, f"{P22}-p2-t1-m1")["label"] = "絵本の読み聞かせ"
    import_text(store, text_of(signed(edited)), clock=clock)
    parsed = feed(client, "/changes.atom")
    newest, *older = parsed.entries
    assert {one.id for one in older} == first
    assert newest.title == "変更：絵本の読み聞かせ（区の取組）"
    assert newest.link == f"{BASE}/initiatives/{P22}-p2-t1-m1"
    assert "令和4年度の初回登録" in newest.summary
    assert moment(newest.updated) == moment(parsed.feed.updated) == datetime(2026, 4, 1, 0, 1, tzinfo=UTC)


def test_a_withdrawal_is_an_entry_and_its_initiatives_leave_the_feed(
    client: TestClient, store: Store
) -> None:
    clock = Clock()
    for plan in (plan_2022(), plan_2023()):
        import_text(store, text_of(plan), clock=clock)
    withdraw_plan(store, P22, "誤って登録したため", clock=clock)
    entries = feed(client, "/changes.atom").entries
    gone = [one for one in entries if one.title.startswith("取下げ：")]
    assert any("令和4年度見本市港区運営方針" in one.title for one in gone)
    assert all("誤って登録したため" in one.summary for one in gone)
    left = feed(client, "/initiatives.atom").entries
    assert left and all(P23 in one.link for one in left)


def test_a_long_history_is_paged(together: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = together.get("/api/v1/changes?limit=1000").json()["meta"]["total"]
    monkeypatch.setattr("app.routers.feeds.PER_FEED", 50)
    path, seen = "/changes.atom", []
    while path:
        parsed = feed(together, path)
        seen += [one.id for one in parsed.entries]
        path = links(parsed.feed).get("next", "").removeprefix(BASE)
    assert len(seen) == len(set(seen)) == whole


def test_feeds_ignore_the_host_header(together: TestClient) -> None:
    for path in ("/changes.atom", "/initiatives.atom?q=花"):
        forged = together.get(path, headers={"Host": "evil.test"})
        assert forged.content == together.get(path).content


def test_an_empty_store_answers_503(empty: TestClient) -> None:
    for path in ("/changes.atom", "/initiatives.atom"):
        assert empty.get(path).status_code == 503


def test_a_reason_that_an_earlier_version_let_in_does_not_stop_the_feed(
    store: Store, client: TestClient
) -> None:
    import_text(store, text_of(plan_2022()), clock=Clock())
    with store.writing() as connection:
        connection.execute(update(Change).values(reason="統合\x0bのため\ufffe"))
    assert any("統合\ufffdのため\ufffd" in one.summary for one in feed(client, "/changes.atom").entries)
