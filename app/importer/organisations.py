"""Organisations, which plans share: each is deleted with the last plan that names it."""

import json
from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, exists, select, update
from sqlmodel import col

from app.db.bulk_insert import Values, columns, insert_rows
from app.importer.findings import Finding
from app.importer.kept_files import newest_revision
from app.importer.organisation_checks import reached
from app.importer.prepare import PreparedPlan
from app.importer.table_rows import PlanRows
from app.models import Organisation, PlanOrganisation
from app.models.types import json_text

_IDS: Final[Any] = bindparam("ids", expanding=True)
_OF_OTHERS: Final = exists().where(
    col(PlanOrganisation.organisation_id) == col(Organisation.id),
    col(PlanOrganisation.plan_id) != bindparam("plan"),
)
_STORED: Final = select(
    *(col(getattr(Organisation, name)) for name in columns(Organisation)), _OF_OTHERS.label("shared")
).where(col(Organisation.id).in_(_IDS))
_LEVELS: Final = select(
    col(Organisation.id), col(Organisation.parent_id), col(Organisation.successor_of)
).where(col(Organisation.id).in_(_IDS))
_NAMED: Final = select(col(PlanOrganisation.organisation_id)).where(
    col(PlanOrganisation.organisation_id).in_(_IDS)
)

# The stored organisations of a plan by id, with `shared`: whether another plan names it.
StoredOrganisations = dict[str, Row[*tuple[Any, ...]]]


def stored_organisations(connection: Connection, plan: PlanRows) -> StoredOrganisations:
    """Those of the plan's organisations that are stored."""
    parameters = {"ids": [entry["id"] for entry in plan.organisations], "plan": plan.plan_id}
    return {row.id: row for row in connection.execute(_STORED, parameters)}


def check_organisations(
    connection: Connection, plan: PreparedPlan, stored: StoredOrganisations
) -> Iterator[Finding]:
    """A plan cannot contradict what another plan says of an organisation; each keeps the name it prints."""
    for index, entry in enumerate(plan.rows.organisations):
        known = stored.get(entry["id"])
        if known is None or not known.shared:
            continue
        where, which = f"/organisations/{index}", f"ほかの計画では「{entry['id']}」"
        if known.kind != entry["kind"]:
            yield Finding(f"{where}/kind", f"{which}の kind は {known.kind} です。")
        if entry["parent_id"] is None and not entry["successor_of"]:
            continue
        if known.parent_id == entry["parent_id"] and known.successor_of == entry["successor_of"]:
            continue
        # What is stored may be what this plan said before: it is asked of the others' files, which is rare.
        for other, said in _said_by_others(connection, plan.plan_id, entry["id"]):
            if (parent := said.get("parent")) and entry["parent_id"] not in (None, parent):
                yield Finding(f"{where}/parent", f"{which}の上位は「{parent}」です（{other}）。")
            before = sorted(past["id"] for past in said.get("successor_of", ()))
            if before and entry["successor_of"] and before != _predecessors(entry):
                yield Finding(
                    f"{where}/successor_of",
                    f"{which}の前身は「{'、'.join(before)}」です（{other}）。どちらの計画にも、同じ前身を書いてください。",
                )
    yield from _circles(connection, plan, stored)


def _predecessors(entry: Mapping[str, Any]) -> list[str]:
    return sorted(past["id"] for past in entry["successor_of"])


def _said_by_others(
    connection: Connection, plan_id: str, organisation: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The ids of the other plans that name an organisation, and their entries of it."""
    naming = select(col(PlanOrganisation.plan_id)).where(
        col(PlanOrganisation.organisation_id) == organisation, col(PlanOrganisation.plan_id) != plan_id
    )
    for other in connection.scalars(naming.order_by(col(PlanOrganisation.plan_id))).all():
        revision = newest_revision(connection, other)
        for entry in json.loads(revision.file).get("organisations", ()) if revision else ():
            if entry["id"] == organisation:
                yield other, entry


def _circles(connection: Connection, plan: PreparedPlan, stored: StoredOrganisations) -> Iterator[Finding]:
    """Parents and predecessors that form a circle with those that other plans name."""
    rows = [_merged(entry, stored) for entry in plan.rows.organisations]
    above = {row["id"]: [row["parent_id"]] for row in rows}
    before = {row["id"]: _predecessors(row) for row in rows}
    # Those that only other plans name, as far as they are reached from here.
    while beyond := {one for graph in (above, before) for ends in graph.values() for one in ends} - (
        before.keys() | {None}
    ):
        found = {row.id: row for row in connection.execute(_LEVELS, {"ids": list(beyond)})}
        for one in beyond:
            above[one] = [found[one].parent_id] if one in found else []
            before[one] = _predecessors(dict(found[one]._mapping)) if one in found else []
    for index, row in enumerate(rows):
        for name, graph, word in (("parent", above, "上位"), ("successor_of", before, "前身")):
            if row["id"] in reached(graph[row["id"]], graph):
                yield Finding(
                    f"/organisations/{index}/{name}",
                    f"ほかの計画とあわせて{word}の組織をたどると輪になります。どちらかの計画を直してください。",
                )


def _merged(entry: dict[str, Any], stored: StoredOrganisations) -> dict[str, Any]:
    known = stored.get(entry["id"])
    return merged(entry, dict(known._mapping) if known is not None and known.shared else None)


def merged(entry: dict[str, Any], known: Mapping[str, Any] | None) -> dict[str, Any]:
    """The columns of an organisation. What a plan does not say of it stays as another plan says it."""
    row = {name: entry[name] for name in columns(Organisation)}
    if known is not None and row["parent_id"] is None:
        row |= {name: known[name] for name in ("parent_id", "parent_basis", "parent_source")}
    if known is not None and not row["successor_of"]:
        row["successor_of"] = known["successor_of"]
    return row


def write_organisations(connection: Connection, plan: PlanRows, stored: StoredOrganisations) -> None:
    """Insert the plan's new organisations, parents first, and update the others."""
    new: list[Values] = []
    changed: list[dict[str, Any]] = []
    for entry in sorted(plan.organisations, key=itemgetter("depth")):
        known = stored.get(entry["id"])
        row = _merged(entry, stored)
        if known is None:
            new.append(tuple((row | {"successor_of": json_text(row["successor_of"])}).values()))
        elif any(known._mapping[name] != value for name, value in row.items()):
            changed.append(row)
    if new:
        insert_rows(connection, Organisation, new)
    for row in changed:
        connection.execute(update(Organisation).where(col(Organisation.id) == row["id"]), row)


def drop_organisations(connection: Connection, ids: set[str]) -> set[str]:
    """Delete those of the organisations that no plan names any more; return the others."""
    named = set(connection.scalars(_NAMED, {"ids": list(ids)})) if ids else set()
    if unnamed := ids - named:
        children = update(Organisation).where(col(Organisation.parent_id).in_(unnamed))
        connection.execute(children.values(parent_id=None))
        connection.execute(delete(Organisation).where(col(Organisation.id).in_(unnamed)))
    return named
