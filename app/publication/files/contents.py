"""The files of one plan: what there is, the same for every plan, and their contents, built from its tables."""

import json
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from sqlmodel import Session

from app.models.columns import GUARD_NOTE, Item, csv_bytes, with_names
from app.publication.files.archive import archive
from app.publication.files.csv_metadata import csv_metadata
from app.publication.files.datapackage import descriptor
from app.publication.files.table_items import read
from app.publication.files.tables import TABLES, Table
from app.publication.record import PlanRecord, plan_record
from app.settings import Settings

# From a kept file, which may have an older format, to the text of today's: the importer's.
CurrentForm = Callable[[str], str]


class File(NamedTuple):
    """One file of every plan. `metadata` files describe another file and are no data of their own.
    `parameters` are those of the media type in the answer. Browsers save a `download` and show anything
    else."""

    name: str
    title: str
    description: str
    format: str
    media_type: str
    metadata: bool = False
    parameters: str = ""
    download: bool = True


STRATML: Final = "stratml.xml"
_READING_COPY: Final = "plan.xlsx"
_WORKBOOK: Final = "workbook.xlsx"
_PLAN_FILE: Final = "plan.json"
_PACKAGE: Final = "datapackage.json"
_ARCHIVE: Final = "plan.zip"
_DATABASE: Final = "plan.sqlite"


def _table_files(table: Table) -> Iterator[File]:
    yield File(
        name=f"{table.name}.csv",
        title=f"{table.title}（CSV）",
        description=f"{table.summary}。BOM付きUTF-8。{GUARD_NOTE}",
        format="CSV",
        media_type="text/csv",
        parameters="; charset=utf-8; header=present",
    )
    yield File(
        name=f"{table.name}.csv-metadata.json",
        title=f"{table.title}（CSVの説明）",
        description=f"{table.name}.csv の各列の意味（CSV on the Web）",
        format="JSON",
        media_type="application/csvm+json",
        metadata=True,
        download=False,
    )
    yield File(
        name=f"{table.name}.ndjson",
        title=f"{table.title}（NDJSON）",
        description=f"{table.summary}。APIの各項目と同じ形のJSONを1行に1件",
        format="NDJSON",
        media_type="application/x-ndjson",
        parameters="; charset=utf-8",
    )


FILES: Final = (
    File(
        name=_ARCHIVE,
        title="すべてのファイル（ZIP）",
        description="すべての表のCSV・NDJSONとその説明、計画の様式、計画ファイル、閲覧用のExcel、SQLite、StratML、datapackage.json",
        format="ZIP",
        media_type="application/zip",
    ),
    File(
        name=_WORKBOOK,
        title="計画の様式（Excel）",
        description="この計画を書き込んだ様式。直して hoshin import に渡せば、次の版として登録できる",
        format="XLSX",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    File(
        name=_PLAN_FILE,
        title="計画ファイル（JSON）",
        description="登録されている計画そのもの（hoshin-plan/2）。hoshin import がそのまま読み取る",
        format="JSON",
        media_type="application/json",
    ),
    File(
        name=_READING_COPY,
        title="すべての表（閲覧用のExcel）",
        description="最初のシートが取組の一覧（言葉で、1行に1件）、続いて表ごとのシート。文字列は文字列のまま収め、数式はない",
        format="XLSX",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    File(
        name=_DATABASE,
        title="すべての表（SQLite）",
        description="すべての表を、CSVと同じ見出しの列と、表どうしの参照とともに収めたデータベース。列の説明は表 columns",
        format="SQLite",
        media_type="application/vnd.sqlite3",
    ),
    File(
        name=STRATML,
        title="計画（StratML Part 2）",
        description="計画交換の標準 StratML Part 2（ANSI/AIIM 22）による計画の全文",
        format="XML",
        media_type="application/xml",
    ),
    File(
        name=_PACKAGE,
        title="データパッケージの説明",
        description="すべての表の列・型・件数の検査に使える説明（Data Package v2）。大きさとSHA-256を含む",
        format="JSON",
        media_type="application/json",
        download=False,
    ),
    *(file for table in TABLES for file in _table_files(table)),
)


def build(session: Session, plan_id: str, settings: Settings, current_form: CurrentForm) -> dict[str, bytes]:
    """The content of every file of a plan by its name, out of one snapshot. Raises NotFound or Gone."""
    # Heavy, and the start needs no file.
    from app.publication.files.importable import plan_file, workbook  # noqa: PLC0415
    from app.publication.files.reading_copy import reading_copy  # noqa: PLC0415
    from app.publication.files.sqlite_file import plan_sqlite  # noqa: PLC0415
    from app.publication.files.stratml import stratml  # noqa: PLC0415

    record = plan_record(session, settings, plan_id)
    items = read(session, plan_id, settings)
    tables: dict[str, bytes] = {}
    for table in TABLES:
        tables |= _table_contents(record, table, items[table.name], settings)
    file = plan_file(session, plan_id, current_form)
    found = {
        _PACKAGE: descriptor(record, tables, settings),
        **tables,
        _WORKBOOK: workbook(file),
        _PLAN_FILE: file,
        _READING_COPY: reading_copy(record, items, settings),
        _DATABASE: plan_sqlite(session, record, items, settings),
        STRATML: stratml(record, items, settings),
    }
    return found | {_ARCHIVE: archive(found.items(), record.plan.updated_at)}


def _table_contents(
    record: PlanRecord, table: Table, rows: list[Item], settings: Settings
) -> dict[str, bytes]:
    names = {record.plan.id: record.plan.municipality.name}
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    return {
        f"{table.name}.csv": csv_bytes(table.columns, with_names(rows, names)),
        f"{table.name}.csv-metadata.json": csv_metadata(record, table, settings),
        f"{table.name}.ndjson": "".join(lines).encode(),
    }
