"""The command line as people meet it: its own process, its own words, its exit status."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

import httpx
import jsonschema
import pytest

from app.cli import main
from app.importer.load import import_text
from app.schema import open_store
from app.settings import Settings
from tests.conftest import MakeSettings
from tests.world import P22, entry, plan_2022, text_of

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("HOSHIN_")}


class Ended(NamedTuple):
    status: int
    out: str
    err: str


def hoshin(*arguments: str | Path, cwd: Path, **settings: str) -> Ended:
    """One run of the command, to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        cwd=cwd,
        env=ENVIRONMENT | {"PYTHONPATH": str(Path(__file__).parent.parent)} | settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


class Here(Protocol):
    def __call__(self, *arguments: str | Path, **settings: str) -> Ended: ...


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """The command within this process, where a process of its own would only take longer."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("HOSHIN_")]:
        monkeypatch.delenv(name)

    def here(*arguments: str | Path, **settings: str) -> Ended:
        with monkeypatch.context() as patched:
            patched.setattr(sys, "argv", ["hoshin", *map(str, arguments)])
            for name, value in settings.items():
                patched.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main()
        code = ended.value.code
        return Ended(code if isinstance(code, int) else 0, *capsys.readouterr())

    return here


@pytest.fixture
def world_file(tmp_path: Path) -> Path:
    file = tmp_path / "plan.json"
    file.write_text(text_of(plan_2022()), "utf-8")
    return file


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--help"], ["hoshin serve", "サービスを起動します", "計画ファイルを検査します", "import"]),
        (["import", "--help"], ["--dry-run", "書き込まずに", "例: hoshin import", "FILE"]),
        (["serve", "--help"], ["HOSHIN_PORT", "データベースがなければ作り"]),
        (["check", "--help"], ["データベースには触れません"]),
    ],
)
def test_help_teaches_in_japanese(arguments: list[str], says: list[str], here: Here, tmp_path: Path) -> None:
    ended = here(*arguments)
    assert ended.status == 0
    for words in says:
        assert words in ended.out
    assert list(tmp_path.iterdir()) == []


def test_no_command_shows_the_help(here: Here) -> None:
    ended = here()
    assert "コマンド" in ended.out + ended.err
    assert "Traceback" not in ended.err


def test_schema_prints_a_json_schema_that_the_world_satisfies(tmp_path: Path) -> None:
    ended = hoshin("schema", cwd=tmp_path)
    assert ended.status == 0
    schema = json.loads(ended.out)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(plan_2022())
    assert "この版を作った理由" in ended.out


def test_check_says_what_the_file_holds_and_touches_no_database(tmp_path: Path, world_file: Path) -> None:
    ended = hoshin("check", world_file, cwd=tmp_path)
    assert ended == (
        0,
        "誤りはありません: 令和4年度見本市港区運営方針（991015-2022）、取組7件、本文220文字\n",
        "",
    )
    assert list(tmp_path.iterdir()) == [world_file]


def test_import_tells_what_it_did(tmp_path: Path, world_file: Path) -> None:
    first = hoshin("import", world_file, cwd=tmp_path)
    assert first.status == 0
    assert first.out == (
        "令和4年度見本市港区運営方針（991015-2022）: 登録しました（改訂番号 1）。"
        "追加29件、変更0件、取下げ0件\n"
    )
    assert (tmp_path / "var/hoshin.db").exists()
    again = hoshin("import", world_file, cwd=tmp_path)
    assert again.status == 0
    assert "登録済みの内容と同じです。何も変えていません。" in again.out


def test_a_dry_run_lists_the_changes(here: Here, world_file: Path) -> None:
    here("import", world_file)
    file = plan_2022()
    entry(file, f"{P22}-p1-t1-m1")["label"] = "訓練の開催"
    world_file.write_text(text_of(file), "utf-8")
    for _ in range(2):  # the first one wrote nothing
        ended = here("import", world_file, "--dry-run")
        assert ended.status == 0
        assert "登録すると次のように変わります。追加0件、変更1件、取下げ0件" in ended.out
        assert re.search(rf"変更 +measure +{P22}-p1-t1-m1", ended.out)


def test_every_error_of_a_file_is_listed(here: Here, world_file: Path) -> None:
    file = plan_2022()
    file["plan"]["municipality_code"] = "991016"
    entry(file, f"{P22}-p1-t1-m1")["sdgs"][0]["evidence"] = "[bold]避難[/bold]"
    world_file.write_text(text_of(file), "utf-8")
    for command in ("check", "import"):
        ended = here(command, world_file)
        assert (ended.status, ended.out) == (1, "")
        lines = [line.strip() for line in ended.err.splitlines() if line.strip()]
        assert lines[0] == "参照の検査で4件の誤りが見つかりました。何も書き込んでいません。"
        assert [line.split(":")[0] for line in lines[1:5]] == [
            "/plan/id",
            "/plan/municipality_code",
            "/plan/issuer",
            "/document/8/sdgs/0/evidence",
        ]
        assert "[bold]避難[/bold]" in lines[4]
        assert "Traceback" not in ended.err


def test_a_very_long_list_of_errors_is_cut_with_a_count(here: Here, world_file: Path) -> None:
    file = plan_2022()
    file["document"] = [{"type": "poem"}] * 1234
    world_file.write_text(text_of(file), "utf-8")
    ended = here("check", world_file)
    assert "形の検査で1234件" in ended.err
    assert "ほか1034件" in ended.err
    assert len(ended.err.splitlines()) == 203


def test_a_key_that_cannot_be_shown_is_told_all_the_same(tmp_path: Path, world_file: Path) -> None:
    world_file.write_text(r'{"\ud800\u001b[31m": 1}', "utf-8")
    ended = hoshin("check", world_file, cwd=tmp_path)
    assert ended.status == 1
    assert r"/\ud800\u001b[31m: 片割れのサロゲート U+D800" in ended.err
    assert "\x1b" not in ended.err


BAD = [
    (["check", "nothing.json"], {}, "そこにファイルがありません"),
    (["check", "."], {}, "フォルダーです"),
    (["check", "/proc/self/mem"], {}, "読み取りの途中で失敗しました"),
    (["check", "/dev/zero"], {}, "大きすぎます"),
    (["import", "nothing.json"], {}, "そこにファイルがありません"),
    (["import", "plan.json"], {"HOSHIN_DATABASE_URL": "hoshin.db"}, "HOSHIN_DATABASE_URL: 形が正しく"),
    (["import", "plan.json"], {"HOSHIN_DATABASE_URL": "sqlite:////proc/x/y.db"}, "作れません"),
    (["import", "plan.json"], {"HOSHIN_DATABASE_URL": "sqlite:///plan.json"}, "壊れているか"),
    (
        ["import", "plan.json"],
        {"HOSHIN_DATABASE_URL": "postgresql://me:geheim@127.0.0.1:1/hoshin"},
        "接続できません",
    ),
    (["serve"], {"HOSHIN_PROT": "8000"}, "知らない設定です: HOSHIN_PROT"),
    (["serve"], {"HOSHIN_PORT": "99999"}, "HOSHIN_PORT: 65535以下"),
    (["serve"], {"HOSHIN_HOST": "192.0.2.1"}, "192.0.2.1 のポート 8000 で待ち受けられません"),
    (["serve"], {"HOSHIN_HOST": "no.such.host.invalid"}, "待ち受けられません"),
]


@pytest.mark.parametrize(("arguments", "settings", "says"), BAD)
def test_what_cannot_be_done_ends_with_a_sentence(
    arguments: list[str], settings: dict[str, str], says: str, here: Here, world_file: Path
) -> None:
    before = world_file.read_bytes()
    ended = here(*arguments, **settings)
    assert ended.status == 1
    assert says in ended.err
    assert "Traceback" not in ended.err
    assert "geheim" not in ended.err
    assert world_file.read_bytes() == before


def test_import_on_postgresql(
    here: Here, tmp_path: Path, world_file: Path, make_settings: MakeSettings
) -> None:
    settings = make_settings("postgresql")
    ended = here("import", world_file, HOSHIN_DATABASE_URL=settings.database_url)
    assert (ended.status, "改訂番号 1" in ended.out) == (0, True)
    assert not (tmp_path / "var").exists()


# --- serve --------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


class Running:
    """A `hoshin serve` that has printed its URL."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.lines: list[str] = []
        self.up = threading.Event()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self.up.wait(100)
        self.url = next(line for line in self.lines if "公開URL" in line).split()[1]

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if "Application startup complete" in line:
                self.up.set()
        self.up.set()

    def end(self) -> int:
        """Ask it to stop; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(60)
        self._reader.join()
        return status


@contextmanager
def serving(cwd: Path, **settings: str) -> Iterator[Running]:
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "serve"],
        cwd=cwd,
        env=ENVIRONMENT
        | {"PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONUNBUFFERED": "1"}
        | {"HOSHIN_PORT": str(free_port())}
        | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Running(process)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_the_first_start_brings_the_sheet_and_the_second_leaves_newer_data_alone(tmp_path: Path) -> None:
    with serving(tmp_path) as first:
        assert any("登録しました（改訂番号 1）。追加137件" in line for line in first.lines)
        assert re.fullmatch(r"http://127\.0\.0\.1:[0-9]+/", first.url)
        answer = httpx.get(f"{first.url}api/v1/initiatives").json()
        assert (answer["meta"]["total"], answer["meta"]["revision"]) == (46, 1)
        assert httpx.get(f"{first.url}health/ready").status_code == 200
        assert first.end() in (0, -signal.SIGTERM)
        assert not any("Traceback" in line for line in first.lines)
        assert any("Finished server process" in line for line in first.lines)
    store = open_store(Settings(database_url=f"sqlite:///{tmp_path}/var/hoshin.db"))
    import_text(store, text_of(plan_2022()))
    store.close()
    with serving(tmp_path) as second:
        assert not any("登録" in line for line in second.lines)
        answer = httpx.get(f"{second.url}api/v1/plans").json()
        assert [one["id"] for one in answer["items"]] == ["141127-2022", "991015-2022"]
        assert answer["meta"]["revision"] == 2
        second.end()


def test_the_sheet_can_be_left_out(tmp_path: Path) -> None:
    with serving(tmp_path, HOSHIN_SEED="false") as running:
        answer = httpx.get(f"{running.url}api/v1/plans")
        assert answer.status_code == 503
        assert "hoshin import" in answer.json()["detail"]
        running.end()


def test_a_port_in_use_is_told(here: Here) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = here("serve", HOSHIN_PORT=str(port), HOSHIN_SEED="false")
    assert ended.status == 1
    assert f"127.0.0.1 のポート {port} で待ち受けられません" in ended.err
    assert "HOSHIN_PORT" in ended.err
    assert "公開URL" not in ended.out
