"""`hoshin workbook`, and workbooks given to `check` and `import`."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.cli.conftest import RunCommand
from tests.command_line import Ended
from tests.paths import SEED
from tests.workbook.filling import Put, edited, fill, sample_workbook

EMPTY = "計画の様式.xlsx"


def test_an_empty_workbook_is_answered_with_what_must_be_filled_in(
    run_command: RunCommand, tmp_path: Path
) -> None:
    assert EMPTY in run_command("workbook", "new").out
    ended = run_command("check", EMPTY)
    assert ended.status == 1
    assert [line for line in ended.err.splitlines() if line.startswith("  ")] == [
        "  計画!B4（表題）: 「表題」を書いてください。",
        "  計画!B5（団体コード）: 「団体コード」を書いてください。",
        "  計画!B6（計画期間）: 「計画期間」を書いてください。",
        "  計画!B7（この版を作った理由）: 「この版を作った理由」を書いてください。",
        "  本文: 行がありません。文書に印刷されているものを、1行ずつ書いてください。",
        "  組織: 行がありません。発行者（計画を出した区や市）を1行書いてください。",
    ]
    # Never over another file: that of the person who has begun to write.
    (tmp_path / EMPTY).write_bytes(b"begun")
    assert "計画の様式2.xlsx" in run_command("workbook", "new").out
    assert (tmp_path / EMPTY).read_bytes() == b"begun"


def test_the_sample_is_imported_and_comes_back_with_numbers(run_command: RunCommand, tmp_path: Path) -> None:
    (tmp_path / "花区.xlsx").write_bytes(sample_workbook(Put("本文", 9, "メモ", "課長に聞く")))
    checked = run_command("check", "花区.xlsx")
    assert "誤りはありません: 令和5年度花区運営方針（見本）（991040-2023）、取組4件" in checked.out
    imported = run_command("import", "花区.xlsx")
    assert "追加17件" in imported.out
    assert (
        "番号のなかった16件に番号を付けました。次からは、番号の入った 花区（番号入り）.xlsx を"
        in imported.out
    )
    given_back = load_workbook(tmp_path / "花区（番号入り）.xlsx")["本文"]
    assert (given_back["A9"].value, given_back["S9"].value) == ("m1", "課長に聞く")
    again = run_command("import", "花区（番号入り）.xlsx")
    assert "登録済みの内容と同じです" in again.out
    assert "番号" not in again.out
    # The one without numbers still means the same items.
    assert "登録済みの内容と同じです" in run_command("import", "花区.xlsx").out
    assert sorted(path.name for path in tmp_path.glob("*.xlsx")) == ["花区.xlsx", "花区（番号入り）.xlsx"]


def test_a_rewritten_row_without_number_takes_no_other_item_and_a_blank_row_withdraws_none(
    run_command: RunCommand, tmp_path: Path
) -> None:
    (tmp_path / "a.xlsx").write_bytes(sample_workbook())
    run_command("import", "a.xlsx")

    rewritten = (
        Put("本文", 10, "見出し", "花壇の手入れ"),
        Put("本文", 10, "本文", "花壇を手入れします。"),
        lambda book: book["本文"].insert_rows(6),
    )
    (tmp_path / "b.xlsx").write_bytes(sample_workbook(*rewritten))
    ended = run_command("import", "b.xlsx")
    assert ended.status == 1
    assert "前の版にあった「991040-2023-m2」がありません。取り下げるなら「取下げ」のシート" in ended.err


def test_the_draft_of_next_year_keeps_the_words_and_moves_the_numbers(
    run_command: RunCommand, tmp_path: Path
) -> None:
    run_command("import", SEED)
    made = run_command("workbook", "new", "--from", "141127-2022", "--year", "R5")
    assert "141127-2023の下書き.xlsx" in made.out
    draft = tmp_path / "141127-2023の下書き.xlsx"
    ended = run_command("check", draft)
    assert ended.err.splitlines()[1:-1] == [
        "  計画!B7（この版を作った理由）: 「この版を作った理由」を書いてください。"
    ]
    draft.write_bytes(fill(draft.read_bytes(), "この版を作った理由", "令和5年度の初回登録"))
    assert "令和5年度旭区運営方針（141127-2023）、取組46件" in run_command("check", draft).out
    assert "登録しました" in run_command("import", draft).out


def test_the_copy_of_a_second_person_does_not_undo_what_the_first_has_changed(
    run_command: RunCommand, tmp_path: Path
) -> None:
    (tmp_path / "a.xlsx").write_bytes(sample_workbook())
    run_command("import", "a.xlsx")
    copy = (tmp_path / "a（番号入り）.xlsx").read_bytes()

    def copied(name: str, note: str, changes: dict[str, str]) -> str:
        def edit(book: Workbook) -> None:
            book["計画"]["B7"] = note
            for place, text in changes.items():
                book["本文"][place] = text

        (tmp_path / name).write_bytes(edited(copy, edit))
        return name

    first = copied(
        "first.xlsx", "町の直し", {"D7": "町の防災力を高め続けます。", "D10": "街路樹を手入れします。"}
    )
    assert "変更2件" in run_command("import", first).out
    # Another column of a row that the first has changed, and one cell that both have changed.
    second = run_command("import", copied("second.xlsx", "区の直し", {"C10": "木", "D7": "町を守ります。"}))
    assert second.err.splitlines()[1:4] == [
        "前の版との照合で2件の誤りが見つかりました。何も書き込んでいません。",
        "  本文!D7（本文）［d1］: 改訂2（町の直し）で「町の防災力を高め続けます。」に変わっています。このファイルでは"
        "「町を守ります。」です。いまの計画の様式を取り出し、直すところを写してください。",
        "  本文!D10（本文）［m2］: 改訂2（町の直し）で「街路樹を手入れします。」に変わっています。このまま登録すると元に"
        "戻ります。いまの計画の様式を取り出し、直すところを写してください。",
    ]
    taken_over = {"C10": "木", "D7": "町の防災力を高め続けます。", "D10": "街路樹を手入れします。"}
    assert "変更1件" in run_command("import", copied("third.xlsx", "区の直し", taken_over)).out
    # What is said of a field is the revision that changed it, and not the last one of its row.
    fourth = run_command("import", copied("fourth.xlsx", "別の人", {"D7": "町の防災力を高め続けます。"}))
    assert "本文!C10（見出し）［m2］: 改訂3（区の直し）で「木」に変わっています。" in fourth.err
    assert "本文!D10（本文）［m2］: 改訂2（町の直し）で「街路樹を手入れします。」" in fourth.err


def test_one_person_goes_on_with_the_workbook_that_was_imported(
    run_command: RunCommand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.xlsx").write_bytes(sample_workbook())
    run_command("import", "a.xlsx")
    mine = tmp_path / "a（番号入り）.xlsx"
    (tmp_path / "other.xlsx").write_bytes(mine.read_bytes())

    def write(file: Path, **cells: str) -> Ended:
        def edit(book: Workbook) -> None:
            for place, text in cells.items():
                book["本文"][place] = text

        file.write_bytes(edited(file.read_bytes(), edit))
        return run_command("import", file)

    printed = load_workbook(mine)["本文"]["D7"].value
    assert "変更1件" in write(mine, D7="町の防災力を高め続けます。").out
    for again in ("町の防災力を守ります。", printed):
        ended = write(mine, D7=again)
        assert ("変更1件" in ended.out, "に変わっています" in ended.err) == (True, False)
    assert "変更1件" in write(mine, D10="街路樹を手入れします。").out
    told = write(tmp_path / "other.xlsx", D7="町を守ります。")
    assert "改訂5（" in told.err
    # Excel holds a file that is open.
    monkeypatch.setattr("app.cli.numbered_workbook.os.replace", lambda *_: Path("/proc/x").touch())
    ended = write(mine, D10="木を手入れします。")
    assert ("変更1件" in ended.out, "に書き込めないので" in ended.err) == (True, True)
    assert [path.name for path in tmp_path.glob(".*")] == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--from", "141127-2022"], "--from と --year は、どちらも書いてください"),
        (["--from", "141127-2022", "--year", "R4"], "その後の年度"),
        (["--from", "141127-2022", "--year", "平成40年度"], "令和10年度 です"),
        (
            ["--from", "141127-2021", "--year", "R5"],
            "計画「141127-2021」は登録されていません。登録されている計画: 141127-2022",
        ),
    ],
)
def test_a_draft_of_no_plan_is_refused(
    arguments: list[str], says: str, run_command: RunCommand, tmp_path: Path
) -> None:
    run_command("import", SEED)
    ended = run_command("workbook", "new", *arguments)
    assert (ended.status, list(tmp_path.glob("*.xlsx"))) == (1, [])
    assert says in ended.err


def test_a_folder_may_hold_plan_files_and_workbooks(run_command: RunCommand, tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "a.json").write_bytes(SEED.read_bytes())
    (folder / "b.xlsx").write_bytes(sample_workbook())
    (folder / "~$b.xlsx").write_bytes(b"lock")
    for name in ("c.xlsx", "d.xlsx"):
        (folder / name).write_bytes(sample_workbook(Put("計画", 4, "計画期間", "令和6年度")))
    ended = run_command("import", folder)
    assert "4ファイル: 登録・更新した計画2件" in ended.out
    assert "~$b.xlsx" in ended.err
    assert [path.name for path in (folder / "番号入り").iterdir()] == ["b（番号入り）.xlsx"]
    assert ended.err.count("計画「991040-2024」のファイルが2つあります（c.xlsx、d.xlsx）") == 2
