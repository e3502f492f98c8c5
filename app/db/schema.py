"""The database schema: created and upgraded by Alembic, with the SDG code lists in it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, insert, inspect, select, text, update
from sqlmodel import SQLModel, col

from app.db import sqlite_file
from app.db.store import Store, StoreError
from app.models import Plan, SdgGoal, SdgTarget, StoreState
from app.models.reference import sdg_goals, sdg_targets
from app.models.store import DERIVED_VERSION
from app.settings import Settings

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
# The newest revision, with which its file name begins. Alembic, which takes as long to load as all tables,
# is imported only where there is something to migrate.
HEAD: Final = max(file.name[:4] for file in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def config(connection: Connection | None = None) -> "Config":
    """Alembic's configuration, without an ini file."""
    from alembic.config import Config  # noqa: PLC0415 - see HEAD

    # The default is the stream of the first import, which may be closed by now.
    settings = Config(stdout=sys.stdout)
    settings.set_main_option("script_location", str(_MIGRATIONS))
    settings.attributes["connection"] = connection
    return settings


def open_store(settings: Settings, *, create: bool = True) -> Store:
    """The store brought up to date, and made where there is none. Raises StoreError, also for a database
    that is not hoshin's."""
    if settings.sqlite_file is not None:
        if create:
            sqlite_file.create(settings.sqlite_file)
        if settings.sqlite_file.is_file():
            sqlite_file.check_ours(settings.sqlite_file)
    store = Store(settings)
    try:
        with store.snapshot() as session:
            connection = session.connection()
            if store.file is None:
                _check_names(connection)
            current = is_current(connection)
        if not current:
            _upgrade(store)
    except BaseException:
        store.close()
        raise
    return store


def _check_names(connection: Connection) -> None:
    """Other programs may have tables in the same schema, but none of our names."""
    inspected = inspect(connection)
    names = {*inspected.get_table_names(), *inspected.get_view_names()}
    ours = {*SQLModel.metadata.tables, "alembic_version", "initiative_search", "initiative_search_terms"}
    if names & ours and not sqlite_file.is_ours(
        names, lambda statement: connection.execute(text(statement)).scalar_one()
    ):
        raise StoreError(
            f"データベースに、ほかのプログラムの表（{'、'.join(sorted(names & ours)[:3])}）があり、hoshin の表と名前が"
            "重なります。何も変えていません。HOSHIN_DATABASE_URL に、hoshin のためのデータベースを指定してください。"
        )


def _upgrade(store: Store) -> None:
    from alembic import command  # noqa: PLC0415 - see HEAD
    from alembic.util import CommandError  # noqa: PLC0415

    try:
        with store.migrating() as connection:
            if not is_current(connection):  # another process may have been faster
                command.upgrade(config(connection), "head")
                load_code_lists(connection)
                if connection.scalar(select(col(Plan.id)).limit(1)) is None:
                    # A store without a plan has nothing to derive.
                    state = update(StoreState).values(derived_version=DERIVED_VERSION, complete=True)
                    connection.execute(state)
    except CommandError as error:
        raise StoreError(
            "このデータベースは、この hoshin より新しい版で作られています。hoshin を更新してください。"
        ) from error


def is_current(connection: Connection) -> bool:
    """Whether the schema is this code's."""
    # The inspection first: a statement that fails would end the transaction on PostgreSQL.
    if not inspect(connection).has_table("alembic_version"):
        return False
    return connection.scalars(text("SELECT version_num FROM alembic_version")).all() == [HEAD]


def code_lists() -> dict[type[SQLModel], list[dict[str, Any]]]:
    """The rows of the 17 goals and 169 targets, by table."""
    goals = [
        {"name": goal["name_ja"]}
        | {name: goal[name] for name in ("number", "name_en", "title_en", "color", "uri")}
        for goal in sdg_goals()
    ]
    targets = [
        {"position": position}
        | {name: target[name] for name in ("code", "goal", "text_ja", "text_en", "uri")}
        for position, target in enumerate(sdg_targets())
    ]
    return {SdgGoal: goals, SdgTarget: targets}


def load_code_lists(connection: Connection) -> None:
    """Write the goals and targets, where they are written already correct them."""
    for table, rows in code_lists().items():
        (key,) = inspect(table).primary_key
        known = {one[key.name]: one for one in connection.execute(select(*inspect(table).columns)).mappings()}
        if new := [row for row in rows if row[key.name] not in known]:
            connection.execute(insert(table), new)
        for row in rows:
            # For each that is written SQLite looks for tags of it through the whole table of tags.
            if row != known.get(row[key.name], row):
                connection.execute(update(table).where(key == row[key.name]), row)
