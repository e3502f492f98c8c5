"""An import that is interrupted at any point is stored completely or not at all."""

import json
import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from contextlib import closing
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import inspect, select, text
from sqlmodel import SQLModel

from app.db import sqlite_file
from app.db.schema import config, is_current, open_store
from app.db.store import Store
from app.importer.bulk_import import import_files, plan_files
from app.importer.import_plan import import_text
from app.importer.outcome import Outcome
from app.settings import Settings
from benchmarks.plan_generator import PER_PLAN, plans
from tests.conftest import Clock, MakeSettings
from tests.paths import SEED
from tests.sampling import sampled
from tests.stopped_statements import Stopped, stopped_at
from tests.world import P22, Json, entry, plan_2022, signed, text_of

Dump = dict[str, list[Any]]


def dump(store: Store, without: Collection[str] = ()) -> Dump:
    """Every row of every table but the excluded ones."""
    with store.snapshot() as session:
        return {
            name: sorted(map(repr, session.execute(select(table)).all()))
            for name, table in SQLModel.metadata.tables.items()
            if name not in without
        }


def second_version() -> Json:
    """The world's plan of 2022 with an item added, one changed and one withdrawn."""
    file = plan_2022()
    file["note"] = "見直し"
    entry(file, f"{P22}-p1-t1-m1")["label"] = "訓練の開催"
    file["document"] = [one for one in file["document"] if one["id"] != f"{P22}-p2-t1-m1"]
    file["withdrawn"] = [{"id": f"{P22}-p2-t1-m1", "reason": "終了"}]
    file["document"].append({**file["document"][-1], "id": f"{P22}-b03", "line": 22, "sdgs": []})
    file["organisations"].append(
        {"id": "991007-mizu", "name": "水道局", "kind": "bureau", "municipality_code": "991007"}
    )
    return signed(file)


def until_it_succeeds(store: Store, action: Callable[[], object], step: int = 1) -> int:
    """Repeats the action, stopped at its first statement, its second and so on, until it succeeds.

    The store never changes before. Returns the number of the statement that was not reached.
    """
    before = dump(store)
    number = 1
    while True:
        try:
            with stopped_at(store, number) as sent:
                action()
        except Stopped:
            assert dump(store) == before, sent[-1]
            number += step
            continue
        assert dump(store) != before
        return number


@pytest.mark.parametrize("first", [False, True])
def test_an_import_stopped_at_any_statement_changes_nothing(store: Store, *, first: bool) -> None:
    clock = Clock()
    if not first:
        import_text(store, text_of(plan_2022()), clock=clock)
    content = text_of(plan_2022() if first else second_version())
    stopped = until_it_succeeds(store, lambda: import_text(store, content, clock=clock))
    assert stopped > 20
    assert import_text(store, content).changes == []


def test_a_migration_stopped_at_any_statement_changes_nothing(store: Store) -> None:
    import_text(store, text_of(plan_2022()))

    def down() -> None:
        with store.migrating() as connection:
            command.downgrade(config(connection), "base")
            command.upgrade(config(connection), "head")

    assert until_it_succeeds(store, down, step=sampled(61, 7)) > 100
    with store.snapshot() as session:
        assert is_current(session.connection())


def test_a_first_start_stopped_at_any_statement_can_be_repeated(make_empty_settings: MakeSettings) -> None:
    settings = make_empty_settings("sqlite")
    assert settings.sqlite_file is not None
    sqlite_file.create(settings.sqlite_file)
    store = Store(settings)
    for number in range(1, 60, 6):
        with pytest.raises(Stopped), stopped_at(store, number), store.migrating() as connection:
            command.upgrade(config(connection), "head")
        with store.snapshot() as session:
            assert inspect(session.connection()).get_table_names() == []
    store.close()
    again = open_store(settings)
    assert import_text(again, text_of(plan_2022())).revision == 1
    again.close()


# --- SQLite: the process dies, the disk is full --------------------------------------------------


def editions() -> list[str]:
    """Two editions of the real sheet that differ in every measure's label."""
    first: Json = json.loads(SEED.read_text("utf-8"))
    second = json.loads(SEED.read_text("utf-8"))
    for one in second["document"]:
        if one["type"] == "measure":
            one["label"] = f"改 {one['label']}"[:40]
    return [text_of(first), text_of(second)]


def import_for_ever(url: str, started: Event) -> None:
    """The process to be killed: imports one edition after the other. The first imports of a process take many
    times as long as the later ones, so its time begins after them."""
    store = open_store(Settings(database_url=url))
    files = editions()
    while True:
        for file in files:
            import_text(store, file)
        started.set()


def plan_rows(store: Store) -> Dump:
    """The rows of the plan without revision numbers, times and term ids, which differ between imports."""
    history = {"revision", "change", "plan", "store", "initiative", *INDEX}
    rows = dump(store, without=history)
    with store.snapshot() as session:
        return rows | {
            name: sorted(map(repr, session.execute(text(statement)).all()))
            for name, statement in INDEX.items()
        }


