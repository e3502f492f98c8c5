"""Organisations are shared by plans: one id keeps one name, and leaves with the last plan that names it."""

from collections.abc import Collection, Iterator
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, exists, insert, select, update
from sqlmodel import col

from app.importer.prepare import Prepared
from app.importer.problems import Finding
from app.models import Organisation, PlanOrganisation

_FIELDS: Final = ("id", "name", "kind", "municipality_code", "parent_id")
_COLUMNS: Final = [col(getattr(Organisation, name)) for name in _FIELDS]

_IDS: Final[Any] = bindparam("ids", expanding=True)
_STORED: Final = select(*(col(getattr(Organisation, name)) for name in _FIELDS)).where(
    col(Organisation.id).in_(_IDS)
)
_OF_OTHERS: Final = select(col(Organisation.id), col(Organisation.name)).where(
    col(Organisation.id).in_(_IDS),
    exists().where(
        col(PlanOrganisation.organisation_id) == col(Organisation.id),
        col(PlanOrganisation.plan_id) != bindparam("plan"),
    ),
)


def check_organisations(connection: Connection, plan: Prepared) -> Iterator[Finding]:
    """What another plan says of an organisation cannot be said otherwise by this one."""
    others = select(*_COLUMNS).where(
        col(Organisation.id).in_([entry["id"] for entry in plan.organisations]),
        exists().where(
            col(PlanOrganisation.organisation_id) == col(Organisation.id),
            col(PlanOrganisation.plan_id) != plan.plan_id,
        ),
    )
    shared = {row.id: row for row in connection.execute(others)}
    for index, entry in enumerate(plan.organisations):
        known = shared.get(entry["id"])
        if known is None:
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


def write_organisations(connection: Connection, plan: Prepared) -> None:
    """Insert or update the plan's organisations, parents first. A plan that is silent on the parent of
    an organisation leaves what another plan says of it."""
    ids = [entry["id"] for entry in plan.organisations]
    stored = connection.execute(select(*_COLUMNS).where(col(Organisation.id).in_(ids)))
    known = {row.id: dict(row._mapping) for row in stored}
    shared = named(connection, ids)
    new = []
    for entry in sorted(plan.organisations, key=lambda entry: int(entry["above"])):
        row = {name: entry[name] for name in _FIELDS}
        if entry["parent_id"] is None and entry["id"] in shared:
            row["parent_id"] = known[entry["id"]]["parent_id"]
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
    """Drop those of the organisations that no plan names any more."""
    gone = ids - named(connection, ids)
    if gone:
        under = update(Organisation).where(col(Organisation.parent_id).in_(gone))
        connection.execute(under.values(parent_id=None))
        connection.execute(delete(Organisation).where(col(Organisation.id).in_(gone)))


def named(connection: Connection, ids: Collection[str]) -> set[str]:
    """Those of the organisations that a plan names. The plan being written is taken out before."""
    statement = select(col(PlanOrganisation.organisation_id)).where(
        col(PlanOrganisation.organisation_id).in_(ids)
    )
    return set(connection.scalars(statement))
