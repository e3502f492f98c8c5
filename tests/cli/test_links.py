"""`hoshin suggest-links` and `hoshin accept-links`: proposals on the tests' years, and what a person accepts."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlmodel import Session

from app.db.revisions import current_revision
from app.db.schema import open_store
from app.db.store import Store
from app.importer.findings import PlanFileError
from app.importer.import_plan import import_text
from app.importer.link_suggestions import (
    Suggestions,
    accepted,
    as_workbook,
    read_json,
    read_workbook,
    suggest,
)
from app.models import Plan
from tests.cli.conftest import RunCommand
from tests.command_line import hoshin
from tests.conftest import MakeSettings
from tests.plans import last_year, next_year
from tests.plans.entries import Json
from tests.plans.next_year import P24
from tests.plans.third_year import P25, third_year
from tests.world import P23, text_of


def without_links(file: Json) -> Json:
    del file["continues"]
    return file


@pytest.fixture(scope="module")
def three_years(make_settings: MakeSettings) -> Store:
    """A store with three editions that say nothing of one another."""
    store = open_store(make_settings("sqlite"))
    for plan in (last_year(), without_links(next_year()), without_links(third_year())):
        import_text(store, text_of(plan))
    return store


def suggestions(store: Store, earlier: str, later: str) -> Suggestions:
    with store.snapshot() as session:
        current_revision(session)
        return suggest(session, _plan(session, earlier), _plan(session, later))


def _plan(session: Session, plan: str) -> Plan:
    return session.get_one(Plan, plan)


def proposed(store: Store, earlier: str, later: str) -> set[tuple[str | None, str | None]]:
    rows = suggestions(store, earlier, later).rows
    return {(row.earlier, row.item) for row in rows if row.score is not None}


@pytest.mark.parametrize(
    ("earlier", "file", "beyond", "missed"),
    [
        # What the file leaves unsaid, though it has the same name.
        (P23, next_year(), {(f"{P23}-p2-t1", f"{P24}-p2-t1")}, {(f"{P23}-p2-t1-m2", f"{P24}-p2-t1-m1")}),
        (P24, third_year(), set(), {(f"{P24}-p2-t1-m1", f"{P25}-p2-t1-m2")}),
    ],
)
def test_the_proposals_are_nearly_what_the_files_of_the_years_say(
    three_years: Store, earlier: str, file: Json, beyond: set[Any], missed: set[Any]
) -> None:
    said = {
        (one["earlier"], one["item"])
        for one in file["continues"]
        if one["item"] and one["earlier"] and one["earlier"].startswith(earlier)
    }
    found = proposed(three_years, earlier, file["plan"]["id"])
    assert (found - said, said - found) == (beyond, missed)


def test_what_is_merged_or_split_is_proposed_only_where_it_is_clear(three_years: Store) -> None:
    rows = suggestions(three_years, P23, P24).rows
    merged = {(row.earlier, row.item) for row in rows if row.relation == "merged"}
    assert merged == {(f"{P23}-p2", f"{P24}-p2"), (f"{P23}-p3", f"{P24}-p2")}
    alone = [(row.earlier, row.item, row.relation) for row in rows if row.score is None]
    assert alone == [
        (None, f"{P24}-p2-t1-m2", "new"),
        (f"{P23}-p2-t1-m2", None, None),
        (f"{P23}-k1", None, None),
    ]


def decided(content: bytes, decisions: dict[int, dict[str, Any]]) -> bytes:
    """A workbook with some cells written by heading and by row, counted with the row of headings."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    columns = {cell.value: number for number, cell in enumerate(sheet[3], 1)}
    for line, cells in decisions.items():
        for heading, value in cells.items():
            sheet.cell(line + 2, columns[heading], value)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_accepted_rows_become_continuations_of_the_plan(
    three_years: Store, tmp_path: Path, make_settings: MakeSettings
) -> None:
    settings = {"HOSHIN_DATABASE_URL": three_years.settings.database_url or ""}
    made = hoshin("suggest-links", P23, P24, "--output", "links.xlsx", cwd=tmp_path, **settings)
    assert made.status == 0, made.err
    assert "候補7件と、相手の見つからない項目3件" in made.out
    accept = {"採否": "採用"}
    file = tmp_path / "links.xlsx"
    file.write_bytes(
        decided(
            file.read_bytes(),
            {
                2: accept,
                3: {"採否": "採用", "理由": "名称だけが変わった。"},
                4: {"採否": "不採用"},
                9: {"採否": "採用", "理由": "前の年度にない。"},
                11: {"採否": " 採用 ", "関係": "終了", "理由": "目標が掲げられていない。"},
            },
        )
    )
    done = hoshin("accept-links", "links.xlsx", "--output", "next.json", cwd=tmp_path, **settings)
    assert done.status == 0, done.err
    plan = json.loads((tmp_path / "next.json").read_text("utf-8"))
    assert plan["note"] == "前の計画とのつながり4件を加えた"
    assert [
        (one.get("earlier"), one.get("item"), one["relation"], one["reason"]) for one in plan["continues"]
    ] == [
        (f"{P23}-p1", f"{P24}-p1", "continued", "名称が同じ。"),
        (f"{P23}-p1-t1", f"{P24}-p1-t1", "renamed", "名称だけが変わった。"),
        (None, f"{P24}-p2-t1-m2", "new", "前の年度にない。"),
        (f"{P23}-k1", None, "ended", "目標が掲げられていない。"),
    ]
    # Nothing is stored before the file is imported.
    assert proposed(three_years, P23, P24)
    outcome = import_text(three_years, json.dumps(plan), dry_run=True)
    assert [change.id for change in outcome.changes] == [P24, f"{P24}-p1", f"{P24}-p1-t1", f"{P24}-p2-t1-m2"]


