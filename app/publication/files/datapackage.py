"""datapackage.json: the tables of a plan as a Data Package (version 2 of the standard)."""

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from app.models.attribution import rights
from app.models.columns import ABSENCES, GUARD_NOTE, Column
from app.publication.files.tables import Table
from app.publication.identifiers import uuid_of
from app.publication.record import PlanRecord
from app.settings import Settings

Json = dict[str, Any]
_PROFILE: Final = "https://datapackage.org/profiles/2.0/{}.json"
_LICENSE_NAME: Final = re.compile(r"[-a-zA-Z0-9._]+")
DIALECT: Final[Json] = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True}


class CsvFile(NamedTuple):
    """A finished table that the descriptor lists."""

    table: Table
    content: bytes


def descriptor(record: PlanRecord, files: Iterable[CsvFile], settings: Settings) -> bytes:
    """The descriptor of a plan's tables; it stands beside them, also inside the ZIP."""
    found: Json = {
        "$schema": _PROFILE.format("datapackage"),
        "name": record.name,
        "id": record.urn,
        "title": record.title,
        "description": f"{record.description}{rights(settings)[0]}{GUARD_NOTE}",
        "homepage": record.plan.url,
        "version": record.version,
        "created": _moment(record),
        "keywords": list(record.keywords),
        "contributors": _contributors(record, settings),
        "sources": [_source(record)],
    }
    if license_ := _license(settings):
        found["licenses"] = [license_]
    found["resources"] = [_resource(record, file) for file in files]
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def _moment(record: PlanRecord) -> str:
    return record.plan.updated_at.isoformat().replace("+00:00", "Z")


def _contributors(record: PlanRecord, settings: Settings) -> list[Json]:
    found: list[Json] = [{"title": record.plan.issuer.name, "roles": ["creator"]}]
    if settings.publisher:
        found.append({"title": settings.publisher, "roles": ["publisher"]})
    return found


def _source(record: PlanRecord) -> Json:
    found = {
        "title": record.plan.source.document,
        "version": record.plan.source.sha256,
        "path": record.plan.source.url,
    }
    return {name: value for name, value in found.items() if value is not None}


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
    # The standard wants a name or an address; a title alone is told in the description.
    return found if len(found) > 1 else None


def _resource(record: PlanRecord, file: CsvFile) -> Json:
    table = file.table
    return {
        "$schema": _PROFILE.format("dataresource"),
        "name": table.name,
        "id": f"urn:uuid:{uuid_of(f'{record.plan.id}/{table.name}.csv')}",
        "title": table.title,
        "description": table.rows_of_one,
        "path": f"{table.name}.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": DIALECT,
        "bytes": len(file.content),
        "hash": f"sha256:{hashlib.sha256(file.content).hexdigest()}",
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
