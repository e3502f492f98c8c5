"""Cautions: a sound file that says what is mostly a slip is imported, and its author is told."""

from pathlib import Path

import pytest

from app.cli.import_report import import_directory, import_one
from app.db.store import Store
from app.importer.import_plan import import_text
from app.importer.prepare import cautions_of, check_text
from tests.import_refusals import Edits, edited
from tests.plan_entries import tag
from tests.plans import PLANS, budget_plan, city_plan, goals_plan
from tests.plans.entries import due
from tests.world import plan_2022, text_of

LATE = "/kpis/1/targets/0/due/end"


def late_target() -> str:
    return edited({"/kpis/1/targets/0/due": due(2027, "令和8年度")}, city_plan)


@pytest.mark.parametrize("plan", PLANS.values())
def test_the_plans_of_the_tests_give_no_caution(plan: type) -> None:
    content = text_of(plan())
    assert cautions_of(check_text(content), content) == ()


def test_a_target_after_the_plan_is_a_caution_and_the_import_goes_on(store: Store) -> None:
    outcome = import_text(store, late_target())
    assert outcome.revision == 1
    (caution,) = outcome.cautions
    assert (caution.where, caution.item) == (LATE, "991007-2022_chuki-k2")
    assert "2028-03-31" in caution.message
    assert "2027-03-31" in caution.message


def test_it_is_named_by_its_place_in_format_1() -> None:
    content = edited({"/kpis/1/due/start": "2023-04-01", "/kpis/1/due/end": "2023-04-30"}, plan_2022)
    assert [one.where for one in cautions_of(check_text(content), content)] == ["/kpis/1/due/end"]


@pytest.mark.parametrize(
    ("edits", "base", "where", "says"),
    [
        ({"/plan/amounts/1/fiscal_year": 2025}, budget_plan, "/plan/amounts/1/fiscal_year", "令和7年度"),
        (
            {"/document/4/amounts/0/fiscal_year": 2026},
            budget_plan,
            "/document/4/amounts/0/fiscal_year",
            "令和8年度",
        ),
        (
            {"/plan/announced/pillars": 1},
            city_plan,
            "/plan/announced/pillars",
            "柱は1件ですが、このファイルには2件",
        ),
        (
            {"/document/6/sdgs": [tag(13, "13.1", "雨水", "大雨に備える。")]},
            goals_plan,
            "/document/6/sdgs/0",
            "目標13",
        ),
    ],
)
def test_other_slips(edits: Edits, base: type, where: str, says: str) -> None:
    content = edited(edits, base)
    (caution,) = cautions_of(check_text(content), content)
    assert caution.where == where
    assert caution.line
    assert says in caution.message


def test_the_import_of_a_file_and_of_a_directory_print_them(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "chuki.json").write_text(late_target(), "utf-8")
    import_one(store, tmp_path / "chuki.json")
    assert f"{LATE}（" in capsys.readouterr().err
    assert import_directory(store, tmp_path, dry_run=False)
    out, err = capsys.readouterr()
    assert "誤りのあるファイル0件" in out
    assert "確かめたほうがよいところが1か所" in err
    assert f"{LATE}（" in err
