"""The database schema: created and upgraded by Alembic, with the SDG code lists in it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select
from sqlmodel import col

from app.db import Store
from app.models import SdgGoal, SdgTarget
from app.reference import sdg_goals, sdg_targets
from app.settings import Settings

_HERE = Path(__file__).parent


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without an ini file."""
    made = Config()
    made.set_main_option("script_location", str(_HERE / "migrations"))
    made.attributes["connection"] = connection
    return made


def open_store(settings: Settings) -> Store:
    """The store, created where there is none and brought up to date."""
    if settings.sqlite_file is not None:
        settings.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
        settings.sqlite_file.touch(mode=0o644)
    store = Store(settings)
    with store.engine.connect() as connection:
        if store.file is not None:
            # Batch moves drop and rename tables, which enforced foreign keys would refuse.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        connection.info["writer"] = True
        with connection.begin():
            if not is_current(connection):
                command.upgrade(config(connection), "head")
            _load_code_lists(connection)
        connection.info.pop("writer")
        connection.invalidate()
    return store


def is_current(connection: Connection) -> bool:
    """Whether the schema is the one that this code was written for."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head


def _load_code_lists(connection: Connection) -> None:
    """The 17 goals and 169 targets, once."""
    if connection.scalar(select(col(SdgGoal.number)).limit(1)) is not None:
        return
    connection.execute(
        insert(SdgGoal),
        [
            {
                "number": goal["number"],
                "name": goal["name_ja"],
                "name_en": goal["name_en"],
                "title_en": goal["title_en"],
                "color": goal["color"],
                "uri": goal["uri"],
            }
            for goal in sdg_goals()
        ],
    )
    connection.execute(
        insert(SdgTarget),
        [
            {"position": position} | {name: target[name] for name in ("code", "goal", "text_en", "uri")}
            for position, target in enumerate(sdg_targets())
        ],
    )
