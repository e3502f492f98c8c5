"""The database file is replaced or deleted under a running service."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import AnyHttpUrl
from starlette.testclient import TestClient

from app.db import engines
from app.db.schema import open_store
from app.db.store import Store, StoreError
from app.importer.import_plan import import_text
from app.main import create_app
from app.settings import Settings
from tests.conftest import BASE
from tests.world import P22, P23, entry, plan_2022, plan_2023, signed, text_of

PATH = f"/api/v1/initiatives?plan={P22}&facet=pillar"


def settings_of(file: Path, cache_mb: int = 8) -> Settings:
    return Settings(database_url=f"sqlite:///{file}", base_url=AnyHttpUrl(BASE), cache_mb=cache_mb)


def with_label(label: str) -> str:
    """The plan with another label and another name of a pillar."""
    file = plan_2022()
    entry(file, f"{P22}-p1-t1-m1")["label"] = label
    entry(file, f"{P22}-p2")["name"] = label
    return text_of(signed(file))


def make(file: Path, *texts: str) -> Path:
    store = open_store(settings_of(file))
    for content in texts:
        import_text(store, content)
    store.close()
    return file


@pytest.fixture(params=["DELETE", "WAL"])
def live_file(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a store with one plan, in both journal modes."""
    monkeypatch.setattr(engines, "journal_mode", lambda _version: request.param)
    return make(tmp_path / "live.db", with_label("前の名前"))


@pytest.fixture(params=[8, 0], ids=["cached", "uncached"])
def service(request: pytest.FixtureRequest, live_file: Path) -> Iterator[TestClient]:
    settings = settings_of(live_file, request.param)
    with TestClient(
        create_app(settings, Store(settings)), base_url=BASE, raise_server_exceptions=False
    ) as client:
        yield client


def eventually(found: Callable[[], object], wanted: object) -> bool:
    """Whether something becomes what is wanted within some seconds."""
    until = time.monotonic() + 10
    while found() != wanted and time.monotonic() < until:
        time.sleep(0.02)
    return found() == wanted


def labels(client: TestClient) -> set[str]:
    """The two names in one answer that the plans tell apart."""
    answer = client.get(PATH).json()
    named = {one["label"] for one in answer["items"]} | {one["label"] for one in answer["facets"]["pillar"]}
    return {name for name in named if name.endswith("名前")}


def test_a_replaced_file_is_served_and_new_imports_show_up(
    service: TestClient, live_file: Path, tmp_path: Path
) -> None:
    assert labels(service) == {"前の名前"}
    backup = make(tmp_path / "backup.db", with_label("控えの名前"))
    os.rename(backup, live_file)
    # The same revision and the same number of writes: nothing but the file tells them apart.
    assert eventually(lambda: labels(service), {"控えの名前"})
    assert service.get("/health/ready").status_code == 200
    store = Store(settings_of(live_file))
    import_text(store, text_of(plan_2023()))
    store.close()
    plans = [P22, P23]
    assert eventually(lambda: [one["id"] for one in service.get("/api/v1/plans").json()["items"]], plans)


def test_no_answer_mixes_two_files(service: TestClient, live_file: Path, tmp_path: Path) -> None:
    first, second = (
        make(tmp_path / "a.db", with_label("甲の名前")),
        make(tmp_path / "b.db", with_label("乙の名前")),
    )
    for number in range(40):
        copy = tmp_path / "copy.db"
        shutil.copy(second if number % 2 else first, copy)
        os.rename(copy, live_file)
        assert len(labels(service)) == 1


def test_a_deleted_file_is_not_ready_until_it_is_back(
    service: TestClient, live_file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert labels(service) == {"前の名前"}
    away = tmp_path / "away.db"
    os.rename(live_file, away)
    assert service.get("/health/ready").status_code == 503
    assert "cause=database detail=OperationalError:SQLITE_CANTOPEN" in caplog.text
    assert service.get("/health/live").status_code == 200
    assert not live_file.exists()
    os.rename(away, live_file)
    assert eventually(lambda: service.get("/health/ready").status_code, 200)
    assert labels(service) == {"前の名前"}


@pytest.mark.parametrize("content", [b"", b"no database " * 1000], ids=["empty", "foreign"])
def test_a_file_that_is_no_store_is_not_ready(service: TestClient, live_file: Path, content: bytes) -> None:
    other = live_file.with_name("other")
    other.write_bytes(content)
    os.rename(other, live_file)
    assert service.get("/health/ready").status_code == 503


def test_a_log_of_the_replaced_file_is_never_read_into_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "journal_mode", lambda _version: "WAL")
    live_path = make(tmp_path / "live.db", text_of(plan_2022()))
    backup = make(tmp_path / "backup.db", text_of(plan_2023()))
    store = Store(settings_of(live_path))
    with store.snapshot() as session:  # holds the old file and its log
        import_text(store, with_label("前の名前"))
        os.rename(backup, live_path)
        assert plans_of(store) == [P23]
        assert session.connection().exec_driver_sql("SELECT count(*) FROM plan").scalar_one() == 1
    store.close()
    assert live_path.with_name("live.db-wal.old").exists()
    with sqlite3.connect(live_path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def plans_of(store: Store) -> list[str]:
    with store.snapshot() as session:
        return list(session.connection().exec_driver_sql("SELECT id FROM plan ORDER BY id").scalars())


def test_an_import_into_a_file_that_was_replaced_meanwhile_says_so(live_file: Path, tmp_path: Path) -> None:
    backup = make(tmp_path / "backup.db", text_of(plan_2023()))
    store = Store(settings_of(live_file))
    with pytest.raises(StoreError, match="差し替えられました"), store.writing():
        os.rename(backup, live_file)
    assert import_text(store, text_of(plan_2022())).revision == 2
    assert plans_of(store) == [P22, P23]
    store.close()
