"""`hoshin verify` finds one altered word wherever it is, and a forced import mends it."""

import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.cli.import_report import import_forced
from app.cli.verification_report import verify_store
from app.db.schema import open_store
from app.db.store import Store
from app.importer.import_plan import import_file, import_text
from app.importer.verification import Verification
from app.importer.withdraw import withdraw_plan
from app.settings import Settings
from tests.command_line import Ended, hoshin
from tests.conftest import MakeSettings
from tests.paths import SEED
from tests.sampling import on_engines, on_sqlite_alone, sampled
from tests.world import P22, P23, entry, plan_2022, plan_2023, text_of

M1 = f"{P22}-p1-t1-m1"
PATHS = (
    "/api/v1/initiatives?limit=100&facet=pillar&facet=bureau",
    "/api/v1/initiatives?q=訓練",
    "/api/v1/organisations",
    f"/plans/{P22}/files/initiatives.csv",
    "/api/v1/sdg-goals",
    "/api/v1/plans",
)


@pytest.fixture
def verified_store(store: Store) -> Store:
    """`store` with the sheet, both plans of the world, a second edition of one, and a withdrawn plan."""
    import_file(store, SEED)
    edited = plan_2022()
    entry(edited, f"{P22}-p1-t1-m2")["label"] = "見守る"
    for content in (text_of(plan_2022()), text_of(plan_2023()), text_of(edited)):
        import_text(store, content)
    withdraw_plan(store, P23, "統合したため。")
    return store


def findings(store: Store) -> list[str]:
    verification = Verification(store)
    steps = [verification.database(), *map(verification.plan, verification.plan_ids), verification.whole()]
    return [str(finding) for found in steps for finding in found]


def command_of(settings: Settings, tmp_path: Path, *arguments: str | Path) -> Ended:
    return hoshin(*arguments, cwd=tmp_path, HOSHIN_DATABASE_URL=settings.database_url)


def forced(settings: Settings, tmp_path: Path, content: str) -> Ended:
    file = tmp_path / "plan.json"
    file.write_text(content, "utf-8")
    return command_of(settings, tmp_path, "import", "--force", file)


def forced_here(settings: Settings, tmp_path: Path, content: str) -> Ended:
    """The same in this process."""
    file = tmp_path / "plan.json"
    file.write_text(content, "utf-8")
    store = Store(settings)
    with redirect_stdout(io.StringIO()) as printed:
        import_forced(store, [file])
    store.close()
    return Ended(0, printed.getvalue(), "")


def edited_world() -> str:
    edited = plan_2022()
    entry(edited, f"{P22}-p1-t1-m2")["label"] = "見守る"
    return text_of(edited)


def test_a_store_as_it_was_imported_has_no_findings(verified_store: Store) -> None:
    assert findings(verified_store) == []


# A statement, and what the finding names.
# ruff: noqa: S608
ALTERED = {
    "text": (f"UPDATE passage SET text = '防火訓練' WHERE id = '{P22}-g0'", f"passage {P22}-g0 text"),
    "json": (
        f"UPDATE initiative SET document = replace(document, '訓練', '訓錬') WHERE id = '{M1}'",
        f"initiative {M1} document",
    ),
    "searched": (f"UPDATE initiative SET folded = 'x' WHERE id = '{M1}'", f"initiative {M1} folded"),
    "missing": (f"DELETE FROM sdg_tag WHERE initiative_id = '{M1}'", f"sdg_tag {M1} 11: 行がありません"),
    "date": ("UPDATE kpi_figure SET \"end\" = '2031-03-31' WHERE plan_id = '991015-2022'", "end"),
    "title": (f"UPDATE plan SET title = '方針' WHERE id = '{P22}'", f"plan {P22} title"),
    "counts": (f"UPDATE plan SET counts = '{{}}' WHERE id = '{P22}'", f"plan {P22} counts"),
    "organisation": (
        "UPDATE organisation SET kind = 'board' WHERE id = '991007-doboku'",
        "organisation 991007",
    ),
    "facet": ("DELETE FROM facet WHERE number = (SELECT max(number) FROM facet)", "facet"),
    "plan facet": (f"UPDATE plan_facet SET stated = 9 WHERE plan_id = '{P22}' AND stated = 0", "plan_facet"),
    "label": (
        "UPDATE facet_term SET label = '別' WHERE dimension = 'pillar' AND label = '守り'",
        "plan_facet",
    ),
    "goal": ("UPDATE sdg_goal SET name = '別の目標' WHERE number = 11", "sdg_goal 11 name"),
}


