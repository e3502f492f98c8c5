"""The start of a service on a store that is new, lost, damaged or another program's."""

import re
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from app.cli import opening
from app.cli.opening import open_to_serve
from app.db import sqlite_file
from app.db.schema import open_store
from app.db.store import Store, StoreError
from app.importer.import_plan import import_file, import_text
from app.importer.withdraw import withdraw_plan
from app.settings import Settings
from tests.cli.test_server import running_server
from tests.command_line import hoshin
from tests.conftest import MakeSettings
from tests.paths import SEED
from tests.world import plan_2022, text_of

OFFICIAL = ({"official": True}, {"publisher": "見本市港区"})


def plans(store: Store) -> list[str]:
    with store.snapshot() as session:
        return list(session.connection().scalars(text("SELECT id FROM plan ORDER BY id")))


@pytest.mark.parametrize("declared", OFFICIAL)
def test_an_official_service_never_gets_the_sample(
    empty_settings: Settings, declared: dict[str, object]
) -> None:
    official = empty_settings.model_copy(update=declared)
    for _ in range(2):
        with pytest.raises(StoreError, match=r"(?s)見本の計画を登録しません.*hoshin import FILE.*控えから"):
            open_to_serve(official)
    if empty_settings.sqlite_file is not None:
        assert not empty_settings.sqlite_file.exists()
    store = open_store(official)
    with pytest.raises(StoreError, match="一度も登録されていません"):
        open_to_serve(official)
    import_text(store, text_of(plan_2022()))
    assert plans(open_to_serve(official)) == ["991015-2022"]


def test_an_official_service_may_start_without_a_plan_if_asked_to(empty_settings: Settings) -> None:
    assert plans(open_to_serve(empty_settings.model_copy(update={"official": True, "seed": False}))) == []


def test_a_store_whose_only_plan_was_withdrawn_is_not_new(empty_settings: Settings) -> None:
    store = open_to_serve(empty_settings)
    withdraw_plan(store, "141127-2022", "統合したため。")
    store.close()
    assert plans(open_to_serve(empty_settings)) == []


def test_the_way_to_a_first_official_store(tmp_path: Path) -> None:
    environment = {"HOSHIN_OFFICIAL": "true", "HOSHIN_PUBLISHER": "見本市港区"}
    refused = hoshin("serve", cwd=tmp_path, **environment)
    assert (refused.status, "見本の計画を登録しません" in refused.err) == (1, True)
    assert list(tmp_path.iterdir()) == []
    file = tmp_path / "plan.json"
    file.write_text(text_of(plan_2022()), "utf-8")
    assert hoshin("import", file, cwd=tmp_path, **environment).status == 0
    with running_server(tmp_path, **environment) as running:
        answer = httpx.get(f"{running.url}api/v1/plans").json()
        assert [one["id"] for one in answer["items"]] == ["991015-2022"]
        running.end()


@pytest.mark.parametrize(
    "arguments", [["export", "out"], ["rebuild"], ["withdraw", "991015-2022", "--reason", "統合"]]
)
def test_only_serve_and_import_make_a_database(arguments: list[str], tmp_path: Path) -> None:
    ended = hoshin(*arguments, cwd=tmp_path)
    assert (ended.status, re.search(r"hoshin\.db がありません", ended.err) is not None) == (1, True)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def stored_seed(make_empty_settings: MakeSettings) -> Path:
    """The database file of a closed store with the seed."""
    settings = make_empty_settings("sqlite")
    store = open_store(settings)
    import_file(store, SEED)
    store.close()
    assert settings.sqlite_file is not None
    return settings.sqlite_file


def zero_pages(file: Path, first: int = 40, number: int = 5) -> None:
    with file.open("r+b") as opened:
        opened.seek(first * 4096)
        opened.write(bytes(number * 4096))


def test_a_damaged_file_is_refused_at_the_start(stored_seed: Path) -> None:
    zero_pages(stored_seed)
    with pytest.raises(StoreError, match=r"壊れています（SQLite: .*控えから戻して.*hoshin verify"):
        open_to_serve(Settings(database_url=f"sqlite:///{stored_seed}"))


def test_a_check_that_takes_too_long_is_given_up_and_said(
    stored_seed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(opening, "CHECK_SECONDS", 0)
    monkeypatch.setattr(sqlite_file, "PROGRESS", 1)
    open_to_serve(Settings(database_url=f"sqlite:///{stored_seed}")).close()
    assert "検査は0秒で終わらなかった" in capsys.readouterr().err


def test_a_service_that_meets_damage_is_not_ready(stored_seed: Path) -> None:
    with running_server(stored_seed.parent, HOSHIN_DATABASE_URL=f"sqlite:///{stored_seed}") as running:
        assert httpx.get(f"{running.url}health/ready").status_code == 200
        size = stored_seed.stat().st_size // 4096
        zero_pages(stored_seed, 10, size - 12)
        for number in range(20):
            if httpx.get(f"{running.url}api/v1/initiatives?limit={number + 1}").status_code == 503:
                break
        assert httpx.get(f"{running.url}health/ready").status_code == 503
        running.end()
    assert any("cause=database" in line for line in running.lines)
