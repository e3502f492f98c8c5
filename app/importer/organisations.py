"""Organisations are shared by plans: one id keeps one name, and leaves with the last plan that names it."""

from collections.abc import Collection, Iterator
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, exists, select, update
from sqlmodel import col

from app.db.bulk_insert import Values, columns, insert_rows
from app.importer.findings import Finding
from app.importer.prepare import PreparedPlan
from app.models import Organisation, PlanOrganisation

_FIELDS: Final = ("id", "name", "kind", "municipality_code", "parent_id")

_IDS: Final[Any] = bindparam("ids", expanding=True)
_OF_OTHERS: Final = exists().where(
    col(PlanOrganisation.organisation_id) == col(Organisation.id),
    col(PlanOrganisation.plan_id) != bindparam("plan"),
)
_STORED: Final = select(
    *(col(getattr(Organisation, name)) for name in _FIELDS), _OF_OTHERS.label("shared")
).where(col(Organisation.id).in_(_IDS))
_NAMED: Final = select(col(PlanOrganisation.organisation_id)).where(
    col(PlanOrganisation.organisation_id).in_(_IDS)
)

Known = dict[str, Row[*tuple[Any, ...]]]
"""The stored of some organisations by id, with `shared`: whether another plan names it."""


def stored_organisations(connection: Connection, plan: PreparedPlan) -> Known:
    """Those of the plan's organisations that are stored."""
    asked = {"ids": [entry["id"] for entry in plan.rows.organisations], "plan": plan.plan_id}
    return {row.id: row for row in connection.execute(_STORED, asked)}


def check_organisations(plan: PreparedPlan, stored: Known) -> Iterator[Finding]:
    """What another plan says of an organisation cannot be said otherwise by this one."""
    for index, entry in enumerate(plan.rows.organisations):
        known = stored.get(entry["id"])
        if known is None or not known.shared:
            continue
        where, which = f"/organisations/{index}", f"ほかの計画では「{entry['id']}」"
        if known.name != entry["name"]:
            yield Finding(
                f"{where}/name",
                f"{which}は「{known.name}」です。名称が変わった組織には新しいIDを付けてください。",
            )
        if known.kind != entry["kind"]:
            yield Finding(f"{where}/kind", f"{which}の kind は {known.kind} です。")
        if entry["parent_id"] is not None and known.parent_id not in (None, entry["parent_id"]):
            yield Finding(f"{where}/parent", f"{which}の上位は「{known.parent_id}」です。")


def write_organisations(connection: Connection, plan: PreparedPlan, stored: Known) -> None:
    """Insert or update the plan's organisations, parents first. A plan that is silent on the parent of
    an organisation leaves what another plan says of it."""
    new: list[Values] = []
    for entry in sorted(plan.rows.organisations, key=lambda entry: int(entry["above"])):
        known = stored.get(entry["id"])
        row = {name: entry[name] for name in _FIELDS}
        if known is None:
            new.append(tuple(row[name] for name in columns(Organisation)))
            continue
        if entry["parent_id"] is None and known.shared:
            row["parent_id"] = known.parent_id
        if any(known._mapping[name] != row[name] for name in _FIELDS):
            if new:  # a parent among them, perhaps
                insert_rows(connection, Organisation, new)
                new = []
            connection.execute(update(Organisation).where(col(Organisation.id) == entry["id"]), row)
    if new:
        insert_rows(connection, Organisation, new)


def drop_organisations(connection: Connection, ids: set[str]) -> None:
    """Drop those of the organisations that no plan names any more."""
    gone = ids - named(connection, ids) if ids else ids
    if gone:
        under = update(Organisation).where(col(Organisation.parent_id).in_(gone))
        connection.execute(under.values(parent_id=None))
        connection.execute(delete(Organisation).where(col(Organisation.id).in_(gone)))


def named(connection: Connection, ids: Collection[str]) -> set[str]:
    """Those of the organisations that a plan names. The plan being written is taken out before."""
    return set(connection.scalars(_NAMED, {"ids": list(ids)}))
