"""datapackage.json: the tables of a plan as a Data Package (version 2 of the standard)."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from app.models.columns import ABSENCES, GUARD_NOTE, Column
from app.publication.files.tables import TABLES, Table
from app.publication.identifiers import uuid_of
from app.publication.record import PlanRecord
from app.settings import Settings

Json = dict[str, Any]
_PROFILE: Final = "https://datapackage.org/profiles/2.0/{}.json"
_LICENSE_NAME: Final = re.compile(r"[-a-zA-Z0-9._]+")
DIALECT: Final[Json] = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True}


def descriptor(record: PlanRecord, files: Mapping[str, bytes], settings: Settings) -> bytes:
    """The descriptor of a plan's tables; it stands beside them, also inside the ZIP. `files` has the
    content of each CSV by name."""
    contributors = [{"title": record.plan.issuer.name, "roles": ["creator"]}]
    if settings.publisher:
        contributors.append({"title": settings.publisher, "roles": ["publisher"]})
    sources = [{"title": one.document, "version": one.sha256, "path": one.url} for one in record.plan.sources]
    found: Json = {
        "$schema": _PROFILE.format("datapackage"),
        "name": record.name,
        "id": record.urn,
        "title": record.title,
        "description": f"{record.description}{GUARD_NOTE}",
        "homepage": record.plan.url,
        "version": record.version,
        "created": record.plan.updated_at.isoformat().replace("+00:00", "Z"),
        "keywords": list(record.keywords),
        "contributors": contributors,
        "sources": [
            {name: value for name, value in source.items() if value is not None} for source in sources
        ],
        "hoshin:plan": {
            "status": record.plan.status,
            "period": record.plan.period.model_dump(mode="json"),
            "series": record.plan.series and record.plan.series.model_dump(),
            "transcription": record.plan.transcription.model_dump(),
            "announced": record.plan.announced,
        },
    }
    if license_ := _license(settings):
        found["licenses"] = [license_]
    found["resources"] = [_resource(record, table, files[f"{table.name}.csv"]) for table in TABLES]
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def _license(settings: Settings) -> Json | None:
    """The operator's licence, None while none is stated: then nothing is granted."""
    name = settings.license_name
    if name is None:
        return None
    found = {"title": name}
    if _LICENSE_NAME.fullmatch(name):
        found["name"] = name
    if settings.license_url:
        found["path"] = str(settings.license_url)
    # The standard wants a name or an address; a title alone stands in the description.
    return found if len(found) > 1 else None


def _resource(record: PlanRecord, table: Table, content: bytes) -> Json:
    return {
        "$schema": _PROFILE.format("dataresource"),
        "name": table.name,
        "id": f"urn:uuid:{uuid_of(f'{record.plan.id}/{table.name}.csv')}",
        "title": table.title,
        "description": table.summary,
        "path": f"{table.name}.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": DIALECT,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": _schema(table),
    }


def _schema(table: Table) -> Json:
    keys = [
        {"fields": [table.heading(column)], "reference": {"resource": other, "fields": ["ID"]}}
        for column, other in table.references
    ]
    return {
        "$schema": _PROFILE.format("tableschema"),
        "fields": [_field(column) for column in table.columns],
        "missingValues": ["", *ABSENCES],
        "primaryKey": [table.heading(name) for name in table.key],
        **({"foreignKeys": keys} if keys else {}),
    }


def _field(column: Column) -> Json:
    constraints: Json = {"required": True} if column.required else {}
    if column.words is not None and not column.many:
        constraints["enum"] = [word.value for word in column.words]
    return {
        "name": column.heading,
        "title": column.heading,
        "description": column.explanation,
        "type": column.type,
        "hoshin:field": column.name,
        **({"constraints": constraints} if constraints else {}),
    }
