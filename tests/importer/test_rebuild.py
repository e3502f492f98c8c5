"""Derived data have a version: an outdated store is rebuilt, also after an interrupted rebuild."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text, update
from starlette.testclient import TestClient

from app.db.schema import config, open_store
from app.db.store import Store, StoreError
from app.importer import rebuild as rebuilding
from app.importer import worker
from app.importer.import_plan import import_file, import_text
from app.importer.rebuild import outdated_plans, rebuild
from app.importer.withdraw import withdraw_plan
from app.main import create_app
from app.models import Initiative, Revision, StoreState
from app.models.store import DERIVED_VERSION
from app.settings import Settings
from tests.command_line import ENVIRONMENT, Ended, hoshin
from tests.conftest import BASE, MakeSettings, name_store
from tests.paths import ROOT, SEED
from tests.sampling import on_sqlite_alone, sampled
from tests.stopped_statements import Stopped, stopped_at
from tests.world import P22, P23, plan_2022, plan_2023, text_of


def command_line(settings: Settings, tmp_path: Path, *arguments: str | Path) -> Ended:
    return hoshin(*arguments, cwd=tmp_path, HOSHIN_DATABASE_URL=settings.database_url)


PATHS = (
    "/api/v1/initiatives?limit=1000",
    "/api/v1/facets",
    "/api/v1/facets?q=花&pillar=守り&basis=stated",
    "/api/v1/matrix",
    "/api/v1/initiatives.csv?sort=due",
    "/api/v1/plans",
    "/api/v1/changes",
    f"/initiatives?plan={P22}&sdg=11",
)
READY = "/health/ready"


@pytest.fixture
def loaded_store(store: Store) -> Store:
    """`store` with three plans of two wards."""
    name_store(store)
    import_file(store, SEED)
    for plan in (plan_2022(), plan_2023()):
        import_text(store, text_of(plan))
    return store


def answers(client: TestClient) -> dict[str, bytes]:
    found = {path: client.get(path) for path in PATHS}
    assert {answer.status_code for answer in found.values()} == {200}
    return {path: answer.content for path, answer in found.items()}


def downgrade(store: Store) -> None:
    """Makes it a store of the previous release: no facet index, and documents of another shape."""
    with store.migrating() as connection:
        command.downgrade(config(connection), "0008")
        connection.execute(text("UPDATE initiative SET document = '{}', folded = 'x', folded_stated = 'x'"))


def states(store: Store) -> tuple[int, bool, list[int]]:
    with store.snapshot() as session:
        connection = session.connection()
        version, complete = connection.execute(text("SELECT derived_version, complete FROM store")).one()
        plans = connection.scalars(text("SELECT derived_version FROM plan ORDER BY id")).all()
        return version, bool(complete), list(plans)


def test_a_store_of_the_previous_release_answers_the_same_after_a_rebuild(
    loaded_store: Store, client: TestClient, settings: Settings
) -> None:
    before = answers(client)
    downgrade(loaded_store)
    opened = open_store(settings)
    assert outdated_plans(opened) == 3
    assert [plan.initiatives for plan in rebuild(opened)] == [46, 7, 3]
    assert states(opened) == (DERIVED_VERSION, True, [DERIVED_VERSION] * 3)
    assert outdated_plans(opened) == -1
    name_store(opened)  # the migration made a new id
    opened.close()
    assert answers(client) == before


@on_sqlite_alone
def test_a_command_first_rebuilds_an_outdated_store(
    loaded_store: Store, client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    before = answers(client)
    downgrade(loaded_store)
    done = command_line(settings, tmp_path, "import", SEED)
    assert done.status == 0, done.err
    assert "検索と集計のデータを、この版の hoshin に合わせて作り直します。" in done.err
    assert "計画3件、取組56件" in done.out
    assert "登録済みの内容と同じです" in done.out
    name_store(loaded_store)  # the migration made a new id
    assert answers(client) == before
    again = command_line(settings, tmp_path, "import", SEED)
    assert "作り直" not in again.out + again.err


def test_the_rebuild_command_changes_no_answer(
    loaded_store: Store, client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    before = answers(client)
    done = command_line(settings, tmp_path, "rebuild")
    assert done.status == 0, done.err
    assert "検索と集計のデータを作り直しました。計画3件、取組56件" in done.out
    assert answers(client) == before


@pytest.mark.parametrize("written", [1, 2])
def test_an_interrupted_rebuild_continues_where_it_stopped(
    loaded_store: Store, client: TestClient, written: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = answers(client)
    monkeypatch.setattr(worker, "TOGETHER", written)
    some = rebuild(loaded_store, force=True)
    next(some)
    some.close()
    assert states(loaded_store) == (DERIVED_VERSION, False, [DERIVED_VERSION] * written + [0] * (3 - written))
    assert outdated_plans(loaded_store) == 3 - written
    assert [plan.plan_id for plan in rebuild(loaded_store)] == ["141127-2022", P22, P23][written:]
    assert answers(client) == before


def test_a_rebuild_stopped_at_any_statement_is_finished_by_the_next(
    loaded_store: Store, client: TestClient
) -> None:
    before = answers(client)
    number = step = sampled(23, 5)
    while is_stopped_at(loaded_store, number):
        list(rebuild(loaded_store))
        assert answers(client) == before
        number += step
    assert number > 100


def is_stopped_at(store: Store, number: int) -> bool:
    """Whether a rebuild reached its n-th statement, at which it is stopped."""
    try:
        with stopped_at(store, number):
            list(rebuild(store, force=True))
    except Stopped:
        return True
    return False


def test_during_a_rebuild_requests_get_503_and_writes_are_refused(
    loaded_store: Store, client: TestClient
) -> None:
    some = rebuild(loaded_store, force=True)
    next(some)
    assert client.get(READY).status_code == 503
    answer = client.get("/api/v1/initiatives")
    assert (answer.status_code, "作り直しています" in answer.json()["detail"]) == (503, True)
    assert client.get("/health/live").status_code == 200
    with pytest.raises(StoreError, match="hoshin rebuild"):
        import_text(loaded_store, text_of(plan_2022()))
    with pytest.raises(StoreError, match="hoshin rebuild"):
        withdraw_plan(loaded_store, P22, "統合したため。")
    list(some)
    assert client.get(READY).status_code == 200


@pytest.fixture
def caching_replica(settings: Settings, loaded_store: Store) -> Iterator[TestClient]:
    """A second service on the store, with a response cache."""
    cached = settings.model_copy(update={"cache_mb": 8})
    with TestClient(create_app(cached, Store(cached)), base_url=BASE) as client:
        yield client


def test_no_cache_outlives_a_rebuild(caching_replica: TestClient, loaded_store: Store) -> None:
    before = answers(caching_replica)
    with loaded_store.writing() as connection:
        # Only a rebuild repairs derived data: a second import of a stored plan is no change.
        connection.execute(update(Initiative).values(label="別の見出し"))
        connection.execute(text("DELETE FROM facet"))
    assert import_text(loaded_store, text_of(plan_2022())).revision is None
    list(rebuild(loaded_store, force=True))
    assert eventually(caching_replica, before)


def eventually(client: TestClient, wanted: dict[str, bytes]) -> bool:
    """Whether the answers become the wanted ones within some requests."""
    return any(all(client.get(path).content == body for path, body in wanted.items()) for _ in range(100))


def test_two_rebuilds_at_once_write_each_plan_once(
    loaded_store: Store, client: TestClient, settings: Settings
) -> None:
    before = answers(client)
    other = Store(settings)
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(list, rebuild(store, force=True)) for store in (loaded_store, other)]:
            done.result(60)
    other.close()
    assert states(loaded_store) == (DERIVED_VERSION, True, [DERIVED_VERSION] * 3)
    assert answers(client) == before


def test_many_plans_are_prepared_by_another_process(
    loaded_store: Store, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = answers(client)
    monkeypatch.setattr(rebuilding, "MAX_WITHOUT_WORKER", 1)
    monkeypatch.setattr(worker, "AHEAD", 1)
    assert [plan.plan_id for plan in rebuild(loaded_store, force=True)] == ["141127-2022", P22, P23]
    assert answers(client) == before


@on_sqlite_alone
def test_a_dry_run_rebuilds_nothing(loaded_store: Store, settings: Settings, tmp_path: Path) -> None:
    downgrade(loaded_store)
    done = command_line(settings, tmp_path, "import", SEED, "--dry-run")
    assert (done.status, "hoshin rebuild" in done.err) == (1, True)
    assert states(loaded_store)[1:] == (False, [0, 0, 0])


KILLED = """
import multiprocessing, sys, time
from app.db.schema import open_store
from app.importer import rebuild, worker
from app.settings import Settings
rebuild.MAX_WITHOUT_WORKER, worker.TOGETHER = 0, 1
if __name__ == "__main__":
    some = rebuild.rebuild(open_store(Settings(database_url=sys.argv[1])), force=True)
    next(some)
    print(*(one.pid for one in multiprocessing.active_children()), flush=True)
    time.sleep(60)
