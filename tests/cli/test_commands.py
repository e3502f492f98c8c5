"""The commands: output, messages and exit status."""

import json
import socket
from io import StringIO
from pathlib import Path

import jsonschema
import pytest

from tests.cli.conftest import RunCommand
from tests.command_line import hoshin
from tests.conftest import MakeSettings
from tests.paths import SEED
from tests.report_files import FINAL, final
from tests.world import P22, entry, plan_2022, text_of


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
        (["erase", "--help"], ["--reason", "--yes", "取り消せません", "例: hoshin erase"]),
    ],
)
def test_help_is_in_japanese_and_writes_no_file(
    arguments: list[str], says: list[str], run_command: RunCommand, tmp_path: Path
) -> None:
    ended = run_command(*arguments)
    assert ended.status == 0
    for words in says:
        assert words in ended.out
    assert list(tmp_path.iterdir()) == []


def test_running_without_a_command_shows_the_help(run_command: RunCommand) -> None:
    ended = run_command()
    assert "コマンド" in ended.out + ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["frob"], "「frob」というコマンドはありません。使えるのは serve、import、"),
        (["import"], "FILE|DIR を書いてください。"),
        (["import", "--forse", "x"], "--forse というオプションはありません。--force のことでしょうか。"),
        (["check", "x", "y"], "余分な引数があります: y"),
        (["rollback", "x", "y"], "REVISION の値を読めません。"),
    ],
)
def test_a_command_written_wrong_is_answered_in_japanese(
    run_command: RunCommand, arguments: list[str], says: str
) -> None:
    ended = run_command(*arguments)
    assert (ended.status, ended.out) == (2, "")
    usage, said, *rest = ended.err.splitlines()
    assert usage.startswith("使い方: hoshin ")
    assert said.startswith(says)
    assert rest[-1].endswith("--help で、使い方を確かめられます。")


def test_schema_prints_a_json_schema_that_a_plan_file_satisfies(tmp_path: Path) -> None:
    ended = hoshin("schema", cwd=tmp_path)
    assert ended.status == 0
    schema = json.loads(ended.out)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(SEED.read_text("utf-8")))
    assert "この版を作った理由" in ended.out


def test_check_says_what_the_file_holds_and_touches_no_database(tmp_path: Path, world_file: Path) -> None:
    ended = hoshin("check", world_file, cwd=tmp_path)
    assert ended == (
        0,
        "誤りはありません: 令和4年度見本市港区運営方針（991015-2022）、取組7件、本文220文字\n",
        "",
    )
    assert list(tmp_path.iterdir()) == [world_file]


def test_a_report_is_checked_and_imported_like_a_plan(run_command: RunCommand, tmp_path: Path) -> None:
    files = {"plan.json": plan_2022(), "final.json": final()}
    for name, file in files.items():
        (tmp_path / name).write_text(text_of(file), "utf-8")
    report = tmp_path / "final.json"
    ended = run_command("check", report)
    assert ended.out == f"誤りはありません: 年度末の報告（{FINAL}）、状況4件、結果1件、確認0件\n"
    refused = run_command("import", report)
    assert (refused.status, "計画「991015-2022」は登録されていません" in refused.err) == (1, True)
    assert run_command("import", tmp_path / "plan.json").status == 0
    ended = run_command("import", report)
    assert ended.out == f"年度末の報告（{FINAL}）: 登録しました（改訂番号 2）。追加1件、変更5件、取下げ0件\n"
    assert "登録済みの内容と同じです" in run_command("import", report).out
    assert '"hoshin-report/1"' in run_command("schema", "--report").out


def test_check_warns_of_characters_that_were_not_meant(run_command: RunCommand, world_file: Path) -> None:
    file = plan_2022()
    entry(file, f"{P22}-p1-t1-m1")["label"] = "\u2f47常の訓練"
    entry(file, f"{P22}-p1-t1-m2")["label"] = "\u2f47常の見守り"
    entry(file, f"{P22}-p1-t2-m1")["label"] = "区\u2ea0と\ufa19社の清掃"
    entry(file, f"{P22}-p2-t1-m1")["label"] = "\ue000\ufffdと\ufa11"
    world_file.write_text(json.dumps(file, ensure_ascii=False, indent=1), "utf-8")
    ended = run_command("check", world_file)
    assert ended.status == 0
    assert "誤りはありません" in ended.out
    head, *lines = [line.strip() for line in ended.err.splitlines()]
    assert head == "直したほうがよい文字が5種類あります（このままでも登録できます）。"
    assert lines[0].startswith("/document/8/label（")
    assert f"行目 {P22}-p1-t1-m1）: 「\u2f47」（U+2F47）は「日」に似た別の文字です。" in lines[0]
    assert lines[0].endswith("ほかに1項目にあります。")
    assert "U+2EA0" in lines[1]
    assert "「\ufa19」（U+FA19）は「神」" in lines[2]
    assert "（U+E000）は外字" in lines[3]
    assert "（U+FFFD）は文字化け" in lines[4]
    assert run_command("import", world_file).status == 0


def test_import_reports_its_changes_and_a_second_import_reports_none(
    tmp_path: Path, world_file: Path
) -> None:
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


def test_a_dry_run_lists_the_changes_and_writes_nothing(run_command: RunCommand, world_file: Path) -> None:
    run_command("import", world_file)
    file = plan_2022()
    entry(file, f"{P22}-p1-t1-m1")["label"] = "訓練の開催"
    world_file.write_text(text_of(file), "utf-8")
    for _ in range(2):  # the first dry run wrote nothing
        ended = run_command("import", world_file, "--dry-run")
        assert ended.status == 0
        assert "登録すると次のように変わります。追加0件、変更1件、取下げ0件" in ended.out
        assert f"  変更 区の取組 {P22}-p1-t1-m1 訓練の開催\n    見出し: 訓練{{+の開催+}}\n" in ended.out