@pytest.mark.parametrize(
    ("plans", "says"), [((P23, P23), "同じ計画"), ((P24, P23), f"hoshin suggest-links {P23} {P24}")]
)
def test_a_plan_and_itself_and_a_reversed_order_are_refused(
    three_years: Store, run_command: RunCommand, plans: tuple[str, str], says: str
) -> None:
    ended = run_command("suggest-links", *plans, HOSHIN_DATABASE_URL=three_years.settings.database_url or "")
    assert (ended.status, says in ended.err) == (1, True)


def test_wrong_rows_are_named_all_at_once(three_years: Store) -> None:
    content = as_workbook(suggestions(three_years, P23, P24))
    wrong = {
        2: {"採否": "はい"},
        3: {"採否": "採用", "関係": "成長"},
        10: {"採否": "採用"},
        11: {"採否": "採用", "関係": "終了"},
    }
    with pytest.raises(PlanFileError) as caught:
        accepted(read_workbook(decided(content, wrong)))
    assert [(one.where, one.message[:8]) for one in caught.value.findings] == [
        (f"つながりの候補!A4（採否）［{P24}-p1］", "「はい」は一覧に"),
        (f"つながりの候補!H5（関係）［{P24}-p1-t1］", "関係を、継続、名"),
        ("つながりの候補!H12（関係）", "関係を、継続、名"),
        ("つながりの候補!I12（理由）", "採用する理由を書"),
        ("つながりの候補!I13（理由）", "採用する理由を書"),
    ]
    with pytest.raises(PlanFileError) as caught:
        read_workbook(decided(content, {11: {"採否": "採用", "理由": "=1+1"}}))
    assert str(caught.value.findings[0]).startswith("つながりの候補!I13（理由）: 数式です。")


def test_what_is_no_file_of_suggestions_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"\0" * (70 * 1024 * 1024))
    for content, says in (
        (b"PK\x03\x04", "Excelのファイルとして開けません。途中で切れているか、壊れています"),
        (bomb.getvalue(), "大きすぎます"),
    ):
        with pytest.raises(PlanFileError) as caught:
            read_workbook(content)
        assert says in caught.value.findings[0].message
    with pytest.raises(PlanFileError) as caught:
        read_json('{"format": "hoshin-plan/2"}')
    assert "hoshin-links/1" in caught.value.findings[0].message
