"""The store: opened, missing or broken; one snapshot for each reader; one writer at a time."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError

from app.db.database_errors import advice_on
from app.db.engines import journal_mode
from app.db.schema import open_store
from app.db.store import MissingDatabaseError, Store, StoreError
from app.importer.import_plan import import_text
from app.settings import Settings
from tests.conftest import Clock, MakeSettings
from tests.world import P22, P23, entry, plan_2022, plan_2023, text_of


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 7, 0), "DELETE"),
        ((3, 40, 1), "DELETE"),
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 44, 7), "WAL"),
        ((3, 45, 0), "DELETE"),
        ((3, 50, 6), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 0), "DELETE"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_wal_is_used_only_where_its_corruption_bug_is_fixed(version: tuple[int, ...], mode: str) -> None:
    assert journal_mode(version) == mode


@pytest.fixture
def sqlite_store(make_empty_settings: MakeSettings) -> Iterator[Store]:
    store = open_store(make_empty_settings("sqlite"))
    yield store
    store.close()


def pragma(store: Store, name: str) -> object:
    with store.snapshot() as session:
        return session.connection().exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_sqlite_is_opened_with_safe_pragmas(sqlite_store: Store) -> None:
    assert pragma(sqlite_store, "foreign_keys") == 1
    assert pragma(sqlite_store, "synchronous") == 2
    assert pragma(sqlite_store, "trusted_schema") == 0
    assert pragma(sqlite_store, "busy_timeout") == 5000
    assert str(pragma(sqlite_store, "journal_mode")).upper() == journal_mode(sqlite3.sqlite_version_info)


def test_a_foreign_key_is_enforced(store: Store) -> None:
    statement = text("INSERT INTO plan_organisation VALUES ('991015-2022', '991015', 0)")
    with pytest.raises(DBAPIError), store.writing() as connection:
        connection.execute(statement)


def test_a_missing_file_is_an_error_and_not_an_empty_database(tmp_path: Path) -> None:
    file = tmp_path / "missing.db"
    with pytest.raises(MissingDatabaseError, match=r"missing\.db がありません.*hoshin import"):
        Store(Settings(database_url=f"sqlite:///{file}"))
    assert not file.exists()


def test_a_file_that_vanished_is_an_error_and_not_an_empty_database(sqlite_store: Store) -> None:
    assert sqlite_store.file is not None
    sqlite_store.close()
    sqlite_store.file.unlink()
    with pytest.raises(OperationalError), sqlite_store.snapshot() as session:
        session.connection()
    assert not sqlite_store.file.exists()


@pytest.mark.parametrize("name", ["a?b.db", "100%.db", "a b.db", "方針.db", "a#b.db", "%3F.db", "a&b=c.db"])
def test_a_database_file_may_have_any_name(name: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/{name.replace('%', '%25').replace('?', '%3F')}"
    store = open_store(Settings(database_url=url))
    import_text(store, text_of(plan_2022()))
    store.close()
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("folder", "ファイルではありません"),
        ("file/below/hoshin.db", "作れません"),
        ("/proc/hoshin/hoshin.db", "作れません"),
    ],
)
def test_an_unusable_database_path_is_refused_with_a_reason(path: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=says):
        open_store(Settings(database_url=f"sqlite:///{tmp_path / path}"))


def test_missing_parent_folders_are_created(tmp_path: Path) -> None:
    open_store(Settings(database_url=f"sqlite:///{tmp_path}/a/b/hoshin.db")).close()
    assert (tmp_path / "a/b/hoshin.db").stat().st_mode & 0o777 == 0o644


def test_opening_a_current_store_again_changes_no_byte(
    sqlite_store: Store, make_empty_settings: MakeSettings
) -> None:
    assert sqlite_store.file is not None
    before = sqlite_store.file.read_bytes(), sqlite_store.file.stat().st_mtime_ns
    open_store(Settings(database_url=f"sqlite:///{sqlite_store.file}")).close()
    assert (sqlite_store.file.read_bytes(), sqlite_store.file.stat().st_mtime_ns) == before


def test_a_file_that_is_no_database_is_reported_as_broken(tmp_path: Path) -> None:
    file = tmp_path / "hoshin.db"
    file.write_bytes(b"this is a letter to the mayor " * 100)
    with pytest.raises(StoreError, match="壊れている"):
        open_store(Settings(database_url=f"sqlite:///{file}"))


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "hoshin.db"
    file.touch()
    with pytest.raises(StoreError, match=r"空のファイル.*控えから戻すか.*消してから"):
        open_store(Settings(database_url=f"sqlite:///{file}"))
    assert file.read_bytes() == b""


FOREIGN = (
    "CREATE TABLE note (id INTEGER PRIMARY KEY)",
    "CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('0009')",
    "CREATE VIEW plan AS SELECT 1",
    "PRAGMA application_id=252006674",
)


@pytest.mark.parametrize("statements", FOREIGN)
def test_a_database_of_another_program_is_refused_and_left_as_it_is(statements: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(statements)
    before = file.read_bytes()
    with pytest.raises(StoreError, match=r"hoshin のものではありません.*別のファイルを指定"):
        open_store(Settings(database_url=f"sqlite:///{file}"))
    assert file.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["notes.db"]


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_a_journal_without_its_database_is_left_alone(ending: str, tmp_path: Path) -> None:
    rest = tmp_path / f"hoshin.db{ending}"
    rest.write_bytes(b"the last transaction")
    with pytest.raises(StoreError, match=r"続きの hoshin\.db-\w+ が残っています.*控えから"):
        open_store(Settings(database_url=f"sqlite:///{tmp_path}/hoshin.db"))
    assert [file.name for file in tmp_path.iterdir()] == [rest.name]


def test_a_schema_with_tables_of_other_programs_is_shared_unless_names_clash(
    make_empty_settings: MakeSettings,
) -> None:
    settings = make_empty_settings("postgresql")
    engine = create_engine(settings.database)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE plan (id integer)"))
    with pytest.raises(StoreError, match=r"ほかのプログラムの表（plan）.*hoshin のためのデータベース"):
        open_store(settings)
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == ["plan"]
        connection.execute(text("ALTER TABLE plan RENAME TO invoice"))
    open_store(settings).close()
    with engine.begin() as connection:
        assert {"invoice", "plan"} <= set(inspect(connection).get_table_names())
    engine.dispose()


def test_a_database_of_a_newer_version_is_left_alone(store: Store, settings: Settings) -> None:
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="新しい版"):
        open_store(settings)
    with store.snapshot() as session:
        assert session.connection().scalar(text("SELECT version_num FROM alembic_version")) == "9999"


def test_a_reader_cannot_write(store: Store) -> None:
    with store.snapshot() as session, pytest.raises(DBAPIError, match=r"(?i)read.?only"):
        session.connection().execute(text("DELETE FROM sdg_goal"))
    with store.snapshot() as session:
        assert session.connection().scalar(text("SELECT count(*) FROM sdg_goal")) == 17


COUNT = text("SELECT count(*) FROM initiative")


def test_a_reader_sees_one_revision_to_its_end(store: Store) -> None:
    import_text(store, text_of(plan_2022()))
    started = threading.Event()

    def load() -> None:
        started.set()
        import_text(store, text_of(plan_2023()))

    with ThreadPoolExecutor(1) as pool:
        with store.snapshot() as session:
            assert session.connection().scalar(COUNT) == 7
            done = pool.submit(load)
            started.wait()
            if store.file is None:
                done.result()  # PostgreSQL writes beside its readers
            assert session.connection().scalar(COUNT) == 7
        done.result()
    with store.snapshot() as session:
        assert session.connection().scalar(COUNT) == 10


def test_a_failed_transaction_changes_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        connection.execute(text("DELETE FROM sdg_target"))
        raise ZeroDivisionError
    with store.snapshot() as session:
        assert session.connection().scalar(text("SELECT count(*) FROM sdg_target")) == 169


def test_a_second_writer_waits_for_the_first(store: Store) -> None:
    order = []
    inside = threading.Event()

    def second() -> None:
        inside.wait()
        with store.writing():
            order.append("second")

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(second)
        with store.writing():
            inside.set()
            assert not done.done()
            order.append("first")
        done.result(timeout=60)
    assert order == ["first", "second"]


def test_two_imports_at_once_land_one_after_the_other(store: Store) -> None:
    files = [text_of(plan_2022()), text_of(plan_2023())]
    renamed = plan_2022()
    entry(renamed, f"{P22}-p1-t1-m1")["label"] = "訓練の開催"
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda file: import_text(store, file, clock=Clock()), files * 3))
    assert sorted(one.revision for one in done if one.revision) == [1, 2]
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda file: import_text(store, file), [text_of(renamed), files[0]] * 2))
    with store.snapshot() as session:
        rows = session.connection().execute(text("SELECT id, revision_id FROM plan ORDER BY id")).all()
        last = session.connection().scalar(text("SELECT max(id) FROM revision WHERE plan_id = '991015-2022'"))
        assert [(row.id, row.revision_id > 2) for row in rows] == [(P22, True), (P23, False)]
        assert rows[0].revision_id == last
        assert session.connection().scalar(COUNT) == 10


def command(settings: Settings, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        env=os.environ | {"HOSHIN_DATABASE_URL": settings.database_url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_processes_that_start_on_an_empty_database_at_once_all_succeed(
    empty_settings: Settings, tmp_path: Path
) -> None:
    files = []
    for plan in (plan_2022(), plan_2023()):
        file = tmp_path / f"{plan['plan']['id']}.json"
        file.write_text(text_of(plan), "utf-8")
        files.append(str(file))
    running = [command(empty_settings, "import", file) for file in [*files, files[0]]]
    ended = [(process.communicate(timeout=110), process.returncode) for process in running]
    assert [code for _, code in ended] == [0] * 3, ended
    store = open_store(empty_settings)
    with store.snapshot() as session:
        assert session.connection().scalar(text("SELECT count(*) FROM revision")) == 2
        assert session.connection().scalar(COUNT) == 10
    store.close()


def test_imports_succeed_while_readers_are_busy(store: Store) -> None:
    import_text(store, text_of(plan_2022()))
    stop = threading.Event()

    def read() -> set[int]:
        seen = set()
        while not stop.is_set():
            with store.snapshot() as session:
                first = session.connection().scalar(COUNT)
                second = session.connection().scalar(text("SELECT count(*) FROM measure")) or 0
                second += session.connection().scalar(text("SELECT count(*) FROM bureau_project")) or 0
            assert first == second
            seen.add(second)
        return seen

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        try:
            for number in range(6):
                file = plan_2022()
                entry(file, f"{P22}-p1-t1-m1")["label"] = f"訓練{number}"
                assert import_text(store, text_of(file)).revision == number + 2
        finally:
            stop.set()
        assert [reader.result() for reader in readers] == [{7}] * 3


def test_a_writer_that_waits_too_long_gets_an_explanation(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.db.engines.WRITER_TIMEOUT_MS", 50)
    with sqlite_store.writing(), pytest.raises(OperationalError) as caught, sqlite_store.writing():
        pass
    assert advice_on(caught.value) == (
        "ほかの登録が続いているため書き込めません。終わってから、もう一度実行してください。"
    )


def test_an_unreachable_server_is_reported_without_the_password() -> None:
    settings = Settings(database_url="postgresql://hoshin:secret@127.0.0.1:1/hoshin")
    with pytest.raises(OperationalError) as caught:
        open_store(settings)
    assert "接続できません" in advice_on(caught.value)
    assert "secret" not in advice_on(caught.value)
