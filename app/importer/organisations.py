"""Organisations are shared by plans: one id keeps one name, and leaves with the last plan that names it."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, delete, exists, insert, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.importer.prepare import Prepared
from app.importer.problems import Finding
from app.models import Organisation, Plan, PlanOrganisation

_FIELDS: Final = ("id", "name", "kind", "municipality_code", "parent_id")


def check_organisations(connection: Connection, plan: Prepared) -> Iterator[Finding]:
    """An organisation that another plan names too cannot be renamed by this one."""
    others = select(col(Organisation.id), col(Organisation.name)).where(
        col(Organisation.id).in_([entry["id"] for entry in plan.organisations]),
        exists().where(
            col(PlanOrganisation.organisation_id) == col(Organisation.id),
            col(PlanOrganisation.plan_id) != plan.plan_id,
        ),
    )
    names = {row.id: row.name for row in connection.execute(others)}
    for index, entry in enumerate(plan.organisations):
        known = names.get(entry["id"], entry["name"])
        if known != entry["name"]:
            yield Finding(
                f"/organisations/{index}/name",
                f"ほかの計画では「{entry['id']}」は「{known}」です。名称が変わった組織には新しいIDを付けてください。",
            )


def write_organisations(connection: Connection, plan: Prepared) -> None:
    """Insert or update the plan's organisations, parents first."""
    columns = [col(getattr(Organisation, name)) for name in _FIELDS]
    ids = [entry["id"] for entry in plan.organisations]
    stored = connection.execute(select(*columns).where(col(Organisation.id).in_(ids)))
    known = {row.id: dict(row._mapping) for row in stored}
    new = []
    for entry in sorted(plan.organisations, key=lambda entry: int(entry["above"])):
        row = {name: entry[name] for name in _FIELDS}
        if entry["id"] not in known:
            new.append(row)
        elif known[entry["id"]] != row:
            if new:  # a parent among them, perhaps
                connection.execute(insert(Organisation), new)
                new = []
            connection.execute(update(Organisation).where(col(Organisation.id) == entry["id"]), row)
    if new:
        connection.execute(insert(Organisation), new)


def drop_organisations(connection: Connection, ids: set[str]) -> None:
    """Drop those of the organisations that nothing names any more, children before their parents."""
    child = aliased(Organisation)
    orphans = delete(Organisation).where(
        col(Organisation.id).in_(ids),
        ~exists().where(col(PlanOrganisation.organisation_id) == col(Organisation.id)),
        ~exists().where(col(Plan.issuer_id) == col(Organisation.id)),
        ~exists().where(col(child.parent_id) == col(Organisation.id)),
    )
    while ids and connection.execute(orphans).rowcount:
        pass
