"""Import of a directory: valid files are imported, refused ones are reported."""

import json
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from app.cli.import_report import import_directory
from app.db.store import Store
from app.importer.bulk_import import FileResult, import_files, plan_files
from app.importer.findings import PlanFileError
from app.importer.outcome import Outcome
from app.models import Initiative, Plan
from benchmarks.plan_generator import PER_PLAN, municipality_codes, plans
from tests.report_files import MIDTERM, final, midterm
from tests.world import plan_2022, text_of


def _write(directory: Path, count: int) -> None:
    for plan in plans(count * PER_PLAN):
        (directory / f"{plan['plan']['id']}.json").write_text(json.dumps(plan, ensure_ascii=False), "utf-8")


def _count(store: Store) -> tuple[int, int]:
    with store.snapshot() as session:
        return (
            session.scalar(select(func.count()).select_from(Plan)) or 0,
            session.scalar(select(func.count(col(Initiative.id)))) or 0,
        )


def test_the_generator_gives_unique_codes_and_the_same_plans_every_time() -> None:
    codes = municipality_codes()
    assert len(codes) == len(set(codes)) == 1741
    first, again = list(plans(120)), list(plans(120))
    assert first == again
    assert (
        sum(entry["type"] in ("measure", "bureau_project") for p in first for entry in p["document"]) == 120
    )


def test_a_directory_is_imported_except_for_an_invalid_file(store: Store, tmp_path: Path) -> None:
    _write(tmp_path, 3)
    broken = plan_files(tmp_path)[1]
    broken.write_text(broken.read_text("utf-8").replace('"goal": 11', '"goal": 18'), "utf-8")
    (tmp_path / "notes.txt").write_text("not a plan", "utf-8")

    results = list(import_files(store, plan_files(tmp_path)))

    assert [result.path for result in results] == plan_files(tmp_path)
    error = results[1].result
    assert isinstance(error, PlanFileError)
    assert error.findings[0].where.endswith("/goal")
    assert _count(store) == (2, sum(result.initiatives for result in results))


def test_a_second_import_of_the_same_directory_changes_nothing(store: Store, tmp_path: Path) -> None:
    _write(tmp_path, 2)
    list(import_files(store, plan_files(tmp_path)))
    before = _count(store)
    again = list(import_files(store, plan_files(tmp_path)))
    assert [_changes(one) for one in again] == [0, 0]
    assert _count(store) == before


def _changes(one: FileResult) -> int:
    assert isinstance(one.result, Outcome)
    return len(one.result.changes)


def test_rejected_files_are_listed_at_the_end(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(tmp_path, 1)
    (tmp_path / "zz.json").write_text("{", "utf-8")
    assert not import_directory(store, tmp_path, dry_run=False)
    out, err = capsys.readouterr()
    assert "誤りのあるファイル1件" in out
    assert "zz.json: 文字列の検査（1件の誤り）" in err
    assert "行 1 列" in err


def test_a_dry_run_of_a_directory_writes_nothing(store: Store, tmp_path: Path) -> None:
    _write(tmp_path, 1)
    assert import_directory(store, tmp_path, dry_run=True)
    assert _count(store) == (0, 0)


def test_reports_of_a_directory_come_after_its_plans(store: Store, tmp_path: Path) -> None:
    files = {
        "0-final.json": final(),
        "1-again.json": final(),
        "2-midterm.json": midterm(),
        "plan.json": plan_2022(),
    }
    for name, file in files.items():
        (tmp_path / name).write_text(text_of(file), "utf-8")
    results = {one.path.name: one.result for one in import_files(store, plan_files(tmp_path))}
    assert list(results) == ["plan.json", "0-final.json", "1-again.json", "2-midterm.json"]
    midterm_result = results["2-midterm.json"]
    assert isinstance(midterm_result, Outcome)
    assert midterm_result.plan_id == MIDTERM
    for name in ("0-final.json", "1-again.json"):
        error = results[name]
        assert isinstance(error, PlanFileError)
        assert "のファイルが2つあります（0-final.json、1-again.json）" in error.findings[0].message
