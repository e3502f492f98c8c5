"""The opening of the store: what is checked, made and refused before a command uses it."""

from pathlib import Path
from typing import Final

from sqlmodel import col, select

from app.cli.console import err, print_plain
from app.db import sqlite_file
from app.db.revisions import is_complete
from app.db.schema import open_store
from app.db.store import Store, StoreError
from app.models import Plan, Revision
from app.settings import Settings

SEED: Final = Path(__file__).parents[2] / "data/seed_r4.json"
# Seconds that a start waits for SQLite's check of the file.
CHECK_SECONDS: Final = 2


def open_complete(settings: Settings, *, only_read: bool = False, create: bool = False) -> Store:
    """The store with all derived data of this version; a reader rebuilds nothing. Raises StoreError."""
    store = open_store(settings, create=create)
    if not only_read and not _is_complete(store):
        # Not with this module: a service mostly starts without what reads and writes plans.
        from app.cli.import_report import complete_store  # noqa: PLC0415

        complete_store(store)
    return store


def _is_complete(store: Store) -> bool:
    with store.snapshot() as session:
        return is_complete(session.connection())


def open_existing(settings: Settings) -> Store:
    """The store as it is, to be read only. Raises StoreError."""
    if settings.sqlite_file is not None and settings.sqlite_file.is_file():
        sqlite_file.check_ours(settings.sqlite_file)
    return Store(settings)


def open_to_serve(settings: Settings) -> Store:
    """The store that `hoshin serve` publishes; a new one gets the seed. Raises StoreError."""
    file = settings.sqlite_file
    if file is not None and file.is_file():
        _check_damage(file)
    elif file is not None:
        _check_seed(settings, f"データベース {file} がありません")
    store = open_complete(settings, create=True)
    with store.snapshot() as session:
        is_new = session.exec(select(col(Revision.id)).limit(1)).first() is None
    if is_new and settings.seed:
        _check_seed(settings, "データベースに計画が一度も登録されていません")
        from app.cli.import_report import import_one  # noqa: PLC0415 - as above

        import_one(store, SEED)
    _check_home(settings, store)
    return store


def _check_home(settings: Settings, store: Store) -> None:
    """A plan may be imported later: an unknown one is no error."""
    if settings.home_plan is None:
        return
    with store.snapshot() as session:
        if session.get(Plan, settings.home_plan) is None:
            print_plain(
                err,
                f"HOSHIN_HOME_PLAN の計画 {settings.home_plan} は登録されていません。"
                "登録されるまで、はじめのページには別の計画を示します。",
            )


def _check_damage(file: Path) -> None:
    sqlite_file.check_ours(file)
    damage = sqlite_file.quick_check(file, CHECK_SECONDS)
    if damage is None:
        print_plain(
            err,
            f"データベースの検査は{CHECK_SECONDS}秒で終わらなかったため、途中でやめました。全体は hoshin verify で確かめられます。",
        )
    elif damage:
        raise StoreError(
            f"データベース {file} が壊れています（SQLite: {damage[0]}）。控えから戻してから、もう一度起動してください。"
            "壊れているところは hoshin verify で確かめられます。"
        )


def _check_seed(settings: Settings, why: str) -> None:
    """The sample is never published as a municipality's own: not where a store may just be lost."""
    if settings.seed and (settings.official or settings.publisher):
        raise StoreError(
            f"{why}。HOSHIN_OFFICIAL か HOSHIN_PUBLISHER を設定したサービスには、見本の計画を登録しません。\n"
            "初めてなら hoshin import FILE で計画を登録してから起動してください。\n"
            "前に登録した計画があるはずなら、HOSHIN_DATABASE_URL とボリュームを確かめるか、控えから戻してください。\n"
            "計画のないまま起動するなら HOSHIN_SEED=false を設定してください。"
        )
