"""Organisations are shared by plans: one id keeps one name, and leaves with the last plan that names it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.importer.problems import Finding
from app.importer.shape import OrganisationEntry
from app.importer.sheet import Sheet
from app.models import Organisation, Plan, PlanOrganisation


def check_organisations(connection: Connection, sheet: Sheet) -> Iterator[Finding]:
    """An organisation that another plan names too cannot be renamed by this one."""
    others = select(col(Organisation.id), col(Organisation.name)).where(
        exists().where(
            col(PlanOrganisation.organisation_id) == col(Organisation.id),
            col(PlanOrganisation.plan_id) != sheet.file.plan.id,
        )
    )
    names = {row.id: row.name for row in connection.execute(others)}
    for index, entry in enumerate(sheet.file.organisations):
        if names.get(entry.id, entry.name) != entry.name:
            yield Finding(
                f"/organisations/{index}/name",
                f"ほかの計画では「{entry.id}」は「{names[entry.id]}」です。名称が変わった組織には新しいIDを付けてください。",
            )


def write_organisations(connection: Connection, sheet: Sheet) -> None:
    """Insert or update the sheet's organisations and drop those that no plan names any more."""
    known = set(connection.scalars(select(col(Organisation.id))))
    for entry in sorted(sheet.file.organisations, key=lambda entry: sheet.above(entry.id) or 0):
        row = _row(entry)
        if entry.id in known:
            connection.execute(update(Organisation).where(col(Organisation.id) == entry.id), row)
        else:
            connection.execute(insert(Organisation), row)
    child = aliased(Organisation)
    connection.execute(
        delete(Organisation).where(
            col(Organisation.id).not_in(sheet.organisations),
            ~exists().where(col(PlanOrganisation.organisation_id) == col(Organisation.id)),
            ~exists().where(col(Plan.issuer_id) == col(Organisation.id)),
            ~exists().where(col(child.parent_id) == col(Organisation.id)),
        )
    )


def _row(entry: OrganisationEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "name": entry.name,
        "kind": entry.kind.value,
        "municipality_code": entry.municipality_code,
        "parent_id": entry.parent,
    }