@pytest.mark.parametrize(
    ("engine", "name"), on_engines(ALTERED, ["json", "missing", "plan facet"]), indirect=["engine"]
)
def test_what_was_altered_is_found_and_mended_by_a_forced_import(
    name: str, verified_store: Store, client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    before = {path: client.get(path).content for path in PATHS}
    statement, says = ALTERED[name]
    with verified_store.writing() as connection:
        connection.execute(text(statement))
    assert any(says in finding and "hoshin rebuild" in finding for finding in findings(verified_store))
    {path: client.get(path).status_code for path in PATHS}  # what is cached now is wrong
    done = sampled(forced_here, forced)(settings, tmp_path, edited_world())
    assert (done.status, "書き直しました。内容と改訂番号は変わりません。" in done.out) == (0, True), done.err
    assert findings(verified_store) == []
    assert {path: client.get(path).content for path in PATHS} == before


def test_an_entry_missing_in_the_search_index_is_found(verified_store: Store) -> None:
    with verified_store.writing() as connection:
        last = connection.scalar(text("SELECT max(number) FROM initiative"))
        if verified_store.file is None:
            connection.execute(text("DELETE FROM initiative_search WHERE rowid = :last"), {"last": last})
        else:
            connection.execute(
                text("INSERT INTO initiative_search (rowid, terms) VALUES (:last, '000000zz')"),
                {"last": last + 1},
            )
    (finding,) = findings(verified_store)
    assert re.match("initiative_search: 検索の索引が.*hoshin rebuild", finding)


def test_an_altered_word_in_a_kept_file_is_found_and_mended(
    verified_store: Store, settings: Settings, tmp_path: Path
) -> None:
    newest = "id = (SELECT max(id) FROM revision WHERE plan_id = '991015-2022')"
    with verified_store.writing() as connection:
        connection.execute(text(f"UPDATE revision SET file = replace(file, '防災', '防火') WHERE {newest}"))
    (finding,) = findings(verified_store)
    assert finding.startswith(f"{P22} revision 4: 登録されている計画ファイルが、登録したときと違います")
    assert "hoshin import --force FILE" in finding
    assert forced(settings, tmp_path, edited_world()).status == 0
    assert findings(verified_store) == []


@on_sqlite_alone
def test_a_kept_file_that_is_no_json_is_mended(
    verified_store: Store, settings: Settings, tmp_path: Path
) -> None:
    with verified_store.writing() as connection:
        connection.execute(text("UPDATE revision SET file = '{' WHERE id = 4"))
    assert len(findings(verified_store)) == 1
    assert forced(settings, tmp_path, edited_world()).status == 0
    assert findings(verified_store) == []


def test_altered_history_is_found_and_comes_from_the_backup(verified_store: Store) -> None:
    with verified_store.writing() as connection:
        connection.execute(text("UPDATE revision SET file = replace(file, '防災', '防火') WHERE id = 2"))
        changed = text("SELECT after FROM change WHERE revision_id = 4")
        after = json.loads(connection.scalar(text(f"SELECT CAST(after AS text) FROM ({changed}) AS c")) or "")
        after["label"] = "見張る"
        connection.execute(
            text("UPDATE change SET after = :after WHERE revision_id = 4"),
            {"after": json.dumps(after, ensure_ascii=False)},
        )
    found = findings(verified_store)
    assert [finding.split(":")[0] for finding in found] == [
        f"{P22} revision 2",
        f"change 4 {P22}-p1-t1-m2",
    ]
    assert all("控えから戻してください" in finding for finding in found)


@on_sqlite_alone
def test_a_forced_import_of_a_changed_plan_is_an_import(
    verified_store: Store, settings: Settings, tmp_path: Path
) -> None:
    done = forced(settings, tmp_path, text_of(plan_2022()))
    assert (done.status, "改訂番号 6" in done.out) == (0, True), done.err
    assert findings(verified_store) == []


@on_sqlite_alone
def test_the_command_ends_with_1_and_names_each_finding_in_a_line(
    verified_store: Store, settings: Settings, tmp_path: Path
) -> None:
    sound = command_of(settings, tmp_path, "verify")
    assert (sound.status, sound.out) == (0, "計画3件を調べました。違いはありません。\n")
    with verified_store.writing() as connection:
        connection.execute(text(ALTERED["text"][0]))
    ended = command_of(settings, tmp_path, "verify")
    assert ended.status == 1
    assert ended.out == (
        f"passage {P22}-g0 text: 値が、登録されている計画ファイルと違います。"
        "hoshin rebuild で、登録されている計画ファイルから作り直してください。\n"
    )
    assert "1件の違いが見つかりました" in ended.err
    assert command_of(settings, tmp_path, "rebuild").status == 0
    assert command_of(settings, tmp_path, "verify").status == 0


def test_zeroed_pages_of_a_file_are_found(
    make_settings: MakeSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    store = open_store(make_settings("sqlite"))
    import_file(store, SEED)
    store.close()
    assert store.file is not None
    with store.file.open("r+b") as opened:
        opened.seek(40 * 4096)
        opened.write(bytes(5 * 4096))
    assert not verify_store(store)
    store.close()
    assert re.search("database: .*壊れてい.*控えから戻して", capsys.readouterr().out)