def test_every_error_of_a_file_is_listed(run_command: RunCommand, world_file: Path) -> None:
    file = plan_2022()
    file["plan"]["municipality_code"] = "991016"
    entry(file, f"{P22}-p1-t1-m1")["sdgs"][0]["evidence"] = "[bold]避難[/bold]"
    world_file.write_text(text_of(file), "utf-8")
    for command in ("check", "import"):
        ended = run_command(command, world_file)
        assert (ended.status, ended.out) == (1, "")
        lines = [line.strip() for line in ended.err.splitlines() if line.strip()]
        assert lines[0] == "参照の検査で2件の誤りが見つかりました。何も書き込んでいません。"
        assert [line.split(":")[0] for line in lines[1:3]] == [
            f"/plan/municipality_code（1行目 {P22}）",
            f"/document/8/sdgs/0/evidence（1行目 {P22}-p1-t1-m1）",
        ]
        assert "誤りがほかに2件あります（/plan/id、/plan/issuer）。" in lines[1]
        assert "[bold]避難[/bold]" in lines[2]
        assert "Traceback" not in ended.err


def test_a_very_long_list_of_errors_is_cut_with_a_count(run_command: RunCommand, world_file: Path) -> None:
    file = plan_2022()
    file["document"] = [{"type": "poem"}] * 1234
    world_file.write_text(text_of(file), "utf-8")
    ended = run_command("check", world_file)
    assert "形の検査で1234件" in ended.err
    assert "ほか1034件" in ended.err
    assert len(ended.err.splitlines()) == 203


def test_a_key_with_control_characters_is_reported_escaped(tmp_path: Path, world_file: Path) -> None:
    world_file.write_text(r'{"\ud800\u001b[31m": 1}', "utf-8")
    ended = hoshin("check", world_file, cwd=tmp_path)
    assert ended.status == 1
    assert r"/\ud800\u001b[31m（1行目）: 片割れのサロゲート U+D800" in ended.err
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
def test_a_failed_command_explains_itself_without_a_traceback(
    arguments: list[str], settings: dict[str, str], says: str, run_command: RunCommand, world_file: Path
) -> None:
    before = world_file.read_bytes()
    ended = run_command(*arguments, **settings)
    assert ended.status == 1
    assert says in ended.err
    assert "Traceback" not in ended.err
    assert "geheim" not in ended.err
    assert world_file.read_bytes() == before


def test_erase_asks_first_and_says_what_is_left_to_do(
    run_command: RunCommand, world_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_command("import", world_file)
    database = tmp_path / "var/hoshin.db"
    item, words = f"{P22}-p1-t1-m1", "防災訓練を4箇所で開催します。".encode()
    command = ("erase", item, "--reason", "誤って載せたため")
    for answer in ("n\n", "", "\n"):
        monkeypatch.setattr("sys.stdin", StringIO(answer))
        refused = run_command(*command)
        assert refused.status == 1
        assert f"元に戻せません: {item}、{P22}-k1" in refused.err
        assert "消去しませんでした。" in refused.err
    assert words in database.read_bytes()
    monkeypatch.setattr("sys.stdin", StringIO("y\n"))
    done = run_command(*command)
    assert (done.status, "消去しました（改訂番号 2）" in done.out) == (0, True)
    for advice in ("次の版の計画ファイル", "hoshin export", "控え", "text_sha256"):
        assert advice in done.out
    assert words not in database.read_bytes()
    again = run_command(*command, "--yes")
    assert (again.status, "消去済みです" in again.out) == (0, True)
    unknown = run_command("erase", "x", "--reason", "y", "--yes")
    assert (unknown.status, "「x」という項目はありません" in unknown.err) == (1, True)


def test_import_writes_to_the_configured_postgresql_database(
    run_command: RunCommand, tmp_path: Path, world_file: Path, make_empty_settings: MakeSettings
) -> None:
    settings = make_empty_settings("postgresql")
    ended = run_command("import", world_file, HOSHIN_DATABASE_URL=settings.database_url)
    assert (ended.status, "改訂番号 1" in ended.out) == (0, True)
    assert not (tmp_path / "var").exists()


def test_serve_reports_a_port_in_use(run_command: RunCommand) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run_command("serve", HOSHIN_PORT=str(port), HOSHIN_SEED="false")
    assert ended.status == 1
    assert f"127.0.0.1 のポート {port} で待ち受けられません" in ended.err
    assert "HOSHIN_PORT" in ended.err
    assert "公開URL" not in ended.out


@pytest.mark.parametrize("directory", ["/proc/mirror", "file/mirror"])
def test_a_mirror_where_nothing_can_be_written_is_refused_in_words(tmp_path: Path, directory: str) -> None:
    hoshin("import", SEED, cwd=tmp_path)
    (tmp_path / "file").touch()
    done = hoshin("export", directory, cwd=tmp_path)
    assert done.status == 1
    assert "ファイルを読み書きできません" in done.err
    assert "Traceback" not in done.err


def test_a_mirror_of_no_plan_is_refused_in_words(tmp_path: Path) -> None:
    hoshin("import", SEED, cwd=tmp_path)
    hoshin("withdraw", "141127-2022", "--reason", "試し", cwd=tmp_path)
    done = hoshin("export", "mirror", cwd=tmp_path)
    assert done.status == 1
    assert "公開している計画がありません" in done.err
    assert "Traceback" not in done.err
