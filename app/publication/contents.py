"""The files of one plan, built from its tables."""

import json
from typing import NamedTuple

from sqlmodel import Session

from app.columns import GUARD_NOTE, Item, csv_bytes
from app.publication.tables import TABLES, read
from app.resources.plans import plan_of
from app.settings import Settings


class File(NamedTuple):
    """One finished file. `metadata` files describe another file and are no data of their own."""

    name: str
    title: str
    description: str
    format: str
    media_type: str
    content: bytes
    metadata: bool = False


def build(session: Session, plan_id: str, settings: Settings) -> list[File]:
    """Every file of a plan, out of one snapshot."""
    plan_of(session, plan_id, settings)
    items = read(session, plan_id, settings)
    found = []
    for table in TABLES:
        rows = items[table.name]
        found.append(
            File(
                name=f"{table.name}.csv",
                title=f"{table.title}（CSV）",
                description=f"{table.rows_of_one}。{GUARD_NOTE}",
                format="CSV",
                media_type="text/csv",
                content=csv_bytes(table.columns, rows),
            )
        )
        found.append(
            File(
                name=f"{table.name}.ndjson",
                title=f"{table.title}（NDJSON）",
                description=f"{table.rows_of_one}。APIの各項目と同じ形のJSONを1行に1件",
                format="NDJSON",
                media_type="application/x-ndjson",
                content=_ndjson(rows),
            )
        )
    return found


def _ndjson(items: list[Item]) -> bytes:
    lines = (json.dumps(item, ensure_ascii=False, separators=(",", ":")) + "\n" for item in items)
    return "".join(lines).encode()
