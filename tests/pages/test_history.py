"""/plans/{id}/history and the list of revisions: what each revision changed, in sentences and in numbers."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.erase import erase_item
from app.importer.import_plan import import_text
from app.importer.withdraw import withdraw_plan
from app.pages import plan_history
from app.pages.change_words import ChangeRecord, change_words, sentence
from app.routers import history
from tests.conftest import Clock, MakeSettings, served
from tests.page_reader import main_text, page
from tests.report_files import midterm
from tests.second_edition import M1, M2, Load, answer, revised_plan
from tests.world import P22, P23, Json, plan_2022, plan_2023, text_of


@pytest.fixture(scope="module")
def history_service(make_settings: MakeSettings) -> Iterator[TestClient]:
    files = text_of(plan_2022()), text_of(plan_2023()), text_of(revised_plan())
    with served(make_settings("sqlite"), *files) as client:
        yield client


def test_each_revision_says_what_it_changed_and_why(history_service: TestClient) -> None:
    shown = page(history_service, f"/plans/{P22}/history")
    words = main_text(shown)
    assert words.index("改訂3") < words.index("改訂1令和8年4月1日")
    for said in (
        "この計画のデータは2回登録されました。",
        "登録の理由：年度途中の見直し",
        "追加1件、変更3件、取下げ1件。",
        "区の取組「訓練」の本文を変えました。",
        "防災訓練を（削除：4）（追加：14）箇所で開催します。",
        "指標「防災訓練の開催箇所」の本文の語句・目標を変えました。",
        "区の取組「遊び場」を加えました。",
        "区の取組「見守り」を取り下げました。",
        f"理由：事業を取りやめたため。 後継：{M1}",
        "報告や、印刷された行・ページの番号、本文の指紋だけが変わったもの：1件",
        "登録の理由：令和4年度の初回登録",
        "はじめての登録です。計画1件、組織3件、文書の文7件、",
    ):
        assert said in words
    assert shown.xpath("//main//a[contains(@href, 'revision=')]/@href") == [f"/plans/{P22}?revision=1"]
    assert f'href="/plans/{P22}/history"' in history_service.get(f"/plans/{P22}").text


def test_the_api_lists_the_revisions(history_service: TestClient) -> None:
    found = answer(history_service, f"plans/{P22}/revisions")
    assert found["meta"]["total"] == 2
    assert found["items"] == [
        {
            "plan": P22,
            "revision": 3,
            "at": "2026-04-01T00:02:00Z",
            "note": "年度途中の見直し",
            "added": 1,
            "changed": 3,
            "withdrawn": 1,
            "report": None,
            "is_newest": True,
            "url": f"https://hoshin.example.jp/plans/{P22}?revision=3",
        },
        {
            "plan": P22,
            "revision": 1,
            "at": "2026-04-01T00:00:00Z",
            "note": "令和4年度の初回登録",
            "added": 29,
            "changed": 0,
            "withdrawn": 0,
            "report": None,
            "is_newest": False,
            "url": f"https://hoshin.example.jp/plans/{P22}?revision=1",
        },
    ]
    assert [
        one["revision"] for one in answer(history_service, f"plans/{P22}/revisions?limit=1&offset=1")["items"]
    ] == [1]


def test_a_long_history_is_paged_and_bounded(
    history_service: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "PER_PAGE", 1)
    monkeypatch.setattr(plan_history, "MAX_SHOWN", 1)
    first = history_service.get(f"/plans/{P22}/history").text
    assert "ほか3件" in first
    assert f'href="/plans/{P22}/history?offset=1"' in first
    assert "はじめての登録です。" not in first
    assert "はじめての登録です。" in history_service.get(f"/plans/{P22}/history?offset=1").text


def test_the_history_of_an_erased_item_and_of_a_withdrawn_plan(
    store: Store, client: TestClient, load: Load, clock: Clock
) -> None:
    erase_item(store, M2, "個人の氏名を誤って載せたため", clock=clock)
    words = main_text(page(client, f"/plans/{P22}/history"))
    assert f"区の取組 {M2}を取り下げました。" in words
    assert "理由：内容を消去しました。個人の氏名を誤って載せたため" in words
    assert "一人暮らし" not in words
    withdraw_plan(store, P22, "統合したため", replaced_by=P23, clock=clock)
    for path in (f"/plans/{P22}/history", f"/api/v1/plans/{P22}/revisions"):
        gone = client.get(path)
        assert gone.status_code == 410
        assert "統合したため" in gone.text
    assert client.get("/plans/991015-1999/history").status_code == 404


@pytest.mark.parametrize(
    ("before", "after", "said", "quiet"),
    [
        ({"text": "甲"}, {"text": "乙"}, "施策「乙」の本文を変えました。", False),
        (
            {"name": "甲", "line": 3},
            {"name": "甲", "line": 4},
            "の、印刷された行やページの番号だけが変わりました。",
            True,
        ),
        (
            {"name": "甲", "order": ["a"]},
            {"name": "甲", "order": ["b"]},
            "の項目の並び順を変えました。",
            False,
        ),
        (None, {"name": "甲"}, "施策「甲」から、消去した言葉を引く部分を除きました。", False),
    ],
)
def test_sentences_name_what_was_changed(before: Json | None, after: Json, said: str, quiet: bool) -> None:
    words = change_words(ChangeRecord("x", "theme", "changed", before, after, "", None), {})
    assert said in sentence(words)
    assert words.quiet is quiet


def test_what_a_report_says_anew_is_told_in_words(client: TestClient, store: Store, clock: Clock) -> None:
    again = midterm()
    again["states"][1]["state"] = "done"
    for file in (plan_2022(), midterm(), again):
        import_text(store, text_of(file), clock=clock)
    words = main_text(page(client, f"/plans/{P22}/history"))
    assert words.count("中間の報告：令和4年10月31日（2022年10月31日）の登録です。") == 2
    assert "実施の状況：実施中" in words
    assert "済み" in words
    assert "in_progress" not in words
