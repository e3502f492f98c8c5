"""`?revision=`: a plan, its items and its files as an old revision had them."""

import csv
from collections.abc import Iterator
from io import StringIO

import pytest
from sqlalchemy import Connection
from starlette.testclient import TestClient

from app.cli.mirror import without_old_revisions
from app.db.memory_store import MemoryStore
from app.db.store import Store
from app.importer import revision_stores
from app.importer.erase import erase_item
from app.importer.withdraw import withdraw_plan
from app.models import Plan
from tests.conftest import Clock, MakeSettings, served
from tests.second_edition import M1, M2, M3, Load, answer, revised_plan
from tests.world import P22, P23, entry, plan_2022, plan_2023, text_of

BEFORE, AFTER = "防災訓練を4箇所で開催します。", "防災訓練を14箇所で開催します。"


@pytest.fixture(scope="module")
def editions(make_settings: MakeSettings) -> Iterator[TestClient]:
    files = text_of(plan_2022()), text_of(plan_2023()), text_of(revised_plan())
    with served(make_settings("sqlite"), *files) as client:
        yield client


def test_a_page_of_an_old_revision_says_so_and_is_not_for_search_engines(editions: TestClient) -> None:
    page = editions.get(f"/plans/{P22}?revision=1").text
    assert (
        "<strong>改訂1の時点の内容です</strong>（令和8年4月1日（2026年4月1日）登録）。いまの内容は改訂3で、"
        in page
    )
    assert f'<a href="/plans/{P22}">いまの内容を見る</a>' in page
    assert '<meta name="robots" content="noindex">' in page
    assert 'rel="canonical"' not in page
    assert "application/ld+json" not in page
    assert BEFORE in page
    assert AFTER not in page
    assert f'href="/initiatives/{M2}?revision=1"' in page
    now = editions.get(f"/plans/{P22}").text
    assert AFTER in now
    assert "時点の内容です" not in now
    assert "?revision=" not in now


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (f"/initiatives/{M1}", BEFORE, AFTER),
        (f"/kpis/{P22}-k1", "4箇所", "14箇所"),
        (f"/pillars/{P22}-p1", "見守りを支援します", AFTER),
        (f"/api/v1/plans/{P22}", '"revision":1', '"revision":3'),
        (f"/api/v1/plans/{P22}/document", BEFORE, AFTER),
        (f"/api/v1/initiatives/{M1}", BEFORE, AFTER),
        (f"/api/v1/kpis/{P22}-k1", '"value":4', '"value":14'),
        (f"/plans/{P22}/files/initiatives.csv", BEFORE, AFTER),
        (f"/plans/{P22}.stratml.xml", BEFORE, AFTER),
    ],
)
def test_pages_api_and_files_read_an_old_revision(
    editions: TestClient, path: str, old: str, new: str
) -> None:
    then, now = editions.get(f"{path}?revision=1"), editions.get(path)
    assert (then.status_code, now.status_code) == (200, 200)
    assert old in then.text
    assert new not in then.text
    assert new in now.text
    assert (
        editions.get(f"{path}?revision=1", headers={"If-None-Match": then.headers["etag"]}).status_code == 304
    )


def test_a_file_of_an_old_revision_has_its_number_in_its_name(editions: TestClient) -> None:
    found = editions.get(f"/plans/{P22}/files/measures.csv?revision=1")
    assert found.headers["content-disposition"].startswith(f'attachment; filename="{P22}-r1-measures.csv"')
    rows = csv.DictReader(StringIO(found.text.removeprefix("\ufeff")))
    assert M2 in [row["ID"] for row in rows]


def test_a_withdrawn_item_can_be_read_as_it_was(editions: TestClient) -> None:
    assert "見守り" in editions.get(f"/initiatives/{M2}?revision=1").text
    for address in (
        f"/initiatives/{M2}",
        f"/initiatives/{M2}?revision=3",
        f"/api/v1/measures/{M2}?revision=3",
    ):
        assert editions.get(address).status_code == 410


def test_an_item_that_was_not_there_yet_is_not_found(editions: TestClient) -> None:
    found = editions.get(f"/api/v1/initiatives/{M3}?revision=1")
    assert found.status_code == 404
    assert found.json()["detail"].startswith(f"改訂1の時点の計画に「{M3}」はありません。")
    assert editions.get(f"/initiatives/{M3}?revision=3").status_code == 200


