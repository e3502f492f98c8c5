"""Stored rows against those that the kept plan files give, and what to do about a difference."""

from collections.abc import Iterable, Iterator
from typing import Final

from sqlmodel import SQLModel

from app.db.bulk_insert import Values, columns
from app.importer.findings import Finding
from app.models import Initiative

REBUILD: Final = "hoshin rebuild で、登録されている計画ファイルから作り直してください。"
FORCE: Final = (
    "元の計画ファイルで hoshin import --force FILE を実行してください。なければ控えから戻してください。"
)
RESTORE: Final = "控えから戻してください。"
DIFFERENT: Final = f"登録されている計画ファイルと違います。{REBUILD}"
# What the transaction gives a row; of no plan file.
_GIVEN: Final = frozenset(
    {"first_number", "last_number", "derived_version", "changed_at", "created_at", "updated_at"}
)


def row_differences(
    table: type[SQLModel], mine: Iterable[Values], theirs: Iterable[Values], *, first_number: int = 0
) -> Iterator[Finding]:
    """The rows of a table that differ, are missing or should not be there."""
    names = columns(table)
    keys = [names.index(column.name) for column in table.__table__.primary_key]  # type: ignore[attr-defined]
    derived = {
        tuple(row[key] for key in keys): (row, number) for number, row in enumerate(mine, first_number)
    }
    stored = {tuple(row[key] for key in keys): row for row in theirs}
    for key in sorted(derived.keys() | stored.keys(), key=str):
        where = f"{table.__tablename__} {' '.join(map(str, key))}"
        if key not in stored:
            yield Finding(where, f"行がありません。{REBUILD}")
        elif key not in derived:
            yield Finding(where, f"登録されている計画ファイルにない行です。{REBUILD}")
        else:
            row, number = derived[key]
            for name, ours, other in zip(names, row, stored[key], strict=True):
                given = number if table is Initiative and name == "number" else ours
                if name not in _GIVEN and other != given:
                    yield Finding(f"{where} {name}", f"値が、{DIFFERENT}")
