"""The SQLite file apart from its engines: made, recognised as ours, checked for damage."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from app.db.database_errors import advice_on
from app.db.engines import WRITER_TIMEOUT_MS
from app.db.store import StoreError

# "hosh", as PRAGMA application_id. Files of earlier releases have 0.
APPLICATION_ID: Final = 0x68_6F_73_68
# Tables that every release has: without them the others are another program's.
OUR_TABLES: Final = frozenset({"alembic_version", "plan", "revision", "organisation", "sdg_goal"})
# Seconds that another process may take between making a file and writing it.
_CREATION: Final = 0.5
# Steps of SQLite between two looks at the clock.
PROGRESS: Final = 10_000
_SHOWN: Final = 3
_RESTORE: Final = "控えから戻すか、HOSHIN_DATABASE_URL とボリュームを確かめてください。"


def is_ours(names: AbstractSet[str], count: Callable[[str], int]) -> bool:
    """Whether a database with these tables is hoshin's or holds nothing yet. `count` runs a statement. Of a
    store that was downgraded to nothing an empty table of migrations is left."""
    if names == {"alembic_version"}:
        return count("SELECT count(*) FROM alembic_version") == 0
    return not names or names >= OUR_TABLES


def create(file: Path) -> None:
    """Make a database without tables where there is no file. Raises StoreError."""
    if file.is_file():
        return
    _check_leftovers(file)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        content = connection.serialize()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "wb") as new:
            new.write(content)
    except FileExistsError as error:
        if not file.is_file():  # another process may have been faster
            raise StoreError(f"データベース {file} はファイルではありません。") from error
    except OSError as error:
        raise StoreError(
            f"データベース {file} を作れません。HOSHIN_DATABASE_URL のパスとフォルダーの権限を確かめてください。"
        ) from error


def _check_leftovers(file: Path) -> None:
    """A journal without its database: the file was there, and a new one would destroy the rest."""
    for ending in ("-wal", "-journal"):
        rest = file.with_name(file.name + ending)
        if rest.exists() and not file.exists():
            raise StoreError(
                f"データベース {file} がないのに、その続きの {rest.name} が残っています。{_RESTORE}"
                f"新しく始めるなら、{rest.name} を別の場所に移してから、もう一度実行してください。"
            )


def check_ours(file: Path) -> None:
    """Raises StoreError for a file that holds nothing, or something else than a store of hoshin."""
    until = monotonic() + _CREATION
    while file.stat().st_size == 0:
        if monotonic() > until:
            raise StoreError(
                f"データベース {file} は空のファイルです（0バイト）。何も変えていません。{_RESTORE}"
                "新しく始めるなら、このファイルを消してから、もう一度実行してください。"
            )
        sleep(_CREATION / 10)
    try:
        with closing(_connect(file)) as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            rows = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
            names = {name for (name,) in rows}
            ours = is_ours(names, lambda statement: int(connection.execute(statement).fetchone()[0]))
    except sqlite3.Error as error:
        raise StoreError(advice_on(error)) from error
    if application not in (0, APPLICATION_ID) or not ours:
        shown = "、".join(sorted(names)[:_SHOWN])
        raise StoreError(
            f"データベース {file} は hoshin のものではありません（{f'表 {shown} など' if shown else '別のプログラムの印'}"
            "があります）。何も変えていません。HOSHIN_DATABASE_URL に、別のファイルを指定してください。"
        )


def quick_check(file: Path, seconds: float) -> list[str] | None:
    """What SQLite says of damage in the file; None if the check did not end in time."""
    until = monotonic() + seconds
    try:
        with closing(_connect(file)) as connection:
            connection.set_progress_handler(lambda: monotonic() > until, PROGRESS)
            return damage_lines(connection.execute("PRAGMA quick_check(10)"))
    except sqlite3.DatabaseError as error:
        return None if "interrupted" in str(error) or "locked" in str(error) else [str(error)]


def damage_lines(rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a check of SQLite that say something; a row may hold several."""
    lines = (line for row in rows for line in row[0].splitlines())
    return [line for line in lines if line != "ok" and not line.startswith("***")]


def _connect(file: Path) -> sqlite3.Connection:
    """A connection that changes nothing, not even the journal mode."""
    address = f"{file.resolve().as_uri()}?mode=rw"
    connection = sqlite3.connect(address, uri=True, timeout=WRITER_TIMEOUT_MS / 1000)
    connection.execute("PRAGMA query_only=ON")
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection
