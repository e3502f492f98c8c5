"""The database schema: created and upgraded by Alembic, with the SDG code lists in it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, insert, inspect, select, text, update
from sqlmodel import col

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


def open_store(settings: Settings) -> Store:
    """The store, created where there is none and brought up to date. Raises StoreError."""
    if settings.sqlite_file is not None:
        _create(settings.sqlite_file)
    store = Store(settings)
    try:
        with store.snapshot() as session:
            current = is_current(session.connection())
        if not current:
            _upgrade(store)
    except BaseException:
        store.close()
        raise
    return store


def _create(file: Path) -> None:
    if file.is_file():
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o644, exist_ok=False)
    except FileExistsError as error:
        if not file.is_file():  # another process may have been faster
            raise StoreError(f"データベース {file} はファイルではありません。") from error
    except OSError as error:
        raise StoreError(
            f"データベース {file} を作れません。HOSHIN_DATABASE_URL のパスとフォルダーの権限を確かめてください。"
        ) from error


def _upgrade(store: Store) -> None:
    from alembic import command  # noqa: PLC0415 - see HEAD
    from alembic.util import CommandError  # noqa: PLC0415

    try:
        with store.migrating() as connection:
            if not is_current(connection):  # another process may have been faster
                command.upgrade(config(connection), "head")
                _load_code_lists(connection)
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


def _load_code_lists(connection: Connection) -> None:
    """Write the 17 goals and 169 targets, once."""
    if connection.scalar(select(col(SdgGoal.number)).limit(1)) is not None:
        return
    goals = [
        {"name": goal["name_ja"]}
        | {name: goal[name] for name in ("number", "name_en", "title_en", "color", "uri")}
        for goal in sdg_goals()
    ]
    targets = [
        {"position": position} | {name: target[name] for name in ("code", "goal", "text_en", "uri")}
        for position, target in enumerate(sdg_targets())
    ]
    connection.execute(insert(SdgGoal), goals)
    connection.execute(insert(SdgTarget), targets)
