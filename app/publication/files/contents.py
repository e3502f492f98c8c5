"""The files of one plan, built from its tables."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from sqlmodel import Session

from app.models.columns import GUARD_NOTE, Item, csv_bytes
from app.publication.files.archive import archive
from app.publication.files.csv_metadata import csv_metadata
from app.publication.files.datapackage import descriptor
from app.publication.files.tables import TABLES, Table, read
from app.publication.record import PlanRecord, plan_record
from app.settings import Settings


class File(NamedTuple):
    """One finished file. `metadata` files describe another file and are no data of their own. `parameters`
    are those of the media type in the answer. Browsers save a `download` and show anything else."""

    name: str
    title: str
    description: str
    format: str
    media_type: str
    content: bytes
    metadata: bool = False
    parameters: str = ""
    download: bool = True


def build(session: Session, plan_id: str, settings: Settings) -> list[File]:
    """Every file of a plan, out of one snapshot. Raises NotFound or Gone."""
    # Heavy, and the start needs no file.
    from app.publication.files.stratml import stratml  # noqa: PLC0415
    from app.publication.files.workbook import workbook  # noqa: PLC0415

    record = plan_record(session, settings, plan_id)
    items = read(session, plan_id, settings)
    tables = [file for table in TABLES for file in _table_files(record, table, items[table.name], settings)]
    package = File(
        name="datapackage.json",
        title="データパッケージの説明",
        description="すべての表の列・型・件数の検査に使える説明（Data Package v2）。大きさとSHA-256を含む",
        format="JSON",
        media_type="application/json",
        content=descriptor(record, {file.name: file.content for file in tables}, settings),
        download=False,
    )
    excel = File(
        name="plan.xlsx",
        title="すべての表（Excel）",
        description="表紙・項目の説明と、表ごとのシート。文字列は文字列のまま収め、数式はない",
        format="XLSX",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        content=workbook(record, items, settings),
    )
    xml = File(
        name="stratml.xml",
        title="計画（StratML Part 2）",
        description="計画交換の標準 StratML Part 2（ANSI/AIIM 22）による計画の全文",
        format="XML",
        media_type="application/xml",
        content=stratml(record, items, settings),
    )
    archived = [(file.name, file.content) for file in (package, *tables, excel, xml)]
    everything = File(
        name="plan.zip",
        title="すべてのファイル（ZIP）",
        description="すべての表のCSV・NDJSONとその説明、Excel、StratML、datapackage.json",
        format="ZIP",
        media_type="application/zip",
        content=archive(archived, record.plan.updated_at),
    )
    return [everything, excel, xml, package, *tables]


def _table_files(record: PlanRecord, table: Table, rows: list[Item], settings: Settings) -> Iterator[File]:
    yield File(
        name=f"{table.name}.csv",
        title=f"{table.title}（CSV）",
        description=f"{table.summary}。BOM付きUTF-8。{GUARD_NOTE}",
        format="CSV",
        media_type="text/csv",
        content=csv_bytes(table.columns, rows),
        parameters="; charset=utf-8; header=present",
    )
    yield File(
        name=f"{table.name}.csv-metadata.json",
        title=f"{table.title}（CSVの説明）",
        description=f"{table.name}.csv の各列の意味（CSV on the Web）",
        format="JSON",
        media_type="application/csvm+json",
        content=csv_metadata(record, table, settings),
        metadata=True,
        download=False,
    )
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    yield File(
        name=f"{table.name}.ndjson",
        title=f"{table.title}（NDJSON）",
        description=f"{table.summary}。APIの各項目と同じ形のJSONを1行に1件",
        format="NDJSON",
        media_type="application/x-ndjson",
        content="".join(lines).encode(),
        parameters="; charset=utf-8",
    )