"""


def test_the_worker_process_ends_when_the_rebuild_is_killed(
    loaded_store: Store, settings: Settings, tmp_path: Path
) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    command = [sys.executable, str(script), settings.database_url]
    environment = ENVIRONMENT | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        others = [int(pid) for pid in process.stdout.readline().split()]
        process.kill()
    assert len(others) == 1
    until = time.monotonic() + 20
    while is_running(others[0]) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(others[0])
    assert [plan.plan_id for plan in rebuild(loaded_store)] == [P22, P23]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_running_service_says_that_the_store_is_newer(loaded_store: Store, client: TestClient) -> None:
    with loaded_store.writing() as connection:
        connection.execute(update(StoreState).values(derived_version=DERIVED_VERSION + 1))
    answer = client.get("/api/v1/initiatives")
    assert (answer.status_code, "新しい版" in answer.json()["detail"]) == (503, True)


@on_sqlite_alone
def test_derived_data_of_a_newer_version_are_left_alone(
    loaded_store: Store, settings: Settings, tmp_path: Path
) -> None:
    with loaded_store.writing() as connection:
        connection.execute(update(StoreState).values(derived_version=DERIVED_VERSION + 1))
    done = command_line(settings, tmp_path, "import", SEED)
    assert (done.status, "新しい版" in done.err) == (1, True)
    assert "hoshin を更新してください" in done.err


@on_sqlite_alone
def test_a_stored_file_that_cannot_be_read_is_reported_with_what_to_do(
    loaded_store: Store, settings: Settings, tmp_path: Path
) -> None:
    with loaded_store.writing() as connection:
        file = json.dumps({"format": "hoshin-plan/0"})
        connection.execute(update(Revision).where(Revision.plan_id == P22).values(file=file))  # type: ignore[arg-type]
    done = command_line(settings, tmp_path, "rebuild")
    assert done.status == 1
    assert f"計画「{P22}」の登録ファイルをこの版の hoshin では読めない" in done.err
    assert "控えから戻してください" in done.err
    assert "Traceback" not in done.err


def test_an_empty_store_has_nothing_to_rebuild(make_settings: MakeSettings, tmp_path: Path) -> None:
    settings = make_settings("sqlite")
    open_store(settings).close()
    done = command_line(settings, tmp_path, "rebuild")
    assert (done.status, "計画0件、取組0件" in done.out) == (0, True)
