"""`hoshin preview` shows a file beside a copy of what is stored, on this machine, and leaves nothing behind."""

import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx
import pytest

from app.cli import preview
from app.db.schema import open_store
from app.importer.import_plan import import_text
from app.settings import Settings
from tests.cli.conftest import RunCommand
from tests.command_line import ENVIRONMENT
from tests.paths import ROOT
from tests.second_edition import M2, M3, revised_plan
from tests.world import P22, plan_2022, text_of

BANNER = "<strong>確認用</strong>"


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM])
def test_a_preview_shows_the_file_and_changes_nothing(tmp_path: Path, ended_by: signal.Signals) -> None:
    store = open_store(Settings(database_url=f"sqlite:///{tmp_path}/var/hoshin.db"))
    import_text(store, text_of(plan_2022()))
    store.close()
    (tmp_path / "new.json").write_text(text_of(revised_plan()), "utf-8")
    stored = (tmp_path / "var/hoshin.db").read_bytes()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "preview", "new.json"],
        cwd=tmp_path,
        env=ENVIRONMENT
        | {"PYTHONPATH": str(ROOT), "TMPDIR": str(temporary), "HOSHIN_BASE_URL": "https://hoshin.example.jp"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(3)]
    assert lines[0] == "令和4年度見本市港区運営方針（991015-2022）: 追加1件、変更3件、取下げ1件\n"
    found = re.match(r"確認用の画面: (http://127\.0\.0\.1:\d+)/plans/991015-2022 ", lines[1])
    assert found is not None
    with httpx.Client(base_url=found[1], transport=httpx.HTTPTransport(retries=20)) as client:
        pages = {
            path: client.get(path)
            for path in (f"/plans/{P22}", f"/initiatives/{M2}", f"/plans/{P22}/history")
        }
        assert [page.status_code for page in pages.values()] == [200, 410, 200]
        for page in pages.values():
            assert BANNER in page.text
            assert '<meta name="robots" content="noindex">' in page.text
            assert page.headers["x-robots-tag"] == "noindex, nofollow"
        assert "区の取組「遊び場」を加えました。" in pages[f"/plans/{P22}/history"].text
        assert client.get(f"/api/v1/initiatives/{M3}").headers["x-robots-tag"] == "noindex, nofollow"
    assert list(temporary.iterdir()) != []
    process.send_signal(ended_by)
    _, errors = process.communicate(timeout=60)
    assert "登録されているデータの写しに、このファイルを加えて表示します。" in errors
    assert list(temporary.iterdir()) == []
    assert (tmp_path / "var/hoshin.db").read_bytes() == stored


def test_a_file_with_errors_is_refused_and_nothing_stays(
    tmp_path: Path, run_command: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = plan_2022()
    del file["kpis"][0]["mentions"]
    (tmp_path / "plan.json").write_text(text_of(file), "utf-8")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    ended = run_command("preview", "plan.json")
    assert (ended.status, ended.out) == (1, "")
    assert "形の検査で1件の誤りが見つかりました。" in ended.err
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize(
    ("url", "limit", "says"),
    [
        ("postgresql://localhost/hoshin", 500, "PostgreSQL にあるので写していません。"),
        ("sqlite:///{}/none.db", 500, "登録されているデータはまだありません。"),
        ("sqlite:///{}/large.db", 0, "登録されているデータが大きい（0 MB）ので写していません。"),
    ],
)
def test_what_is_not_copied_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, limit: int, says: str
) -> None:
    (tmp_path / "large.db").write_bytes(b"x")
    monkeypatch.setattr(preview, "MAX_COPY_MB", limit)
    settings = Settings(database_url=url.format(tmp_path))
    own = preview._own_settings(settings, tmp_path / "own.db", 8000)
    assert says in preview._copied(settings, own)
    assert not (tmp_path / "own.db").exists()
