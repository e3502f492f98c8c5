"""CSV on the Web metadata beside each CSV (`initiatives.csv-metadata.json`)."""

import json
from typing import Any, Final

from app.i18n.japan_time import japanese_day
from app.models.attribution import rights
from app.models.columns import ABSENCES, GUARD_NOTE, Column, ColumnType
from app.publication.files.tables import Table
from app.publication.record import PlanRecord
from app.settings import Settings

_DATATYPES: Final[dict[ColumnType, object]] = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "date": {"base": "date", "format": "yyyy-MM-dd"},
    "datetime": {"base": "datetime", "format": "yyyy-MM-ddTHH:mm:ssX"},
}


def csv_metadata(record: PlanRecord, table: Table, settings: Settings) -> bytes:
    """What the columns of one CSV mean. Titles are plain strings: validators refuse a language map."""
    license_ = {"dc:license": {"@id": str(settings.license_url)}} if settings.license_url else {}
    found: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "ja"}],
        "url": f"{table.name}.csv",
        "dc:title": f"{record.title} {table.title}",
        "dc:description": f"{table.summary}。{GUARD_NOTE}",
        "dc:creator": record.plan.issuer.name,
        "dc:source": [source.document for source in record.plan.sources],
        "dc:rights": rights(settings)[0],
        **license_,
        "dc:modified": {"@value": japanese_day(record.plan.updated_at).isoformat(), "@type": "xsd:date"},
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "lineTerminators": ["\r\n"]},
        "tableSchema": {
            "columns": [_column(column) for column in table.columns],
            "primaryKey": [_name(name) for name in table.key],
        },
    }
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": _name(column.name),
        "titles": column.heading,
        "dc:description": column.explanation,
        "datatype": _DATATYPES[column.type],
        "null": ["", *ABSENCES],
        **({"separator": ";"} if column.many else {}),
        **({"required": True} if column.required else {}),
    }


def _name(field: str) -> str:
    # A name is part of a URI template: dots would do, but not every reader takes them.
    return field.replace(".", "_")