@pytest.mark.parametrize("number", ["2", "4", "0", "x", "9999999999"])
@pytest.mark.parametrize(
    "path", [f"/plans/{P22}", f"/api/v1/initiatives/{M1}", f"/plans/{P22}/files/plan.zip"]
)
def test_an_unknown_revision_is_refused(editions: TestClient, path: str, number: str) -> None:
    assert editions.get(f"{path}?revision={number}").status_code == 400


def test_the_refusal_says_which_revisions_there_are(editions: TestClient) -> None:
    (error,) = editions.get(f"/api/v1/plans/{P22}?revision=2").json()["errors"]
    assert (error["parameter"], error["allowed"]) == ("revision", ["3", "1"])
    assert error["detail"].startswith(f"計画「{P22}」に改訂2はありません。")
    assert "<li><code>3</code></li><li><code>1</code></li>" in editions.get(f"/plans/{P22}?revision=2").text
    assert editions.get("/api/v1/organisations/991015?revision=1").status_code == 400


def test_the_newest_revision_can_be_asked_for_by_its_number(editions: TestClient) -> None:
    path = f"/api/v1/plans/{P22}/document"
    assert editions.get(f"{path}?revision=3").content == editions.get(path).content
    assert "この計画のいちばん新しい改訂です。" in editions.get(f"/plans/{P22}?revision=3").text


def test_a_store_is_made_once_and_few_are_kept(
    store: Store, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(revised_plan())
    latest = revised_plan()
    entry(latest, M1)["label"] = "訓練の開催"
    load(latest)
    made: list[int] = []
    make = revision_stores._make

    def count(connection: Connection, old: revision_stores.OldRevision) -> MemoryStore:
        made.append(old.number)
        return make(connection, old)

    monkeypatch.setattr(revision_stores, "_make", count)
    monkeypatch.setattr(revision_stores, "MAX_STORES", 1)
    stores = revision_stores.RevisionStores(store)
    for number in (1, 1, 3, 3, 1):
        with stores.snapshot(P22, number, "計画") as reading:
            assert reading.session.get_one(Plan, P22).revision_id == number
    assert made == [1, 3, 1]


def test_erased_words_are_gone_from_every_revision(
    store: Store, client: TestClient, load: Load, clock: Clock
) -> None:
    load(revised_plan())
    path = f"/api/v1/plans/{P22}/document?revision=1"
    before = client.get(path)
    assert "一人暮らし" in before.text
    erase_item(store, M2, "個人の氏名を誤って載せたため", clock=clock)
    after = client.get(path)
    assert after.status_code == 200
    assert "一人暮らし" not in after.text
    assert after.headers["last-modified"] > before.headers["last-modified"]
    for address in (f"/initiatives/{M2}?revision=1", f"/api/v1/measures/{M2}?revision=1"):
        gone = client.get(address)
        assert gone.status_code == 410
        assert "内容を消去しました。" in gone.text
    for name in ("initiatives.csv", "plan.xlsx"):
        assert client.get(f"/plans/{P22}/files/{name}?revision=1").status_code == 200


def test_a_withdrawn_plan_is_gone_in_every_revision(
    store: Store, client: TestClient, load: Load, clock: Clock
) -> None:
    withdraw_plan(store, P22, "統合したため", replaced_by=P23, clock=clock)
    for address in (
        f"/plans/{P22}",
        f"/initiatives/{M1}",
        f"/api/v1/kpis/{P22}-k1",
        f"/plans/{P22}/files/plan.zip",
    ):
        assert client.get(f"{address}?revision=1").status_code == 410
    assert answer(client, f"plans/{P23}?revision=2")["revision"] == 2


@pytest.mark.parametrize("path", ["/initiatives", "/plans", "/timeline", f"/plans/{P22}/history"])
def test_a_page_that_has_no_old_revisions_says_so(editions: TestClient, path: str) -> None:
    said = "この画面は、前の改訂では読めません。いまの内容を示しています。"
    assert said in editions.get(f"{path}?revision=1").text
    assert said not in editions.get(path).text


def test_the_mirror_has_no_links_to_old_revisions(editions: TestClient) -> None:
    page = editions.get(f"/plans/{P22}/history").content
    assert b"?revision=1" in page
    copied = without_old_revisions(page).decode()
    assert "?revision=" not in copied
    assert "改訂1の全文を読む（この写しにはありません）" in copied
