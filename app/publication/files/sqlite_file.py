"""The tables as one SQLite file, of a plan or of all of them: tables with keys, the columns of the CSV files.

The same rows give the same bytes. A cell without a value is NULL where a number, a date or the id of another table
belongs, and says why (記載なし) where a text does.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlmodel import Session, col

from app.models import Organisation, SdgGoal
from app.models.columns import ABSENCES, Column, ColumnType, Item, plain, with_names
from app.models.organisation import ORGANISATIONS
from app.models.plan import PLANS
from app.models.sdg import SDG_GOALS
from app.publication.files.reading_copy import READING, cover_lines
from app.publication.files.table_items import read
from app.publication.files.tables import TABLES, Items, Table
from app.publication.record import PlanRecord, plan_ids, plan_record
from app.settings import Settings

_TYPES: Final[dict[ColumnType, str]] = {"integer": "INTEGER", "number": "REAL"}
_PLANS: Final = Table("plans", "計画", "計画ごとに、表題・期間・件数・出典", PLANS.columns)
_GOALS: Final = Table(
    "sdg-goals", "SDGs目標", "目標とターゲットの名称と国連URI", SDG_GOALS.columns, ("goal",)
)
_ORGANISATIONS: Final = "organisations"
# Plans share them: with all plans in one file each stands there once.
_SHARED: Final = Table(_ORGANISATIONS, "組織", "計画に名前がある組織", ORGANISATIONS.columns)
_ABOUT: Final = ("項目", "内容")
_COLUMNS: Final = ("表", "列", "APIの項目", "型", "説明")
# Where the header names the version of the library that wrote the file: nothing that depends on the plan.
_WRITER: Final = slice(96, 100)


def plan_sqlite(session: Session, record: PlanRecord, items: Items, settings: Settings) -> bytes:
    """The file of one plan."""
    connection = sqlite3.connect(":memory:")
    try:
        _create(connection, TABLES)
        _insert(connection, _GOALS, _goals(session, settings))
        _fill(connection, TABLES, record, items)
        _describe(connection, TABLES, cover_lines(record, settings))
        connection.commit()
        content = bytearray(connection.serialize())
    finally:
        connection.close()
    content[_WRITER] = bytes(4)
    return bytes(content)


def write_all(session: Session, settings: Settings, path: Path, progress: Callable[[int, int], None]) -> int:
    """Write every plan into a new file; the number of plans. `progress` is told how many of how many are written."""
    tables = [_SHARED if table.name == _ORGANISATIONS else table for table in TABLES]
    ids = plan_ids(session)
    connection = sqlite3.connect(path)
    try:
        _create(connection, tables)
        _insert(connection, _GOALS, _goals(session, settings))
        _insert(connection, _SHARED, _organisations(session, settings))
        for number, plan_id in enumerate(ids, 1):
            record = plan_record(session, settings, plan_id)
            _fill(connection, tables, record, {**read(session, plan_id, settings), _ORGANISATIONS: []})
            progress(number, len(ids))
        stated = {"ライセンス": settings.license_name, "公開者": settings.publisher}
        _describe(connection, tables, {name: text or "記載なし" for name, text in stated.items()} | READING)
        connection.commit()
    finally:
        connection.close()
    return len(ids)


def _goals(session: Session, settings: Settings) -> list[Item]:
    goals = session.scalars(select(SdgGoal).order_by(col(SdgGoal.number)))
    return [SDG_GOALS.public(goal, settings).model_dump(mode="json") for goal in goals]


def _organisations(session: Session, settings: Settings) -> list[Item]:
    statement = select(Organisation).options(*ORGANISATIONS.options()).order_by(col(Organisation.id))
    found = session.scalars(statement)
    return [ORGANISATIONS.public(one, settings).model_dump(mode="json") for one in found]


def _name(table: str) -> str:
    return table.replace("-", "_")


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _references(table: Table) -> Iterator[tuple[str, str, str]]:
    """The columns that hold the key of another table, which table, and its key."""
    yield from ((column, other, "ID") for column, other in table.references)
    if "plan" in {column.name for column in table.columns}:
        yield "plan", "plans", "ID"
    if table.name == "sdg-tags":
        yield "goal", "sdg-goals", "目標"


def _create(connection: sqlite3.Connection, tables: Sequence[Table]) -> None:
    # Most tables of a plan are small: pages of a quarter of the usual size waste less.
    connection.execute("PRAGMA page_size = 1024")
    for table in (_PLANS, _GOALS, *tables):
        parts = [
            f'"{column.heading}" {_TYPES.get(column.type, "TEXT")}' + (" NOT NULL" if column.required else "")
            for column in table.columns
        ]
        parts.append(f"PRIMARY KEY ({_quoted(map(table.heading, table.key))})")
        parts += [
            f'FOREIGN KEY ("{table.heading(column)}") REFERENCES "{_name(other)}" ("{key}")'
            for column, other, key in _references(table)
        ]
        connection.execute(f'CREATE TABLE "{_name(table.name)}" ({", ".join(parts)})')


def _fill(connection: sqlite3.Connection, tables: Sequence[Table], record: PlanRecord, items: Items) -> None:
    names = {record.plan.id: record.plan.municipality.name}
    _insert(connection, _PLANS, [record.plan.model_dump(mode="json")])
    for table in tables:
        _insert(connection, table, with_names(items[table.name], names))


def _insert(connection: sqlite3.Connection, table: Table, rows: Iterable[Item]) -> None:
    keys = {column for column, _, _ in _references(table)}
    places = ", ".join("?" * len(table.columns))
    connection.executemany(
        f'INSERT INTO "{_name(table.name)}" VALUES ({places})',  # noqa: S608 - the name is a constant
        ([_value(column, row, key=column.name in keys) for column in table.columns] for row in rows),
    )


def _value(column: Column, item: Item, *, key: bool) -> str | int | float | None:
    value = plain(column.read(item))
    if value in ABSENCES and (key or column.type != "string"):
        return None
    return None if value == "" and not column.required else value


def _describe(connection: sqlite3.Connection, tables: Sequence[Table], lines: dict[str, str]) -> None:
    """What the data are, and what each column means."""
    for name, columns in (("about", _ABOUT), ("columns", _COLUMNS)):
        connection.execute(f'CREATE TABLE "{name}" ({_quoted(columns)})')
    connection.executemany("INSERT INTO about VALUES (?, ?)", lines.items())
    explained = (
        (_name(table.name), column.heading, column.name, column.type, column.explanation)
        for table in (_PLANS, _GOALS, *tables)
        for column in table.columns
    )
    connection.executemany('INSERT INTO "columns" VALUES (?, ?, ?, ?, ?)', explained)