INDEX = {
    "initiative": "SELECT number, position, folded, folded_stated, document FROM initiative",
    "facet_term": "SELECT dimension, key, label FROM facet_term",
    "facet": "SELECT dimension, key, number, any_basis, stated FROM facet JOIN facet_term ON id = term_id",
    "plan_facet": "SELECT dimension, key, plan_id, position, any_basis, stated FROM plan_facet"
    " JOIN facet_term ON id = term_id",
}


def check_integrity(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        newest = connection.execute("SELECT max(id) FROM revision").fetchone()
        assert connection.execute("SELECT revision_id FROM plan").fetchone() == newest
        unexplained = "SELECT count(*) FROM revision WHERE id NOT IN (SELECT revision_id FROM change)"
        assert connection.execute(unexplained).fetchone() == (0,)
    connection.close()


def test_an_import_that_is_killed_leaves_one_whole_edition(make_settings: MakeSettings) -> None:
    settings = make_settings("sqlite")
    store = open_store(settings)
    whole, longest = [], 0.0
    for file in editions():
        begun = time.monotonic()
        import_text(store, file)
        longest = max(longest, time.monotonic() - begun)
        whole.append(plan_rows(store))
    assert whole[0] != whole[1]
    assert store.file is not None
    chance = random.Random(20221123)
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.importer.test_interrupted_import"])
    seen: set[Any] = set()
    for round_ in range(100):
        if round_ >= sampled(10, 30) and len(seen) > 5:  # enough revisions were written
            break
        started = processes.Event()
        process = processes.Process(target=import_for_ever, args=(settings.database_url, started))
        process.start()
        try:
            assert started.wait(60)
            # Waits for a random time, longer on a busy machine: the process never ends by itself.
            process.join(chance.uniform(0, 2 * longest))
        finally:
            process.kill()
            process.join()
        check_integrity(store.file)
        assert plan_rows(store) in whole
        with store.snapshot() as session:
            seen.add(session.connection().scalar(text("SELECT max(id) FROM revision")))
    assert len(seen) > 5
    store.close()


def plans_in(file: Path) -> dict[str, int]:
    """Each plan in the file with its number of initiatives; none while the file is locked."""
    with closing(sqlite3.connect(file, timeout=0)) as connection:
        try:
            counted = "SELECT plan_id, count(*) FROM initiative GROUP BY plan_id"
            return dict(connection.execute(counted).fetchall())
        except sqlite3.OperationalError:
            return {}


def test_a_bulk_import_that_is_killed_leaves_whole_plans_and_no_process(
    make_settings: MakeSettings, tmp_path: Path
) -> None:
    settings = make_settings("sqlite")
    store = open_store(settings)
    assert store.file is not None
    whole = {}
    for plan in plans(sampled(60, 100) * PER_PLAN):
        whole[plan["plan"]["id"]] = plan["document"]
        (tmp_path / f"{plan['plan']['id']}.json").write_text(json.dumps(plan, ensure_ascii=False), "utf-8")
    kinds = ("measure", "bureau_project")
    numbers = {plan: sum(one["type"] in kinds for one in items) for plan, items in whole.items()}
    command_line = [sys.executable, "-m", "app", "import", str(tmp_path)]
    for wanted in (1, 12, 25):
        process = subprocess.Popen(
            command_line,
            env=os.environ | {"HOSHIN_DATABASE_URL": settings.database_url},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        while process.poll() is None and len(plans_in(store.file)) < wanted:
            time.sleep(0.005)
        process.kill()
        process.communicate(timeout=60)  # returns when every process that holds the pipe has ended
        assert process.returncode == -signal.SIGKILL
        with sqlite3.connect(store.file) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            assert connection.execute("SELECT count(*) FROM revision").fetchone()[0] >= wanted
        connection.close()
        assert plans_in(store.file).items() <= numbers.items()
    assert all(isinstance(one.result, Outcome) for one in import_files(store, plan_files(tmp_path)))
    assert plans_in(store.file) == numbers
    assert not store.file.with_name(f"{store.file.name}-journal").exists()
    store.close()


@pytest.mark.parametrize("room", [0, 16, 64, 128])
def test_an_import_onto_a_full_disk_leaves_the_old_edition(
    room: int, make_settings: MakeSettings, tmp_path: Path
) -> None:
    settings = make_settings("sqlite")
    store = open_store(settings)
    first, second = editions()
    import_text(store, first)
    before = dump(store)
    assert store.file is not None
    path = tmp_path / "second.json"
    path.write_text(second, "utf-8")
    limit = store.file.stat().st_size // 1024 + room
    done = subprocess.run(
        [
            "bash",
            "-c",
            f'ulimit -f {limit}; exec "$@"',
            "-",
            sys.executable,
            "-m",
            "app",
            "import",
            str(path),
        ],
        env=os.environ | {"HOSHIN_DATABASE_URL": settings.database_url},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 1, done.stderr
    assert "ディスクの空き容量を確かめてください。" in done.stderr
    assert "Traceback" not in done.stderr
    check_integrity(store.file)
    assert dump(store) == before
    import_text(store, second)  # succeeds with space again
    store.close()
