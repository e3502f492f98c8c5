"""A dry run says what would change, in numbers and in words; a preview shows it."""

from pathlib import Path

import pytest

from app.cli import forecast
from app.cli.import_report import import_one
from app.db.schema import open_store
from app.db.store import Store
from app.importer.import_plan import import_text
from tests.conftest import MakeSettings
from tests.second_edition import M1, M2, second, without
from tests.world import P22, Json, entry, plan_2022, signed, text_of

HEAD = "令和4年度見本市港区運営方針（991015-2022）: 登録すると次のように変わります。"
COUNTS = """

柱ごとの取組
  守り: 4件 → 3件（原文の記載だけでは2件）
  育ち: 1件 → 2件
  柱の記載なし: 2件 → 2件（原文の記載だけでは3件）

所管局ごとの取組
  土木局: 2件 → 2件
  みどり局: 1件 → 1件
  区の取組（局の記載なし）: 5件 → 5件
"""


def edited() -> Json:
    """The plan of 2022 with another figure, a confirmed tag, a measure less and one more."""
    file = without(second(), M2, replaced_by=M1)
    entry(file, M1)["text"] = "防災訓練を14箇所で開催します。"
    entry(file, M1)["sdgs"][0]["review"] = "confirmed"
    file["kpis"][0] |= {"mentions": [{"id": M1, "quote": "14箇所で開催"}], "value": 14}
    new = {**entry(file, f"{P22}-p2-t1-m1"), "id": f"{P22}-p2-t1-m2", "label": "遊び場"}
    new["text"] = "公園の遊び場を調べます。"
    place = file["document"].index(entry(file, f"{P22}-p2-t1-m1"))
    file["document"].insert(place + 1, new)
    return signed(file)


@pytest.fixture
def registered(make_settings: MakeSettings) -> Store:
    store = open_store(make_settings("sqlite"))
    import_text(store, text_of(plan_2022()))
    return store


def printed(store: Store, file: Json, path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    path.write_text(text_of(file), "utf-8")
    import_one(store, path, dry_run=True)
    return capsys.readouterr().out


def test_a_dry_run_shows_counts_and_the_words_that_differ(
    registered: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert printed(registered, edited(), tmp_path / "plan.json", capsys) == (
        f"""{HEAD}追加1件、変更3件、取下げ1件{COUNTS}
追加 1件
  追加 区の取組 {P22}-p2-t1-m2 遊び場

変更 3件
  変更 区の取組 {M1} 訓練
    本文: 防災訓練を[-4-]{{+14+}}箇所で開催します。
    SDGs: …減らす備えになる。、確認：担当課[-未-]確認{{+済み+}}、ターゲット：11.5
  変更 指標 {P22}-k1 防災訓練の開催箇所
    本文の語句: 訓練、語句：[-4-]{{+14+}}箇所で開催、役割：約束している
    目標: 値：[-4-]{{+14+}}、比べ方：ちょうど、記号：a
  行・ページの番号や本文の指紋だけが変わるもの 1件

取下げ 1件
  取下げ 区の取組 {M2} 見守り
    理由: 事業を取りやめたため。 後継: {M1}
"""
    )


def test_a_long_dry_run_says_how_much_it_leaves_out(
    registered: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forecast, "MAX_CHANGES", 1)
    shown = printed(registered, edited(), tmp_path / "plan.json", capsys)
    assert f"変更 区の取組 {M1}" in shown
    assert "変更 指標" not in shown
    assert "  ほか1件\n  行・ページの番号や本文の指紋だけが変わるもの 1件\n" in shown
