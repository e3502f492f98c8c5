"""`hoshin workbook report` and `review`, and their workbooks given to `check` and `import`."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.db.schema import open_store
from app.importer.findings import PlanFileError
from app.importer.given_file import read_given
from app.importer.import_plan import import_source, import_text
from app.workbook.plan_workbook import plan_workbook
from tests.cli.conftest import RunCommand
from tests.conftest import MakeSettings
from tests.report_files import final, review_2022
from tests.workbook.report_filling import HEAD, write
from tests.world import P22, plan_2022, text_of

REPORT = f"{P22}の年度末の報告.xlsx"
REVIEW = f"{P22}の確認の報告.xlsx"


@pytest.fixture(scope="module")
def planned(make_settings: MakeSettings) -> bytes:
    """A database with the plan of 2022."""
    settings = make_settings("sqlite")
    store = open_store(settings)
    import_text(store, text_of(plan_2022()))
    store.close()
    assert settings.sqlite_file is not None
    return settings.sqlite_file.read_bytes()


@pytest.fixture
def office(planned: bytes, tmp_path: Path) -> Path:
    """A folder with a store that holds the plan of 2022."""
    (tmp_path / "var").mkdir()
    (tmp_path / "var/hoshin.db").write_bytes(planned)
    return tmp_path


def stored(folder: Path, report: str | None) -> dict[str, Any]:
    """The newest file of a report as the store keeps it, of the plan for None."""
    statement = "SELECT file FROM revision WHERE report_id IS ? ORDER BY id DESC LIMIT 1"
    of_report = report and f"{P22}-report_{report}"
    with sqlite3.connect(folder / "var/hoshin.db") as database:
        file: dict[str, Any] = json.loads(database.execute(statement, [of_report]).fetchone()[0])
    return file


def errors(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.startswith("  ")]


def test_a_report_is_written_by_several_people_and_comes_back_filled_in(
    run_command: RunCommand, office: Path
) -> None:
    assert REPORT in run_command("workbook", "report", P22, "--by-bureau").out
    titles = ["書き方", "報告", "状況 担当の記載なし", "状況 土木局", "指標の結果", "言葉と状況", "出典"]
    assert load_workbook(office / REPORT).sheetnames == titles
    assert errors(run_command("check", REPORT).err) == [
        "報告!B7（報告の日付）: 「報告の日付」を書いてください。",
        "報告!B8（報告した組織）: 「報告した組織」を書いてください。",
        "報告!B9（この版を作った理由）: 「この版を作った理由」を書いてください。",
    ]
    other = office / "土木局.xlsx"
    other.write_bytes((office / REPORT).read_bytes())
    write(
        office / REPORT,
        ("状況 担当の記載なし", "p1-t1-m1", "状況", "実施済み"),
        ("状況 担当の記載なし", "p1-t1-m1", "印刷の言葉", "達成"),
        ("言葉と状況", "達成", "状況", "実施済み"),
        ("指標の結果", "k1", "値", 4),
        ("指標の結果", "k1", "時点", "令和4年度"),
        ("指標の結果", "k1", "種別", "実績"),
        head=HEAD,
    )
    write(other, ("状況 土木局", "b02", "状況", "一部実施"), head={"この版を作った理由": "土木局の分"} | HEAD)
    assert "状況1件、結果1件、確認0件" in run_command("check", REPORT).out
    assert run_command("import", REPORT, "--dry-run").out.splitlines()[1:] == [
        f"  追加 {P22}-report_final",
        f"  変更 {P22}-p1-t1-m1",
        f"  変更 {P22}-k1",
    ]
    assert "追加1件、変更2件" in run_command("import", REPORT).out
    imported = run_command("import", other)
    assert "変更2件" in imported.out
    assert "hoshin workbook で作り直した様式を使ってください" in imported.err
    assert stored(office, "final") == {
        "format": "hoshin-report/1",
        "note": "年度末の報告",
        "plan": P22,
        "key": "final",
        "kind": "final",
        "dated": "2023-04-28",
        "office": {"name": "土木局", "organisation": "991007-doboku"},
        "sources": [{"key": "main", "document": "土木局の報告（年度末）"}],
        "words": [{"printed": "達成", "state": "done"}],
        "states": [
            {"item": f"{P22}-p1-t1-m1", "state": "done", "printed": "達成"},
            {"item": f"{P22}-b02", "state": "partly_done"},
        ],
        "results": [
            {
                "kpi": f"{P22}-k1",
                "value": 4,
                "as_of": {"start": "2022-04-01", "end": "2023-03-31", "printed": "令和4年度"},
                "status": "actual",
            }
        ],
    }
    again = run_command("workbook", "report", P22, "new.xlsx")
    assert "登録されている報告（改訂番号 3）の内容が入っています" in again.out
    sheet = load_workbook(office / "new.xlsx")["状況"]
    assert [sheet.cell(row, 7).value for row in range(4, 11)] == [
        *("実施済み", None, None, None, None, None, "一部実施")
    ]
    write(office / "new.xlsx", head={"この版を作った理由": "確かめ"})
    assert "登録済みの内容と同じです" in run_command("import", "new.xlsx").out


def test_the_second_of_two_copies_is_told_what_the_first_has_changed(
    run_command: RunCommand, office: Path
) -> None:
    (office / "final.json").write_text(text_of(final()), "utf-8")
    run_command("import", "final.json")
    run_command("workbook", "report", P22, "a.xlsx")
    run_command("workbook", "report", P22, "b.xlsx")
    note = {"この版を作った理由": "書き直し"}
    first = write(
        office / "a.xlsx",
        ("状況", "b01", "状況", "一部実施"),
        ("状況", "b01", "実施の状況", "4月に着手"),
        head=note,
    )
    assert "変更2件" in run_command("import", first).out
    # Another cell of the row is no conflict; what the copy says as it was made is nothing new.
    second = write(
        office / "b.xlsx",
        ("状況", "b01", "状況", "取りやめ"),
        ("状況", "b01", "拠りどころ", "工事の記録"),
        ("状況", "b02", "状況", "実施中"),
        head=note,
    )
    ended = run_command("import", second)
    assert ended.status == 1
    assert errors(ended.err) == [
        "状況!G9（状況）［b01］: この様式を作った後の登録（改訂番号 3）で「一部実施」に変わっています。ここでの記入は「取りやめ」です。"
        "登録のとおりでよければ空欄にし、改めるなら、様式を作り直して書いてください。"
    ]
    assert "hoshin import FILE --dry-run で確かめてください" in ended.err
    write(second, ("状況", "b01", "状況", None))
    assert "変更3件" in run_command("import", second).out
    assert stored(office, "final")["states"][2:] == [
        {
            "item": f"{P22}-b01",
            "state": "partly_done",
            "printed": "達成",
            "text": "4月に着手",
            "evidence": "工事の記録",
        },
        {"item": f"{P22}-b02", "state": "in_progress"},
    ]


def test_an_office_goes_on_with_the_workbook_that_was_imported(run_command: RunCommand, office: Path) -> None:
    mine = office / REPORT
    run_command("workbook", "report", P22)
    other = office / "other.xlsx"
    other.write_bytes(mine.read_bytes())
    result = (("指標の結果", "k1", "値", 4), ("指標の結果", "k1", "時点", "令和4年度"))
    write(mine, ("状況", "b01", "状況", "実施中"), *result, head=HEAD)
    assert "追加1件" in run_command("import", mine).out
    sheet = load_workbook(mine)["指標の結果"]
    place = [cell.value for cell in sheet[3]].index("時点") + 1
    line = next(number for number in range(4, 20) if sheet.cell(number, 1).value == "k1")
    for state, year in (("一部実施", "令和5年3月"), ("実施済み", "令和5年2月")):
        book = load_workbook(mine)
        book["状況"].cell(9, 7, state)
        book["指標の結果"].cell(line, place, year)
        book.save(mine)
        ended = run_command("import", mine)
        assert ("変更3件" in ended.out, ended.err.strip()) == (True, "")
    (one,) = stored(office, "final")["results"]
    assert one["as_of"]["printed"] == "令和5年2月"
    write(other, ("状況", "b01", "状況", "取りやめ"), head=HEAD)
    ended = run_command("import", other)
    assert errors(ended.err)[0].startswith(
        "状況!G9（状況）［b01］: この様式を作った後の登録（改訂番号 4）で「実施済み」"
    )
    # A copy that says something else is merged, and its writer told to make a new one.
    write(other, ("状況", "b01", "状況", None))
    write(other, ("状況", "b02", "状況", "実施中"))
    assert "作り直した様式を使ってください" in run_command("import", other).err


def test_of_two_imports_at_once_the_second_writes_nothing(
    run_command: RunCommand, office: Path, make_settings: MakeSettings
) -> None:
    run_command("workbook", "report", P22, "a.xlsx")
    write(office / "a.xlsx", ("状況", "b01", "状況", "実施中"), head=HEAD)
    database = f"sqlite:///{office / 'var/hoshin.db'}"
    store = open_store(make_settings("sqlite").model_copy(update={"database_url": database}))
    read = read_given(office / "a.xlsx", store)
    import_text(store, text_of(final()))
    with pytest.raises(PlanFileError) as caught:
        import_source(store, read)
    assert [str(one) for one in caught.value.findings] == [
        f"報告!B5（報告の記号）: 報告「{P22}-report_final」が、いま別に登録されました。もう一度登録してください。"
    ]


def test_a_plans_own_workbook_meets_no_change_in_its_reports(run_command: RunCommand, office: Path) -> None:
    (office / "plan.xlsx").write_bytes(plan_workbook(stored(office, None)))
    (office / "final.json").write_text(text_of(final()), "utf-8")
    run_command("import", "final.json")
    ended = run_command("import", "plan.xlsx")
    assert "登録済みの内容と同じです" in ended.out
    assert "変わっています" not in ended.err


def test_words_take_back_or_say_that_there_is_nothing(run_command: RunCommand, office: Path) -> None:
    (office / "final.json").write_text(text_of(final()), "utf-8")
    run_command("import", "final.json")
    run_command("workbook", "report", P22)
    write(
        office / REPORT,
        ("状況", "p1-t1-m1", "状況", "削除"),
        ("状況", "p1-t2-m1", "実施の状況", "記載なし"),
        ("状況", "p1-t1-m2", "状況", "該当なし"),
        ("状況", "p1-t1-m2", "印刷の言葉", "該当なし"),
        ("状況", "p2-t1-m1", "状況", "記載なし"),
        ("指標の結果", "k1", "評価", "削除"),
        ("指標の結果", "k2", "ことば", "該当なし"),
        head={"この版を作った理由": "取り消し"},
    )
    ended = run_command("import", REPORT)
    assert (
        "指標の結果!H5（ことば）［k2］: 結果がないので、登録しません。指標は「報告なし」のままです。"
        in ended.err
    )
    file = stored(office, "final")
    assert [(one["item"].removeprefix(f"{P22}-"), one["state"]) for one in file["states"]] == [
        ("p1-t2-m1", "partly_done"),
        ("b01", "done"),
        ("b02", "not_reported"),
        ("p1-t1-m2", "not_assessable"),
        ("p2-t1-m1", "not_reported"),
    ]
    assert "text" not in file["states"][0]
    assert file["states"][3]["printed"] == "該当なし"
    assert [(one["kpi"], one["value"], "evaluation" in one) for one in file["results"]] == [
        (f"{P22}-k1", 4, False)
    ]


def test_an_office_confirms_and_rejects_tags(run_command: RunCommand, office: Path) -> None:
    assert REVIEW in run_command("workbook", "review", P22).out
    sheet = load_workbook(office / REVIEW)["推定の確認"]
    assert [[cell.value for cell in row[:10]] for row in sheet.iter_rows(min_row=7, max_row=8)] == [
        [
            *("b01", "みなと橋の耐震", "令和5年3月に橋の耐震工事に着手", "土木局", "柱", "p1", "守り"),
            *("耐震", "耐震は守りの柱の備えにあたる。", "担当課未確認"),
        ],
        [
            *("b02", "みなと公園", "公園の花壇と園路の整備", "土木局、みどり局", "SDGs", "11.7"),
            *(
                "11.7 住み続けられるまちづくりを：2030年までに、女性、子供、高齢者及び障害者を含め、人々に"
                "安全で包摂的かつ利用が容易な緑地や公共スペースへの普遍的アクセスを提供する。（総務省による仮訳）",
                "公園の花壇",
                "だれもが使える緑の公共空間を整える。",
                "担当課未確認",
            ),
        ],
    ]
    write(
        office / REVIEW,
        ("推定の確認", "p1-t1-m1", "判断", "確認済み"),
        ("推定の確認", "b01", "判断", "取消し"),
        ("推定の確認", "b01", "判断の日付", "令和5年5月1日"),
        ("推定の確認", "b01", "判断した組織", "みどり局"),
        head=HEAD | {"報告の日付": "2023-05-10"},
    )
    assert errors(run_command("check", REVIEW).err) == [
        "推定の確認!N7（判断の理由）［b01］: 取消しと異議には理由が必要です。"
    ]
    write(office / REVIEW, ("推定の確認", "b01", "判断の理由", "区の柱の事業ではない。"))
    assert "登録しました" in run_command("import", REVIEW).out
    assert stored(office, "review")["reviews"] == [
        {"item": f"{P22}-p1-t1-m1", "facet": "sdg", "value": "11.5", "decision": "confirmed"},
        {
            "item": f"{P22}-b01",
            "facet": "pillar",
            "value": f"{P22}-p1",
            "decision": "rejected",
            "dated": "2023-05-01",
            "office": {"name": "みどり局", "organisation": "991007-midori"},
            "reason": "区の柱の事業ではない。",
        },
    ]
    run_command("workbook", "review", P22, "new.xlsx")
    row = [cell.value for cell in load_workbook(office / "new.xlsx")["推定の確認"][7]]
    assert row[9:15] == [
        "担当課取消し",
        "取消し",
        "2023-05-01",
        "みどり局",
        "区の柱の事業ではない。",
        "2023-05-01",
    ]


@pytest.mark.parametrize(("file", "made"), [(final(), "report"), (review_2022(), "review")])
def test_a_stored_report_comes_back_as_it_is(
    file: dict[str, Any], made: str, run_command: RunCommand, office: Path
) -> None:
    for entry in file["states"][-1:] if made == "report" else ():
        entry["printed"] = "記載なし"  # a word of the office, and no word of the workbook
    (office / "report.json").write_text(text_of(file), "utf-8")
    run_command("import", "report.json")
    run_command("workbook", made, P22, "a.xlsx", "--key", file["key"])
    write(office / "a.xlsx", head={"この版を作った理由": "確かめ"})
    assert "誤りはありません" in run_command("check", "a.xlsx").out
    assert "登録済みの内容と同じです" in run_command("import", "a.xlsx").out


def _retitle(book: Any) -> None:
    book["状況"].title = "じょうきょう"


def _retitle_head(book: Any) -> None:
    book["報告"].title = "表題"


def _rename(book: Any) -> None:
    book["状況"]["G3"] = "結果"


def _double(book: Any) -> None:
    book["状況"]["M3"] = "状況"


def _copy_row(book: Any) -> None:
    for line in (4, 11):
        book["状況"].cell(line, 1).value, book["状況"].cell(line, 7).value = "p1-t1-m1", "実施済み"


def _spoil(book: Any) -> None:
    sheet = book["状況"]
    sheet["G4"], sheet["G5"], sheet["A5"] = "実施済", "実施済み", "p9-m1"
    sheet["I6"], sheet["G7"] = "書いた", "=A1"
    book["指標の結果"]["G4"] = "4箇所"


def _move(book: Any) -> None:
    sheet = book["状況"]
    for row in sheet.iter_rows(min_row=2, max_row=10, max_col=13):
        row[12].value, row[6].value = row[6].value, None
    sheet["M4"] = "実施済み"


def _outdate(book: Any) -> None:
    book["報告"]["B14"] = "hoshin-report-workbook/0"


def _forge(book: Any) -> None:
    book["報告"]["B13"] = "1"


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (
            _retitle,
            [
                "じょうきょう: 様式にないシートです。名前を変えたのなら元に戻し、覚え書きなら、名前を「メモ」で始めてください。"
            ],
        ),
        (
            _retitle_head,
            [
                "ファイル: この様式のシート（報告・指標の結果・言葉と状況…）がありません。"
                "様式は hoshin workbook report か hoshin workbook review で作れます。",
                "表題: 様式にないシートです。名前を変えたのなら元に戻し、覚え書きなら、名前を「メモ」で始めてください。",
            ],
        ),
        (
            _rename,
            [
                "状況!3: 列「状況」がありません。見出し「結果」は様式にありません。見出しを元に戻してください。"
            ],
        ),
        (_double, ["状況!M3: 見出し「状況」が2つあります。1つにしてください。"]),
        (_copy_row, ["状況!A11（番号）［p1-t1-m1］: 4行目と同じものについての行です。1行にしてください。"]),
        (
            _spoil,
            [
                "状況!G7（状況）［p2-t1-m1］: 数式です。値だけを貼り付けてください。",
                "状況!G4（状況）［p1-t1-m1］: 「実施済」は一覧にありません。「実施済み」のことでしょうか。",
                "指標の結果!G4（値）［k1］: 「4箇所」は数だけを書いてください。単位は単位の列に書きます。",
                "状況!G6（状況）［p1-t2-m1］: 「状況」を書いてください。",
            ],
        ),
        (
            _outdate,
            [
                "報告!B14（様式の版）: この hoshin が読める報告の様式は hoshin-report-workbook/1 です（このファイルは"
                "「hoshin-report-workbook/0」）。hoshin workbook report か hoshin workbook review で作り直してください。"
            ],
        ),
        (
            _forge,
            [
                "報告!B13（元の改訂番号）: 改訂番号 1 は、この報告の改訂ではありません。様式を作り直してください。"
            ],
        ),
        (_move, []),
    ],
)
def test_a_workbook_that_was_changed_is_read_or_told(
    edit: Callable[[Any], None], says: list[str], run_command: RunCommand, office: Path
) -> None:
    run_command("workbook", "report", P22)
    book = load_workbook(write(office / REPORT, head=HEAD))
    edit(book)
    book.save(office / REPORT)
    ended = run_command("import", REPORT)
    assert (ended.status, errors(ended.err)) == (1 if says else 0, says)


def test_an_item_that_the_plan_does_not_have_is_told_by_its_cell(
    run_command: RunCommand, office: Path
) -> None:
    run_command("workbook", "report", P22)
    write(office / REPORT, ("状況", "p9-m1", "状況", "実施済み"), head=HEAD | {"報告の日付": "令和3年4月1日"})
    assert errors(run_command("import", REPORT).err) == [
        "報告!B7（報告の日付）: 報告の日付（2021-04-01）が計画期間の始まり（2022-04-01）より前です。日付か、計画の番号を確かめてください。",
        f"状況!A11（番号）［p9-m1］: 取組「{P22}-p9-m1」は計画「{P22}」にありません。IDを確かめてください。",
    ]


def test_a_folder_of_copies_is_imported_one_after_another(run_command: RunCommand, office: Path) -> None:
    folder = office / "回答"
    folder.mkdir()
    for name, item in (("1.xlsx", "b01"), ("2.xlsx", "b02")):
        run_command("workbook", "report", P22, folder / name)
        write(folder / name, ("状況", item, "状況", "実施済み"), head=HEAD)
    assert "2ファイル: 登録・更新した計画0件、報告2件" in run_command("import", folder).out
    assert len(stored(office, "final")["states"]) == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["report", "991015-2019"],
            "計画「991015-2019」は登録されていません。登録されている計画: 991015-2022",
        ),
        (
            ["report", P22, "--kind", "確認"],
            "--kind には 中間 か 年度末 を書いてください（「確認」ではなく）。",
        ),
        (["review", P22, "--key", "確認"], "--key は英小文字で始め"),
    ],
)
def test_no_workbook_is_made_for(
    arguments: list[str], says: str, run_command: RunCommand, office: Path
) -> None:
    ended = run_command("workbook", *arguments)
    assert (ended.status, list(office.glob("*.xlsx"))) == (1, [])
    assert says in ended.err
