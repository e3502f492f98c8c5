"""`hoshin rollback` says what it would change, and asks before it does."""

import sys
from io import StringIO
from pathlib import Path

import pytest

from tests.cli.conftest import RunCommand
from tests.second_edition import M2, M3, revised_plan
from tests.world import P22, plan_2022, text_of

HEAD = "令和4年度見本市港区運営方針（991015-2022）: "


def test_a_rollback_is_shown_asked_for_and_done(
    tmp_path: Path, run_command: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO(""))
    for number, file in enumerate((plan_2022(), revised_plan()), 1):
        (tmp_path / f"{number}.json").write_text(text_of(file), "utf-8")
        assert run_command("import", f"{number}.json").status == 0
    shown = run_command("rollback", P22, "1", "--dry-run")
    assert shown.status == 0
    assert shown.out.startswith(f"{HEAD}戻すと次のように変わります。追加1件、変更3件、取下げ1件\n")
    assert f"  追加 区の取組 {M2} 見守り\n" in shown.out
    assert f"  取下げ 区の取組 {M3} 遊び場\n    理由: 改訂1の内容に戻しました。\n" in shown.out
    unanswered = run_command("rollback", P22, "1")
    assert (unanswered.status, unanswered.err.splitlines()[-1]) == (1, "戻しますか [y/N]:戻しませんでした。")
    done = run_command("rollback", P22, "1", "--yes", "--reason", "誤って登録したため。")
    assert done.out.splitlines()[-1] == (
        f"{HEAD}改訂1の内容に戻しました（改訂番号 3）。追加1件、変更3件、取下げ1件"
    )
    again = run_command("rollback", P22, "1", "--yes")
    assert (again.status, again.out) == (
        0,
        f"{HEAD}改訂1の内容は、いまの内容と同じです。何も変えていません。\n",
    )
    unknown = run_command("rollback", P22, "9")
    assert (unknown.status, unknown.out) == (1, "")
    assert "計画「991015-2022」に改訂9はありません。戻せる改訂は 2、1 です（新しい順）。" in unknown.err
    assert "戻す改訂の番号を書いてください。戻せる改訂は 2、1 です" in run_command("rollback", P22).err
