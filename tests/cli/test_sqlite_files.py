"""The tables of a plan, and of all plans, as one SQLite file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from tests.cli.conftest import RunCommand
from tests.world import P22, P23, plan_2022, plan_2023, text_of


@contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        yield connection


def test_the_tables_of_a_plan_are_one_database(three_plans: TestClient, tmp_path: Path) -> None:
    answer = three_plans.get(f"/plans/{P22}/files/plan.sqlite")
    assert answer.headers["content-type"] == "application/vnd.sqlite3"
    (tmp_path / "plan.sqlite").write_bytes(answer.content)
    with opened(tmp_path / "plan.sqlite") as plan:
        assert plan.execute(
            "SELECT 見出し, o.組織 FROM initiatives i JOIN initiative_organisations o ON o.取組ID = i.ID"
            " JOIN plans p ON p.ID = i.計画ID WHERE i.種類 = 'bureau_project' AND p.年度 = 2022 LIMIT 1"
        ).fetchall() == [("みなと橋の耐震", "土木局")]
        # A text says why it is absent; a number, a date and the id of another row are NULL.
        (bare,) = plan.execute("SELECT 施策, 施策ID FROM initiatives WHERE ID = ?", [f"{P22}-b01"])
        assert bare == ("対象外", None)
        types = dict(plan.execute("SELECT 区分, typeof(値) FROM kpi_observations WHERE 値 IS NOT NULL"))
        assert set(types.values()) == {"real"}
        explained = {row[0] for row in plan.execute('SELECT DISTINCT 表 FROM "columns"')}
        tables = {row[0] for row in plan.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert tables - explained == {"about", "columns"}
        assert ("全国地方公共団体コード", "991015") in plan.execute("SELECT * FROM about").fetchall()


def test_all_plans_are_one_database_by_command(tmp_path: Path, run_command: RunCommand) -> None:
    for plan in (plan_2022(), plan_2023()):
        (tmp_path / "plan.json").write_text(text_of(plan), "utf-8")
        assert run_command("import", "plan.json").status == 0
    (tmp_path / "plans.sqlite").write_text("an older file")
    done = run_command("export", "--sqlite", "plans.sqlite")
    assert (done.status, done.out.startswith("plans.sqlite に計画2件（")) == (0, True)
    with opened(tmp_path / "plans.sqlite") as plans:
        assert [row[0] for row in plans.execute("SELECT ID FROM plans ORDER BY 年度")] == [P22, P23]
        assert {row[0] for row in plans.execute("SELECT DISTINCT 計画ID FROM sdg_tags")} == {P22, P23}
        assert plans.execute("SELECT count(*), count(DISTINCT ID) FROM organisations").fetchone() == (3, 3)
    first = (tmp_path / "plans.sqlite").read_bytes()
    assert run_command("export", "--sqlite", "plans.sqlite").status == 0
    assert (tmp_path / "plans.sqlite").read_bytes() == first
    nowhere = run_command("export")
    assert nowhere.status != 0
    assert "DIR か --sqlite FILE を指定してください。" in nowhere.err
    assert sorted(path.name for path in tmp_path.glob("*plans*")) == ["plans.sqlite"]
