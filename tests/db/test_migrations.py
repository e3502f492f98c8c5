"""The migrations: up, down and up again, with the schema of the models as their result."""

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from app.db.schema import HEAD, config, is_current, open_store
from app.db.store import Store
from app.importer.import_plan import import_text
from app.models import SdgTag
from app.settings import Settings
from tests.conftest import MakeSettings
from tests.world import plan_2022, text_of


def table_names(connection: Connection) -> set[str]:
    """The names of all tables but those of the search index, which the models do not declare."""
    return {
        name for name in inspect(connection).get_table_names() if not name.startswith("initiative_search")
    }


def test_the_migrated_schema_equals_the_models(store: Store) -> None:
    with store.migrating() as connection:
        assert is_current(connection)
        command.check(config(connection))
        assert table_names(connection) == set(SQLModel.metadata.tables) | {"alembic_version"}


def test_the_migration_scripts_end_in_the_declared_head() -> None:
    scripts = ScriptDirectory.from_config(config())
    assert scripts.get_heads() == [HEAD]


def test_every_migration_can_be_downgraded_and_upgraded_again(store: Store) -> None:
    steps = [script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()]
    tables_of: dict[str, set[str]] = {}
    with store.migrating() as connection:
        for step in steps:
            tables_of[step] = table_names(connection)
            command.downgrade(config(connection), "-1")
        assert table_names(connection) == {"alembic_version"}
        assert not is_current(connection)
        for step in reversed(steps):
            command.upgrade(config(connection), step)
            assert table_names(connection) == tables_of[step]
        command.check(config(connection))


def test_check_constraints_on_sqlite_use_no_in_list(make_empty_settings: MakeSettings) -> None:
    # For an IN list SQLite builds a temporary table for each row that it checks.
    store = open_store(make_empty_settings("sqlite"))
    with store.snapshot() as session:
        tables = session.connection().scalars(text("SELECT sql FROM sqlite_master WHERE type = 'table'"))
        checks = [line for sql in tables for line in sql.splitlines() if "CHECK" in line]
    assert len(checks) > 15
    assert [check for check in checks if " IN (" in check] == []
    store.close()


@pytest.mark.parametrize("column", ["basis", "review"])
def test_the_database_refuses_a_value_outside_a_vocabulary(seeded: Store, column: str) -> None:
    with pytest.raises(IntegrityError), seeded.writing() as connection:
        connection.execute(update(SdgTag).values({column: "guessed"}))
    with seeded.writing() as connection:
        connection.execute(update(SdgTag).values({column: getattr(SdgTag, column)}))


def test_a_downgrade_restores_the_former_check_constraints(make_empty_settings: MakeSettings) -> None:
    store = open_store(make_empty_settings("sqlite"))
    with store.migrating() as connection:
        command.downgrade(config(connection), "0005")
        written = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'sdg_tag'"))
        assert "CHECK (review IN ('unreviewed', 'confirmed', 'disputed'))" in written
        command.upgrade(config(connection), "head")
        written = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'sdg_tag'"))
        assert "review = 'unreviewed' OR review = 'confirmed' OR review = 'disputed'" in written
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
    store.close()


def test_a_store_downgraded_to_nothing_is_migrated_when_opened_again(
    store: Store, settings: Settings
) -> None:
    import_text(store, text_of(plan_2022()))
    with store.migrating() as connection:
        command.downgrade(config(connection), "base")
    again = open_store(settings)
    assert import_text(again, text_of(plan_2022())).revision == 1
    again.close()


def test_the_code_lists_are_loaded_once(store: Store, settings: Settings) -> None:
    for _ in range(2):
        open_store(settings).close()
    with store.snapshot() as session:
        connection = session.connection()
        assert connection.scalar(text("SELECT count(*) FROM sdg_goal")) == 17
        assert connection.scalar(text("SELECT count(*) FROM sdg_target")) == 169


def test_a_failed_migration_changes_nothing(store: Store) -> None:
    import_text(store, text_of(plan_2022()))
    with pytest.raises(ZeroDivisionError), store.migrating() as connection:
        command.downgrade(config(connection), "base")
        raise ZeroDivisionError
    with store.snapshot() as session:
        assert is_current(session.connection())
        assert session.connection().scalar(text("SELECT count(*) FROM initiative")) == 7


def test_a_service_on_another_schema_is_not_ready(client: TestClient, store: Store) -> None:
    import_text(store, text_of(plan_2022()))
    assert client.get("/health/ready").status_code == 200
    with store.migrating() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert client.get("/health/ready").status_code == 503
    assert client.get("/health/live").status_code == 200
